"""deploy/nginx-single.conf: one machine behind nginx, with what the page needs of it."""

from __future__ import annotations

import re

from core.settings import ROOT, Settings
from ui.api.addresses import MAX_UPLOAD_BYTES, UNCOUNTED

TOLD = (ROOT / "deploy" / "nginx-single.conf").read_text(encoding="utf-8")
LINES = [line.strip() for line in TOLD.splitlines() if line.strip() and not line.strip().startswith("#")]


def test_it_is_whole() -> None:
    assert TOLD.count("{") == TOLD.count("}")
    assert all(line.endswith((";", "{", "}")) for line in LINES)


def test_it_leads_to_the_page_on_this_machine_alone() -> None:
    assert re.findall(r"server (127\.0\.0\.1:\d+);", TOLD) == [f"127.0.0.1:{Settings.model_fields['port'].default}"]
    assert set(re.findall(r"proxy_pass (\S+);", TOLD)) == {"http://cewen_page"}


def test_what_the_page_is_told_is_what_nginx_saw() -> None:
    for header in (
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "Upgrade $http_upgrade",
    ):
        assert f"proxy_set_header {header};" in LINES
    assert "$proxy_add_x_forwarded_for" not in TOLD
    assert "proxy_buffering off;" in LINES


def test_no_proxy_of_ours_hands_on_the_address_that_a_caller_wrote() -> None:
    found = sorted((ROOT / "deploy").glob("*.conf"))
    assert len(found) >= 2
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
        assert "$proxy_add_x_forwarded_for" not in text


def test_uploads_pass_and_plain_text_does_not() -> None:
    assert f"client_max_body_size {MAX_UPLOAD_BYTES // 2**20}m;" in LINES
    assert "return 301 https://$host$request_uri;" in LINES
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in LINES
    assert "ssl_reject_handshake on;" in LINES


def test_counts_are_for_this_machine() -> None:
    place = re.search(r"location = (\S+/metrics) \{([^}]+)\}", TOLD)
    assert place
    assert place[1] in UNCOUNTED
    assert "deny all;" in place[2]

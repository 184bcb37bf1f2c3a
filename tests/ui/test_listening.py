"""A port that somebody else has is told before the page says that it is there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

from core.settings import ROOT, Settings, unknown_settings
from ui.listening import can_listen


def test_a_port_is_free_until_somebody_listens() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        assert not can_listen("127.0.0.1", port)
    assert can_listen("127.0.0.1", port)


def test_the_page_names_a_taken_port_and_a_mistyped_setting(small: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "app.py", "--data", str(small.data_dir), "--port", str(port)],
            cwd=ROOT,
            text=True,
            capture_output=True,
            env={**os.environ, "CEWEN_ACOUNTS": "on"},
            timeout=200,
        )
    assert done.returncode == 2
    assert "已启动" not in done.stdout
    assert f"端口 {port} 已被占用" in done.stderr
    assert "CEWEN_ACOUNTS" in done.stderr


def test_settings_are_known_by_name() -> None:
    assert unknown_settings(["PATH", "CEWEN_PORT", "cewen_today", "CEWEN_ACOUNTS", "CEWEN_PROGRAM"]) == [
        "CEWEN_ACOUNTS"
    ]

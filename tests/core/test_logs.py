from __future__ import annotations

import logging

import pytest

from core.logs import HIDDEN, Redacting, redacted


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("key cw_a1B2c3D4e5F6g7H8 used", "a1B2c3D4e5F6g7H8"),
        ("Authorization: Bearer abcdefgh.ijkl-mnop", "abcdefgh.ijkl-mnop"),
        ("postgresql+psycopg://cewen:p4ss,w0rd!@db:5432/cewen refused", "p4ss,w0rd!"),
        ("CEWEN_LLM_API_KEY=sk-1234567890", "sk-1234567890"),
        ('{"password": "hunter22"}', "hunter22"),
        ("Cookie: cewen=abcdefghijkl", "abcdefghijkl"),
        ("问题：电话13812345678的那位", "13812345678"),
    ],
)
def test_secrets_and_personal_numbers_do_not_reach_the_log(said: str, secret: str) -> None:
    assert secret not in redacted(said)


@pytest.mark.parametrize(
    "said",
    ["2024年新增学位4200个，增长5.4%", "GET /api/v1/documents?limit=20 200", "http://127.0.0.1:7860/ 已启动", "cw_页"],
)
def test_what_is_no_secret_stays(said: str) -> None:
    assert redacted(said) == said


def test_a_traceback_is_redacted_too() -> None:
    try:
        raise RuntimeError("connect to postgresql://cewen:geheim99@db failed")
    except RuntimeError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed %s", ("token=abcd1234",), None)
        record.exc_info = (type(error), error, error.__traceback__)
    line = Redacting("%(message)s").format(record)
    assert "geheim99" not in line
    assert "abcd1234" not in line
    assert line.count(HIDDEN) >= 2
    assert "RuntimeError" in line

from __future__ import annotations

import inspect
import logging

import pytest

from core.errors import DataError
from ui.border import INTERNAL, at_the_border


def halve(number: int) -> str:
    if number % 2:
        raise DataError(f"{number} 不是偶数", next_step="换一个数")
    if number == 0:
        raise ZeroDivisionError("secret path /srv/x")
    return str(number // 2)


def test_what_works_is_given_back_as_it_is() -> None:
    assert at_the_border(halve, str.upper)(4) == "2"


def test_an_error_of_ours_tells_its_next_step() -> None:
    assert at_the_border(halve, lambda message: f"<{message}>")(3) == "<3 不是偶数：换一个数>"


def test_an_unexpected_error_is_logged_and_shown_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert at_the_border(halve, str)(0) == INTERNAL
    assert "secret path" in caplog.text


def test_gradio_sees_the_parameters_of_the_handler() -> None:
    assert list(inspect.signature(at_the_border(halve, str)).parameters) == ["number"]

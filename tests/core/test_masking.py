"""Personal numbers are masked at equal length; figures are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.masking import is_identity_number, mask_personal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def card(serial: int, year: int = 1999, month: int = 5, day: int = 20) -> str:
    body = f"410302{year}{month:02}{day:02}{serial:03}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


@given(st.integers(0, 999), st.integers(1950, 2015), st.integers(1, 12), st.integers(1, 28), st.text(max_size=20))
def test_a_valid_card_is_masked_wherever_it_stands_and_the_length_stays(
    serial: int, year: int, month: int, day: int, around: str
) -> None:
    number = card(serial, year, month, day)
    text = f"{around}，身份证{number}，{around}"
    masked, _ = mask_personal(text)
    assert number not in masked
    assert len(masked) == len(text)
    assert mask_personal(masked)[0] == masked


@given(st.integers(0, 999))
def test_a_wrong_check_digit_is_no_card(serial: int) -> None:
    number = card(serial)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert is_identity_number(number)
    assert not is_identity_number(wrong)
    assert mask_personal(f"编号{wrong}。") == (f"编号{wrong}。", 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系人张老师，13812345678。", "联系人张老师，138****5678。"),
        ("电话：138 1234 5678", "电话：138 **** 5678"),
        ("电话+86-13812345678", "电话+86-138****5678"),
        ("电话１３８１２３４５６７８。", "电话１３８****５６７８。"),
        ("旧证410302650520123。", "旧证410**********23。"),
    ],
)
def test_mobile_numbers_and_old_cards_keep_their_ends_only(text: str, shown: str) -> None:
    assert mask_personal(text) == (shown, 1)


@pytest.mark.parametrize(
    "text",
    [
        "投入13812345678元。",
        "共13812345678人次",
        "0379-63912345",
        "合计13,812,345,678",
        "指数1381234567.8",
        "2024年1月13日至15日",
    ],
)
def test_figures_and_office_landlines_are_left(text: str) -> None:
    assert mask_personal(text) == (text, 0)

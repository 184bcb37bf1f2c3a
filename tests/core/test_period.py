from __future__ import annotations

import datetime as dt

import pytest

from core.period import find_date, find_periods, five_year_plan, mentioned_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年1季度", {2024}),
        ("24年中考", {2024}),
        ("2024届", {2024}),
        ("“十三五”时期", set(range(2016, 2021))),
        ("2023—2025年投入", {2023, 2024, 2025}),
        ("2022-2023学年", {2022, 2023}),
        ("从2016年的123个到2020年", {2016, 2020}),
        ("17年到现在", {2017}),
        ("太教字〔2022〕51号", set()),
        ("5年一周期", set()),
        ("3—5年新教师", set()),
        ("总计2170人", set()),
        ("2019年3月18日", {2019}),
    ],
)
def test_years_a_text_names(text: str, years: set[int]) -> None:
    assert mentioned_years(text) == years


def test_relative_years_need_to_know_this_year() -> None:
    assert mentioned_years("比去年增加") == frozenset()
    assert mentioned_years("比去年增加", 2024) == {2023}
    assert mentioned_years("近三年新建", 2023) == {2020, 2021, 2022, 2023}


def test_a_month_ends_with_its_last_day() -> None:
    period = find_periods("2024年2月")[0].period
    assert (period.start, period.end) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))


def test_plans_run_in_fives() -> None:
    assert five_year_plan(13) == (2016, 2020)
    assert five_year_plan(14) == (2021, 2025)


@pytest.mark.parametrize("text", ["发布时间:2024-07-09", "2024年7月9日", "2024.7.9"])
def test_dates_are_read_in_their_usual_forms(text: str) -> None:
    assert find_date(text) == dt.date(2024, 7, 9)


def test_an_impossible_day_is_no_date() -> None:
    assert find_date("2024年13月40日") is None

"""What time a sentence speaks of where it does not say so itself."""

from __future__ import annotations

import datetime as dt

import pytest

from core.period import find_periods, years_of
from core.schema import Document
from core.timeline import is_yearly_mean, own_period, timeline_of

REPORT = """政府工作报告
一、2025年和“十四五”工作回顾
过去五年，全市教育迈上新台阶。
（一）投入持续增加。生均经费达到9000元。
（二）队伍不断壮大。新增教师300人。
各位代表！刚刚过去的2025年，是全面收官的一年。
（一）学位供给扩大。新建学校12所。
（二）师资水平提升。2024年，遴选名师20名。培训教师5000人。
（三）条件持续改善。改造校舍8万平方米。
二、今年重点任务
新增学位4000个。"""


def years(text: str, words: str, date: dt.date | None = dt.date(2026, 1, 20)) -> set[int]:
    document = Document(id="a", title="", text=text, sha256="", source="", date=date)
    at = text.index(words)
    sentence = max(text.rfind(mark, 0, at) for mark in "。！\n") + 1
    return set(timeline_of(document).years(sentence, at, at + len(words)))


def test_an_account_of_years_holds_through_the_numbered_paragraphs_below_it() -> None:
    assert {2021, 2025} <= years(REPORT, "生均经费达到9000元")
    assert {2021, 2025} <= years(REPORT, "新增教师300人")


def test_a_new_account_takes_over_where_it_begins() -> None:
    assert years(REPORT, "新建学校12所") == {2025}
    assert years(REPORT, "改造校舍8万平方米") == {2025}


def test_the_year_of_an_event_holds_for_its_own_paragraph_only() -> None:
    assert years(REPORT, "遴选名师20名") == {2024}
    assert years(REPORT, "培训教师5000人") == {2024}
    assert years(REPORT, "改造校舍8万平方米") == {2025}


def test_a_part_whose_heading_names_a_time_ends_every_account() -> None:
    assert years(REPORT, "新增学位4000个") == {2026}


def test_a_bullet_of_five_years_does_not_reach_beyond_itself() -> None:
    text = "2025年是改革之年。\n——这五年投入翻番。投入20亿元。\n新建学校3所。"
    assert {2021, 2025} <= years(text, "投入20亿元")
    assert years(text, "新建学校3所") == {2025}


@pytest.mark.parametrize(("date", "year"), [(dt.date(2026, 1, 20), 2025), (dt.date(2025, 12, 20), 2025)])
def test_the_year_behind_us_is_counted_from_the_documents_date(date: dt.date, year: int) -> None:
    assert years("一年来，我们新建学校3所。", "我们新建学校3所", date) == {year}


def test_a_year_only_compared_with_is_not_the_figures_own() -> None:
    assert years("新生217人，比2020年增加84人。", "比2020年增加84人") == {2026}


def test_a_document_without_a_date_has_only_the_times_it_names() -> None:
    assert years("新建学校3所。", "新建学校3所", None) == set()
    assert years("2023年是提质之年。新建学校3所。", "新建学校3所", None) == {2023}


@pytest.mark.parametrize("text", ["投资年均增长12.8%", "平均每年新建3所"])
def test_a_mean_over_years_is_told_from_a_yearly_figure(text: str) -> None:
    assert is_yearly_mean(text)
    assert not is_yearly_mean("年均浓度下降4%")


@pytest.mark.parametrize("text", ["总量连续37年居首位", "从教30年", "连续12年保持"])
def test_a_count_of_years_is_no_year(text: str) -> None:
    assert find_periods(text) == []


@pytest.mark.parametrize(
    ("title", "date", "year"),
    [
        ("某县教育局2021年工作总结和2022年工作计划", None, 2021),
        ("某区2023年教育工作总结暨2024年工作思路", dt.date(2024, 1, 9), 2023),
        ("某市教育局2024年上半年工作总结及下半年工作安排", dt.date(2024, 7, 3), 2024),
        ("某县2022年工作计划", None, 2022),
        ("某县2022—2024年行动计划", dt.date(2022, 3, 1), 2022),
    ],
)
def test_an_account_with_a_plan_speaks_of_the_years_of_its_account(title: str, date: dt.date | None, year: int) -> None:
    period = own_period(title, date)
    assert period is not None
    assert years_of(period) == {year}

from __future__ import annotations

import pytest

from core.arithmetic.engine import check_arithmetic
from core.arithmetic.mends import figure_mend, value_mends
from core.finding import Finding, Mend

WRONG_SUM = "全区考生共1000人，其中男生520人，女生490人。"
TABLE = "校名 | 男 | 女 | 合计\n一校 | 10 | 20 | 30\n二校 | 11 | 22 | 33\n三校 | 5 | 6 | 12\n四校 | 7 | 8 | 15"
WITH_MENDS = [
    WRONG_SUM,
    "参加考试1250人，合格651人，合格率为55.08%。",
    "2022年招生1200人，2023年招生1320人，增长12%。",
    "抓好三个方面：一是抓安全。二是抓质量。三是抓师资。四是抓作风。",
    "培训时间3月5日至3月9日，为期七天。",
    "一季度完成新建学校28所。全年工作有序。上述新建学校82所均已投入使用。",
    "2024年5月1日（星期五）召开。",
    "河东镇90分、河西镇85分、河南镇80分，其中河西镇最高。",
    TABLE,
]


def wrong(text: str) -> list[Finding]:
    return [one for one in check_arithmetic(text) if one.verdict == "不通过"]


def with_mend(text: str, mend: Mend) -> str:
    return text[: mend.span[0]] + mend.new + text[mend.span[1] :]


def test_a_wrong_sum_has_a_mend_for_the_total_and_one_for_each_part() -> None:
    (finding,) = wrong(WRONG_SUM)
    assert [(one.old, one.new) for one in finding.mends] == [("1000", "1010"), ("520", "510"), ("490", "480")]
    assert finding.mends[0].why == "若其余各数无误，1000人改为1010人"
    assert finding.mends[1].why == "若1000人和其余各数无误，520人改为510人"


@pytest.mark.parametrize("text", WITH_MENDS)
def test_every_mend_stands_where_it_says_and_leaves_nothing_wrong(text: str) -> None:
    mends = [mend for finding in wrong(text) for mend in finding.mends]
    assert mends
    for mend in mends:
        assert text[slice(*mend.span)] == mend.old != mend.new
        assert wrong(with_mend(text, mend)) == []


def test_a_part_that_several_values_would_fit_has_no_mend() -> None:
    (finding,) = wrong("2022年招生1200人，2023年招生1320人，增长12%。")
    assert [(one.old, one.new) for one in finding.mends] == [("12", "10")]


def test_what_agrees_has_no_mend() -> None:
    text = "全区考生共1010人，其中男生520人，女生490人。"
    assert all(one.mends == () for one in check_arithmetic(text))


def test_mends_leave_as_plain_values() -> None:
    (finding,) = wrong(WRONG_SUM)
    result = finding.to_dict()["mends"][0]
    assert result == {"start": 5, "end": 9, "old": "1000", "new": "1010", "why": "若其余各数无误，1000人改为1010人"}


@pytest.mark.parametrize(
    ("figure", "value", "new"),
    [
        ("1.09万人", 12_345.0, "1.23"),
        ("1,200万元", 11_000_000.0, "1,100"),
        ("55.08%", 52.0812, "52.08"),
        ("三个", 4.0, "四"),
        ("三个", 2.0, "两"),
        ("约1000人", 1010.0, "1010"),
    ],
)
def test_a_mend_is_written_as_the_figure_is(figure: str, value: float, new: str) -> None:
    made = figure_mend(figure, (0, len(figure)), value, "若其余各数无误")
    assert made is not None
    assert made.new == new


@pytest.mark.parametrize(("figure", "value"), [("5万3千人", 54_000.0), ("三成", 41.0), ("12人", -3.0), ("十人", 120.0)])
def test_what_cannot_be_written_in_the_figures_way_has_no_mend(figure: str, value: float) -> None:
    assert figure_mend(figure, (0, len(figure)), value, "若其余各数无误") is None


def test_mends_of_parts_that_change_fewest_digits_come_first() -> None:
    text = "100 200 310"
    spans = [(0, 3), (4, 7), (8, 11)]
    found = value_mends(
        text, spans, [100.0, 200.0, 310.0], lambda *v: sum(v), 600.0, lambda total: total == 600.0, "若600无误"
    )
    assert [(one.old, one.new) for one in found] == [("310", "300"), ("100", "90"), ("200", "190")]

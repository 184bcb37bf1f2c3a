"""Quantities: what is read, what is not, and the laws that hold for all of them."""

from __future__ import annotations

import math
import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DataError
from core.quantity import format_quantity, parse_numbers, parse_quantities
from core.textspan import split_clauses, split_sentences
from core.units import UNITS, convert, same_dimension

INF = math.inf
EXACT = [
    ("受益学生1.6万人", 16000, "人"),
    ("资助金额192.46\u00a0万元", 1_924_600, "元"),
    ("占比54.02%", 54.02, "%"),
    ("提高2.3个百分点", 2.3, "个百分点"),
    ("百分之五十", 50, "%"),
    ("五分之四", 80, "%"),
    ("六项", 6, "项"),
    ("两次", 2, "次"),
    ("累计120亿元", 12_000_000_000, "元"),
    ("投入5.67万亿元", 5_670_000_000_000, "元"),
    ("382万台（件、套）", 3_820_000, "台(件、套)"),
    ("24.76万平米", 247_600, "平米"),
    ("340.12GB", 340.12, "GB"),
    ("是去年的2.5倍", 2.5, "倍"),
    ("翻两番", 2, "番"),
    ("共7领域", 7, "领域"),
    ("5,000名学生", 5000, "名"),
    ("１２．５％", 12.5, "%"),
    ("18.5:1", 18.5, "比"),
    ("每天锻炼 1 小时", 1, "小时"),
    ("生均7700元/人", 7700, "元/人"),
    ("增长-3.2%", -3.2, "%"),
    ("近五年", 5, "年"),
    ("差异系数为0.5153", 0.5153, ""),
]
BOUNDED = [
    ("近7万个", 70_000, 65_000, 70_000, "近"),
    ("5.7万余个", 57_000, 57_000, 58_000, "余"),
    ("4万多名", 40_000, 40_000, 50_000, "多"),
    ("十余项", 10, 10, 20, "余"),
    ("400多亿元", 4e10, 4e10, 5e10, "多"),
    ("95%以上", 95, 95, INF, "以上"),
    ("不少于3次", 3, 3, INF, "不少于"),
    ("不超过2000人", 2000, -INF, 2000, "不超过"),
    ("小于或等于0.50", 0.5, -INF, 0.5, "小于或等于"),
    ("不足100名", 100, -INF, 100, "不足"),
    ("最多5次", 5, -INF, 5, "最多"),
    ("至少培育30个", 30, 30, INF, "至少"),
    ("2000字左右", 2000, 1500, 2500, "左右"),
    ("约60%", 60, 55, 65, "约"),
]
RANGES = [
    ("在0.225-0.779之间", 0.225, 0.779, ""),
    ("8.74—9元", 8.74, 9, "元"),
    ("1-2万元", 10_000, 20_000, "元"),
    ("3万～5万元", 30_000, 50_000, "元"),
    ("两三年", 2, 3, "年"),
    ("三至五名", 3, 5, "名"),
]
OTHER_KINDS = [
    ("豫发〔2020〕13号", ["code", "code"]),
    ("第3条", ["ordinal"]),
    ("第一季度", ["ordinal"]),
    ("推荐24中学", ["code"]),
    ("(27中、31中)", ["code", "code"]),
    ("2022版课程标准", ["year"]),
    ("6月17日-20日", ["date"]),
    ("2019年3月18日", ["date"]),
    ("发布时间:2024-07-09", ["date"]),
    ("2023—2025年", ["year"]),
    ("2022-2023学年", ["year"]),
    ("电话0379-64912345", ["phone"]),
    ("ICP备13002626号-8", ["code"]),
    ("一是抓好落实", ["list_mark"]),
    ("1.加强管理", ["list_mark"]),
    ("（三）规范办学", ["list_mark"]),
    ("28团中学", ["code"]),
    ("“4+1”模式", ["code"]),
    ("“十四五”时期", ["name"]),
    ("“五项管理”", ["name"]),
    ("九年级", ["ordinal"]),
    ("A4纸", ["code"]),
    ("信息化2.0升级", ["code"]),
]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2万6千人", 26000, "人"),
        ("７万４千５百册", 74500, "册"),
        ("2千零70元", 2070, "元"),
        ("4万5000元", 45000, "元"),
        ("1.5亿2千万元", 170_000_000, "元"),
        ("贰佰伍拾肆所", 254, "所"),
        ("叁仟零捌元整", 3008, "元"),
        ("廿七名", 27, "名"),
        ("一百卅二人", 132, "人"),
        ("４，８００人", 4800, "人"),
        ("占四成三。", 43, "%"),
    ],
)
def test_old_formal_and_mixed_writings_are_one_quantity(text: str, value: float, unit: str) -> None:
    assert [(q.value, q.unit) for q in parse_quantities(text)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("陆续建成六所", [6]),
        ("收拾二十间", [20]),
        ("3万2023年", [30000]),
        ("三十有余所", [30]),
    ],
)
def test_what_only_looks_like_one_is_left(text: str, values: list[float]) -> None:
    assert [q.value for q in parse_quantities(text)] == values


@pytest.mark.parametrize(("text", "value", "unit"), EXACT)
def test_quantity_is_read_in_plain_units(text: str, value: float, unit: str) -> None:
    (found,) = parse_quantities(text)
    assert (found.value, found.unit, found.low, found.high) == (value, unit, value, value)


@pytest.mark.parametrize(("text", "value", "low", "high", "qualifier"), BOUNDED)
def test_qualifier_becomes_an_interval(text: str, value: float, low: float, high: float, qualifier: str) -> None:
    (found,) = parse_quantities(text)
    assert (found.value, found.low, found.high, found.qualifier) == (value, low, high, qualifier)


@pytest.mark.parametrize(("text", "low", "high", "unit"), RANGES)
def test_range_is_one_quantity(text: str, low: float, high: float, unit: str) -> None:
    (found,) = parse_quantities(text)
    assert (found.low, found.high, found.unit, found.qualifier) == (low, high, unit, "区间")


@pytest.mark.parametrize(("text", "expected"), OTHER_KINDS)
def test_number_that_is_no_quantity_is_recognised_as_what_it_is(text: str, expected: list[str]) -> None:
    assert [m.kind for m in parse_numbers(text)] == expected
    assert parse_quantities(text) == []


@pytest.mark.parametrize(
    "text", ["统一部署", "十分重要", "千家万户", "进一步", "一般", "第一责任人", "万一", "四川", "几十个"]
)
def test_words_made_of_numerals_are_no_numbers(text: str) -> None:
    assert parse_quantities(text) == []


def test_change_from_one_value_to_another_is_two_quantities() -> None:
    assert [q.value for q in parse_quantities("由62%至83%")] == [62, 83]


def test_thousands_separator_and_list_comma_are_told_apart() -> None:
    assert [q.value for q in parse_quantities("分别为5,000人,300人")] == [5000, 300]


def test_span_is_the_place_in_the_text_as_received() -> None:
    text = "①资助192.46\u00a0万元，占比８５％。"
    assert [text[slice(*q.span)] for q in parse_quantities(text)] == ["192.46\u00a0万元", "８５％"]


QUALIFIERS = [
    "",
    "最多",
    "至多",
    "至少",
    "近",
    "约",
    "超过",
    "不少于",
    "不超过",
    "不足",
    "余",
    "多",
    "以上",
    "左右",
    "以下",
    "近余",
]
PLAIN_UNITS = [
    "人",
    "名",
    "所",
    "个",
    "元",
    "%",
    "个百分点",
    "平方米",
    "册",
    "课时",
    "分",
    "GB",
    "项",
    "次",
    "台(件、套)",
]


@given(
    value=st.one_of(st.integers(1, 10**12), st.decimals(0, 10**8, places=3).filter(bool)),
    unit=st.sampled_from(PLAIN_UNITS),
    qualifier=st.sampled_from(QUALIFIERS),
)
def test_formatting_and_parsing_are_inverse(value: float, unit: str, qualifier: str) -> None:
    before, inner, after = _written(qualifier)
    (first,) = parse_quantities(f"{before}{value}{inner}{unit}{after}")
    (again,) = parse_quantities(format_quantity(first))
    assert (again.value, again.unit, again.qualifier, again.low, again.high) == (
        first.value,
        first.unit,
        first.qualifier,
        first.low,
        first.high,
    )


def _written(qualifier: str) -> tuple[str, str, str]:
    if qualifier == "近余":
        return "近", "余", ""
    if qualifier in ("余", "多"):
        return "", qualifier, ""
    return ("", "", qualifier) if qualifier in ("以上", "左右", "以下") else (qualifier, "", "")


@given(low=st.integers(1, 5000), width=st.integers(1, 5000), unit=st.sampled_from(["人", "元", "%", "所"]))
def test_range_survives_formatting(low: int, width: int, unit: str) -> None:
    text = f"共{low}-{low + width}{unit}"
    (first,) = parse_quantities(text)
    (again,) = parse_quantities(format_quantity(first))
    assert (again.low, again.high, again.unit) == (low, low + width, unit)


@given(st.integers(1, 10**9), st.sampled_from(["万人", "人", "%", "元", "个"]))
def test_nothing_is_found_inside_a_longer_number(number: int, tail: str) -> None:
    text = f"达到{number}{tail}"
    spans = [q.span for q in parse_quantities(text)]
    assert spans == [(2, len(text))]


@given(st.text(alphabet=string.digits + "一二三十百万亿年月日号第个人%.-，。“”()〔〕至余近", max_size=40))
@settings(max_examples=300)
def test_mentions_never_overlap_and_quote_the_text(text: str) -> None:
    mentions = parse_numbers(text)
    assert all(text[slice(*m.span)] == m.text for m in mentions)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(mentions))


@given(
    st.floats(1e-3, 1e9),
    st.sampled_from([(a, b) for a in UNITS for b in UNITS if UNITS[a].dimension == UNITS[b].dimension]),
)
def test_conversion_is_reversible(value: float, pair: tuple[str, str]) -> None:
    assert convert(convert(value, *pair), pair[1], pair[0]) == pytest.approx(value, rel=1e-12)


def test_units_of_one_dimension_agree_and_others_do_not() -> None:
    assert same_dimension("人", "名")
    assert same_dimension("所", "个")
    assert same_dimension("平米", "公顷")
    assert not same_dimension("人", "人次")
    assert not same_dimension("%", "个百分点")
    assert convert(15, "亩", "公顷") == pytest.approx(1)
    with pytest.raises(DataError, match="不能换算"):
        convert(1, "元", "人")


def test_sentences_end_at_their_marks_and_not_inside_brackets() -> None:
    text = "收费较低(高中8元;初中7元),质量好。\n二是检查20次；“真好。”他说"
    assert [text[slice(*s)] for s in split_sentences(text)] == [
        "收费较低(高中8元;初中7元),质量好。",
        "二是检查20次；",
        "“真好。”他说",
    ]


def test_clauses_keep_thousands_ratios_and_brackets_whole() -> None:
    text = "共5,000人，比例1:15、含（小学、初中）两段；其余不计"
    assert [text[slice(*s)] for s in split_clauses(text, 0, len(text))] == [
        "共5,000人",
        "比例1:15",
        "含（小学、初中）两段",
        "其余不计",
    ]


def test_a_unit_in_the_head_of_a_column_is_the_numbers_own() -> None:
    (pupils, spent) = parse_quantities("在校生数（人）：1200，支出（万元）：3.5")
    assert (pupils.value, pupils.unit) == (1200, "人")
    assert (spent.value, spent.unit) == (35000, "元")
    (noted,) = parse_quantities("小学（含教学点）：12")
    assert noted.unit == ""

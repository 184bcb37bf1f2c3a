from __future__ import annotations

import pytest

from ingest.loaders.building import TextBuilder
from ingest.loaders.layout import add_pages
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.recognised_marks import has_narrow_marks, narrow, pair_quotes, widen


@pytest.mark.parametrize(
    ("told", "wide"),
    [
        ("单位: 人", "单位：人"),
        ("好,再见", "好，再见"),
        ("占61.5%,全区", "占61.5%，全区"),
        ("共15所;教师", "共15所；教师"),
        ("时间:2023年", "时间：2023年"),
        ("同意吗?", "同意吗？"),
        ("(1）甲", "（1）甲"),
        ("(1)开工建设", "（1）开工建设"),
        ("如下:(一)总则", "如下：（一）总则"),
        ("热线(专家热线)、", "热线（专家热线）、"),
        ("（含民办)的学校", "（含民办）的学校"),
        ("教育)工作", "教育）工作"),
        ("云教发〔2024]18号", "云教发〔2024〕18号"),
        ("[2015〕32号", "〔2015〕32号"),
        ("项目压缩50%;", "项目压缩50%；"),
        ("表12023年基本情况", "表1 2023年基本情况"),
    ],
)
def test_marks_of_chinese_text_are_wide(told: str, wide: str) -> None:
    assert widen(told) == wide


@pytest.mark.parametrize(
    "told",
    [
        "15,620人",
        "at 18:00",
        "上午8:30至9:15",
        "1:15",
        "http://www.example.cn/a?b=1",
        "Word, Excel",
        "函数f(x)的值",
        "CO(2)",
        "[2024]18号",
        "a:b",
    ],
)
def test_figures_times_addresses_and_latin_text_keep_their_marks(told: str) -> None:
    assert widen(told) == told


@pytest.mark.parametrize(
    ("told", "paired"),
    [
        ('抓好"三个统一"工作', "抓好“三个统一”工作"),
        ("抓好“三个统一“工作", "抓好“三个统一”工作"),
        ("“甲”和”乙”", "“甲”和“乙”"),
        ("“他说“好”。”", "“他说“好”。”"),
        ('“甲"', "“甲”"),
        ('他说："好', "他说：“好"),
        ("接上段”。“乙”", "接上段”。“乙”"),
        ('口语say "hi" again', '口语say "hi" again'),
    ],
)
def test_quotation_marks_of_a_paragraph_are_paired_and_its_length_stays(told: str, paired: str) -> None:
    assert pair_quotes(told) == paired
    assert len(paired) == len(told)


@pytest.mark.parametrize(("recognised", "text"), [(True, "抓好“三个统一”工作"), (False, '抓好"三个统一"工作')])
def test_only_pages_that_were_recognised_are_changed(recognised: bool, text: str) -> None:
    line = PageLine(text='抓好"三个统一"工作', left=50, right=140, top=100, bottom=110, size=10)
    builder = TextBuilder()
    add_pages(builder, [Page(width=300, height=400, lines=(line,), recognised=recognised)])
    assert builder.build().text == text


def line(text: str, mark_width: float) -> list[tuple[str, float]]:
    """Characters with their middles, each 10 wide and marks as wide as told."""
    middles, at = [], 0.0
    for char in text:
        width = mark_width if char in ",，:：()（）" else 10.0
        middles.append((char, at + width / 2))
        at += width
    return middles


@pytest.mark.parametrize(("width", "is_narrow"), [(10.0, False), (9.0, False), (5.0, True), (2.5, True)])
def test_the_room_that_marks_take_tells_their_width(width: float, is_narrow: bool) -> None:
    page = [
        line("全县共有小学，在校学生：教职工（含民办）若干", width),
        line("新建学校，新增学位，改造校舍，成效明显", width),
    ]
    assert has_narrow_marks(page) == is_narrow


def test_a_page_with_few_marks_is_read_as_print_sets_them() -> None:
    assert not has_narrow_marks([line("全县共有小学，在校学生若干人", 5.0)])
    assert not has_narrow_marks([])


def test_marks_in_half_width_are_read_so() -> None:
    assert narrow("一是改善条件，新增学位（含民办）：若干；好！") == "一是改善条件,新增学位(含民办):若干;好!"
    assert narrow("“两免一补”、全覆盖。") == "“两免一补”、全覆盖。"

from __future__ import annotations

import pytest

from ingest.loaders.building import TextBuilder
from ingest.loaders.layout import add_pages
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.recognised_marks import pair_quotes, widen


@pytest.mark.parametrize(
    ("told", "wide"),
    [
        ("单位: 人", "单位：人"), ("好,再见", "好，再见"), ("占61.5%,全区", "占61.5%，全区"), ("共15所;教师", "共15所；教师"),
        ("时间:2023年", "时间：2023年"), ("同意吗?", "同意吗？"), ("(1）甲", "（1）甲"), ("(1)开工建设", "（1）开工建设"),
        ("如下:(一)总则", "如下：（一）总则"), ("热线(专家热线)、", "热线（专家热线）、"), ("（含民办)的学校", "（含民办）的学校"),
        ("教育)工作", "教育）工作"), ("云教发〔2024]18号", "云教发〔2024〕18号"), ("[2015〕32号", "〔2015〕32号"),
        ("项目压缩50%;", "项目压缩50%；"),
    ],
)  # fmt: skip
def test_marks_of_chinese_text_are_wide(told: str, wide: str) -> None:
    assert widen(told) == wide


@pytest.mark.parametrize(
    "told",
    [
        "15,620人", "at 18:00", "上午8:30至9:15", "1:15", "http://www.example.cn/a?b=1", "Word, Excel", "函数f(x)的值", "CO(2)",
        "[2024]18号", "a:b",
    ],
)  # fmt: skip
def test_figures_times_addresses_and_latin_text_keep_their_marks(told: str) -> None:
    assert widen(told) == told


@pytest.mark.parametrize(
    ("told", "paired"),
    [
        ('抓好"三个统一"工作', "抓好“三个统一”工作"), ("抓好“三个统一“工作", "抓好“三个统一”工作"), ("“甲”和”乙”", "“甲”和“乙”"),
        ("“他说“好”。”", "“他说“好”。”"), ('“甲"', "“甲”"), ('他说："好', "他说：“好"), ("接上段”。“乙”", "接上段”。“乙”"),
        ('口语say "hi" again', '口语say "hi" again'),
    ],
)  # fmt: skip
def test_quotation_marks_of_a_paragraph_are_paired_and_its_length_stays(told: str, paired: str) -> None:
    assert pair_quotes(told) == paired
    assert len(paired) == len(told)


@pytest.mark.parametrize(("recognised", "text"), [(True, "抓好“三个统一”工作"), (False, '抓好"三个统一"工作')])
def test_only_pages_that_were_recognised_are_changed(recognised: bool, text: str) -> None:
    line = PageLine(text='抓好"三个统一"工作', left=50, right=140, top=100, bottom=110, size=10)
    builder = TextBuilder()
    add_pages(builder, [Page(width=300, height=400, lines=(line,), recognised=recognised)])
    assert builder.build().text == text

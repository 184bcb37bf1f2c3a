"""Contents pages are found by rising pages whose entries head something below; lists of figures stay."""

from __future__ import annotations

from pathlib import Path

from ingest.clean import clean_text, load_furniture
from ingest.contents import MAX_RUNS, contents_lines

BODY = [
    "一、办学条件",
    "全县新建图书角74个。",
    "二、师资队伍",
    "新聘阅读教师26名。",
    "三、存在问题",
    "尚有5所学校没有专职人员。",
]
LEXICON = Path(__file__).parents[2] / "corpus" / "lexicon"


def test_entries_with_leaders_or_bare_numbers_below_the_title_are_structure() -> None:
    for lead in ("..........", "……", " ", " · · · · · ", "\t"):
        listed = ["目  录", f"一、办学条件{lead}1", f"二、师资队伍{lead}3", f"三、存在问题{lead}12"]
        assert contents_lines(["某县报告", *listed, *BODY]) == {1, 2, 3, 4}


def test_figures_behind_dots_and_pages_that_fall_stay() -> None:
    figures = ["甲小学..........120", "乙小学..........340", "丙小学..........560", "以上为各校人数。"]
    assert contents_lines(figures) == set()
    assert contents_lines(["目录", "一、办学条件 9", "二、师资队伍 3", *BODY]) == set()


def test_entries_that_head_nothing_below_stay() -> None:
    assert contents_lines(["目录", "一、经费 1", "二、学位 2", *BODY]) == set()


def test_a_contents_page_is_left_out_when_a_text_is_cleaned() -> None:
    raw = "\n".join(["某县报告", "目录", "一、办学条件……1", "二、师资队伍……3", "三、存在问题……12", *BODY])
    cleaned = clean_text(raw, load_furniture(LEXICON))
    assert cleaned.text == "\n".join(["某县报告", *BODY])
    assert all(cleaned.text[c : c + n] == raw[r : r + n] for c, r, n in cleaned.offsets)


def test_many_runs_of_leaders_take_no_time() -> None:
    assert len(contents_lines(["甲……1", "乙……2", "丙……3", "正文。"] * 20_000)) == 3 * MAX_RUNS

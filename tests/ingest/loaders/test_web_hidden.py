from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument

BODY = "<p>全县有寄宿制学校21所，其中小学8所，初中13所，另有教学点40个，均已通过年度核查并向社会公布。</p>"


def load(tmp_path: Path, page: str) -> RawDocument:
    path = tmp_path / "页.html"
    path.write_text(page, encoding="utf-8")
    (raw,) = LOADERS[".html"](path)
    return raw


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">旧稿99所</p>',
        '<div style="color:red; DISPLAY : none !important"><p>旧稿99所</p></div>',
        '<p style="visibility:hidden">旧稿99所</p>',
        "<p hidden>旧稿99所</p>",
        '<p class="b old">旧稿99所</p>',
        '<span aria-hidden="true">旧稿99所</span>',
        '<p id="old">旧稿99所</p>',
        '<p style="font-size:0">旧稿99所</p>',
        '<p style="mso-hide:all">旧稿99所</p>',
        '<h3 class="wide">旧稿99所</h3>',
    ],
)
def test_what_a_page_does_not_show_is_left_out_and_told(hidden: str, tmp_path: Path) -> None:
    style = (
        "<style>/* {x} */ @media print{.b{display:none}} p.old,#old{display:none} h3.wide{visibility:hidden}</style>"
    )
    raw = load(tmp_path, f"<html><head>{style}</head><body><h1>学校公示</h1>{BODY}{hidden}<p>完。</p></body></html>")
    assert "99" not in raw.text
    assert raw.text.endswith("完。")
    assert raw.warnings == ("网页中有 1 处隐藏的内容，未读取",)


@pytest.mark.parametrize(
    "shown",
    [
        '<p class="b">现有99所</p>',
        '<p class="old" style="display:block">现有99所</p>',
        '<p style="display:inline">现有99所</p>',
        '<p style="opacity:0.9;font-size:0.9em">现有99所</p>',
        '<div class="old">现有99所</div>',
    ],
)
def test_what_a_page_shows_stays(shown: str, tmp_path: Path) -> None:
    style = "<style>@media print{.b{display:none}} p.old{display:none}</style>"
    raw = load(tmp_path, f"<html><head>{style}</head><body>{BODY}{shown}</body></html>")
    assert "现有99所" in raw.text
    assert raw.warnings == ()


def test_a_sort_key_a_hidden_row_and_a_hidden_column_leave_the_table_right(tmp_path: Path) -> None:
    raw = load(
        tmp_path,
        f"{BODY}<table><col><col style='display:none'><col>"
        "<tr><th rowspan=2>片区</th><th rowspan=2>代码</th><th colspan=2>小学</th></tr>"
        "<tr><th>学校数（所）</th><th>学生数（人）</th></tr>"
        "<tr><td>东片</td><td>77</td><td rowspan=3>8</td><td><span style='display:none'>0002310</span>2310</td></tr>"
        "<tr style='display:none'><td>旧片</td><td>77</td><td>999</td></tr>"
        "<tr><td>西片</td><td>77</td><td>1987</td></tr></table>",
    )
    assert raw.text.split("\n")[3:] == [
        "东片，小学·学校数（所）：8，小学·学生数（人）：2310。",
        "西片，小学·学校数（所）：8，小学·学生数（人）：1987。",
    ]
    assert "未读取" in raw.warnings[0]


def test_raised_figures_are_no_part_of_the_number(tmp_path: Path) -> None:
    raw = load(tmp_path, f"{BODY}<p>占地1.2×10<sup>4</sup>平方米，用水12H<sub>2</sub>O，见注<sup>[1]</sup>。</p>")
    assert raw.text.endswith("占地1.2×10⁴平方米，用水12H₂O，见注[1]。")


def test_a_page_that_hides_all_is_refused_and_one_behind_a_dialog_is_read(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="没有正文"):
        load(tmp_path, f"<html><body><div hidden>{BODY}</div></body></html>")
    assert "21所" in load(tmp_path, f"<html><body><div aria-hidden='true'>{BODY}</div></body></html>").text


def test_a_style_sheet_of_open_braces_and_comments_is_read_in_time(tmp_path: Path) -> None:
    start = time.monotonic()
    sheet = "/*" * 100_000 + "*/" + "@media x{" * 50_000 + "a{" * 50_000 + ".q," * 50_000
    load(tmp_path, f"<style>{sheet}</style>{BODY}")
    assert time.monotonic() - start < 20

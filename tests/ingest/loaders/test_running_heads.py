"""Running heads are no text; one that alone tells the title is, once."""

from __future__ import annotations

from pathlib import Path

from tests.ingest.loaders.pdf_making import canvas, load, put

PARTS = (
    ["一、办学条件", "全县新建图书角74个。"],
    ["二、师资队伍", "新聘阅读教师26名。"],
    ["三、打算", "2023年计划新建9个。"],
)


def headed(path: Path, head: str, first: tuple[str, ...] = ()) -> None:
    on = canvas(path)
    for number, part in enumerate(PARTS, 1):
        put(on, [head], x=200, y=805, size=9)
        put(on, [*first, *part] if number == 1 else part)
        put(on, [f"第 {number} 页"], x=280, y=30, size=9)
        on.showPage()
    on.save()


def test_a_head_that_alone_tells_the_title_stands_first(tmp_path: Path) -> None:
    headed(tmp_path / "a.pdf", "庆元县2022年阅读推广工作总结")
    raw = load(tmp_path / "a.pdf")
    assert raw.text.split("\n") == ["庆元县2022年阅读推广工作总结", *(line for part in PARTS for line in part)]


def test_a_head_beside_a_title_and_one_that_is_no_title_are_left_out(tmp_path: Path) -> None:
    headed(tmp_path / "b.pdf", "庆元县教育简报", ("庆元县2022年阅读推广工作总结",))
    assert "简报" not in load(tmp_path / "b.pdf").text
    headed(tmp_path / "c.pdf", "庆元县教育局办公室")
    assert load(tmp_path / "c.pdf").text.split("\n")[0] == "一、办学条件"


def test_the_last_entry_of_a_contents_page_does_not_run_into_the_next_heading(tmp_path: Path) -> None:
    path = tmp_path / "d.pdf"
    on = canvas(path)
    put(on, ["目  录"], x=270, y=760)
    for i, part in enumerate(PARTS):
        put(on, [part[0]], y=700 - 28 * i)
        put(on, [str(i + 2)], x=510, y=700 - 28 * i)
    for part in PARTS:
        on.showPage()
        put(on, part)
    on.save()
    lines = load(path).text.split("\n")
    assert lines == [
        "目 录",
        "一、办学条件 2",
        "二、师资队伍 3",
        "三、打算 4",
        *(line for part in PARTS for line in part),
    ]

"""Long texts in parts, searched as a whole; the list of documents filtered and paged."""

from __future__ import annotations

import datetime as dt

from core.schema import Document, Place, Section
from corpus.listing import PAGE, Wanted, kind_of, list_page, years_in
from corpus.reader import MAX_OUTLINE, PART_CHARS, find_all, outline_of, part_at, parts_of


def section(number: int, start: int, end: int, depth: int = 1) -> Section:
    return Section(
        id=str(number),
        document_id="d",
        heading=f"第{number}节",
        heading_path=(f"第{number}节",),
        place=None,
        period=None,
        start=start,
        end=end,
        depth=depth,
    )


def document(number: int, **facts: object) -> Document:
    return Document(id=f"d{number}", title=f"工作总结{number}", text="", sha256="", source=f"{number}.docx", **facts)


def test_parts_cover_a_text_once_and_begin_at_sections_where_one_is_near() -> None:
    text = "一句话。" * 5000
    sections = [section(n, n * 1000, n * 1000 + 1000) for n in range(20)]
    parts = parts_of(text, sections)
    assert "".join(text[one.start : one.end] for one in parts) == text
    assert max(one.end - one.start for one in parts) <= PART_CHARS
    assert all(one.start % 1000 == 0 for one in parts)
    assert part_at(parts, 6500).start <= 6500 < part_at(parts, 6500).end
    assert part_at(parts, 10**9) == parts[-1]


def test_a_text_without_sections_lines_or_sentences_is_still_cut() -> None:
    parts = parts_of("字" * (3 * PART_CHARS + 1), [])
    assert [one.end - one.start for one in parts] == [PART_CHARS] * 3 + [1]
    assert len(parts_of("", [])) == 1


def test_a_long_outline_keeps_the_upper_headings_and_those_of_the_part_in_hand() -> None:
    sections = [section(n, n * 10, n * 10 + 10, depth=1 if n % 10 == 0 else 2) for n in range(1000)]
    parts = parts_of("字" * 10_000, sections)
    shown = outline_of(sections, parts[0])
    assert len(shown) <= MAX_OUTLINE
    assert {one.start for one in shown} >= {0, 10, 20, 1000}


def test_words_are_found_whatever_their_width_and_case() -> None:
    assert find_all("ＡＢ学校ab，AB", "ab") == [(0, 2), (4, 6), (7, 9)]
    assert find_all("学校", " ") == []


def test_five_thousand_documents_are_listed_a_page_at_a_time_and_filtered() -> None:
    place = Place(name="西湖区", code="", level="县", parents=("浙江省", "杭州市"))
    many = [
        document(
            n,
            date=dt.date(2020 + n % 4, 1, 1),
            place=place if n % 2 else None,
            quality=("原文未标日期",) if n % 10 == 0 else (),
        )
        for n in range(5000)
    ]
    page = list_page(many, Wanted(), 3)
    assert len(page.documents) == PAGE
    assert (page.number, page.found) == (3, 5000)
    assert list_page(many, Wanted(), 10**6).number == page.count
    assert list_page(many, Wanted(words="总结 ４９９９")).found == 1
    assert list_page(many, Wanted(place="西湖区", year=2021)).found == 1250
    assert list_page(many, Wanted(troubled=True)).found == 500
    assert list_page(many, Wanted(kind="表格")).found == 0
    assert years_in(many) == [2023, 2022, 2021, 2020]
    assert [kind_of(name) for name in ("a.XLSX", "包.zip#甲.pdf", "x.zzz")] == ["表格", "压缩包", "其他"]

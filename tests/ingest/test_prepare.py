"""What a loader says of its document arrives at the stored text's own offsets."""

from __future__ import annotations

from core.masking import mask_personal
from core.place import gazetteer
from core.record import DocumentTable, TableCell
from core.settings import Settings
from ingest.clean import load_furniture
from ingest.loaders import Doubt, Mark, RawDocument
from ingest.prepare import PreparedDocument, TextRules, prepare, raw_hash
from ingest.press import Press
from ingest.spun import SpunWords

PAGE_1 = "当前位置：首页\n  某县学校统计\n全县有小学12所。\n"
PAGE_2 = "分享\n联系人13812345678。\n学校\t人数\n一小\t300\n"
TEXT = PAGE_1 + PAGE_2


def made() -> PreparedDocument:
    def span(words: str) -> tuple[int, int]:
        start = TEXT.index(words)
        return start, start + len(words)

    cells = tuple(
        TableCell(row=row, column=column, text=words, start=span(words)[0], end=span(words)[1])
        for row, column, words in ((0, 0, "学校\t"), (0, 1, "人数"), (1, 0, "一小"), (1, 1, "300"))
    )
    table = DocumentTable(
        start=TEXT.index("学校\t"), end=len(TEXT) - 1, caption="表1", unit="人", header_rows=1, cells=cells
    )
    raw = RawDocument(
        name="",
        text=TEXT,
        marks=(Mark(start=0, label="第1页"), Mark(start=len(PAGE_1), label="第2页")),
        doubts=(Doubt(start=span("12所")[0], end=span("12所")[1], confidence=0.5),),
        tables=(table,),
        warnings=("扫描件",),
    )
    return prepare(
        raw,
        document_id="甲",
        name="甲",
        source="甲.pdf",
        given={},
        gazetteer=gazetteer(),
        rules=TextRules(
            furniture=load_furniture(Settings().lexicon_dir), press=Press(), spun=SpunWords(), passage_chars=300
        ),
    )


def test_pages_begin_at_the_first_kept_character_of_the_page() -> None:
    document = made().document
    assert [(document.text[place.start :][:3], place.label) for place in document.locators] == [
        ("某县学", "第1页"),
        ("联系人", "第2页"),
    ]


def test_doubtful_recognition_is_noted_where_it_stands() -> None:
    document = made().document
    (note,) = document.notes
    assert document.text[note.start : note.end] == "12所"
    assert "50%" in note.text
    assert document.record.doubts == 1


def test_cells_have_the_spans_of_the_stored_text() -> None:
    prepared = made()
    (table,) = prepared.tables
    assert prepared.document.text[table.start : table.end].startswith("学校")
    assert [prepared.document.text[cell.start : cell.end] for cell in table.cells][2:] == ["一小", "300"]


def test_personal_numbers_never_reach_the_store() -> None:
    prepared = made()
    assert "13812345678" not in repr(prepared)
    assert "138****5678" in prepared.document.text
    assert prepared.document.record.masked == 1
    assert mask_personal(prepared.document.text)[0] == prepared.document.text


def test_a_loaders_warnings_join_the_quality_of_the_document() -> None:
    assert made().document.quality == ("扫描件", "原文未标日期")


def test_the_hash_covers_everything_that_is_stored() -> None:
    plain = RawDocument(name="", text="甲")
    others = (
        RawDocument(name="", text="乙"),
        RawDocument(name="", text="甲", properties={"title": "丙"}),
        RawDocument(name="", text="甲", marks=(Mark(start=0, label="第1页"),)),
        RawDocument(name="", text="甲", doubts=(Doubt(start=0, end=1, confidence=0.1),)),
        RawDocument(name="", text="甲", warnings=("扫描件",)),
        RawDocument(
            name="", text="甲", tables=(DocumentTable(start=0, end=1, caption="", unit="", header_rows=0, cells=()),)
        ),
    )
    hashes = {raw_hash(plain, {}), raw_hash(plain, {"title": "甲"}), raw_hash(plain, {}, "词表")}
    hashes |= {raw_hash(other, {}) for other in others}
    assert len(hashes) == 3 + len(others)
    assert raw_hash(plain, {}) == raw_hash(RawDocument(name="", text="甲"), {})

"""A person's word for the columns and rows of a table changes what is answered and computed, now and the next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import DataError, Outdated
from core.settings import ROOT, Settings
from corpus.library import Library
from corpus.store import AuditRow, Store
from corpus.table_mappings import UNUSED
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tools.table_preview import TablePreview, preview
from tools.table_sayings import Saying, intake_note, say
from tools.tables.kept import kept_tables
from tools.tables.shapes import known_shapes

EXAMPLE = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"
ROWS = [["XXMC", "XD", "ZXS"], ["第一小学", "小学", 812], ["第二小学", "小学", 455], ["全区汇总", "", 1267]]
Rows = list[list[object]]
Office = Callable[[dict[str, Rows]], Settings]


@pytest.fixture
def office(tmp_path: Path, small: Settings, model_dir: Path) -> Office:
    assert small.data_dir.is_dir()  # the model is built by then

    def made(books: dict[str, Rows]) -> Settings:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, rows in books.items():
            write(folder / name, rows)
        settings = settings_for(tmp_path / "data", model_dir, tables_dir=tmp_path / "none")
        ingest([folder], settings)
        return settings

    return made


def write(path: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def looked(settings: Settings, title: str, header: int | None = None) -> TablePreview:
    store = Store(settings.store_url)
    library = Library(store)
    one = next(document for document in library.outlines() if title in document.source)
    shown = preview(library.document(one.id), library.tables(one.id), 0, known_shapes(settings), header)
    store.close()
    return shown


def told(settings: Settings, title: str, saying: Saying, *, withdraw: bool = False) -> int:
    store = Store(settings.store_url)
    library = Library(store)
    one = next(document for document in library.outlines() if title in document.source)
    made = say(
        store, library.document(one.id), library.tables(one.id)[0], saying, known_shapes(settings), withdraw=withdraw
    )
    store.close()
    return made.id


def saying(
    *columns: tuple[int, str, str], kind: str = "A", rows: tuple[tuple[int, str], ...] = (), seen: int = 0
) -> Saying:
    return Saying(header=0, levels=1, kind=kind, columns=columns, rows=rows, who="王老师", seen=seen)


NAMED = ((0, "学校名称", ""), (1, "学段", ""), (2, "在校生数", ""))


def answer(settings: Settings, question: str) -> str:
    return build_assistant(settings).invoke(Question(text=question)).answer


def test_a_coded_header_asks_is_mapped_and_answers(office: Office) -> None:
    settings = office({"石景山区2023年名册.xlsx": ROWS})
    before = looked(settings, "石景山")
    assert before.asks == ("认不出这些列名：XXMC、XD、ZXS。请指定各列是什么。",)
    assert [row.role for row in before.rows] == ["表头", "记录", "记录", "记录"]
    told(settings, "石景山", saying(*NAMED, rows=((3, "合计"),)))
    after = looked(settings, "石景山")
    assert [(one.column, one.how) for one in after.columns] == [(name, "人工指定") for _, name, _ in NAMED]
    assert [row.role for row in after.rows] == ["表头", "记录", "记录", "合计"]
    assert after.columns[2].unit == "人"
    assert "812" in answer(settings, "石景山区第一小学在校生数是多少？")
    assert "1267" in answer(settings, "石景山区小学在校生一共多少人？").replace(",", "")
    store = Store(settings.store_url)
    with store.session() as session:
        assert [(row.user, row.status) for row in session.query(AuditRow) if row.status == "mapping"] == [
            ("王老师", "mapping")
        ]
    store.close()


def test_the_next_file_of_the_shape_is_read_the_same_way_and_says_so(office: Office, tmp_path: Path) -> None:
    settings = office({"石景山区2023年名册.xlsx": ROWS})
    told(settings, "石景山", saying(*NAMED))
    other = [[" ＸＸＭＣ", "X D", "ZXS"], ["山前小学", "小学", 333], ["山后小学", "小学", 222]]
    file = write(tmp_path / "门头沟区2023年名册.xlsx", other)
    assert intake_note(file, known_shapes(settings)).startswith("按上次的对应（王老师")
    assert intake_note(write(tmp_path / "别的.xlsx", [["A", "B"], ["甲", 1]]), known_shapes(settings)).startswith(
        "列名认不出"
    )
    office({"门头沟区2023年名册.xlsx": other})
    assert looked(settings, "门头沟").shape is not None
    assert "333" in answer(settings, "门头沟区山前小学在校生数是多少？")


def test_a_mapping_changes_what_the_indicators_compute(office: Office) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8-sig").replace("示例县", "太康县").splitlines()
    rows: Rows = [list(line.split(",")) for line in lines]
    at = next(n for n, name in enumerate(rows[0]) if str(name).startswith("在校生数"))
    rows[0][at] = "ZXS"
    settings = office({"太康县学校表.xlsx": rows})
    question = "太康县小学校际差异系数是多少"
    before = build_assistant(settings).invoke(Question(text=question))
    told(settings, "太康县", saying((at, "在校生数", "")))
    assert any(entry.place == "太康县" for entry in kept_tables(settings))
    computed = build_assistant(settings).invoke(Question(text=question))
    assert computed.status == "computed"
    first = computed.figures[0].value
    # Without pupils nothing can be weighed.
    assert first is not None
    assert [one.value for one in before.figures] != [one.value for one in computed.figures]
    told(settings, "太康县", saying((at, "在校生数", ""), rows=((3, "不计"), (4, "不计")), seen=1))
    assert build_assistant(settings).invoke(Question(text=question)).figures[0].value != first


def test_two_columns_of_one_name_are_told_apart_by_where_they_stand(office: Office) -> None:
    rows: Rows = [["学校名称", "人数", "人数"], ["第一小学", 812, 40], ["第二小学", 455, 30]]
    settings = office({"石景山区2023年名册.xlsx": rows})
    assert any("同名的列：人数" in one for one in looked(settings, "石景山").asks)
    told(settings, "石景山", saying((1, "在校生数", ""), (2, "专任教师数", "")))
    assert "40" in answer(settings, "石景山区第一小学专任教师数是多少？")
    assert "812" in answer(settings, "石景山区第一小学在校生数是多少？")


def test_what_cannot_be_is_refused_with_a_next_step(office: Office) -> None:
    settings = office({"石景山区2023年名册.xlsx": ROWS})
    for wrong, why in (
        (saying((0, "没有这列", "")), "没有“没有这列”"),
        (saying((1, "在校生数", ""), (2, "在校生数", "")), "两列都对应"),
        (saying((2, "在校生数", "千克")), "换算不了"),
        (saying(kind="没有"), "没有这种表"),
        (replace(saying(), header=99), "没有这一行"),
        (replace(saying(), who=""), "谁"),
    ):
        with pytest.raises(DataError, match=why):
            told(settings, "石景山", wrong)
    assert known_shapes(settings).every == ()


def test_a_second_person_is_told_and_a_withdrawn_mapping_no_longer_holds(office: Office) -> None:
    settings = office({"石景山区2023年名册.xlsx": ROWS})
    first = told(settings, "石景山", saying(*NAMED))
    with pytest.raises(Outdated, match="王老师"):
        told(settings, "石景山", saying((2, UNUSED, "")))
    told(settings, "石景山", saying(seen=first), withdraw=True)
    assert looked(settings, "石景山").shape is None


def test_a_sheet_of_all_columns_a_book_may_have_is_shown_in_part(office: Office) -> None:
    wide: Rows = [[f"列{n}" for n in range(16_384)], [*range(16_384)], [*range(16_384)]]
    settings = office({"石景山区2023年宽表.xlsx": wide})
    shown = looked(settings, "宽表")
    assert shown.column_count == 16_384
    told(settings, "宽表", saying((16_383, "班数", "")))
    assert looked(settings, "宽表").columns[-1].column == "班数"

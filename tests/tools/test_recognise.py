from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.tables import TABLES
from tools.tables.manifest import TableEntry, read_manifest
from tools.tables.recognise import recognise_table
from tools.tables.template import write_template

KEPT = read_manifest(ROOT / "corpus" / "tables")


@pytest.mark.parametrize("kind", list(TABLES))
def test_a_template_is_recognised_as_its_own_kind(kind: str, tmp_path: Path) -> None:
    found = recognise_table(write_template(kind, tmp_path / "表.xlsx"))
    assert found is not None
    assert (found.kind, found.title, found.header_row) == (kind, TABLES[kind].title, 1)


@pytest.mark.parametrize("entry", KEPT, ids=lambda entry: entry.path.name)
def test_a_kept_table_is_recognised_as_what_the_manifest_says(entry: TableEntry) -> None:
    assert recognise_table(entry.path).kind == entry.kind


@pytest.mark.parametrize(
    "text",
    [
        "项目,一季度,二季度\n伙食费,612.5,598.3\n",
        "序号,工作任务,责任部门,完成时限\n1,核定编制,市委编办,3月\n",
        "学校,学生数\n甲小学,100\n",
        "县区,年度,说明\n甲县,2024,无\n",
    ],
)
def test_a_table_of_another_kind_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    assert recognise_table(path) is None


@pytest.mark.parametrize(
    ("name", "data"), [("表.xlsx", b"broken"), ("表.csv", b""), ("文.docx", b"PK"), ("文.txt", b"a")]
)
def test_a_damaged_file_or_no_spreadsheet_is_none_and_no_error(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert recognise_table(tmp_path / name) is None


def test_a_roster_of_staff_is_no_table_of_duties_until_it_tells_them(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    rows = "2023-2024,某县,一小,甲,校长,语文,12"
    path.write_text(f"年度,县区,学校,姓名,职务,学科,教龄\n{rows}", encoding="utf-8")
    plain = recognise_table(path)
    assert plain is None or plain.kind != "J"
    path.write_text(f"年度,县区,学校,姓名,职务,学科,教龄,听评课节数\n{rows},30", encoding="utf-8")
    found = recognise_table(path)
    assert found is not None
    assert found.kind == "J"

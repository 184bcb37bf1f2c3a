"""Tables in the formats and encodings offices have: xls, et, csv in GB18030 and UTF-16, text under a wrong ending."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import LoadError
from tests.tools.tables.conftest import HEADER, Book, school, sums
from tests.tools.tables.old_books import write_old_book
from tools.__main__ import main
from tools.tables.loading import load_table
from tools.tables.recognise import recognise_table

ROWS: list[list[object]] = [list(HEADER), school(1), school(2, 在校生数=800)]
OLD = Path(__file__).parents[2] / "ingest" / "loaders" / "files" / "学校情况.xls"


def text(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in ROWS)


@pytest.mark.parametrize("ending", [".xls", ".et"])
def test_an_old_workbook_is_read_as_the_new_one_is(tmp_path: Path, ending: str) -> None:
    rows = [["柳溪县学校情况"], *ROWS, sums(ROWS[1:], 学校名称="合计")]
    path = write_old_book(tmp_path / f"表{ending}", {"旧": ROWS, "表": rows, "封面": [["教育局"]]}, hidden=["旧"])
    table = load_table(path)
    assert list(table.frame["在校生数"]) == [1000, 800]
    assert list(table.frame.index) == [3, 4]
    assert [one.rule[:8] for one in table.problems] == ["隐藏的工作表“旧", "工作表“封面”没", "合计行不是一条记"]
    assert recognise_table(path).kind == "A"


def test_an_old_workbook_is_computed_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_old_book(tmp_path / "表.xls", {"表": ROWS})
    monkeypatch.setattr("sys.argv", ["tools", "run", "优质均衡", "--table", str(path), "--json"])
    assert main() == 0
    assert json.loads(capsys.readouterr().out)["included"] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "delimiter"), [("表.csv", ","), ("表.tsv", "\t"), ("表.csv", "\t"), ("表.xls", "\t")])
def test_text_is_read_in_any_encoding_and_by_its_own_delimiter(
    tmp_path: Path, encoding: str, name: str, delimiter: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text(delimiter).encode(encoding))
    table = load_table(path)
    assert list(table.frame["在校生数"]) == [1000, 800]
    assert table.problems == ()


def test_a_new_workbook_under_an_old_ending_is_read_as_what_it_is(tmp_path: Path, book: Book) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(book({"表": ROWS}).read_bytes())
    assert len(load_table(path).frame) == 2


def test_a_book_of_other_columns_is_read_and_refused_by_its_header() -> None:
    with pytest.raises(LoadError, match="表头认不出来"):
        load_table(OLD)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("页.xls", "<html><table><tr><td>年度</td></tr></table></html>".encode(), "内容是网页"),
        ("半.xls", OLD.read_bytes()[:3000], "已损坏|打不开|旧版"),
        ("乱.et", b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 200, "已损坏|打不开"),
        ("文.docx", b"PK", "不是 csv"),
        ("空.xls", b"", "打不开|空表|已损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_next_step(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LoadError, match=says) as caught:
        load_table(path)
    assert caught.value.next_step

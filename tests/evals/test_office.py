"""An office's own question file: what it may hold, what is told of a wrong one, verdicts, and the report."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from core.errors import DataError
from core.schema import Citation, Status, Trace
from core.settings import ROOT, Settings
from evals.command import run_line
from evals.office.judging import LOOK, REFUSED, RIGHT, WRONG, Judged, judge
from evals.office.questions import COLUMNS, OfficeQuestion, known_sources, read_questions
from evals.office.report import how_sure, markdown_of, wilson

PAGE = ROOT / "docs" / "how-to" / "write-a-question-file.md"
FIRST = ["甲县有多少所学校？", "176所", "176所|176 所；小学65所", "182", "公报.txt；《办法》", "是"]


def table(path: Path, rows: Sequence[Sequence[str]], head: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def expected(row: int) -> OfficeQuestion:
    return OfficeQuestion(
        row=row,
        text="甲县有多少所学校？",
        answer="176所",
        must=("176所|176 所", "小学65所"),
        never=("182",),
        sources=("公报.txt", "《办法》"),
        answerable=True,
    )


def test_csv_of_any_encoding_and_xlsx_with_a_title_above_say_the_same(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert read_questions(table(tmp_path / f"{encoding}.csv", [FIRST], encoding=encoding)) == [expected(2)]
    book = openpyxl.Workbook()
    book.active.append(["甲县教育局验收题"])
    book.active.append(["序号", "问题（必填）", *COLUMNS[1:]])
    book.active.append([1, *FIRST])
    book.save(tmp_path / "题.xlsx")
    assert read_questions(tmp_path / "题.xlsx") == [expected(3)]


@pytest.mark.parametrize(
    "fields",
    [
        dict(zip(COLUMNS, FIRST, strict=True)),
        {
            "turns": ["甲县有多少所学校？"],
            "answer": "176所",
            "must_contain": ["176所|176 所", "小学65所"],
            "must_not_contain": ["182"],
            "files": ["公报.txt", "《办法》"],
            "answerable": True,
        },
    ],
)
def test_json_lines_may_have_either_names(fields: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "题.jsonl"
    path.write_text(json.dumps(fields, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_questions(path) == [expected(1)]


def test_turns_before_the_last_are_the_conversation(tmp_path: Path) -> None:
    path = tmp_path / "题.jsonl"
    path.write_text('{"turns": ["甲县有多少所小学？", "初中呢？"]}', encoding="utf-8")
    (one,) = read_questions(path)
    assert (one.history, one.text, one.answerable) == (("甲县有多少所小学？",), "初中呢？", None)


def test_only_the_question_is_needed(tmp_path: Path) -> None:
    path = table(tmp_path / "题.csv", [["甲县有多少所学校？"], [""], ["乙县呢？"]], head=["问题"])
    assert [(one.row, one.answerable) for one in read_questions(path)] == [(2, None), (4, None)]


@pytest.mark.parametrize(
    ("rows", "head", "row", "what", "next_step"),
    [
        ([["", "176所", "", "", "", ""]], COLUMNS, 2, "没有写问题", "或删掉这一行"),
        ([["问一", "", "", "", "", "也许"]], COLUMNS, 2, "写的是“也许”", "请写“是”或“否”"),
        ([["问一", "", "176", "", "", "否"]], COLUMNS, 2, "写了否，又写了“必须包含”", "只写“不得包含”"),
        ([["问一", "", "176；3", "3|4", "", ""]], COLUMNS, 2, "“3”既必须包含又不得包含", "删掉一处"),
        ([["问一"], ["问二"], [" 问一 "]], ["问题"], 4, "和第 2 行是同一个问题", "删掉一行"),
        ([["问一", "3"]], ["问题", "必需包含"], 1, "不认识的列“必需包含”", "是不是“必须包含”"),
        ([["问一", "3", "4"]], ["问题", "标准答案", "标准答案"], 1, "有两列都叫“标准答案”", "合成一列"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_what_to_do(
    rows: list[list[str]], head: Sequence[str], row: int, what: str, next_step: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as error:
        read_questions(table(tmp_path / "题.csv", rows, head=head))
    (line,) = [line for line in error.value.message.splitlines() if line.startswith("第")]
    assert line.startswith(f"第 {row} 行：")
    assert what in line
    assert next_step in line
    assert "write-a-question-file.md" in error.value.next_step


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = [["", "答"], *([f"问{n}", "答", "3", "3"] for n in range(30))]
    with pytest.raises(DataError, match="有 31 处要改") as error:
        read_questions(table(tmp_path / "题.csv", rows))
    assert "另有 11 处" in error.value.message


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("题.csv", "题目,答案\n甲县有多少所学校？,3\n", "没有“问题”这一列"),
        ("题.csv", "问题,标准答案\n", "没有题目"),
        ("题.docx", "问题", "不是题目文件"),
        ("题.jsonl", "甲县有多少所学校？\n", "第 1 行：不是一个 JSON 对象"),
        ("题.jsonl", '["问"]\n', "第 1 行：不是一个 JSON 对象"),
    ],
)
def test_a_file_that_is_none_says_so(name: str, text: str, what: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=what) as error:
        read_questions(tmp_path / name)
    assert error.value.next_step


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="没有题目文件"):
        read_questions(tmp_path / "没有.xlsx")


TITLES = {"a": ("甲县2023年统计公报", "公报.txt"), "b": ("办法", "02.pdf"), "c": ("办法", "03.pdf")}


def test_files_are_known_by_title_or_name_with_or_without_marks() -> None:
    question = OfficeQuestion(row=2, text="问", sources=("公报", "《甲县2023年统计公报》", "资料/02.pdf"))
    assert known_sources([question], TITLES, "题") == dict(zip(question.sources, ("a", "a", "b"), strict=True))


@pytest.mark.parametrize(
    ("source", "what"),
    [("甲县2032年统计公报", "是不是“甲县2023年统计公报”"), ("办法", "有 2 份"), ("无", "不在资料库里")],
)
def test_a_file_that_is_not_there_or_could_be_several_is_told(source: str, what: str) -> None:
    question = OfficeQuestion(row=7, text="问", sources=(source,))
    with pytest.raises(DataError, match=what) as error:
        known_sources([question], TITLES, "题.csv")
    assert "第 7 行" in error.value.message


def judged(said: str = "", status: Status = "answered", cites: str = "a", **fields: object) -> Judged:
    citation = Citation(ref="1", kind="document", document_id=cites, title="公报", quote="原文")
    trace = Trace(
        id="1",
        question="问",
        standalone="问",
        status=status,
        answer=said,
        citations=(citation,),
        timings_ms={"total": 1500.0},
    )
    return judge(OfficeQuestion(row=2, text="问", **fields), trace, {"公报": "a"})


@pytest.mark.parametrize(
    ("fields", "answer", "status", "result"),
    [
        ({"must": ("176所|一百七十六所",), "answerable": True}, "共有176所[1]。", "answered", RIGHT),
        ({"must": ("176", "小学65所"), "answerable": True}, "共有176所[1]。", "answered", WRONG),
        ({"must": ("176",), "never": ("182",), "answerable": True}, "176所，2022年182所。", "answered", WRONG),
        ({"must": ("176",), "answerable": True}, "资料中没有", "refused", REFUSED),
        ({"must": ("176",), "answerable": True}, "哪个县？", "clarify", REFUSED),
        ({"answerable": False}, "资料中没有", "refused", RIGHT),
        ({"answerable": False}, "哪个县？", "clarify", REFUSED),
        ({"answerable": False}, "共有176所。", "answered", WRONG),
        ({"answer": "176所。", "answerable": True}, "甲县共有176所[1]。", "answered", RIGHT),
        ({"answer": "176所，65所小学", "answerable": True}, "176所[1]，其中小学65所。", "answered", RIGHT),
        ({"answer": "176所", "answerable": True}, "共有1760所。", "answered", WRONG),
        ({"answer": "17.6万人", "answerable": True}, "共有176012人。", "answered", LOOK),
        ({"answer": "3所", "answerable": True}, "有一些学校[3]。", "answered", WRONG),
        ({"answer": "由教育局牵头，卫健局配合", "answerable": True}, "教育局牵头。", "answered", LOOK),
        ({}, "共有176所。", "answered", LOOK),
        ({}, "资料中没有", "refused", LOOK),
        ({"must": ("176",), "sources": ("公报",), "answerable": True}, "176所", "answered", RIGHT),
    ],
)
def test_verdicts(fields: dict[str, object], answer: str, status: Status, result: str) -> None:
    one = judged(answer, status, **fields)
    assert one.result == result
    assert one.reason


def test_a_right_answer_from_another_file_is_for_a_person() -> None:
    one = judged("176所", cites="b", must=("176",), sources=("公报",), answerable=True)
    assert one.result == LOOK
    assert "出处不是" in one.reason


def test_wilsons_interval_is_the_one_of_the_books() -> None:
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=2e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=2e-4)
    assert wilson(32, 40) == pytest.approx((0.6524, 0.8950), abs=2e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_a_report_of_few_questions_says_that_they_are_few() -> None:
    some = [judged("176所", must=("176",), answerable=True)] * 8 + [judged("3所", must=("176",), answerable=True)] * 2
    lines = how_sure(some)
    assert lines[0] == ("- 10 题里对 8 题，占 80.0%。换一批同样的题，这个比例大约在 49% 到 94% 之间（95% 的把握）。")
    assert any("不到 30 道" in line for line in lines)
    assert not any("不到 30 道" in line for line in how_sure(some * 3))


def test_what_is_wrong_stands_first_with_its_answer_sources_and_seconds() -> None:
    page = markdown_of(
        [judged("176所", must=("176",), answerable=True), judged("|x|\n3所", answer="176所", answerable=True)],
        {"资料库": "1 份资料"},
        ["坏.docx：打不开"],
    )
    assert page.index("### 错：") < page.index("### 对：")
    assert "> |x|\n> 3所" in page
    assert "出处：《公报》；1.5 秒" in page
    assert "- 没有读进来的文件：坏.docx：打不开" in page
    assert "没有能判定的题" in "".join(how_sure([judged("176所")]))


def example() -> list[list[str]]:
    """The example table of the page: its head, then its rows."""
    page = PAGE.read_text(encoding="utf-8")
    start = page.index("| " + " | ".join(COLUMNS) + " |")
    lines = page[start:].split("\n\n")[0].splitlines()
    rows = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [rows[0], *rows[2:]]


def test_the_example_of_the_page_runs_as_it_stands(
    seeds: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *rows = example()
    path = table(tmp_path / "甲卷.csv", rows, head=head)
    assert run_line(["office", str(path), "--data", str(seeds.data_dir)]) == 0
    out = capsys.readouterr().out
    assert "| 对 | 4 | 100.0% |" in out
    assert "| 待人工看 | 1 | — |" in out
    page = (tmp_path / "甲卷_自测" / "自测报告.md").read_text(encoding="utf-8")
    assert page.count("### 对：") == 4
    book = openpyxl.load_workbook(tmp_path / "甲卷_自测" / "自测报告.xlsx")
    cells = list(book["每题"].iter_rows(values_only=True))
    assert cells[0][-1] == "人工判断"
    assert [row[1] for row in cells[1:]] == [row[0] for row in rows]
    assert {row[2] for row in cells[1:]} == {RIGHT, LOOK}
    assert [row[0].value for row in book["汇总"].iter_rows(min_row=2)] == [RIGHT, WRONG, REFUSED, LOOK]


def test_a_folder_is_read_aside_and_what_cannot_be_read_is_told(
    texts: Path, small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEWEN_DATA_DIR", str(small.data_dir))
    before = (small.data_dir / "cewen.sqlite3").read_bytes()
    documents = tmp_path / "资料"
    documents.mkdir()
    for path in texts.glob("*.txt"):
        (documents / path.name).write_bytes(path.read_bytes())
    (documents / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    path = table(tmp_path / "题.csv", [["海淀区2023年新增学位多少个？", "4200个"]], head=["问题", "标准答案"])
    assert run_line(["office", str(path), "--documents", str(documents), "--out", str(tmp_path / "报告")]) == 0
    page = (tmp_path / "报告" / "自测报告.md").read_text(encoding="utf-8")
    assert "- 资料库：2 份资料" in page
    assert "- 没有读进来的文件：坏.docx：" in page
    assert "| 对 | 1 | 100.0% |" in page
    assert (small.data_dir / "cewen.sqlite3").read_bytes() == before


def test_the_page_names_every_column_and_nothing_else() -> None:
    page = PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\S+) \| ", page[: page.index("例子")], re.MULTILINE)
    assert listed == ["列", *COLUMNS]

"""The log of who did what: written with the deed, masked, filtered, pruned, and old lines stay readable."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from core.errors import DataError
from core.schema import Citation, Trace
from core.settings import ROOT
from corpus.audit import KINDS, Asked, Deed, count_deeds, detail_text, prune, read_deeds, record, record_answer
from corpus.corrections import Change, correct, withdraw
from corpus.seen import seen_by
from corpus.store import AuditRow, DocumentRow, Store
from tools.audit_workbook import write_audit

PHONE, MASKED = "13812345678", "138****5678"
NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


def deeds(store: Store, **asked: object) -> list[Deed]:
    return list(read_deeds(store, Asked(**asked)))


def answered(question: str) -> Trace:
    cited = tuple(
        Citation(ref=str(number), kind="document", document_id=name, title=name, quote="原句")
        for number, name in enumerate(("甲", "乙", "甲"), 1)
    )
    return Trace(id="1", question=question, standalone=question, status="answered", answer="39所。", citations=cited)


def test_a_question_is_kept_with_how_it_was_answered_and_from_what(store: Store) -> None:
    record_answer(store, answered("有多少所小学？"), user="王老师")
    [deed] = deeds(store)
    assert (deed.user, deed.kind, deed.subject, deed.outcome) == ("王老师", "asked", "有多少所小学？", "已回答")
    assert deed.sources == ("甲", "乙")
    assert detail_text(deed) == "甲、乙"
    assert deed.detail["answer"] == "39所。"


def test_every_kind_of_deed_has_a_name_and_comes_back_as_it_was_written(store: Store) -> None:
    done = [kind for kind in KINDS if kind != "asked"]
    for kind in done:
        record(store, kind, user="李", subject=f"对象{kind}", detail={"files": ["甲.txt"]})
    assert [(one.kind, one.subject, one.outcome) for one in reversed(deeds(store))] == [
        (kind, f"对象{kind}", "") for kind in done
    ]
    assert detail_text(deeds(store)[0]) == "文件：甲.txt"


def test_personal_numbers_are_masked_wherever_they_stand(store: Store) -> None:
    detail = {"files": [f"{PHONE}.txt"], "why": f"本人{PHONE}", "inner": {"of": (PHONE,)}}
    record(store, "upload", user=PHONE, subject=f"名单{PHONE}", detail=detail)
    with store.session() as session:
        [row] = session.scalars(select(AuditRow))
    kept = json.dumps([row.user, row.question, row.trace], ensure_ascii=False)
    assert PHONE not in kept
    assert kept.count(MASKED) == 5
    assert len(deeds(store, user=PHONE)) == 1


def test_a_name_or_a_subject_is_one_line_and_of_bounded_length(store: Store) -> None:
    record(
        store, "login_failed", user="王\n管理员　登录\x00" + "长" * 300, subject="一\r\n二", detail={"why": "长" * 9000}
    )
    [deed] = deeds(store)
    assert deed.user.startswith("王 管理员 登录")
    assert len(deed.user) == 100
    assert deed.subject == "一 二"
    assert len(deed.detail["why"]) < 9000


def test_lines_are_filtered_by_person_kind_words_and_days(store: Store) -> None:
    with store.session.begin() as session:
        for day, user, status, question in (
            (1, "王", "answered", "小学有多少所"),
            (2, "王", "upload", "总结.txt"),
            (3, "李", "refused", "中学有多少所"),
            (4, "李", "login", "李"),
        ):
            at = dt.datetime(2026, 11, day, 12).astimezone().astimezone(dt.UTC)
            session.add(AuditRow(at=at, user=user, status=status, question=question, trace={}))
    assert [one.user for one in deeds(store, user="李")] == ["李", "李"]
    assert [one.subject for one in deeds(store, kind="asked")] == ["中学有多少所", "小学有多少所"]
    assert [one.kind for one in deeds(store, kind="upload")] == ["upload"]
    assert [one.subject for one in deeds(store, words="多少 中学")] == ["中学有多少所"]
    days = {"since": dt.date(2026, 11, 2), "until": dt.date(2026, 11, 3)}
    assert [one.at.day for one in deeds(store, **days)] == [3, 2]
    assert count_deeds(store, Asked(since=dt.date(2026, 11, 2), until=dt.date(2026, 11, 3))) == 2
    assert [one.at.day for one in read_deeds(store, Asked(), limit=2, skipped=1)] == [3, 2]
    with pytest.raises(DataError, match="没有“rm”这一类"):
        deeds(store, kind="rm")


def test_a_word_with_signs_of_a_pattern_is_a_word(store: Store) -> None:
    record(store, "export", user="王", subject="台账_100%.xlsx")
    record(store, "export", user="王", subject="台账a100b.xlsx")
    assert [one.subject for one in deeds(store, words="_100%")] == ["台账_100%.xlsx"]


def test_lines_older_than_so_many_days_are_forgotten(store: Store) -> None:
    with store.session.begin() as session:
        for age in (0, 29, 31, 400):
            session.add(
                AuditRow(at=NOW - dt.timedelta(days=age), user="王", status="login", question=str(age), trace={})
            )
    assert prune(store, 0, NOW) == 0
    assert prune(store, 30, NOW) == 2
    assert {one.subject for one in deeds(store)} == {"0", "29"}


def test_lines_of_before_are_read(store: Store) -> None:
    """What earlier versions wrote: deeds told by their status, questions with the traces of their day."""
    with store.session.begin() as session:
        session.add(AuditRow(user="local", status="upload", question="a.txt", trace={"files": ["a.txt"]}))
        session.add(AuditRow(user="api", status="refused", question="问", trace={"answer": "没有"}))
    assert [(one.kind, one.outcome, one.sources) for one in deeds(store)] == [
        ("asked", "没有资料", ()),
        ("upload", "", ()),
    ]


def test_a_correction_and_its_withdrawal_are_logged_with_themselves(store: Store) -> None:
    with store.session.begin() as session:
        session.add(DocumentRow(id="甲", root="/r", source="甲.txt", sha256="", title="甲", text="甲"))
    made = correct(store, "甲", Change(field="issuer", value="教育局"), who="张三", why="漏写")
    withdraw(store, made.id, who="李四", why="写了")
    with pytest.raises(DataError):
        correct(store, "没有的", Change(field="issuer", value="教育局"), who="张三", why="漏写")
    back, put = deeds(store)
    assert (put.user, put.kind, put.subject) == ("张三", "correct", "甲.txt：发文机关")
    assert put.detail["value"] == "教育局"
    assert (back.user, back.kind, back.detail["correction"]) == ("李四", "withdraw", made.id)


def test_who_sees_a_part_writes_the_log_and_does_not_read_it(store: Store) -> None:
    view = seen_by(store, frozenset({"公开"}))
    record(view, "export", user="王", subject="台账.xlsx")
    assert deeds(view) == []
    assert len(deeds(store)) == 1


def test_the_workbook_has_no_formula_and_no_character_that_breaks_it(store: Store, tmp_path: Path) -> None:
    record(store, "upload", user="=HYPERLINK(1)", subject="=1+1.txt", detail={"why": "@x\x0b"})
    record_answer(store, answered('+cmd|" /C calc"!A0\x07'), user="-王")
    assert write_audit(store, Asked(), tmp_path / "out.xlsx") == 2
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[3].value for row in rows] == ["提问", "上传"]
    assert [row[4].value for row in rows] == ['+cmd|" /C calc"!A0', "=1+1.txt"]
    assert "f" not in {cell.data_type for row in rows for cell in row}
    with pytest.raises(DataError, match="没有这样的记录"):
        write_audit(store, Asked(user="没有"), tmp_path / "none.xlsx")


def test_the_command_prints_filters_and_writes(store: Store, tmp_path: Path) -> None:
    record(store, "login", user="王", subject="王")
    record_answer(store, answered("有多少所小学？"), user="李")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "corpus", "audit", *args, "--data", str(tmp_path)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    printed = run().stdout
    assert printed.index("提问　有多少所小学？　已回答") < printed.index("王　登录　王")
    assert "甲、乙" in printed
    [one] = json.loads(run("--json", "--user", "李", "--kind", "asked").stdout)
    assert (one["subject"], one["sources"], one["detail"]) == ("有多少所小学？", ["甲", "乙"], {})
    assert "没有这样的记录" in run("--until", "2020-01-01").stdout
    assert "已写出 2 条记录" in run("--out", str(tmp_path / "a.xlsx")).stdout
    assert (tmp_path / "a.xlsx").is_file()
    refused = run("--out", str(tmp_path / "b.xlsx"), "--user", "没有")
    assert refused.returncode == 2
    assert "请放宽" in refused.stderr

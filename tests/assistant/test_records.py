"""What is recorded of a document reaches the answer: pages, warnings, what replaced it, masks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from core.masking import mask_value
from core.schema import Citation, Figure, Trace
from core.settings import Settings
from corpus.library import Library
from corpus.store import DocumentRow, Store
from ingest.pipeline import ingest
from tests.conftest import settings_for

OLD = """涧西区校车管理办法
2015年3月1日
第一条 校车每日检查次数不少于1次。
第二条 校车驾驶人联系电话13812345678。
"""
NEW = """涧西区校车安全办法
2021年3月1日
第一条 校车每日检查次数不少于3次。
第二条 本办法自2021年4月1日起施行。《涧西区校车管理办法》同时废止。
"""
PLAN = "涧西区教育发展规划（2016—2020年）\n2016年2月1日\n一、目标\n到2020年，新增学位5000个。\n"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, small: Settings) -> Settings:
    folder: Path = tmp_path_factory.mktemp("laws")
    for name, text in (("旧", OLD), ("新", NEW), ("规划", PLAN)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    made = settings_for(tmp_path_factory.mktemp("laws-data"), small.data_dir, today=dt.date(2026, 11, 22))
    ingest([folder], made)
    store = Store(made.store_url)
    with store.session.begin() as session:
        row = session.get_one(DocumentRow, "新")
        row.locators = [[0, "第1页"], [row.text.index("第二条"), "第2页"]]
    store.close()
    return made


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Assistant:
    return build_assistant(settings)


def test_the_document_in_force_answers_before_the_one_it_abolished(assistant: Assistant) -> None:
    trace = assistant.invoke(Question(text="涧西区校车每日检查次数不少于几次？"))
    assert "3次" in trace.answer
    assert trace.citations[0].locator == "第1页"


def test_an_abolished_document_is_kept_marked_and_says_so(assistant: Assistant, settings: Settings) -> None:
    trace = assistant.invoke(Question(text="涧西区校车驾驶人联系电话是多少？"))
    assert trace.citations[0].document_id == "旧"
    assert "本文已被《涧西区校车安全办法（2021年）》废止（2021-04-01起）" in trace.citations[0].warning
    assert any("废止" in note for note in trace.notes)
    assert Library(Store(settings.store_url)).document("旧").status == "废止"


def test_a_plan_whose_time_is_over_says_so(assistant: Assistant) -> None:
    trace = assistant.invoke(Question(text="涧西区到2020年新增学位多少个？"))
    assert "5000" in trace.answer
    assert any("期限（至2020-12-31）已过" in note for note in trace.notes)
    assert assistant.search.library.document("规划").status == "期满"


def test_masked_numbers_stay_verbatim_in_the_stored_text(assistant: Assistant) -> None:
    trace = assistant.invoke(Question(text="涧西区校车驾驶人联系电话是多少？"))
    assert "13812345678" not in str(trace.to_dict())
    (citation,) = trace.citations
    assert "138****5678" in citation.quote
    text = assistant.search.library.document("旧").text
    assert text[citation.start : citation.end] == citation.quote


def test_a_number_in_a_question_is_masked_in_trace_and_audit(assistant: Assistant) -> None:
    trace = assistant.invoke(Question(text="13912345678是谁的电话？"))
    assert "13912345678" not in str(trace.to_dict())


def test_the_border_leaves_ids_figures_and_tables_alone() -> None:
    number = "13812345678"
    table = Citation(ref="1", kind="table", document_id=number, title="表", quote=f"经费 {number}")
    figure = Figure(
        ref="F1", name="经费", value=13812345678, unit="元", place="", period="", origin="computed", text=number
    )
    trace = Trace(
        id=number,
        question=f"问{number}",
        standalone="",
        status="answered",
        answer=f"电话{number}",
        citations=(table,),
        figures=(figure,),
    )
    masked = mask_value(trace)
    assert (masked.id, masked.citations, masked.figures) == (number, (table,), (figure,))
    assert masked.answer == "电话138****5678"
    assert masked.question == "问138****5678"

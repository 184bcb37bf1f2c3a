"""The toolbox as LangChain tools: called as a model calls them, over documents that were ingested."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool

from assistant.engine import Assistant
from assistant.langchain_tools import langchain_tools
from assistant.toolbox import MAX_TEXT, Toolbox
from assistant.toolkit.arguments import MAX_PAGE, MAX_QUESTION
from assistant.toolkit.catalogue import TOOLS
from assistant.toolkit.results import (
    Answered,
    Checked,
    Computed,
    DocumentList,
    DraftMade,
    FoundAll,
    IndicatorKinds,
    LedgerRows,
    Opened,
    SpansFound,
)
from assistant.toolkit.words import CUT, MAX_WORDS, shortened
from core.settings import Settings
from core.viewer import Viewer
from corpus.audit import Asked, read_deeds
from tests.drafting_texts import CITY, COUNTY
from tools.indicators import INDICATORS
from tools.stored_figures import stored_figures

VIEWER = Viewer(name="小程序", role="查询")
Call = Any


@pytest.fixture(scope="module")
def tools(draft_assistant: Assistant, draft_settings: Settings) -> dict[str, BaseTool]:
    box = Toolbox(draft_assistant, draft_settings, lambda: stored_figures(draft_settings), VIEWER)
    return {one.name: one for one in langchain_tools(box)}


@pytest.fixture(scope="module")
def call(tools: dict[str, BaseTool]) -> Call:
    """Calls a tool as a model does."""

    def called(name: str, /, **arguments: Any) -> ToolMessage:
        made = tools[name].invoke({"name": name, "args": arguments, "id": "1", "type": "tool_call"})
        assert isinstance(made, ToolMessage)
        return made

    return called


def test_every_tool_of_the_catalogue_is_there_with_chinese_words(tools: dict[str, BaseTool]) -> None:
    assert list(tools) == [one.name for one in TOOLS]
    for one in tools.values():
        assert any("一" <= char <= "鿿" for char in one.description)
        for argument in one.args.values():
            assert any("一" <= char <= "鿿" for char in argument["description"])


def test_every_value_that_is_given_is_told_in_chinese() -> None:
    for spec in TOOLS:
        schema = spec.gives.model_json_schema()
        for shape in (schema, *schema.get("$defs", {}).values()):
            for name, result in shape["properties"].items():
                assert any("一" <= char <= "鿿" for char in result["description"]), (spec.name, name)


@pytest.mark.parametrize("name", list(INDICATORS))
def test_every_family_is_offered_by_the_tool_a_model_calls(tools: dict[str, BaseTool], name: str) -> None:
    assert name in tools["compute_indicator"].args["name"]["description"]


def test_every_kind_of_draft_is_offered(
    tools: dict[str, BaseTool], draft_assistant: Assistant, draft_settings: Settings
) -> None:
    kinds = Toolbox(draft_assistant, draft_settings, list).draft_kinds()
    assert kinds
    assert all(kind in tools["draft"].args["kind"]["description"] for kind in kinds)


def test_a_question_is_answered_with_marks_quotes_and_a_line_in_the_log(call: Call, draft_assistant: Assistant) -> None:
    message = call("ask", question="云岭县2024年新增学位多少个？")
    answered = message.artifact
    assert isinstance(answered, Answered)
    assert answered.status == "answered"
    assert "[1]" in message.content
    (cited,) = answered.citations
    document = draft_assistant.search.library.document(cited.document_id)
    assert document.text[cited.start : cited.end] == cited.quote
    assert f"“{cited.quote}”" in message.content
    deed = next(iter(read_deeds(draft_assistant.store, Asked(user=VIEWER.name))))
    assert deed.subject == "云岭县2024年新增学位多少个？"


def test_a_follow_up_takes_the_turns_before_it(call: Call) -> None:
    answered = call("ask", question="那望海县呢", history=["云岭县2024年普惠性幼儿园覆盖率多少？"]).artifact
    assert answered.status == "answered"
    assert "88.1%" in answered.answer


def test_what_the_corpus_lacks_is_told_and_not_made_up(call: Call) -> None:
    message = call("ask", question="南极县2024年新增学位多少个？")
    assert message.artifact.status in ("refused", "clarify")
    assert message.artifact.citations == []


def test_sentences_are_found_with_how_sure_they_are(call: Call) -> None:
    message = call("search", question="新增学位多少个", place="云岭县", year=2024, limit=2)
    assert isinstance(message.artifact, FoundAll)
    first = message.artifact.hits[0]
    assert [one.ref for one in message.artifact.hits] == ["1", "2"]
    assert first.answer in first.quote
    assert 0 < first.probability <= 1
    assert first.quote in message.content


def test_given_texts_are_read_in_their_places(call: Call) -> None:
    texts = ["今天天气好。", "校车每月检查不少于2次。"]
    message = call("read", question="校车每月检查几次？", texts=texts)
    assert isinstance(message.artifact, SpansFound)
    best = message.artifact.spans[0]
    assert texts[best.text][best.start : best.end] == best.quote
    assert "2次" in best.quote


def test_figures_come_with_their_sentence(call: Call) -> None:
    rows = call("figures", name="学位", place=COUNTY, year=2024).artifact
    assert isinstance(rows, LedgerRows)
    assert rows.figures
    assert all("学位" in one.sentence and one.text in one.sentence for one in rows.figures)


def test_tables_answer_or_say_what_they_lack(call: Call) -> None:
    answered = call("query_tables", question="示例县2023年有多少所学校？").artifact
    assert isinstance(answered, Answered)
    assert answered.status == "computed"
    assert "所" in answered.answer
    assert call("query_tables", question="天上有多少颗星").artifact.status == "refused"


def test_indicators_are_listed_and_computed(call: Call) -> None:
    kinds = call("list_indicators").artifact
    assert isinstance(kinds, IndicatorKinds)
    assert [one.name for one in kinds.indicators] == list(INDICATORS)
    message = call("compute_indicator", name="优质均衡", place="示例县")
    computed = message.artifact
    assert isinstance(computed, Computed)
    assert "示例数据" in message.content
    assert "CV-L1" in message.content
    assert "改1项可达标" in message.content
    assert any(one.verdict for one in computed.figures)
    assert computed.total >= len(computed.figures)
    options = {"学段": "初中", "项目": "L2", "目标": "0.45"}
    cheapest = call("compute_indicator", name="补齐测算", place="示例县", options=options).artifact
    assert cheapest.options["目标"] == "0.45"


def test_a_text_is_checked(call: Call) -> None:
    message = call("check", text="共1000人，其中男生520人，女生490人。")
    assert isinstance(message.artifact, Checked)
    assert "不通过" in message.content
    assert message.artifact.counts == {"不通过": 1}
    assert message.artifact.findings[0]["stated"] == "1000人"


def test_a_draft_has_its_sources_and_a_line_in_the_log(call: Call, draft_assistant: Assistant) -> None:
    message = call("draft", kind="情况说明", places=["云岭县"], years=[2024], topic="教师队伍", signed="云岭县教育局")
    drafted = message.artifact
    assert isinstance(drafted, DraftMade)
    assert "云岭县教育局" in drafted.text
    for source in drafted.sources:
        assert f"[{source.ref}]" in drafted.text
        assert f"“{source.quote}”" in message.content
    deed = next(iter(read_deeds(draft_assistant.store, Asked(user=VIEWER.name, kind="draft"))))
    assert deed.subject == "情况说明 云岭县 2024年 教师队伍"


def test_documents_are_listed_filtered_and_opened_in_pieces(call: Call, draft_assistant: Assistant) -> None:
    listed = call("list_documents").artifact
    assert isinstance(listed, DocumentList)
    assert listed.total == len(listed.documents) == len(draft_assistant.search.library.documents())
    two = call("list_documents", skip=1, limit=2).artifact
    assert [one.id for one in two.documents] == [one.id for one in listed.documents[1:3]]
    named = call("list_documents", words="工作总结", place="云岭县").artifact
    assert {one.place for one in named.documents} == {CITY + COUNTY}
    assert 0 < named.total < listed.total
    name = named.documents[0].id
    whole, start = "", call("get_document", document_id=name, length=1).artifact.start
    while start is not None:
        opened = call("get_document", document_id=name, start=start, length=100).artifact
        assert isinstance(opened, Opened)
        assert len(opened.text) <= 100
        whole, start = whole + opened.text, opened.next
    assert whole == draft_assistant.search.library.document(name).text


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {}, "question 缺少"),
        ("ask", {"question": ""}, "不能为空"),
        ("ask", {"question": "问" * (MAX_QUESTION + 1)}, f"最多 {MAX_QUESTION} 字"),
        ("ask", {"question": "问", "place": "天津市"}, "place 没有这个参数"),
        ("search", {"question": "学位", "place": "南极县"}, "资料里没有“南极县”的文件：有：湖南省丹枫市"),
        ("search", {"question": "学位", "limit": 1000}, "limit 太大，最多 50"),
        ("search", {"question": "学位", "year": "去年"}, "year 应是整数"),
        ("read", {"question": "学位", "texts": []}, "太少，至少 1 个"),
        ("read", {"question": "学位", "texts": ["一" * (MAX_TEXT + 1)]}, f"超过 {MAX_TEXT} 字：请分几次"),
        ("figures", {"role": "real"}, "role 可选"),
        ("compute_indicator", {"name": "优质"}, "没有指标“优质”：可算的有"),
        ("compute_indicator", {"name": "优质均衡", "options": {"无": "1"}}, "没有参数：无"),
        ("check", {"text": "一" * (MAX_TEXT + 1)}, f"最多 {MAX_TEXT} 字"),
        ("draft", {"kind": "诗", "places": ["云岭县"]}, "没有“诗”这种文种：可选：对比材料"),
        ("draft", {"kind": "工作简报"}, "没有选地区"),
        ("get_document", {"document_id": "无"}, "没有编号为“无”的资料"),
        ("get_document", {"document_id": "云岭2024", "start": 10**9}, "请把 start 改小"),
        ("get_document", {"document_id": "云岭2024", "length": MAX_PAGE + 1}, f"最多 {MAX_PAGE}"),
    ],
)
def test_what_cannot_be_done_says_why_and_what_to_do(
    call: Call, name: str, arguments: dict[str, Any], told: str
) -> None:
    message = call(name, **arguments)
    assert message.status == "error"
    assert told in message.content
    assert message.artifact is None


def test_long_words_are_cut_where_they_say_so() -> None:
    assert shortened("一" * MAX_WORDS) == "一" * MAX_WORDS
    assert shortened("一" * (MAX_WORDS + 1)) == "一" * MAX_WORDS + CUT

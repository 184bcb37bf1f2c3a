"""A conversation as HTML: marks open sources, warnings are told once, nothing a person or document wrote is markup."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from core.chart import Chart, Series
from core.schema import AskBack, Checks, Citation, Figure, Step, Trace
from corpus.conversations import Conversation, Turn
from ui.conversation import asked_with, empty_html, running_html, talk_html
from ui.conversation_list import list_html
from ui.pictures import Pictures

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
CITATION = Citation(ref="1", kind="document", document_id="d", title="<b>总结</b>", quote="新增4200个", start=0, end=7)


def trace(answer: str = "新增4200个[1]", **more: object) -> Trace:
    return Trace(id="t", question="q", standalone="q", status="answered", answer=answer, citations=(CITATION,), **more)


def turn(number: int, made: Trace | None, **more: object) -> Turn:
    record = {"id": f"t{number}", "conversation_id": "c", "question": f"问{number}", "state": "done", "asked_at": NOW}
    return Turn(**(record | {"trace": made} | more))


def shown(*turns: Turn, running: dict[str, list[Step]] | None = None, verdicts: dict[str, str] | None = None) -> str:
    conversation = Conversation(id="c", title="题", home="", changed_at=NOW, turns=turns)
    return talk_html(conversation, running or {}, verdicts or {}, Pictures())


def test_every_mark_of_every_answer_names_its_own_turn_and_tells_its_sentence() -> None:
    html = shown(turn(1, trace()), turn(2, trace()))
    for one in ("t1", "t2"):
        assert f'data-turn="{one}" data-ref="1" data-tip="新增4200个"' in html


def test_a_figure_that_no_mark_of_the_text_leads_to_is_reached_below_it() -> None:
    figure = Figure(
        ref="F1", name="学位", value=4200.0, unit="个", place="甲县", period="", origin="quoted", source="1"
    )
    assert 'data-ref="F1"' in shown(turn(1, trace(figures=(figure,))))


def test_a_mark_without_a_source_stays_text() -> None:
    assert 'data-ref="9"' not in shown(turn(1, trace("见[9]")))


def test_nothing_of_a_question_or_an_answer_is_html() -> None:
    evil = '<script>alert(1)</script>" onmouseover="x'
    made = trace(evil + "[1]", notes=(evil,), options=(evil,))
    html = shown(turn(1, made, question=evil)) + empty_html([evil])
    html += list_html([Conversation(id="c", title=evil, home="", changed_at=NOW)], "c", evil) + list_html([], "", evil)
    failed = turn(2, None, state="failed", error=evil)
    html += shown(failed) + running_html(
        Conversation(id="c", title=evil, home=evil, changed_at=NOW, turns=(failed,)),
        {"t2": [Step(title=evil)]},
        Pictures(),
    )
    assert "<script>" not in html
    assert '" onmouseover' not in html


def test_an_answer_the_reader_is_less_sure_of_is_not_called_verified() -> None:
    doubtful = replace(trace(), checks=Checks(numbers=1, probability=0.7, doubtful=True))
    assert "已核验" in shown(turn(1, trace()))
    assert "已核验" not in shown(turn(1, doubtful))
    assert "请核对原句" in shown(turn(1, doubtful))


def test_each_kind_of_warning_is_told_once_in_a_conversation() -> None:
    first = trace(notes=("《甲》没有标明年份，无法核对。", "原文为约数。"))
    second = trace(notes=("《乙》没有标明年份，无法核对。", "《乙》期限（至2024-12-31）已过。"))
    html = shown(turn(1, first), turn(2, second))
    assert html.count("没有标明年份") == 1
    assert "说明 2 条" in html
    assert "说明 1 条" in html
    assert "期限（至2024-12-31）已过" in html


def test_only_the_last_question_can_be_answered_again_and_none_while_one_is_running() -> None:
    two = (turn(1, trace()), turn(2, trace()))
    assert shown(*two).count('data-do="retry"') == 1
    html = shown(*two, turn(3, None, state="running"), running={"t3": []})
    assert 'data-do="retry"' not in html
    assert 'data-do="edit"' not in html
    assert "问3" not in html


def test_a_question_that_was_broken_off_stopped_or_failed_says_so_and_offers_another_try() -> None:
    for state, result in (("running", "没有答完"), ("stopped", "已停止"), ("failed", "坏了")):
        html = shown(turn(1, None, state=state, error="坏了" if state == "failed" else ""))
        assert result in html
        assert 'data-do="retry"' in html


def test_a_verdict_that_was_given_is_seen() -> None:
    html = shown(turn(1, trace()), verdicts={"t1": "bad"})
    assert 'data-judge="bad" data-turn="t1" aria-pressed="true"' in html
    assert 'data-judge="good" data-turn="t1" aria-pressed="false"' in html


def test_a_chosen_place_is_put_into_the_question() -> None:
    asks = AskBack(kind="place", words=("鼓楼区",))
    made = replace(trace(), status="clarify", question="鼓楼区有多少所小学", asks=asks)
    assert asked_with(made, "江苏省徐州市鼓楼区") == "江苏省徐州市鼓楼区有多少所小学"
    # A follow-up that does not hold the name itself is answered by the place alone.
    assert asked_with(replace(made, question="那小学呢"), "江苏省徐州市鼓楼区") == "江苏省徐州市鼓楼区"


def test_of_several_unclear_names_the_one_like_the_chosen_place_is_replaced() -> None:
    made = replace(trace(), question="泰康县和洛川市的学校", asks=AskBack(kind="place", words=("洛川市", "泰康县")))
    assert asked_with(made, "河南省周口市太康县") == "河南省周口市太康县和洛川市的学校"


def test_an_answer_shows_its_charts_under_its_text() -> None:
    chart = Chart(
        kind="rank", title="在校生", labels=("甲镇",), series=(Series(name="人数", values=(5.0,)),), unit="人"
    )
    assert "cw-charts" not in shown(turn(1, trace("答。")))
    html = shown(turn(1, trace("答。", charts=(chart,))))
    assert html.index("答。") < html.index('<div class="cw-charts"><figure')


def test_an_answer_that_is_ready_is_shown_while_a_language_model_is_at_work() -> None:
    early = turn(1, trace("已有39所[1]"), state="running")
    conversation = Conversation(id="c", title="题", home="", changed_at=NOW, turns=(early,))
    html = running_html(conversation, {"t1": [Step(title="语言模型作答", status="running")]}, Pictures())
    assert "已有39所" in html
    assert 'data-turn="t1" data-ref="1"' in html
    assert "这是离线答案" in html
    assert html.index("这是离线答案") < html.index("语言模型作答")

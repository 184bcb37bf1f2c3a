"""Drafts held against their sources: sound ones pass, and each fault that is put into one is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.engine import Assistant
from assistant.toolbox import Toolbox
from core.drafted import Drafted, DraftOrder
from core.errors import DataError
from core.settings import Settings
from corpus.draft_templates import load_template, template_folder, template_kinds
from evals.command import run_line
from evals.drafts import DraftGrade, DraftJudge, broadest_topics, by_kind, grade_orders, orders_over
from evals.measured import kept
from tests.drafting_texts import CITY, COUNTY, NEIGHBOUR

ORDER = DraftOrder(kind="情况说明", places=(COUNTY,), years=(2024,))
Grade = Callable[[Drafted], DraftGrade]


@pytest.fixture(scope="module")
def toolbox(draft_assistant: Assistant, draft_settings: Settings) -> Toolbox:
    return Toolbox(draft_assistant, draft_settings, list)


@pytest.fixture(scope="module")
def sound(toolbox: Toolbox) -> Drafted:
    return toolbox.draft(ORDER)


@pytest.fixture(scope="module")
def judge(draft_assistant: Assistant, toolbox: Toolbox) -> DraftJudge:
    library = draft_assistant.search.library
    return DraftJudge(library.document, draft_assistant.planner.places.gazetteer, toolbox.place)


@pytest.fixture(scope="module")
def grade(judge: DraftJudge, draft_settings: Settings) -> Grade:
    template = load_template(template_folder(draft_settings.lexicon_dir), ORDER.kind)
    return lambda drafted: judge.grade(ORDER, template, drafted, 0.0)


def changed(drafted: Drafted, old: str, new: str) -> Drafted:
    assert old in drafted.text
    return replace(drafted, text=drafted.text.replace(old, new, 1))


def test_a_sound_draft_has_no_faults(sound: Drafted, grade: Grade) -> None:
    found = grade(sound)
    assert found.sentences >= 6
    assert found.verbatim == found.sentences
    assert (found.faults, found.repeated) == (0, 0)


@pytest.mark.parametrize(
    ("old", "new", "number"),
    [
        ("小学39所", "小学38所", "38"),
        ("现将云岭县2024年", "现将云岭县2023年", "2023"),
        ("## 存在问题", "## 存在的3个问题", "3"),
    ],
)
def test_a_number_that_no_source_tells_is_found(sound: Drafted, grade: Grade, old: str, new: str, number: str) -> None:
    (found,) = grade(changed(sound, old, new)).unsourced
    assert found.startswith(f"{number}：")


def test_a_number_of_another_sentence_is_no_source(sound: Drafted, grade: Grade) -> None:
    (found,) = grade(changed(sound, "缺编教师37名", "缺编教师960名")).unsourced
    assert found.startswith("960：")


def test_a_quote_that_does_not_stand_in_its_document_is_found(sound: Drafted, grade: Grade) -> None:
    first, *others = sound.sources
    broken = replace(sound, sources=(replace(first, quote=first.quote.replace("全县", "全市")), *others))
    found = grade(broken)
    assert found.verbatim == found.sentences - 1


def test_a_sentence_of_another_place_is_found_by_its_source_and_by_its_words(sound: Drafted, grade: Grade) -> None:
    first, *others = sound.sources
    assert grade(replace(sound, sources=(replace(first, place=CITY + NEIGHBOUR), *others))).elsewhere
    (found,) = grade(changed(sound, "缺编教师37名", "望海县缺编教师37名")).elsewhere
    assert "望海县" in found


def test_a_sentence_of_another_year_is_found(sound: Drafted, grade: Grade) -> None:
    found = grade(changed(sound, "全县新建公办幼儿园4所", "2021年全县新建公办幼儿园4所"))
    assert [words[:5] for words in found.another_time] == ["2021年"]
    base = grade(changed(sound, "全县新建公办幼儿园4所", "全县较2021年新建公办幼儿园4所"))
    assert base.another_time == ()


def test_the_year_after_is_a_plan_and_nothing_else(sound: Drafted, grade: Grade) -> None:
    assert "2025年" in sound.text
    moved = changed(sound, "全县普惠性幼儿园覆盖率达到92.4%", "2025年全县普惠性幼儿园覆盖率达到92.4%")
    assert len(grade(moved).another_time) == 1


def test_a_text_of_another_year_is_found_though_the_sentence_names_none(sound: Drafted, grade: Grade) -> None:
    first, *others = sound.sources
    older = replace(first, document_id="云岭2022", start=None, end=None, quote="全县共有小学45所")
    assert grade(replace(sound, sources=(older, *others))).another_time


def test_what_is_told_twice_is_counted(sound: Drafted, grade: Grade) -> None:
    line = next(line for line in sound.text.splitlines() if "新增学位960个" in line)
    assert grade(changed(sound, line, f"{line}\n\n{line}")).repeated >= 1


def test_what_is_told_on_both_sides_of_a_comparison_is_told_once_on_each(
    toolbox: Toolbox, judge: DraftJudge, draft_settings: Settings
) -> None:
    order = DraftOrder(kind="对比材料", places=(COUNTY,), years=(2022, 2023))
    drafted = toolbox.draft(order)
    measure = "推进课后服务提质，开设310个社团，学生自愿参加"
    both = changed(drafted, measure.replace("310", "240"), measure)
    template = load_template(template_folder(draft_settings.lexicon_dir), order.kind)
    assert both.text.count(measure) == 2
    assert judge.grade(order, template, both, 0.0).repeated == 0


def test_orders_are_of_every_kind_over_places_and_topics_of_the_corpus(
    draft_assistant: Assistant, draft_settings: Settings
) -> None:
    folder = template_folder(draft_settings.lexicon_dir)
    templates = [load_template(folder, kind) for kind in template_kinds(folder)]
    orders = orders_over(draft_assistant, templates, 2)
    assert {order.kind for order in orders} == set(template_kinds(folder))
    # The place with most texts, and of those with one text each the first by name.
    assert {name for order in orders for name in order.places} == {CITY + COUNTY, CITY}
    assert any(order.topic for order in orders)
    assert DraftOrder(kind="对比材料", places=(CITY + COUNTY,), years=(2022, 2023, 2024)) in orders


def test_topics_are_headings_without_their_numbers(draft_assistant: Assistant) -> None:
    topics = broadest_topics(draft_assistant, draft_assistant.search.library.outlines(), 20)
    assert {"主要做法", "办好学前教育"} <= set(topics)
    assert all(not topic.startswith(("一", "（")) for topic in topics)


def test_an_order_that_nothing_is_found_for_is_kept_with_its_reason(
    judge: DraftJudge, draft_settings: Settings
) -> None:
    def refuse(order: DraftOrder) -> Drafted:
        raise DataError("资料里没有", next_step="换一个")

    folder = template_folder(draft_settings.lexicon_dir)
    grades = grade_orders([ORDER], refuse, judge, lambda kind: load_template(folder, kind))
    assert grades[0].refused == "资料里没有"
    assert by_kind(grades)[-1]["refused"] == 1


def test_the_command_writes_its_report_and_ends_with_0_where_nothing_is_wrong(
    draft_settings: Settings, tmp_path: Path
) -> None:
    line = ["drafts", "--data", str(draft_settings.data_dir), "--reports", str(tmp_path), "--places", "2"]
    assert run_line(line) == 0
    record = json.loads((tmp_path / "drafts.json").read_text(encoding="utf-8"))
    whole = record["table"][-1]
    assert whole["kind"] == "ALL"
    assert whole["verbatim"] == 100.0
    assert (whole["unsourced"], whole["elsewhere"], whole["another_time"]) == (0, 0, 0)
    (run,) = kept(tmp_path)
    assert run.command == "python -m evals drafts --places 2"

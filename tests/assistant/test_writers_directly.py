"""What the writers make of answers made by hand: who leads a line, what is ranked, refused, worked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.arithmetic import ReadOperand, work
from assistant.calculation import DONE, PLANNED, Kind
from assistant.draft import Sources
from assistant.gather import Answer
from assistant.plan import Part
from assistant.write import UNREAD, write_draft
from assistant.write.calculation import write_calculation, write_operands_missing
from assistant.write.comparison import write_comparison
from assistant.write.fact import lead_in, merged_spans, period_label, quoted_figures, statement_line, write_answers
from assistant.write.refuse import clarification, refusal
from core.quantity import parse_quantities
from core.schema import AskBack, Missing, Place
from corpus.library import Library
from retrieval.statement import Statement
from tests.assistant.made import county, plan, search

CLOUD, SEA, PLUM = county("云岭县"), county("望海县"), county("梅坪县")
PART = Part(text="钢琴多少架", asked="钢琴多少架")
LACKING = Missing(kind="indicator", asked="钢琴")
Make = Callable[..., Statement]


def answered(statement: Statement | None, place: Place | None = CLOUD, **more: object) -> Answer:
    return Answer(part=PART, place=place, statement=statement, **more)


@pytest.mark.parametrize(
    ("years", "label"),
    [((), ""), ((2024,), "2024年"), ((2016, 2018, 2020), "2016—2020年")],
    ids=["none", "one", "some"],
)
def test_years_as_one_reads_them(years: tuple[int, ...], label: str) -> None:
    assert period_label(frozenset(years)) == label


@pytest.mark.parametrize(
    ("shown", "more", "dated", "lead"),
    [
        ("钢琴16架", {}, True, "云岭县2024年："),
        ("钢琴16架", {}, False, "云岭县："),
        ("云岭县钢琴16架", {}, True, "2024年："),
        ("云岭县2024年钢琴16架", {}, True, ""),
        ("2024钢琴16架", {}, True, "云岭县："),
        ("钢琴16架", {"years": (2023, 2024)}, True, "云岭县："),
        ("钢琴16架", {"years": (2021,)}, True, "云岭县："),
        ("钢琴16架", {"place": None}, True, "2024年："),
    ],
    ids=["both", "words", "named", "all named", "bare year", "several years", "a year told nowhere", "nobody's"],
)
def test_a_line_is_led_by_place_and_year_where_it_names_them_not(
    statement: Make, shown: str, more: dict[str, object], dated: bool, lead: str
) -> None:
    assert lead_in(statement("钢琴16架。", "16架", **more), shown, dated=dated) == lead


def test_a_figure_is_cited_where_it_stands(statement: Make) -> None:
    sources = Sources()
    line = statement_line(statement("钢琴16架。", "16架"), "钢琴多少架", sources)
    assert (line.text, line.refs, line.place) == ("云岭县2024年：钢琴16架[1]。", ("1",), line.place)
    assert sources.citations[0].quote == "钢琴16架。"


def test_stretches_beside_each_other_in_a_sentence_are_one_and_others_are_not(statement: Make) -> None:
    text = "钢琴16架，书屋3个，操场9片，食堂2个。另有礼堂1个。"
    one, beside, far, other = (statement(text, words) for words in ("钢琴16架", "书屋3个", "食堂2个", "礼堂1个"))
    question = "各有多少个"
    joined = merged_spans([one, beside], question)
    assert [text[slice(*span)] for _, spans in joined for span in spans] == ["钢琴16架，书屋3个"]
    apart = merged_spans([one, far, far], question)
    assert [[text[slice(*span)] for span in spans] for _, spans in apart] == [["钢琴16架", "食堂2个"]]
    assert len(merged_spans([one, other], question)) == 2
    assert len(merged_spans([one, replace(beside, document=replace(one.document, id="e"))], question)) == 2


def test_quoted_figures_have_the_place_the_year_and_the_range_of_their_text(statement: Make) -> None:
    text = "钢琴16架，每校1至3架。"
    whole = statement(text, "钢琴16架，每校1至3架")
    one, ranged = quoted_figures(whole, "1", (0, len(text) - 1), first=4)
    assert (one.ref, one.value, one.unit, one.place, one.period) == ("F4", 16, "架", whole.place.full_name, "2024年")
    assert (ranged.ref, ranged.value, ranged.low, ranged.high) == ("F5", None, 1, 3)


def test_the_period_of_a_figure_is_the_one_its_words_name(statement: Make) -> None:
    text = "2022年钢琴16架。"
    (figure,) = quoted_figures(statement(text, "16架"), "1", (0, len(text) - 1))
    assert figure.period == "2022年"


def test_a_part_without_an_answer_is_named_and_the_answer_is_in_part(statement: Make) -> None:
    found = answered(statement("钢琴16架。", "16架"))
    draft = write_answers([found, answered(None, missing=(LACKING, LACKING))], "钢琴和书屋多少")
    assert draft.status == "partial"
    assert draft.lines[-1].text == "资料中没有“钢琴”的内容。"
    assert write_answers([found], "钢琴多少架").status == "answered"


def test_a_second_line_of_the_same_place_and_year_is_not_led_again(statement: Make) -> None:
    first, second = statement("钢琴16架。", "16架"), statement("书屋3个。", "3个", document="e")
    lines = write_answers([answered(first), answered(second)], "各有多少").lines
    assert [line.text for line in lines] == ["云岭县2024年：钢琴16架[1]。", "书屋3个[2]。"]
    other = statement("书屋3个。", "3个", document="e", years=(2023,), title="云岭县2023年总结")
    assert write_answers([answered(first), answered(other)], "各有多少").lines[1].text == "云岭县2023年：书屋3个[2]。"


def test_a_rival_is_told_with_its_document(statement: Make) -> None:
    rival = statement("钢琴17架。", "17架", document="e", title="云岭县公报")
    draft = write_answers([answered(statement("钢琴16架。", "16架"), rival=rival)], "钢琴多少架")
    assert draft.lines[1].text == "另一份文件《云岭县公报》所写不同：云岭县2024年：钢琴17架[2]。"


@pytest.mark.parametrize(
    ("question", "text", "opens"),
    [
        ("钢琴配齐了吗", "钢琴已全部配齐。", "是。"),
        ("钢琴配齐了吗", "钢琴尚未配齐。", "否。"),
        ("家长能不能旁听", "家长可以旁听。", "可以。"),
        ("家长能不能旁听", "家长不得旁听。", "不可以。"),
        ("家长能不能旁听", "家长旁听须预约。", "云岭县："),
        ("钢琴怎么配齐", "钢琴已全部配齐。", "云岭县："),
    ],
)
def test_yes_and_no_are_said_where_the_clause_says_so(statement: Make, question: str, text: str, opens: str) -> None:
    draft = write_answers([answered(statement(text, text[:-1]))], question)
    assert draft.lines[0].text.startswith(opens)


def test_the_clause_beside_says_neither_yes_nor_no(statement: Make) -> None:
    draft = write_answers([answered(statement("食堂不得外包，钢琴已全部配齐。", "钢琴已全部配齐"))], "钢琴配齐了吗")
    assert draft.lines[0].text.startswith("是。")


def compared(statement: Make, *values: tuple[Place, str]) -> list[Answer]:
    return [
        answered(statement(f"钢琴{value}。", f"钢琴{value}", place=place, document=place.name), place)
        for place, value in values
    ]


@pytest.mark.parametrize(
    ("question", "values", "rank"),
    [
        ("哪个县钢琴最多", ("16架", "19架"), "由高到低：望海县、云岭县。"),
        ("哪个县钢琴最少", ("16架", "19架"), "由低到高：云岭县、望海县。"),
        ("哪个县钢琴最多", ("16架", "16架"), "云岭县、望海县相同。"),
        ("哪个县钢琴最多", ("16架", "19%"), ""),
        ("两县钢琴各多少", ("16架", "19架"), ""),
    ],
    ids=["highest", "lowest", "alike", "other units", "not asked"],
)
def test_places_are_ranked(statement: Make, question: str, values: tuple[str, str], rank: str) -> None:
    draft = write_comparison(compared(statement, *zip((CLOUD, SEA), values, strict=True)), question)
    assert (draft.lines[0].text if len(draft.lines) == 3 else "") == rank


def test_a_silent_place_is_named_and_nothing_is_ranked_over_it(statement: Make) -> None:
    answers = [*compared(statement, (CLOUD, "16架")), answered(None, SEA, missing=(LACKING,))]
    draft = write_comparison(answers, "哪个县钢琴最多")
    assert [line.text for line in draft.lines][1:] == ["望海县：资料中没有这项内容。"]
    assert (draft.status, draft.missing) == ("partial", (replace(LACKING, asked="望海县钢琴"),))


def test_of_all_places_the_silent_ones_are_named_together(statement: Make) -> None:
    silent = [answered(None, place, missing=(LACKING,)) for place in (SEA, PLUM)]
    draft = write_comparison([*compared(statement, (CLOUD, "16架")), *silent], "各县钢琴多少", everywhere=True)
    assert draft.lines[-1].text == "资料中没有这项内容的：望海县、梅坪县。"
    assert (draft.status, draft.missing) == ("answered", ())


def test_where_no_place_has_an_answer_it_is_refused() -> None:
    draft = write_comparison([answered(None, place, missing=(LACKING,)) for place in (CLOUD, SEA)], "钢琴多少")
    assert draft.status == "refused"


def test_a_refusal_says_what_is_missing_and_what_there_is() -> None:
    missing = Missing(kind="period", asked="2024年", have=("2022年", "2023年", "2022年"))
    draft = refusal((missing,), about="云岭县")
    assert draft.lines[0].text == ("资料中没有云岭县“2024年”的相关年份资料，无法回答。现有资料为：2022年、2023年。")
    assert refusal((LACKING,)).lines[0].text == "资料中没有“钢琴”的内容，无法回答。"


@pytest.mark.parametrize(("count", "more"), [(8, False), (9, True)])
def test_eight_things_there_are_are_named(count: int, more: bool) -> None:
    have = tuple(f"第{i}项" for i in range(count))
    text = refusal((replace(LACKING, have=have),)).lines[0].text
    assert (text.count("项"), text.endswith("等。")) == (8, more)


def test_a_question_back_carries_its_options() -> None:
    asks = AskBack(kind="home", words=("我县",))
    draft = clarification("哪个县？", ("云岭县",), asks)
    assert (draft.status, draft.options, draft.asks) == ("clarify", ("云岭县",), asks)


def test_the_writer_of_a_plan_says_when_nobody_read(statement: Make) -> None:
    library: Library = search().library
    found, none = [answered(statement("钢琴16架。", "16架"))], [answered(None, missing=(LACKING,))]
    asked = plan("钢琴多少架", places=(CLOUD,))
    assert write_draft(asked, found, library, read=False).notes == (UNREAD,)
    assert write_draft(asked, found, library, read=True).notes == ()
    refused = write_draft(asked, none, library, read=False)
    assert (refused.status, refused.notes) == ("refused", ())
    assert "云岭县“钢琴”" in refused.lines[0].text


def operand(statement: Make, label: str, words: str, **more: object) -> ReadOperand:
    text = f"{label}{words}。"
    one = statement(text, f"{label}{words}", **more)
    (quantity,) = parse_quantities(text)
    return ReadOperand(label=label, quantity=quantity, statement=one)


def result_of(kind: Kind, *operands: ReadOperand, question: str = "多少") -> str:
    worked = work(kind, operands)
    return write_calculation(worked, question).lines[0].text if worked else ""


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("difference", ("25人", "16人"), "相差9人（25人－16人）"),
        ("difference", ("16人", "25人"), "相差9人（25人－16人）"),
        ("difference", ("61.5%", "60%"), "相差1.5个百分点"),
        ("sum", ("25人", "16人"), "合计41人（25人＋16人）"),
        ("share", ("16人", "25人"), "占64%（16人÷25人）"),
        ("mean", ("100人", "3所"), "平均33.33人/所"),
        ("multiple", ("50人", "25人"), "为2倍"),
        ("growth", ("30人", "25人"), "增长20%"),
        ("growth", ("20人", "25人"), "下降20%"),
        ("sum", ("3.5亿元", "1.2亿元"), "合计4.7亿元"),
        ("sum", ("25人", "16元"), ""),
        ("share", ("25人", "0人"), ""),
    ],
)
def test_what_is_worked_out_is_told_with_its_formula(
    statement: Make, kind: Kind, values: tuple[str, str], said: str
) -> None:
    made = [operand(statement, label, value) for label, value in zip(("甲项", "乙项"), values, strict=True)]
    text = result_of(kind, *made)
    assert said in text
    assert bool(text) is bool(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("25人", "16人"), "实际比计划少9人"),
        (("16人", "25人"), "实际比计划多9人"),
        (("16人", "16人"), "实际与计划相同"),
    ],
)
def test_what_was_done_is_set_against_what_was_planned(statement: Make, values: tuple[str, str], said: str) -> None:
    planned, done = (operand(statement, label, value) for label, value in zip((PLANNED, DONE), values, strict=True))
    assert said in result_of("difference", planned, done)


def test_places_are_set_against_each_other_each_with_its_own_line(statement: Make) -> None:
    one, other = (operand(statement, "教师", value, place=place) for value, place in (("25人", CLOUD), ("16人", SEA)))
    draft = write_calculation(work("difference", [one, other]), "相差多少")
    assert draft.lines[0].text.startswith("云岭县比望海县多9人")
    assert [line.place for line in draft.lines] == [None, CLOUD, SEA]
    assert draft.separator == "\n"


def test_decimals_are_those_asked_for(statement: Make) -> None:
    made = [operand(statement, "甲项", "100人"), operand(statement, "乙项", "3所")]
    assert "33.3333人/所" in result_of("mean", *made, question="平均多少，保留四位小数")
    assert "33.33人/所" in result_of("mean", *made, question="平均多少，保留小数点后两位")


def test_an_operand_that_nobody_tells_is_named_with_those_there_are(statement: Make) -> None:
    lacking = answered(None)
    draft = write_operands_missing([operand(statement, "甲项", "25人")], [lacking])
    assert (draft.status, draft.missing) == ("refused", (Missing(kind="indicator", asked="钢琴多少架"),))
    assert draft.lines[1].text == "能找到的只有：云岭县2024年甲项25人[1]。"
    assert len(write_operands_missing([], [lacking]).lines) == 1


def test_a_date_alone_dates_the_line(statement: Make) -> None:
    one = statement("钢琴16架。", "16架", title="云岭县情况", date=dt.date(2024, 5, 1))
    assert lead_in(one, "钢琴16架", dated=True) == "云岭县2024年："


def test_a_list_shows_the_whole_sentence_where_one_answer_is_all_there_is(statement: Make) -> None:
    library: Library = search().library
    one = answered(statement("钢琴16架，书屋3个。", "钢琴16架"))
    asked, listed = (plan("钢琴有多少架", intent=intent, places=(CLOUD,)) for intent in ("read", "list"))
    assert "书屋3个" in write_draft(listed, [one], library, read=True).lines[0].text
    assert "书屋3个" not in write_draft(asked, [one], library, read=True).lines[0].text
    assert "书屋3个" not in write_draft(listed, [one, answered(None)], library, read=True).lines[0].text


def test_answers_of_several_places_stand_side_by_side(statement: Make) -> None:
    answers = compared(statement, (CLOUD, "16架"), (SEA, "19架"))
    draft = write_draft(plan("两县钢琴各多少", places=(CLOUD, SEA)), answers, search().library, read=True)
    assert (len(draft.lines), draft.separator) == (2, "\n")


def test_a_refusal_names_the_place_once() -> None:
    missing = replace(LACKING, asked="云岭县钢琴")
    asked = plan("云岭县钢琴多少架", places=(CLOUD,))
    draft = write_draft(asked, [answered(None, missing=(missing,))], search().library, read=True)
    assert draft.lines[0].text.count("云岭县") == 1
    nobody = write_draft(plan("钢琴多少架"), [answered(None, None, missing=(LACKING,))], search().library, read=True)
    assert nobody.lines[0].text == "资料中没有“钢琴”的内容，无法回答。"


def test_a_refusal_names_what_is_missing_of_the_first_kind_only() -> None:
    text = refusal((LACKING, Missing(kind="period", asked="2024年"))).lines[0].text
    assert ("钢琴" in text, "2024年" in text) == (True, False)

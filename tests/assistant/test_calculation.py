"""What a question wants calculated and of what, and the sums themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.arithmetic import ReadOperand, plain_number, read_operands, work
from assistant.calculation import Kind, asked_calculation
from assistant.gather import Answer, Finder
from assistant.plan import Part, Plan
from core.number_roles import Parts, load_parts
from core.quantity import parse_quantities
from core.schema import Document, Place, Section
from core.settings import Settings
from retrieval.statement import Statement

CLOUD, SEA = (Place(name=name, level="county", parents=("丹枫市",)) for name in ("云岭县", "望海县"))
YEARS = frozenset({2023, 2024})


@pytest.mark.parametrize(
    ("question", "places", "years", "kind", "labels"),
    [
        ("云岭县2024年比2023年新增学位多多少个", (CLOUD,), YEARS, "difference", ["2024年", "2023年"]),
        ("云岭县在校生从2023年到2024年增长了百分之几", (CLOUD,), YEARS, "growth", ["2024年", "2023年"]),
        ("云岭县2023年和2024年一共新增多少学位", (CLOUD,), YEARS, "sum", ["2023年", "2024年"]),
        ("云岭县和望海县的小学差多少所", (CLOUD, SEA), frozenset(), "difference", ["云岭县", "望海县"]),
        ("云岭县巩固率跟望海县比起来怎么样", (CLOUD, SEA), frozenset({2024}), "difference", ["云岭县", "望海县"]),
        ("云岭县的小学是望海县的几倍", (CLOUD, SEA), frozenset(), "multiple", ["云岭县", "望海县"]),
        ("云岭县招聘教师计划完成了百分之几", (CLOUD,), frozenset(), "share", ["实际", "计划"]),
        ("云岭县招聘教师比计划少招了多少人", (CLOUD,), frozenset(), "difference", ["计划", "实际"]),
        ("云岭县招聘教师的计划完成了吗", (CLOUD,), frozenset(), "difference", ["计划", "实际"]),
        ("云岭县平均每所小学多少学生", (CLOUD,), frozenset(), "mean", ["小学学生", "小学"]),
        ("云岭县平均每名教师带多少名学生", (CLOUD,), frozenset(), "mean", ["学生", "教师"]),
        ("云岭县除了一中，其他学校合计多少名学生", (CLOUD,), frozenset(), "difference", ["全部", "一中"]),
    ],
)
def test_what_is_calculated_of_which_figures(
    question: str, places: tuple[Place, ...], years: frozenset[int], kind: str, labels: list[str]
) -> None:
    calculation = asked_calculation(question, places, years)
    assert calculation.kind == kind
    assert [operand.label for operand in calculation.operands] == labels


def test_an_operand_of_a_year_or_a_place_is_asked_of_it_alone() -> None:
    over_years = asked_calculation("云岭县2024年比2023年新增学位多多少个", (CLOUD,), YEARS)
    assert [operand.year for operand in over_years.operands] == [2024, 2023]
    assert [operand.question.count("年") for operand in over_years.operands] == [1, 1]
    between = asked_calculation("云岭县和望海县的小学差多少所", (CLOUD, SEA), frozenset())
    assert [operand.place for operand in between.operands] == [CLOUD, SEA]


def test_an_operand_is_asked_in_the_measure_word_of_the_question() -> None:
    calculation = asked_calculation("云岭县2024年比2023年新建幼儿园多多少所", (CLOUD,), YEARS)
    assert all("所" in operand.question for operand in calculation.operands)


def test_two_places_set_side_by_side_need_no_difference_to_be_answered() -> None:
    assert not asked_calculation("云岭县巩固率跟望海县比怎么样", (CLOUD, SEA), frozenset()).needed
    assert asked_calculation("云岭县和望海县的小学差多少所", (CLOUD, SEA), frozenset()).needed


@pytest.mark.parametrize(
    ("question", "places", "years"),
    [
        ("云岭县2024年有多少所小学", (CLOUD,), frozenset({2024})),
        ("云岭县2024年新增学位比上年增加多少个", (CLOUD,), frozenset({2024})),
        ("云岭县和望海县各有多少所小学", (CLOUD, SEA), frozenset()),
        ("云岭县2023年和2024年小学各多少所", (CLOUD,), YEARS),
        ("云岭县小学一共多少所", (CLOUD,), frozenset()),
    ],
)
def test_what_a_text_may_tell_itself_is_read_and_not_calculated(
    question: str, places: tuple[Place, ...], years: frozenset[int]
) -> None:
    assert asked_calculation(question, places, years) is None


def told(text: str, label: str = "") -> ReadOperand:
    """An operand that a small document tells."""
    document = Document(id="d", title="总结", text=text, sha256="", source="总结.txt")
    section = Section(
        id="d#0", document_id="d", heading="", heading_path=(), place=None, period=None, start=0, end=len(text), depth=0
    )
    (quantity,) = parse_quantities(text)
    statement = Statement(document=document, section=section, sentence=(0, len(text)), start=0, end=len(text))
    return ReadOperand(label=label, quantity=quantity, statement=statement)


@pytest.mark.parametrize(
    ("kind", "texts", "formula", "value", "unit"),
    [
        ("difference", ["新增学位900个", "新增学位650个"], "900-650", 250, "个"),
        ("difference", ["巩固率98.5%", "巩固率97%"], "98.5-97", 1.5, "个百分点"),
        ("growth", ["在校生1210人", "在校生1100人"], "(1210-1100)/1100*100", 10, "%"),
        ("growth", ["在校生990人", "在校生1100人"], "(1100-990)/1100*100", 10, "%"),
        ("share", ["招聘教师45名", "计划招聘教师60名"], "45/60*100", 75, "%"),
        ("mean", ["学生1.2万人", "教师800名"], "12000/800", 15, "人/名"),
        ("sum", ["新增学位900个", "新增学位650个", "新增学位50个"], "900+650+50", 1600, "个"),
        ("multiple", ["小学60所", "小学40所"], "60/40", 1.5, "倍"),
    ],
)
def test_the_formula_shows_plain_numbers_in_its_order(
    kind: Kind, texts: list[str], formula: str, value: float, unit: str
) -> None:
    operands = [told(text) for text in texts]
    worked = work(kind, operands)
    assert (worked.formula, worked.unit) == (formula, unit)
    assert worked.value == pytest.approx(value)
    assert worked.operands == tuple(operands)


def test_a_fall_is_told_as_a_positive_number_of_the_larger_figure_first() -> None:
    fewer, more = told("新增学位650个"), told("新增学位900个")
    worked = work("difference", [fewer, more])
    assert (worked.formula, worked.value) == ("900-650", 250)
    assert worked.operands == (fewer, more)


def test_what_is_shown_keeps_the_words_of_the_text() -> None:
    assert work("sum", [told("投入1.2亿元"), told("投入800万元")]).shown == "1.2亿元＋800万元"


def test_figures_of_one_power_are_taken_as_they_are_written() -> None:
    worked = work("difference", [told("支出3.5亿元"), told("支出1.2亿元")])
    assert (worked.formula, worked.unit) == ("3.5-1.2", "亿元")
    assert worked.value == pytest.approx(2.3)
    mixed = work("difference", [told("支出3.5亿元"), told("支出1200万元")])
    assert (mixed.formula, mixed.unit, mixed.value) == ("350000000-12000000", "元", 338_000_000)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("difference", ["小学39所", "在校生1200人"]),
        ("sum", ["投入800万元", "操场面积800平方米"]),
        ("share", ["小学39所", "在校生1200人"]),
        ("growth", ["小学39所", "小学0所"]),
        ("share", ["教师45名", "教师0名"]),
        ("mean", ["学生1200人", "教师0名"]),
        ("sum", ["小学39所"]),
    ],
)
def test_units_that_do_not_go_together_and_a_zero_below_give_nothing(kind: Kind, texts: list[str]) -> None:
    assert work(kind, [told(text) for text in texts]) is None


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_difference_is_the_same_whichever_figure_comes_first(a: int, b: int) -> None:
    there = work("difference", [told(f"在校生{a}人"), told(f"在校生{b}人")])
    back = work("difference", [told(f"在校生{b}人"), told(f"在校生{a}人")])
    assert there.value == back.value == abs(a - b)


@pytest.mark.parametrize(("value", "shown"), [(12.0, "12"), (0.5, "0.5"), (1e9, "1000000000"), (1 / 3, "0.333333")])
def test_plain_numbers_have_no_exponent_and_no_needless_zeros(value: float, shown: str) -> None:
    assert plain_number(value) == shown


@dataclass(frozen=True)
class TellsYears:
    """A finder that tells for each year what it was given."""

    told: dict[int, str]
    parts: Parts

    def answer(self, plan: Plan, part: Part, place: Place | None, used: object, years: frozenset[int]) -> Answer:
        """The year's own figure."""
        return Answer(part=part, place=place, statement=told(self.told[min(years)]).statement)


@pytest.mark.parametrize(
    ("last", "read", "missing"),
    [("全县现有学生900人。", 2, 0), ("全县小学学生400人。", 1, 1)],
    ids=["the same", "a part"],
)
def test_a_whole_is_never_set_against_a_part_of_it(last: str, read: int, missing: int) -> None:
    question = "云岭县2024年比2023年学生少了多少"
    calculation = asked_calculation(question, (CLOUD,), YEARS)
    assert calculation is not None
    plan = Plan(question=question, standalone=question, intent="arithmetic", parts=(), places=(CLOUD,), years=YEARS)
    finder = TellsYears(told={2023: "全县学生950人。", 2024: last}, parts=load_parts(Settings().lexicon_dir))
    operands, lacking = read_operands(plan, calculation, cast(Finder, finder))
    assert (len(operands), len(lacking)) == (read, missing)

"""The last hop over drafts made by hand: what bears a line out, what goes with a dropped line, what stays."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.draft import Draft, Line
from assistant.verify import verify
from core.chart import Chart, Series
from core.record import SpanNote
from core.schema import Checks, Citation, Document, Figure, FigureInput, Gap, Place
from tests.assistant.made import county

TEXT = "全县新增学位4200个，占比61.5%，招聘教师35名。"
STORED = Document(id="d", title="总结", text=TEXT, sha256="", source="总结.txt")
CITED = Citation(ref="1", kind="document", document_id="d", title="总结", quote=TEXT, start=0, end=len(TEXT))
SOUND, WRONG = Line(text="新增4200个[1]", refs=("1",)), Line(text="新增4201个[1]", refs=("1",))


def stored(_: str) -> Document:
    return STORED


def checked(*lines: Line, question: str = "", **changes: object) -> tuple[Draft, Checks]:
    made: dict[str, object] = {"status": "answered", "citations": (CITED,), **changes}
    return verify(Draft(lines=lines, **made), question, stored)


def computed(ref: str = "F1", **changes: object) -> Figure:
    made: dict[str, object] = {
        "name": "差",
        "value": 133.0,
        "unit": "人",
        "place": "",
        "period": "",
        "origin": "computed",
        "source": "1",
        **changes,
    }
    return Figure(ref=ref, **made)


@pytest.mark.parametrize("status", ["refused", "clarify"])
def test_a_refusal_and_a_question_back_claim_nothing_and_are_shown_as_they_are(status: str) -> None:
    made = Draft(status=status, lines=(Line(text="没有2031年的内容，有12份文件。"),))
    assert verify(made, "", stored) == (made, Checks(numbers=2))


def test_a_line_that_fails_goes_alone_and_the_answer_is_in_part() -> None:
    draft, checks = checked(SOUND, WRONG)
    assert (draft.status, draft.lines) == ("partial", (SOUND,))
    assert (checks.dropped, checks.unsupported) == ((WRONG.text,), ("4201",))


@pytest.mark.parametrize("status", ["answered", "computed", "partial"])
def test_where_nothing_fails_the_status_stays(status: str) -> None:
    assert checked(SOUND, status=status)[0].status == status


def test_what_was_computed_is_in_part_without_a_line() -> None:
    assert checked(SOUND, WRONG, status="computed")[0].status == "partial"


def test_citations_that_no_line_leans_on_go() -> None:
    other = dataclasses.replace(CITED, ref="2")
    draft, _ = checked(SOUND, citations=(CITED, other))
    assert draft.citations == (CITED,)


def test_figures_stay_with_their_line_or_with_their_citation() -> None:
    own, by_source, neither = (
        computed("F1", source="2"),
        computed("F2"),
        computed("F3", source="2"),
    )
    line = Line(text="多133人[F1]，新增4200个[1]", refs=("F1", "1"))
    draft, _ = checked(line, figures=(own, by_source, neither))
    assert [one.ref for one in draft.figures] == ["F1", "F2"]


def chart(*values: float | None) -> Chart:
    return Chart(
        kind="rank", title="图", labels=tuple("甲乙丙"[: len(values)]), series=(Series(name="人", values=values),)
    )


@pytest.mark.parametrize(
    ("values", "shown"),
    [((133.0,), True), ((217.0, None), True), ((133.0, 134.0), False), ((None,), True), ((0.0,), False)],
    ids=["a figure", "an operand and a gap", "one of neither", "only a gap", "zero"],
)
def test_a_chart_is_shown_where_all_its_values_are_figures_of_the_answer(
    values: tuple[float | None, ...], shown: bool
) -> None:
    inputs = (FigureInput(name="今年", value=217.0), FigureInput(name="去年", value=None))
    figures = (computed(inputs=inputs), computed("F2", value=None, low=1.0, high=2.0))
    line = Line(text="多133人[F1]", refs=("F1",))
    draft, _ = checked(line, figures=figures, charts=(chart(*values),))
    assert bool(draft.charts) is shown


def test_no_chart_is_shown_beside_a_dropped_line() -> None:
    line = Line(text="多133人[F1]", refs=("F1",))
    draft, _ = checked(line, WRONG, figures=(computed(),), charts=(chart(133.0),))
    assert (draft.lines, draft.charts) == ((line,), ())


def test_the_gap_of_a_figure_is_told_by_it() -> None:
    figure = computed(gap=Gap(to_standard=7, to_85=3, unit="人"))
    assert checked(Line(text="到标准还差7人[F1]", refs=("F1",)), figures=(figure,))[0].status == "answered"
    assert (
        checked(Line(text="到85%还差3人[F1]", refs=("F1",)), question="85%", figures=(figure,))[0].status == "answered"
    )
    assert checked(Line(text="还差8人[F1]", refs=("F1",)), figures=(figure,))[0].status == "refused"


def test_the_gap_of_a_figure_has_its_own_unit() -> None:
    figure = computed(gap=Gap(to_standard=7, to_85=None, unit="间"))
    assert checked(Line(text="还差7间[F1]", refs=("F1",)), figures=(figure,))[0].status == "answered"
    assert checked(Line(text="还差7名[F1]", refs=("F1",)), figures=(figure,))[0].status == "refused"


def test_a_figure_bears_out_the_unit_it_is_told_in() -> None:
    assert checked(Line(text="多133名[F1]", refs=("F1",)), figures=(computed(),))[0].status == "answered"
    assert checked(Line(text="多133所[F1]", refs=("F1",)), figures=(computed(),))[0].status == "refused"


def test_an_operand_bears_out_its_own_unit() -> None:
    figure = computed(inputs=(FigureInput(name="学校", value=84.0, unit="所"),))
    assert checked(Line(text="84所[F1]", refs=("F1",)), figures=(figure,))[0].status == "answered"
    assert checked(Line(text="84人[F1]", refs=("F1",)), figures=(figure,))[0].status == "refused"


def test_a_unit_is_held_against_the_sources_of_its_line_alone() -> None:
    """What another line leans on excuses no unit, and makes none wrong."""
    schools = Document(id="e", title="另一份", text="学校133所。", sha256="", source="e.txt")
    other = Citation(ref="2", kind="document", document_id="e", title="另一份", quote="学校133所。", start=0, end=7)
    made = Draft(
        status="computed",
        lines=(
            Line(text="多133人[F1]", refs=("F1",)),
            Line(text="学校133所[2]", refs=("2",)),
            Line(text="教师133人[2]", refs=("2",)),
        ),
        citations=(CITED, other),
        figures=(computed(source="1"),),
    )
    draft, checks = verify(made, "", {"d": STORED, "e": schools}.__getitem__)
    assert [line.text for line in draft.lines] == ["多133人[F1]", "学校133所[2]"]
    assert checks.unsupported == ("133人",)


def test_a_unit_that_another_source_tells_bears_out_no_line() -> None:
    own = "学校133所，占比45%。"
    schools = Document(id="e", title="另一份", text=own, sha256="", source="e.txt")
    second = Citation(ref="2", kind="document", document_id="e", title="", quote=own, start=0, end=len(own))
    third = Citation(ref="3", kind="table", document_id="t", title="", quote="教师133人")
    draft, checks = verify(
        Draft(
            status="answered",
            lines=(Line(text="教师133人[2]", refs=("2",)), Line(text="教师133人[3]", refs=("3",))),
            citations=(second, third),
        ),
        "",
        {"e": schools}.__getitem__,
    )
    assert [line.refs for line in draft.lines] == [("3",)]
    assert checks.unsupported == ("133人",)


def test_a_unit_goes_with_its_own_value() -> None:
    titled = dataclasses.replace(CITED, title="每人5元补助")
    fine = Line(text="每人5元，招聘教师35名[1]", refs=("1",))
    assert checked(fine, citations=(titled,))[0].status == "answered"
    assert checked(Line(text="占比35%[1]", refs=("1",)))[0].status == "refused"


def test_what_is_put_right_where_the_quote_is_not_the_text_says_nothing() -> None:
    note = SpanNote(start=2, end=10, kind="更正", text="更正", value="4300元")
    noted = dataclasses.replace(STORED, notes=(note,))
    untrue = dataclasses.replace(CITED, quote="别的文字")
    made = Draft(status="answered", lines=(Line(text="新增4300人[1]", refs=("1",)),), citations=(untrue,))
    assert verify(made, "", lambda _: noted)[1].unsupported == ("4300",)


def test_a_number_of_the_question_may_stand_with_any_unit() -> None:
    line = Line(text="你问的35人没有，招聘教师35名[1]", refs=("1",))
    assert checked(line, question="35人去哪了")[0].status == "answered"
    wrong = Line(text="新增4200元[1]", refs=("1",))
    assert checked(wrong, question="新增多少")[0].status == "refused"
    assert checked(wrong, question="新增4200吗")[0].status == "answered"


def test_a_quoted_figure_may_tell_less_than_its_quote_and_as_much() -> None:
    whole = computed(origin="quoted", value=None, unit="", text=TEXT)
    assert checked(Line(text="新增4200个[F1]", refs=("F1",)), figures=(whole,))[0].status == "answered"
    one = computed(origin="quoted", value=4200.0, unit="个", text="4200个")
    assert checked(Line(text="新增4200个[F1]", refs=("F1",)), figures=(one,))[0].status == "answered"


def test_a_quoted_figure_without_its_citation_bears_nothing_out() -> None:
    figure = computed(origin="quoted", value=None, text="新增学位", source="9")
    assert checked(Line(text="新增学位[F1]", refs=("F1",)), figures=(figure,))[0].status == "refused"


def test_the_standard_and_the_table_are_no_texts_to_be_looked_up() -> None:
    table = Citation(ref="2", kind="table", document_id="t", title="表", quote="合计：84所")
    line = Line(text="学校84所[2]", refs=("2",))
    draft, _ = verify(Draft(status="answered", lines=(line,), citations=(table,)), "", {}.__getitem__)
    assert draft.lines == (line,)


@pytest.mark.parametrize(("start", "end"), [(None, 5), (0, None), (None, None)])
def test_a_quote_that_says_not_where_it_stands_bears_nothing_out(start: int | None, end: int | None) -> None:
    """Not even where the text as a whole would be the quote."""
    cited = dataclasses.replace(CITED, start=start, end=end)
    assert checked(SOUND, citations=(cited,))[0].status == "refused"


PLACE, OTHER = county("云岭县"), county("望海县")


@pytest.mark.parametrize(
    ("line_of", "cited_of", "kind", "shown"),
    [
        (PLACE, PLACE.full_name, "document", True),
        (PLACE, OTHER.full_name, "document", False),
        (PLACE, "", "document", True),
        (PLACE, OTHER.full_name, "table", True),
        (None, OTHER.full_name, "document", True),
    ],
    ids=["its place", "another", "of no place", "a table", "a line of no place"],
)
def test_a_line_leans_on_texts_of_its_place(line_of: Place | None, cited_of: str, kind: str, shown: bool) -> None:
    cited = dataclasses.replace(CITED, place=cited_of, kind=kind)
    draft, _ = checked(dataclasses.replace(SOUND, place=line_of), citations=(cited,))
    assert (draft.status == "answered") is shown


def test_a_text_of_another_place_that_no_line_leans_on_does_no_harm() -> None:
    cited = dataclasses.replace(CITED, place=PLACE.full_name)
    other = dataclasses.replace(CITED, ref="2", place=OTHER.full_name)
    draft, _ = checked(dataclasses.replace(SOUND, place=PLACE), citations=(cited, other))
    assert draft.status == "answered"

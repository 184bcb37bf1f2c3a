from __future__ import annotations

import dataclasses

import pytest

from assistant.draft import Draft, Line
from assistant.verify import numbers_in, verify
from core.schema import Citation, Document, Figure, FigureInput, Place

TEXT = "全县新增学位4200个,占比61.5%。"
STORED = Document(id="d", title="总结", text=TEXT, sha256="", source="总结.txt")
CITED = Citation(ref="1", kind="document", document_id="d", title="总结", quote=TEXT, start=0, end=len(TEXT))


def draft(text: str, *, refs: tuple[str, ...] = ("1",), citation: Citation = CITED) -> Draft:
    return Draft(status="answered", lines=(Line(text=text, refs=refs),), citations=(citation,))


def test_a_number_of_its_source_passes() -> None:
    checked, checks = verify(draft("新增4,200个[1]"), "", lambda _: STORED)
    assert checked.status == "answered"
    assert (checks.numbers, checks.unsupported) == (1, ())


@pytest.mark.parametrize("text", ["新增4201个[1]", "新增42000个[1]", "占比61.4%[1]"])
def test_a_number_nothing_bears_out_is_not_shown(text: str) -> None:
    checked, checks = verify(draft(text), "", lambda _: STORED)
    assert checked.status == "refused"
    assert checks.unsupported
    assert checks.dropped == (text,)
    assert not any(text in line.text for line in checked.lines)


@pytest.mark.parametrize("text", ["新增4200元[1]", "占比61.5个百分点[1]"])
def test_the_right_digits_with_another_unit_are_not_shown(text: str) -> None:
    checked, checks = verify(draft(text), "", lambda _: STORED)
    assert checked.status == "refused"
    assert checks.unsupported


def test_a_source_of_another_place_bears_nothing_out() -> None:
    line = Line(text="新增4200个[1]", refs=("1",), place=Place(name="乙县", level="county"))
    cited = dataclasses.replace(CITED, place="甲县")
    made = Draft(status="answered", lines=(line,), citations=(cited,))
    assert verify(made, "", lambda _: STORED)[0].status == "refused"


def test_a_quote_that_is_not_the_stored_text_is_not_shown() -> None:
    checked, _ = verify(draft("新增4200个[1]"), "", lambda _: dataclasses.replace(STORED, text="别的文字" * 10))
    assert checked.status == "refused"


def test_numbers_of_the_question_and_list_marks_are_no_claims() -> None:
    assert verify(draft("1. 你问的2030年没有[1]"), "2030年多少", lambda _: STORED)[0].status == "answered"


def test_a_quoted_figure_that_its_quote_does_not_tell_bears_nothing_out() -> None:
    figure = Figure(
        ref="F1",
        name="新增学位",
        value=4201,
        unit="个",
        text="4201个",
        place="",
        period="",
        origin="quoted",
        source="1",
    )
    made = dataclasses.replace(draft("新增4201个[1]", refs=("1", "F1")), figures=(figure,))
    assert verify(made, "", lambda _: STORED)[0].status == "refused"
    wording = dataclasses.replace(figure, value=4200, text="4200个")
    sound = dataclasses.replace(draft("新增4200个[1]", refs=("1", "F1")), figures=(wording,))
    assert verify(sound, "", lambda _: STORED)[0].status == "answered"


def test_a_computed_figure_bears_out_its_value_and_operands() -> None:
    figure = Figure(
        ref="F1",
        name="差",
        value=133.0,
        unit="人",
        place="",
        period="",
        origin="computed",
        formula="217-84",
        inputs=(FigureInput(name="今年", value=217, source="1"), FigureInput(name="增加", value=84, source="1")),
        source="1",
    )
    made = Draft(
        status="computed",
        lines=(Line(text="133人（217－84）[F1]", refs=("F1",)),),
        citations=(CITED,),
        figures=(figure,),
    )
    assert verify(made, "", lambda _: STORED)[0].status == "computed"


def test_numbers_are_read_without_marks_and_separators() -> None:
    assert numbers_in("1,234人[1][F2]，12.50%") == ["1234", "12.5"]


def no_document(document_id: str) -> Document:
    raise KeyError(document_id)


def test_what_is_said_of_the_assistant_may_repeat_its_titles_and_no_other_number() -> None:
    said = Line(text="现有2份文件：《甲县2024年总结》。")
    sound = Draft(status="answered", lines=(said,), listed=("甲县2024年总结", "2"))
    assert verify(sound, "你们有哪些资料", no_document)[1].unsupported == ()
    wrong = Draft(status="answered", lines=(Line(text="现有3份文件。"),), listed=("甲县2024年总结", "2"))
    assert verify(wrong, "你们有哪些资料", no_document)[1].unsupported == ("3",)

"""The judgement over one figure: which readings fit, which is believed, what is told of it and where."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.arithmetic import claim as claims
from core.arithmetic.claim import (
    Claim,
    Reading,
    Statement,
    belief,
    doubt_of,
    fits,
    is_slip,
    judge,
    most_believed,
    quoted,
    reading,
    said,
    summed,
)
from core.arithmetic.view import Number, View
from core.quantity import parse_quantities

TEXT = "全区考生共1000人，其中男生520人，女生490人。"


@pytest.fixture(autouse=True)
def plain_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A table of weights in whole numbers: what is fitted anew must not move these tests."""
    table = tmp_path / "weights.toml"
    table.write_text('bias = 0\nfirm = 1\nweak = -1\npoor = -1.5\nslip = 2\nbare = -6\n"no cue" = -2\n', "utf-8")
    monkeypatch.setattr(claims, "WEIGHTS", table)
    claims.weights.cache_clear()
    yield
    claims.weights.cache_clear()


def number(words: str, unit: str = "", at: int = 0, **more: object) -> Number:
    """A number of some words, alone in its clause."""
    (quantity,) = parse_quantities(words)
    if unit:
        quantity = type(quantity)(**{**vars(quantity), "unit": unit})
    made: dict[str, object] = {"clause": (at, at + len(words)), "sentence": 0, "end": at + len(words), **more}
    return Number(quantity=quantity, kind="quantity", start=at, index=0, before="", after="", noun="", **made)


def of(value: float, *evidence: str, excuse: str = "", low: float | None = None, high: float | None = None) -> Reading:
    """A reading that gives a value."""
    return Reading(
        operands=(number("1人"),),
        formula="1",
        low=value if low is None else low,
        high=value if high is None else high,
        exact=value,
        evidence=frozenset(evidence),
        excuse=excuse,
        function=lambda one: one,
    )


@pytest.mark.parametrize(
    ("stated", "unit", "value", "fit"),
    [
        ("15人", "比", 15.0, True),
        ("15人", "比", 15.1, False),
        ("1000000000人", "比", 1000000001.0, True),
        ("20人", "", 20.0, True),
        ("20人", "", 21.0, False),
        ("20人", "", -20.0, False),
        ("翻两番", "", 2.0, True),
        ("翻两番", "", 2.1, False),
        ("3倍", "", 3.2, True),
        ("3倍", "", 2.75, True),
        ("3倍", "", 2.6, False),
        ("5倍", "", 5.5, True),
        ("约3倍", "", 2.6, True),
        ("三分之一", "", 33.0, True),
        ("三分之一", "", 35.5, True),
        ("三分之一", "", 36.0, False),
        ("三分之一", "", 30.9, True),
        ("三分之一", "", 30.0, False),
        ("六成", "", 62.5, True),
        ("六成", "", 57.5, True),
        ("六成", "", 57.4, False),
        ("33%", "", 35.0, False),
        ("三十人", "", 32.0, False),
    ],
)
def test_what_a_figure_may_stand_for(stated: str, unit: str, value: float, fit: bool) -> None:
    assert (fits(of(value), number(stated, unit)) is not None) is fit


def test_no_change_is_no_change_of_the_other_sign() -> None:
    assert fits(of(0.0), number("0人")) == "通过"


def test_a_rise_is_no_fall_however_rough_its_operands_are() -> None:
    assert fits(of(-1.0, low=-10.0, high=30.0), number("20人")) is None
    assert fits(of(1.0, low=-10.0, high=30.0), number("20人")) is not None


def test_an_operand_of_more_digits_may_be_rounded_and_one_of_two_is_as_written() -> None:
    rounded, written = number("1.09万人"), number("0.8亿元")
    assert summed([rounded], [1]).low < 10900 < summed([rounded], [1]).high
    assert (summed([written], [1]).low, summed([written], [1]).high) == (8e7, 8e7)
    assert (summed([number("1.2万人")], [1]).low, summed([number("近7万人")], [1]).low) == (12000, 65000)


def test_a_sum_shows_its_signs_and_adds_by_them() -> None:
    made = summed([number("25人"), number("16人"), number("4人")], [1, -1, 1], "firm", "", excuse="另有口径")
    assert (made.formula, made.exact, made.low, made.high) == ("25-16+4", 13, 13, 13)
    assert (made.evidence, made.excuse, made.function(5, 3, 1)) == (frozenset({"firm"}), "另有口径", 3)


def test_what_cannot_be_computed_is_no_reading() -> None:
    one, none = number("25人"), number("0人")
    assert reading([one, none], "25/0", lambda a, b: a / b) is None
    assert reading([one], "?", lambda a: math.nan) is None
    assert reading([number("近7万人")], "?", lambda a: math.nan if a < 7e4 else a) is None
    made = reading([number("近7万人")], "70000/2", lambda a: a / 2, "firm", "")
    assert (made.low, made.high, made.exact, made.evidence) == (32500, 35000, 35000, frozenset({"firm"}))


@pytest.mark.parametrize(
    ("a", "b", "slip"),
    [
        (520, 530, True),
        (520, 250, True),
        (520, 5200, True),
        (1234, 1324, True),
        (1234, 4231, False),
        (1234, 1243, True),
        (1234, 2143, False),
        (1234, 1356, False),
        (12, 1234, False),
        (5, 5, False),
        (0, 5, False),
        (5, 0, False),
        (-520, 530, True),
    ],
)
def test_slips_of_the_pen(a: float, b: float, slip: bool) -> None:
    assert is_slip(a, b) is slip


def claim(stated: str, *readings: Reading) -> Claim:
    return Claim(kind="和", stated=number(stated), readings=readings)


def view(text: str = TEXT) -> View:
    return View(text)


def test_belief_is_the_sum_of_what_speaks_for_it() -> None:
    assert belief("和", frozenset({"firm", "weak", "unheard of"})) == 0


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [("firm", "不通过"), ("", "不通过"), ("weak", ""), ("bare", ""), ("no cue", "")],
    ids=["believed", "at the edge", "not believed", "bare", "no cue"],
)
def test_what_does_not_fit_is_wrong_where_it_is_believed(evidence: str, verdict: str) -> None:
    judged = judge(claim("25人", of(47.0, *filter(None, [evidence]))), view())
    assert (judged[0].verdict if judged else "") == verdict


def test_a_way_in_which_the_text_may_be_right_makes_it_doubtful() -> None:
    finding, believed = judge(claim("25人", of(47.0, "firm", excuse="口径可能不同")), view())
    assert (finding.verdict, finding.readings, believed) == ("口径可疑", ("口径可能不同",), True)
    assert finding.suggestion == "文中写25人，按1应为47人"


def test_what_is_wrong_is_told_with_both_ways_to_mend_it() -> None:
    finding, _ = judge(claim("25人", of(47.0, "firm")), view())
    assert finding.readings == ("若其余各数无误，应改为47人", "若25人无误，请核对1人")


def test_what_fits_needs_no_mend_and_no_excuse() -> None:
    finding, believed = judge(claim("25人", of(25.0, "firm", excuse="口径可能不同")), view())
    assert (finding.verdict, finding.readings, finding.suggestion, finding.mends, believed) == (
        "通过",
        (),
        "",
        (),
        True,
    )


@pytest.mark.parametrize(
    ("evidence", "believed"), [(("weak",), True), (("poor",), False), (("weak", "poor"), False), ((), True)]
)
def test_what_fits_by_chance_is_told_nobody(evidence: tuple[str, ...], believed: bool) -> None:
    assert judge(claim("25人", of(25.0, *evidence)), view())[1] is believed


def test_of_readings_that_fit_the_most_believed_tells() -> None:
    weak, firm = of(25.0, "weak", low=20, high=30), of(25.0, "firm")
    assert judge(claim("25人", weak, firm, of(47.0, "firm")), view())[0].verdict == "通过"


def test_a_slip_speaks_for_a_reading_and_what_nothing_links_is_last() -> None:
    slip, firm, bare = of(35.0), of(47.0, "firm"), of(35.0, "bare")
    found, evidence = most_believed(claim("25人", firm, slip))
    assert (found, evidence) == (slip, frozenset({"slip"}))
    assert most_believed(claim("25人", bare, of(47.0, "poor")))[0].exact == 47.0


def test_a_doubt_is_what_does_not_fit_and_something_links() -> None:
    doubt = doubt_of(claim("25人", of(47.0, "weak", excuse="口径可能不同")), view())
    assert (doubt.kind, doubt.evidence, doubt.excuse) == ("和", frozenset({"weak"}), "口径可能不同")
    assert doubt_of(claim("25人", of(47.0, "weak"), of(25.0)), view()) is None
    assert doubt_of(claim("25人", of(47.0, "bare")), view()) is None


def in_text(text: str) -> tuple[View, tuple[Number, ...]]:
    made = View(text)
    return made, made.numbers


def test_mends_say_what_else_must_be_right() -> None:
    made, (total, boys, girls) = in_text(TEXT)
    finding, _ = judge(Claim(kind="和", stated=total, readings=(summed([boys, girls], [1, 1], "firm"),)), made)
    assert [one.why for one in finding.mends] == [
        "若其余各数无误，1000人改为1010人",
        "若1000人和其余各数无误，520人改为510人",
        "若1000人和其余各数无误，490人改为480人",
    ]
    excused = summed([boys, girls], [1, 1], "firm", excuse="口径可能不同")
    finding, _ = judge(Claim(kind="和", stated=total, readings=(excused,)), made)
    assert finding.mends[0].why.startswith("若口径相同、其余各数无误")
    alone = reading([boys], "520*2", lambda one: one * 2, "firm")
    finding, _ = judge(Claim(kind="积", stated=total, readings=(alone,)), made)
    assert [one.why for one in finding.mends][1:] == ["若1000人无误，520人改为500人"]


def test_what_fits_about_is_not_mended() -> None:
    made, (total, boys, girls) = in_text("全区考生约1000人，其中男生520人，女生490人。")
    finding, _ = judge(Claim(kind="和", stated=total, readings=(summed([boys, girls], [1, 1], "firm"),)), made)
    assert (finding.verdict, finding.mends) == ("约数内通过", ())


def test_a_finding_names_seven_operands_and_the_figure_itself() -> None:
    operands = [number(f"{i}人") for i in range(11, 21)]
    finding, _ = judge(Claim(kind="和", stated=number("25人"), readings=(summed(operands, [1] * 10, "firm"),)), view())
    assert [one.text for one in finding.operands] == [f"{i}人" for i in range(11, 18)] + ["25人"]


def test_the_clauses_of_one_sentence_are_quoted_together_and_another_sentence_is_not() -> None:
    made, (total, boys, girls) = in_text(TEXT)
    assert made.text[slice(*quoted(made, total, [boys, girls]))] == TEXT.rstrip("。")
    assert made.text[slice(*quoted(made, total))] == "全区考生共1000人"
    made, (boys, girls, total) = in_text("男生520人，女生490人，共1010人。")
    assert made.text[slice(*quoted(made, total, [boys, girls]))] == "男生520人，女生490人，共1010人"
    made, (total, boys) = in_text("考生共1000人。男生520人。")
    assert made.text[slice(*quoted(made, total, [boys]))] == "考生共1000人"


def test_what_lies_further_than_a_hundred_and_twenty_characters_is_not_quoted_with_it() -> None:
    near, far = number("5人", at=100, clause=(100, 120)), number("6人", at=100, clause=(100, 121))
    one = number("4人", at=0, clause=(0, 4))
    made = View("字" * 200)
    assert quoted(made, one, [near]) == (0, 120)
    assert quoted(made, one, [far]) == (0, 4)


def test_a_long_clause_is_cut_around_its_figure() -> None:
    made = View("字" * 300)
    assert quoted(made, number("5人", at=10, clause=(0, 300))) == (0, 120)
    assert quoted(made, number("5人", at=118, clause=(0, 300))) == (0, 120)
    assert quoted(made, number("5人", at=200, clause=(0, 300))) == (82, 202)


def test_blanks_around_a_quote_are_left_out() -> None:
    made = View("  共5人  ")
    assert quoted(made, number("5人", at=3, clause=(0, 7))) == (2, 5)
    assert quoted(View("   "), number("5人", at=0, clause=(0, 3), end=2)) == (3, 3)


def statement(*, holds: bool, evidence: str = "firm", **more: object) -> Statement:
    return Statement(
        kind="名次",
        numbers=tuple(number(f"{i}人") for i in range(11, 21)),
        span=(0, 10),
        formula="",
        holds=holds,
        stated_text="最高",
        evidence=frozenset(filter(None, [evidence])),
        **more,
    )


@pytest.mark.parametrize(
    ("holds", "evidence", "excuse", "verdict"),
    [
        (True, "weak", "", "通过"),
        (True, "weak", "口径不同", "通过"),
        (False, "firm", "", "不通过"),
        (False, "firm", "口径不同", "口径可疑"),
        (False, "", "", "不通过"),
        (False, "weak", "", ""),
    ],
    ids=["holds", "holds anyway", "wrong", "excused", "at the edge", "not believed"],
)
def test_what_is_said_in_words_is_judged_too(holds: bool, evidence: str, excuse: str, verdict: str) -> None:
    finding = said(statement(holds=holds, evidence=evidence, excuse=excuse, suggestion="改"), view())
    assert (finding.verdict if finding else "") == verdict
    if finding:
        assert finding.readings == ((excuse,) if excuse and not holds else ())
        assert finding.suggestion == ("" if holds else "改")
        assert len(finding.operands) == 8


def test_mends_in_words_are_made_only_where_it_is_wrong() -> None:
    from core.finding import Mend

    mend = Mend(span=(0, 1), old="全", new="本", why="若")
    assert said(statement(holds=False, mends=(mend,)), view()).mends == (mend,)
    assert said(statement(holds=False, mends=lambda: (mend,)), view()).mends == (mend,)
    assert said(statement(holds=True, mends=lambda: (mend,)), view()).mends == ()
    assert said(statement(holds=True, mends=(mend,)), view()).mends == ()

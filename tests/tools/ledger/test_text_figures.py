"""The ledger: every figure with its subject, place, period, base, role and span."""

from __future__ import annotations

import datetime as dt

from core.ledger_figure import LedgerFigure
from core.period import year_period
from core.schema import Document, Place, Section
from core.settings import Settings
from corpus.places import PlaceLexicon, text_gazetteer
from retrieval.schools import load_school_names
from retrieval.spoken import SpokenOf
from tools.ledger.text_figures import Around, extract_figures, ledger_of

COUNTY = Place(name="甲县", level="county", parents=("乙省",))


def section(number: int, place: Place, start: int, end: int) -> Section:
    return Section(
        id=str(number),
        document_id="d",
        heading="",
        heading_path=(),
        place=place,
        period=None,
        start=start,
        end=end,
        depth=1,
    )


def rows_of(text: str, year: int | None = 2024) -> list[LedgerFigure]:
    around = Around(place=COUNTY, period=year_period(year) if year else None, base_year=year)
    return extract_figures(text, (0, len(text)), around)


def test_row_tells_subject_value_place_period_and_span() -> None:
    text = "我县共有高考考生2950人。"
    (row,) = rows_of(text)
    assert (row.subject, row.value, row.unit, row.place, row.period) == (
        "我县共有高考考生",
        2950,
        "人",
        "乙省甲县",
        "2024年",
    )
    assert text[slice(*row.span)] == "2950人"
    assert row.sentence == text
    assert row.role == "result"


def test_change_carries_its_base_and_direction() -> None:
    rows = rows_of("考生2170人，比去年增加195人，比上年少23人。")
    assert [(r.base, r.change) for r in rows] == [("", ""), ("比去年", "增加"), ("比上年", "减少")]


def test_figure_takes_the_year_named_before_it_not_the_one_compared_with() -> None:
    rows = rows_of("2022年有小学1.09万所，比2018年减少551所。")
    assert [r.years for r in rows] == [(2022,), (2022,)]


def test_target_and_rule_are_told_apart_from_results() -> None:
    assert [r.role for r in rows_of("目前有20个集团，到2025年至少培育30个集团。")] == ["result", "target"]
    assert [r.role for r in rows_of("教师每学期听课不少于20节。")] == ["rule"]


def test_bare_share_takes_the_subject_before_it() -> None:
    rows = rows_of("优质学位5.7万余个，占比81.5%。")
    assert rows[1].subject == "优质学位占比"
    assert (rows[0].low, rows[0].high, rows[0].qualifier) == (57_000, 58_000, "余")


def test_stage_alone_is_told_with_its_topic() -> None:
    (row,) = rows_of("7个以外，校际差异系数，小学在0.225-0.779之间")[-1:]
    assert row.subject == "校际差异系数·小学"
    assert (row.value, row.low, row.high) == (None, 0.225, 0.779)


def test_open_bound_is_none_and_article_is_left_out() -> None:
    (row,) = rows_of("一个好团队带动95%以上的学校。")
    assert (row.value, row.low, row.high) == (95, 95, None)


def test_document_gives_each_sentence_the_place_of_its_innermost_section() -> None:
    text = "一、甲县\n学校30所。\n二、丙县\n学校40所。"
    other = Place(name="丙县", level="county", parents=("乙省",))

    document = Document(id="d", title="", text=text, sha256="", source="", date=dt.date(2023, 5, 1))
    half = text.index("二、")
    rows = list(ledger_of(document, [section(1, COUNTY, 0, half), section(2, other, half, len(text))]))
    assert [(r.value, r.place, r.period, r.section_id) for r in rows] == [
        (30, "乙省甲县", "2023年", "1"),
        (40, "乙省丙县", "2023年", "2"),
    ]
    assert all(text[slice(*r.span)] == r.text for r in rows)


def test_what_stands_under_a_planning_heading_is_wanted_and_no_result() -> None:
    around = Around(headings=("二、主要目标",))
    text = "毛入园率92%。"
    assert [row.role for row in extract_figures(text, (0, len(text)), around)] == ["target"]
    assert [row.role for row in rows_of(text)] == ["result"]


def test_a_bulletin_tells_of_each_place_it_names() -> None:
    city = Place(name="丹枫市", level="city", parents=("湖南省",))
    counties = [Place(name=name, level="county", parents=("湖南省", "丹枫市")) for name in ("云岭县", "望海县")]
    spoken = SpokenOf(
        text_gazetteer([city, *counties], PlaceLexicon(aliases={}, not_places=frozenset())),
        load_school_names(Settings().lexicon_dir),
    )
    text = "全市有小学310所，其中云岭县39所、望海县41所。生均图书26册。"
    document = Document(id="通报", title="丹枫市通报", text=text, sha256="", source="通报.txt", place=city)
    rows = ledger_of(document, [section(1, city, 0, len(text))], spoken)
    record = {row.text: row.place.removeprefix("湖南省丹枫市") for row in rows}
    assert record == {"310所": "", "39所": "云岭县", "41所": "望海县", "26册": ""}

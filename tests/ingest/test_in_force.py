"""Which documents another one abolishes or a later version replaces."""

from __future__ import annotations

import datetime as dt

from core.record import Relation
from ingest.in_force import InForce, superseded_by, version_pairs


def document(
    name: str, title: str, year: int | None, *, number: str = "", place: str = "", relations: tuple[Relation, ...] = ()
) -> InForce:
    return InForce(
        document_id=name,
        title=title,
        doc_number=number,
        place=place,
        date=dt.date(year, 3, 1) if year else None,
        effective="",
        relations=relations,
    )


def ends(title: str, number: str = "") -> tuple[Relation, ...]:
    return (Relation(kind="废止", title=title, doc_number=number),)


def test_a_named_document_is_abolished_by_title_or_number() -> None:
    old = document("a", "某市校车办法", 2010, number="某发〔2010〕3号")
    by_title = document("b", "某市校车条例", 2020, relations=ends("某市校车办法"))
    by_number = document("c", "某市校车规定", 2021, relations=ends("校车办法", "某发〔2010〕3号"))
    assert [s.document_id for s in superseded_by([old, by_title])["a"]] == ["b"]
    assert [s.document_id for s in superseded_by([old, by_number])["a"]] == ["c"]


def test_another_number_is_another_document() -> None:
    old = document("a", "校车办法", 2010, number="某发〔2010〕3号")
    assert superseded_by([old, document("b", "新办法", 2020, relations=ends("校车办法", "某发〔1999〕1号"))]) == {}


def test_a_notice_that_issued_it_is_the_same_document() -> None:
    old = document("a", "某局关于印发《校车办法》的通知", 2010)
    assert "a" in superseded_by([old, document("b", "校车条例", 2020, relations=ends("校车办法"))])


def test_an_earlier_document_abolishes_no_later_one() -> None:
    later = document("a", "校车办法", 2021)
    assert superseded_by([later, document("b", "校车条例", 2020, relations=ends("校车办法"))]) == {}


def test_every_earlier_version_of_a_statute_gives_way_to_the_latest_of_its_place() -> None:
    versions = [document(str(y), "中华人民共和国某法" if y > 2000 else "某法", y) for y in (1996, 2015, 2022)]
    elsewhere = document("x", "某法", 1990, place="某省")
    found = superseded_by([*versions, elsewhere])
    assert {old: [s.document_id for s in many] for old, many in found.items()} == {"1996": ["2022"], "2015": ["2022"]}
    assert frozenset(("1996", "2022")) in version_pairs(found)


def test_yearly_reports_and_undated_versions_replace_nothing() -> None:
    assert superseded_by([document("a", "政府工作报告", 2024), document("b", "政府工作报告", 2025)]) == {}
    assert superseded_by([document("a", "某条例", 2024), document("b", "某条例", None)]) == {}

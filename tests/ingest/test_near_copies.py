"""Reposts and near-duplicates are found, the better source is named, templates and years are kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from core.record import NearCopy, QualityRecord
from ingest.near_copies import Source, better_first, find_copies, likeness, shingles, signature

BODY = "".join(
    f"第{n}项工作是加强第{n * 7}类学校的建设，安排经费{n * 13}万元，惠及学生{n * 31}人。" for n in range(1, 40)
)


@dataclass(frozen=True, kw_only=True)
class Told(Source):
    text: str


def source(name: str, text: str, **fields: object) -> Told:
    record = fields.pop("record", QualityRecord())
    result = {"title": "工作总结", "issuer": "某局", "doc_number": "", "place": "甲县", "dated": True} | fields
    return Told(document_id=name, text=text, chars=len(text), record=record, signature=signature(text), **result)


def copies_of(*sources: Told, versions: frozenset[frozenset[str]] = frozenset()) -> dict[str, list[NearCopy]]:
    pieces = {item.document_id: shingles(item.text) for item in sources}
    return find_copies(sources, lambda a, b: likeness(pieces[a.document_id], pieces[b.document_id]), versions)


def test_a_repost_is_found_and_the_offices_own_text_is_the_better_source() -> None:
    own, repost = (
        source("z", BODY),
        source("a", "某站讯：" + BODY[:1400], issuer="某报", record=QualityRecord(reposted_from="某网")),
    )
    found = copies_of(own, repost)
    assert [(copy.document_id, copy.better) for copy in found["a"]] == [("z", True)]
    assert [(copy.document_id, copy.better) for copy in found["z"]] == [("a", False)]
    assert found["a"][0].reason == "是发文机关的原件"


def test_whole_beats_damaged_and_dated_beats_undated() -> None:
    whole, damaged = source("b", BODY), source("a", BODY, record=QualityRecord(damaged=("文字有乱码",)))
    assert better_first(damaged, whole)[0] is whole
    assert better_first(source("a", BODY, dated=False), source("b", BODY))[0].document_id == "b"


def test_one_template_in_two_places_or_two_years_is_no_copy() -> None:
    assert copies_of(source("a", BODY), source("b", BODY, place="乙县")) == {}
    assert copies_of(source("a", BODY, title="2023年总结"), source("b", BODY, title="2024年总结")) == {}


def test_versions_of_one_statute_are_no_copies() -> None:
    pair = [source("a", BODY), source("b", BODY)]
    assert copies_of(*pair, versions=frozenset({frozenset(("a", "b"))})) == {}


def test_short_texts_and_different_texts_are_left_alone() -> None:
    other = BODY.replace("学校", "桥梁").replace("学生", "车辆").replace("加强", "减少").replace("万元", "亿人")
    assert copies_of(source("a", BODY), source("b", other[::-1])) == {}
    assert copies_of(source("a", "很短。"), source("b", "很短。")) == {}


@given(st.text(min_size=6), st.text(min_size=6))
def test_likeness_is_symmetric_and_whole_for_itself(a: str, b: str) -> None:
    x, y = shingles(a), shingles(b)
    assert likeness(x, y) == likeness(y, x)
    assert likeness(x, x) == (1.0 if x else 0.0)

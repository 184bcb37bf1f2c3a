"""A sentence is cited once for each place it is cited of."""

from __future__ import annotations

from collections.abc import Callable

from assistant.draft import Sources
from core.schema import Place
from retrieval.statement import Statement

TEXT = "其中云岭县39所、望海县41所。"
CLOUD, SEA = (Place(name=name, level="county", parents=("湖南省", "丹枫市")) for name in ("云岭县", "望海县"))


def test_two_places_of_one_sentence_have_a_citation_each(statement: Callable[..., Statement]) -> None:
    sources = Sources()
    here, there = statement(TEXT, "39所", place=CLOUD), statement(TEXT, "41所", place=SEA)
    refs = [sources.cite(one, *one.sentence).ref for one in (here, there, here)]
    assert refs == ["1", "2", "1"]
    assert [citation.place for citation in sources.citations] == [CLOUD.full_name, SEA.full_name]
    assert sources.holding(there, (there.start, there.end)) == "2"

"""What reads text: numbers, periods, places, drafts, questions, structure. Each target takes any string."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from assistant.followup import complete
from core.draft_text import parse_draft, write_draft
from core.enumeration import listed_after
from core.masking import mask_personal
from core.number_roles import word_classes
from core.period import find_date, find_periods
from core.place import gazetteer
from core.quantity import format_quantity, parse_numbers, parse_quantities
from core.registry import Registry
from core.settings import Settings
from ingest.clean import Furniture, clean_text, load_furniture
from ingest.structure import parse_structure
from retrieval.query import QueryReader
from retrieval.schools import load_school_names
from retrieval.segment import Segmenter, load_segmenter
from tools.check_figures import check_text
from tools.table_query.building import RawRow, Source, typed_table
from tools.table_query.engine import run
from tools.table_query.reading import QuestionReader
from tools.table_query.typed import TypedTable
from tools.table_query.vocabulary import load_vocabulary

TEXT_TARGETS: Registry[Callable[[str], None]] = Registry("fuzz target", "evals.fuzz")


@cache
def _lexicon() -> tuple[Segmenter, QueryReader, QuestionReader, Furniture]:
    folder = Settings().lexicon_dir
    segmenter = load_segmenter(folder)
    return (
        segmenter,
        QueryReader(segmenter, folder),
        QuestionReader(load_vocabulary(folder), segmenter.tagged, load_school_names(folder)),
        load_furniture(folder),
    )


@TEXT_TARGETS.register("quantities")
def quantities(text: str) -> None:
    """Every number found stands where it says, and stays inside the text."""
    for mention in parse_numbers(text):
        assert 0 <= mention.span[0] < mention.span[1] <= len(text)
        assert text[slice(*mention.span)].strip()
    for quantity in parse_quantities(text):
        # 19县 alone is no quantity, in its sentence it is: what is written is only read without breaking.
        parse_quantities(format_quantity(quantity))


@TEXT_TARGETS.register("periods")
def periods(text: str) -> None:
    """Periods stand inside the text and do not end before they begin."""
    find_date(text)
    for mention in find_periods(text, 2024):
        first, last = mention.period.start, mention.period.end
        assert 0 <= mention.start < mention.end <= len(text)
        assert first is None or last is None or first <= last


@TEXT_TARGETS.register("places")
def places(text: str) -> None:
    """Places stand inside the text."""
    known = gazetteer()
    known.parse(text[:40])
    for mention in known.find(text):
        assert 0 <= mention.start < mention.end <= len(text)


@TEXT_TARGETS.register("questions")
def questions(text: str) -> None:
    """A question gives words, a kind and terms, whatever it is."""
    segmenter, words, _, _ = _lexicon()
    words.kind_of(text)
    segmenter.search_words(text)


@TEXT_TARGETS.register("table_questions")
def table_questions(text: str) -> None:
    """A question about a table is read into a query or into nothing."""
    made = _lexicon()[2].read(_table(), text)
    if made is not None:
        run(_table(), made.query)


@cache
def _table() -> TypedTable:
    """A small table of a place that is not there."""
    header = ("学校名称", "学段", "在校生数（人）", "专任教师（人）", "建校年份")
    rows = (("第一小学", "小学", "1,200", "60", "1952"), ("第一中学", "初中", "1500", "—", "1938"))
    made = typed_table(
        Source(
            id="t",
            document_id="t",
            title="澜川县2024年学校花名册",
            place="青岚省澜川县",
            date="2024-09-20",
            name="学校花名册",
            period="2024年",
            years=frozenset({2024}),
            unit="",
            notes="",
        ),
        [header],
        [RawRow(number=at, span=(0, 0), cells=row) for at, row in enumerate(rows, 4)],
    )
    assert made is not None
    return made


@TEXT_TARGETS.register("follow_ups")
def follow_ups(text: str) -> None:
    """A follow-up made complete is a question with something in it, wherever it is cut in two."""
    earlier, _, turn = text.partition("\n")
    made = complete(turn or earlier, earlier, gazetteer(), word_classes(Settings().lexicon_dir), _lexicon()[1])
    assert made.strip() or not text.strip()


@TEXT_TARGETS.register("structure")
def structure(text: str) -> None:
    """A cleaned text's parts lie inside it, each inside its parent."""
    cleaned = clean_text(text, _lexicon()[3]).text
    nodes = parse_structure(cleaned)
    for node in nodes:
        assert 0 <= node.start <= node.end <= len(cleaned)
        assert node.parent < 0 or nodes[node.parent].start <= node.start


@TEXT_TARGETS.register("drafts")
def drafts(text: str) -> None:
    """A draft that was written reads the same however often it is written again."""
    once = write_draft(parse_draft(text))
    assert write_draft(parse_draft(once)) == once


@TEXT_TARGETS.register("checker")
def checker(text: str) -> None:
    """Findings quote the text."""
    for finding in check_text(text[:400]):
        assert finding.quote


@TEXT_TARGETS.register("masking")
def masking(text: str) -> None:
    """Masking is done once and for all, and counts what it hides."""
    masked, hidden = mask_personal(text)
    assert len(masked) == len(text) or hidden
    assert mask_personal(masked) == (masked, 0)


@TEXT_TARGETS.register("enumerations")
def enumerations(text: str) -> None:
    """An enumeration stands inside the text."""
    for at, sign in enumerate(text[:200]):
        if sign in "：:包":
            found = listed_after(text, at + 1, len(text))
            assert found is None or at < found.span[0] <= found.span[1] <= len(text)

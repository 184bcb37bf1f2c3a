"""What a script, a portal, an agent or a language model may ask of the office: one method a tool, for one viewer.

The HTTP API, the MCP server and the language model's agent all call these; none has a way around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.corrected import as_corrected
from assistant.draft import Draft
from assistant.drafting.drafter import Drafter
from assistant.engine import Assistant, Question
from assistant.hits import Hit, hit_of
from assistant.pins import known_pins
from assistant.verify import verify
from core.drafted import Drafted, DraftOrder
from core.errors import DataError
from core.finding import Finding
from core.ledger_figure import LedgerFigure
from core.pinned import NOTHING_PINNED
from core.schema import Document, Place, Trace
from core.settings import Settings
from core.viewer import LOCAL_VIEWER, Viewer
from corpus.draft_templates import template_folder
from retrieval.reader.given import read_given
from retrieval.segment import simplified
from tools.check_figures import check_text, load_limits
from tools.compute_indicator import Computation, compute_for, family_of, standards_in
from tools.indicators import INDICATORS
from tools.indicators.family import Family
from tools.lookup_figure import find_figures
from tools.search_policy import Where

MAX_HITS, MAX_TEXT = 50, 200_000
__all__ = ["Hit", "Ledger", "ReadSpan", "Toolbox"]
Ledger = Callable[[], Sequence[LedgerFigure]]


@dataclass(frozen=True, kw_only=True)
class ReadSpan:
    """A stretch of a given text that answers best, code points of that text; `probability` is calibrated, 0 to 1."""

    text: int
    start: int
    end: int
    quote: str
    probability: float


class Toolbox:
    """The tools of one viewer over one corpus.

    Args:
        assistant: The one that this viewer sees (`Assistant.seen_by`).
        settings: Where tables, standards and word lists are.
        ledger: Gives the figures of the documents that the viewer may open.
        viewer: Who calls; records are kept under the name.
    """

    def __init__(self, assistant: Assistant, settings: Settings, ledger: Ledger, viewer: Viewer = LOCAL_VIEWER) -> None:
        self.assistant = assistant
        self.viewer = viewer
        self._settings = settings
        self._ledger = ledger

    def ask(self, text: str, history: Sequence[str] = (), home: str = "") -> Trace:
        """The answer to a question, with the conversation before it, oldest first; `home` is what 我区 means."""
        question = Question(text=text, history=tuple(history), home=home, user=self.viewer.name)
        return self.assistant.invoke(question)

    def search(
        self,
        question: str,
        *,
        place: str = "",
        year: int | None = None,
        limit: int = 8,
        documents: tuple[str, ...] | None = None,
    ) -> list[Hit]:
        """Sentences of the policy texts that may answer a question, surest first.

        Args:
            question: Complete in itself.
            place: Whose texts; '' for all.
            year: The year that is asked about; texts of it come first.
            limit: Most hits.
            documents: Ids of the only documents to search; None: all.

        Raises:
            DataError: If the corpus has nothing of that place.
        """
        self.assistant.renew()
        search = self.assistant.search
        years = frozenset({year} if year else ())
        where = Where(places=(self.place(place),) if place else None, years=years, documents=documents)
        asked = simplified(question.strip())
        passages = search.passages(asked, where)
        hits: dict[tuple[str, int], Hit] = {}
        for one in search.statements(asked, passages):
            hits.setdefault((one.document.id, one.sentence[0]), hit_of(one))
            if len(hits) >= min(limit, MAX_HITS):
                break
        return list(hits.values())

    def read(self, question: str, texts: Sequence[str], limit: int = 3) -> list[ReadSpan]:
        """The stretches of given texts that answer a question best, surest first.

        Args:
            question: Complete in itself.
            texts: What is read, each at most `MAX_TEXT` characters in all.
            limit: Most stretches of one text.

        Raises:
            DataError: If there is no reader here, or too much to read.
        """
        search = self.assistant.search
        if search.reader is None:
            raise DataError("阅读模型没有装好，不能阅读", next_step="请运行 python -m ingest，或用检索代替")
        if sum(map(len, texts)) > MAX_TEXT:
            raise DataError(f"要读的文字超过 {MAX_TEXT} 字", next_step="请分几次")
        spans = read_given(
            search.reader, search.calibration, simplified(question.strip()), texts, width=self._settings.passage_chars
        )
        found = [
            ReadSpan(
                text=one.text,
                start=one.start,
                end=one.end,
                quote=texts[one.text][one.start : one.end],
                probability=round(one.probability, 4),
            )
            for one in spans
        ]
        kept = [one for at in range(len(texts)) for one in [f for f in found if f.text == at][:limit]]
        return sorted(kept, key=lambda one: -one.probability)

    def figures(
        self,
        name: str = "",
        *,
        place: str = "",
        year: int | None = None,
        role: Literal["result", "target", "rule", ""] = "",
        limit: int = 20,
    ) -> list[LedgerFigure]:
        """Rows of the ledger that fit, best first.

        Raises:
            DataError: If the corpus has nothing of that place.
        """
        full = self.place(place).full_name if place else ""
        return find_figures(self._ledger(), place=full, name=name, year=year, role=role)[:limit]

    def ask_tables(self, question: str, history: Sequence[str] = ()) -> Trace:
        """What the office's tables tell, verified; a refusal names what they lack."""
        self.assistant.renew()
        text = simplified(question.strip())
        draft = self.table_draft(text, history)
        if draft is None:
            line = "没有表能回答这个问题：没有认出要查的表或列。"
            return Trace(id="", question=question, standalone=text, status="refused", answer=line)
        checked, checks = verify(draft, text, self.assistant.search.library.document, question)
        return Trace(
            id="",
            question=question,
            standalone=text,
            status=checked.status,
            checks=checks,
            answer=checked.separator.join(line.text for line in checked.lines),
            citations=checked.citations,
            figures=checked.figures,
            missing=checked.missing,
            options=checked.options,
            asks=checked.asks,
            notes=checked.notes,
            charts=checked.charts,
            rows=checked.rows,
        )

    def table_draft(self, text: str, history: Sequence[str] = ()) -> Draft | None:
        """What tables tell of a question before it is verified; None where no table is asked."""
        assistant = self.assistant
        pins = known_pins(NOTHING_PINNED, assistant.planner.places.gazetteer, assistant.search.library)
        plan = pins.plan(assistant.planner, text, tuple(map(simplified, history)))
        draft = assistant.tables.answer(plan, [assistant.planner.official(turn) for turn in (*history, text)])
        return as_corrected(draft, assistant.search.library.document) if draft is not None else None

    def indicators(self) -> tuple[str, ...]:
        """Names of the indicator families that can be computed."""
        return tuple(INDICATORS)

    def families(self) -> tuple[Family, ...]:
        """The indicator families that can be computed, with what each needs and what may be set."""
        standards = standards_in(self._settings.standards_dir)
        return tuple(family_of(name, standards) for name in INDICATORS)

    def indicator(
        self, name: str, *, place: str = "", period: str = "", options: dict[str, str] | None = None
    ) -> Computation:
        """One indicator family computed from the office's tables.

        Raises:
            DataError: If there is no such family, a table is missing, or the place must be told.
        """
        return compute_for(
            self._settings, name, place=place, period=period, options=options, seen=self.viewer.collections
        )

    def check(self, text: str) -> list[Finding]:
        """What of a text's figures adds up and what does not, in the order of the text.

        Raises:
            DataError: If the text is too long.
        """
        if len(text) > MAX_TEXT:
            raise DataError(f"要核对的文字超过 {MAX_TEXT} 字", next_step="请分几次核对")
        return check_text(text, load_limits(self._settings.lexicon_dir))

    def draft(self, order: DraftOrder, answers: Sequence[Trace] = ()) -> Drafted:
        """A draft on order, each figure with its source.

        Raises:
            DataError: If the order cannot be fulfilled.
        """
        self.assistant.renew()
        return Drafter(self.assistant, self._settings.lexicon_dir).draft(order, answers)

    def draft_kinds(self) -> tuple[str, ...]:
        """Kinds of drafts that there are templates for."""
        return tuple(sorted(path.stem for path in template_folder(self._settings.lexicon_dir).glob("*.toml")))

    def documents(self) -> list[Document]:
        """The documents that the viewer may open, without their texts."""
        self.assistant.renew()
        return self.assistant.search.library.outlines()

    def document(self, document_id: str) -> Document:
        """One document with its text.

        Raises:
            DataError: If there is none of that id, or it is not for this viewer.
        """
        self.assistant.renew()
        found = self.assistant.search.library.find(document_id)
        if found is None:
            raise DataError(f"没有编号为“{document_id}”的资料", next_step="编号见资料列表")
        return found

    def place(self, name: str) -> Place:
        """A place of the corpus by its name.

        Raises:
            DataError: If nobody knows it, several places bear it, or the corpus has nothing of it.
        """
        known = self.assistant.finder.corpus_places
        bearing = [one for one in known if name in (one.full_name, one.name)]
        if len(bearing) > 1:
            names = "、".join(one.full_name for one in bearing)
            raise DataError(f"有几个地方叫“{name}”", next_step=f"请写全名：{names}")
        if bearing:
            return bearing[0]
        parsed = self.assistant.planner.places.gazetteer.parse(name)
        same = [one for one in known if parsed is not None and one.full_name == parsed.full_name]
        if same:
            return same[0]
        have = "、".join(sorted(one.full_name for one in known)[:12])
        raise DataError(f"资料里没有“{name}”的文件", next_step=f"有：{have}" if have else "请先添加资料")

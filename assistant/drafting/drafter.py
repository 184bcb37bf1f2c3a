"""Drafts on order: statements of the texts in the sections of a template, each paragraph with its sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.drafting.comparison import Side, compared_rows, table_of
from assistant.drafting.making import Making
from assistant.drafting.orders import check_order, scope_words
from assistant.drafting.roles import load_roles
from assistant.drafting.same_matter import Matter, matters
from assistant.drafting.smoothing import Smoother
from assistant.drafting.statements import Statements, TopicSentence, Wanted
from assistant.drafting.telling import listed, paragraphs
from assistant.engine import Assistant, Question
from assistant.model.wording import load_wording
from assistant.write.cut import quote_pieces
from core.draft_text import Block, DraftText, write_draft
from core.drafted import Drafted, DraftOrder
from core.errors import DataError
from core.ledger_figure import LedgerFigure
from core.place import place_label
from core.schema import Missing, Place, Trace
from corpus.draft_templates import Template, TemplateSection, load_template, template_folder
from corpus.library import OVER
from tools.ledger.document_ledger import document_ledger

COMPARED, UNTOLD = "对比", "未写明地区"
CACHED_LEDGERS = 256


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One side of a draft: a place, or a year of one place, and what is told of it."""

    name: str
    matters: tuple[Matter, ...]


class Drafter:
    """Writes drafts over one corpus.

    Args:
        assistant: Its texts and places; indicators are asked of it.
        lexicon_dir: Where roles and templates lie.
        model: A LangChain chat model that may smooth the wording, or None.
    """

    def __init__(self, assistant: Assistant, lexicon_dir: Path, model: Any = None) -> None:
        self._assistant = assistant
        self._model = model
        self._lexicon_dir = lexicon_dir
        self._folder = template_folder(lexicon_dir)
        self._search = assistant.search
        self._gazetteer = assistant.planner.places.gazetteer
        self._statements = Statements(assistant.search, load_roles(lexicon_dir), self._gazetteer)
        self._ledger: Callable[[str], tuple[LedgerFigure, ...]] = lru_cache(CACHED_LEDGERS)(
            lambda document_id: tuple(document_ledger(self._search.library, document_id, self._search.spoken))
        )

    def draft(self, order: DraftOrder, answers: Sequence[Trace] = ()) -> Drafted:
        """Write a draft.

        Args:
            order: What is wanted.
            answers: Answers of the chat that go in.

        Raises:
            DataError: If nothing is ordered, a place is unknown, or nothing in the corpus speaks of what is ordered.
            SettingsError: If the template is broken.
        """
        template = load_template(self._folder, order.kind)
        places = list({place.full_name: place for place in map(self._place, order.places)}.values())
        check_order(order, template, places, answers)
        self._known(order.documents)
        making = Making(order=order, template=template)
        # Answers are written alone: without a topic or documents anything of the place would go with them.
        found = self._found(order, template, places) if order.documents or order.topic or not answers else []
        self._silent(making, found)
        used: set[int] = set()
        if answers:
            self._answers(making, answers)
        if order.indicators:
            self._indicators(making, places)
        for section in template.sections if found else ():
            self._section(making, section, found, used)
        text = "".join(f"{year}年" for year in sorted(making.years | set(order.years)))
        making.verify(scope_words(order) + text, self._search.library.document)
        if not making.blocks:
            raise DataError(
                "资料里没有找到可以写进这份稿子的内容" + scope_words(order),
                next_step="请换个主题说法，放宽地区或年份，或先在“资料库”里添加文件",
            )
        drafted = self._finished(making, places, answers)
        if order.smooth and self._model is not None:
            wording = load_wording(self._lexicon_dir, self._search.index.segmenter, self._search.words)
            return Smoother(self._model, wording, self._gazetteer, self._assistant.finder.parts).smooth(drafted)
        return drafted

    def _place(self, name: str) -> Place:
        known = self._assistant.finder.corpus_places
        for place in known:
            if name in (place.full_name, place.name):
                return place
        parsed = self._gazetteer.parse(name)
        same = [place for place in known if parsed is not None and place.full_name == parsed.full_name]
        if same:
            return same[0]
        raise DataError(
            f"资料里没有“{name}”的文件", next_step=f"可选：{'、'.join(sorted(place.name for place in known)[:12])}"
        )

    def _known(self, documents: Sequence[str]) -> None:
        known = {one.id for one in self._search.library.outlines()} if documents else set()
        gone = [one for one in documents if one not in known]
        if gone:
            raise DataError(
                f"没有编号为“{'”“'.join(gone[:3])}”的资料（可能已被移出）", next_step="请另选文件，编号见 cewen list"
            )

    def _found(self, order: DraftOrder, template: Template, places: Sequence[Place]) -> list[_Side]:
        """What is told, side by side: each place, ordered or found; of one place each year, where it is compared."""
        apart = template.compares and len(places) == 1 and len(order.years) > 1
        scopes: list[tuple[Place | None, tuple[int, ...]]] = [(place, order.years) for place in places]
        if apart:
            scopes = [(places[0], (year,)) for year in sorted(order.years)]
        found = []
        for place, years in scopes or [(None, order.years)]:
            wanted = Wanted(place=place, years=frozenset(years), documents=order.documents or None, topic=order.topic)
            result = matters(self._statements.find(wanted), self._figures)
            if place is not None:
                found.append(_Side(name=f"{years[0]}年" if apart else place_label(place), matters=tuple(result)))
                continue
            by_place: dict[Place | None, list[Matter]] = {}
            for one in result:
                by_place.setdefault(one.chosen.statement.place, []).append(one)
            found += [_Side(name=place_label(own) or UNTOLD, matters=tuple(side)) for own, side in by_place.items()]
        return found

    @staticmethod
    def _silent(making: Making, found: Sequence[_Side]) -> None:
        """Name the sides of which nothing is told; a comparison wants two that are.

        Raises:
            DataError: If a comparison has no two sides with anything to tell.
        """
        if len(found) < 2 or not any(side.matters for side in found):
            return
        order = making.order
        silent = [side.name for side in found if not side.matters]
        years = "" if any(name.endswith("年") for name in silent) else "、".join(f"{year}年" for year in order.years)
        if silent and making.template.compares and len(found) - len(silent) < 2:
            raise DataError(
                f"资料里没有{'、'.join(silent)}{years}{order.topic}的内容，不能对比",
                next_step="请换年份或主题，或先在“资料库”里添加文件",
            )
        making.missing += [Missing(kind="place", asked=f"{name}{years}{order.topic}") for name in silent]

    def _figures(self, result: TopicSentence) -> list[LedgerFigure]:
        statement = result.statement
        return [row for row in self._ledger(statement.document.id) if statement.start <= row.span[0] < statement.end]

    def _section(self, making: Making, section: TemplateSection, found: Sequence[_Side], used: set[int]) -> None:
        making.add("heading", section.heading, level=1)
        before = len(making.blocks)
        if COMPARED in section.takes:
            self._compared(making, section, found)
        else:
            chosen = [(side.name, self._chosen(section, side.matters, used, len(found))) for side in found]
            if section.listed:
                listed(making, [one for _, side in chosen for one in side])
            else:
                for name, side in chosen:
                    paragraphs(making, section, side, name if len(found) > 1 or section.each else "")
        if len(making.blocks) == before:
            making.blocks.pop()
            why = "各方没有写法相同的数" if COMPARED in section.takes else "所选资料里没有找到这方面的句子"
            making.notes.append(f"“{section.heading}”没有写：{why}")

    def _chosen(self, section: TemplateSection, side: Sequence[Matter], used: set[int], sides: int) -> list[Matter]:
        """The statements for a section: the closest to the topic, back in the order in which the texts tell them."""
        fitting = [one for one in side if one.chosen.role in section.takes and id(one.chosen) not in used]
        most = section.most if section.each else min(section.most, max(2, section.most // sides))
        ranked = sorted(
            range(len(fitting)), key=lambda i: (-round(fitting[i].chosen.on_topic, 1), -fitting[i].chosen.year, i)
        )
        chosen = [fitting[i] for i in sorted(ranked[:most])]
        used |= {id(one.chosen) for one in chosen}
        return chosen

    def _compared(self, making: Making, section: TemplateSection, found: Sequence[_Side]) -> None:
        sides = [
            Side(name=one.name, rows=tuple(row for matter in one.matters for row in self._figures(matter.chosen)))
            for one in found
        ]
        tagged = self._search.index.segmenter.tagged
        rows = compared_rows(sides, section.most, lambda text: [word for word, _ in tagged(text)])
        if len(sides) < 2 or not rows:
            return
        items = [one.chosen.statement for side in found for one in side.matters]

        def cite(row: LedgerFigure) -> str:
            """The piece of its sentence that holds the figure."""
            holds = next(s for s in items if s.document.id == row.document_id and s.start <= row.span[0] < s.end)
            pieces = quote_pieces(holds.document.text, holds.start, holds.end)
            return making.sources.cite(holds, *next((a, b) for a, b in pieces if row.span[0] < b)).ref

        head, body = table_of(rows, sides, cite)
        making.say("table", "各方都写到的数字", None, head=head, rows=body)

    def _answers(self, making: Making, answers: Sequence[Trace]) -> None:
        """Answers kept from the chat, each under its question."""
        making.add("heading", "有关问题的答复" if making.template.addressed else "已核实的问题", level=1)
        for trace in answers:
            making.add("heading", trace.standalone.rstrip("？?") or trace.question, level=2)
            making.tell(trace)

    def _indicators(self, making: Making, places: Sequence[Place]) -> None:
        making.add("heading", "指标测算", level=1)
        before = len(making.blocks)
        asked = [
            (name, place, f"{year}年" if year else "")
            for name in making.order.indicators
            for place in places
            for year in making.order.years or (0,)
        ]
        for name, place, year in asked:
            trace = self._assistant.invoke(Question(text=f"{place.full_name}{year}{name}是多少"))
            if trace.status in ("answered", "computed", "partial") and trace.figures:
                making.tell(trace)
            else:
                making.missing.append(Missing(kind="indicator", asked=f"{place_label(place)}{year}{name}"))
        if len(making.blocks) == before:
            making.blocks.pop()

    def _finished(self, making: Making, places: Sequence[Place], answers: Sequence[Trace]) -> Drafted:
        order, template = making.order, making.template
        place = "、".join(place_label(one) for one in places)
        years = sorted(order.years)
        year = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年" if years else ""
        topic = order.topic or ("教育" if not answers else f"“{answers[0].question.rstrip('？?')}”")

        def worded(words: str) -> str:
            return template.worded(words, place=place, year=year, topic=topic)

        if template.opening:
            making.blocks.insert(0, Block(kind="paragraph", text=worded(template.opening), line=0))
        if template.closing:
            making.add("paragraph", worded(template.closing))
        text = DraftText(
            title=worded(template.title),
            addressee=order.addressee,
            blocks=tuple(making.blocks),
            signed=order.signed,
            day=f"{order.day.year}年{order.day.month}月{order.day.day}日" if order.day else "",
        )
        for citation in making.sources.citations:
            if citation.warning:
                making.notes.append(f"《{citation.title}》：{citation.warning}")
        for document_id in dict.fromkeys(one.document_id for one in making.sources.citations if one.kind == "document"):
            document = self._search.library.document(document_id)
            if document.status in OVER:
                making.notes.append(f"《{document.title}》{document.status}，请核对是否还能引用")
        if not order.years and making.years:
            wording = "、".join(f"{one}年" for one in sorted(making.years))
            making.notes.append(f"没有指定年份，稿子里是{wording}的内容，请逐段核对年份")
        return Drafted(
            kind=order.kind,
            text=write_draft(text),
            sources=tuple(making.sources.citations),
            charts=tuple(making.charts),
            notes=tuple(dict.fromkeys(making.notes)),
            missing=tuple(making.missing),
        )

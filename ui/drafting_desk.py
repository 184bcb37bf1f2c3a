"""What the 起草 tab does: drafts on order, keeps their versions, checks them, writes them as files."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from assistant.drafting.drafter import Drafter
from assistant.engine import Assistant
from assistant.model.making import make_model
from core.controls import clean_controls
from core.draft_text import parse_draft
from core.drafted import DraftOrder
from core.errors import DataError
from core.place import place_label
from core.schema import Place, Trace
from core.settings import Settings
from corpus.conversations import Conversations
from corpus.draft_templates import template_folder, template_kinds
from corpus.drafts import Drafts, KeptDraft, Saved
from tools.check_figures import load_limits
from tools.draft_check import DraftRemark, check_draft
from tools.reports.draft_document import SourceList, write_draft_file
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.templating import render

EMPTY = render(
    "empty.html",
    text="选好文种、地区、年份和主题，点“起草”。稿子只用资料里的原句，每段注明出处；资料里没有写到的部分会说明，不代拟。",
)
MAX_ANSWERS, MAX_TOPIC = 200, 60
_YEAR = re.compile(r"(?:19|20)\d\d")


class DraftingDesk:
    """What the buttons of the tab do, for one person.

    Args:
        assistant: Its texts and places.
        settings: Where templates and word lists are.
        ledger: The corpus' figures.
        outbox: Where files to download are put.
        owner: Whose drafts and conversations these are.
        noted: Keeps in the log that a draft of that title was made or saved.
    """

    def __init__(
        self,
        assistant: Assistant,
        settings: Settings,
        ledger: OfficeLedger,
        outbox: Outbox,
        owner: str,
        noted: Callable[[str], None],
    ) -> None:
        self._assistant = assistant
        self._lexicon_dir = settings.lexicon_dir
        self._limits = load_limits(settings.lexicon_dir)
        self._model = make_model(settings)
        self._ledger = ledger
        self._noted = noted
        self._outbox = outbox
        self._drafter: tuple[object, Drafter] | None = None
        self._making = threading.Lock()

        def session() -> Session:
            return assistant.store.session()

        self.drafts = Drafts(session, owner)
        self._talks = Conversations(session, owner)

    def kinds(self) -> list[str]:
        """Kinds of drafts that there are templates for."""
        return template_kinds(template_folder(self._lexicon_dir))

    def places(self) -> list[tuple[str, str]]:
        """Places that texts speak of, as shown and in full."""
        self._assistant.renew()
        known = {place.full_name: place_label(place) for place in self._assistant.finder.corpus_places}
        return sorted((label, name) for name, label in known.items())

    def documents(self) -> list[tuple[str, str]]:
        """Documents to choose from: title with its date, and id."""
        outlines = self._assistant.search.library.outlines()
        return sorted((f"{one.title}（{one.date_label or '未标日期'}）", one.id) for one in outlines)

    def answers(self) -> list[tuple[str, str]]:
        """Answers of the owner's conversations, the latest first: question and the turn's id."""
        found = []
        for talk in self._talks.listed():
            for turn in reversed(self._talks.read(talk.id).turns):
                if turn.trace is not None and turn.trace.status in ("answered", "computed", "partial"):
                    found.append((turn.question, turn.id))
            if len(found) >= MAX_ANSWERS:
                break
        return found[:MAX_ANSWERS]

    def draft(self, order: DraftOrder) -> KeptDraft:
        """Draft what is ordered and keep it.

        Raises:
            DataError: If nothing is ordered or nothing is found.
            SettingsError: If the template is broken.
        """
        if len(order.topic) > MAX_TOPIC:
            raise DataError(f"主题超过{MAX_TOPIC}个字", next_step="请用几个词写明主题，例如“教师队伍”")
        traces = [turn.trace for one in order.answers if (turn := self._talks.turn(one)).trace is not None]
        drafted = self._current().draft(order, [one for one in traces if isinstance(one, Trace)])
        kept = self.drafts.read(self.drafts.keep(drafted))
        self._noted(kept.title)
        return kept

    def _current(self) -> Drafter:
        """The drafter over the store as it is now."""
        self._assistant.renew()
        with self._making:
            search = self._assistant.search
            if self._drafter is None or self._drafter[0] is not search:
                self._drafter = (search, Drafter(self._assistant, self._lexicon_dir, self._model))
            return self._drafter[1]

    def save(self, draft_id: str, text: str, opened: int) -> tuple[KeptDraft, Saved]:
        """Save an edited text; the draft as it is then."""
        saved = self.drafts.save(draft_id, clean_controls(text), opened)
        kept = self.drafts.read(draft_id)
        self._noted(f"{kept.title}（第{saved.number}版）")
        return kept, saved

    def keep_edits(self, draft_id: str, text: str, opened: int) -> int:
        """Save what was typed into an open draft and not yet saved, so that nothing takes its place; its version.

        Returns:
            The version, 0 where there was nothing to save.
        """
        if not draft_id or not text.strip() or text == self.drafts.read(draft_id, opened).drafted.text:
            return 0
        return self.drafts.save(draft_id, text, opened).number

    @property
    def smooths(self) -> bool:
        """Whether a language model is set that may smooth the wording."""
        return self._model is not None

    def check(self, kept: KeptDraft) -> list[DraftRemark]:
        """What somebody should look at in a draft."""
        text = kept.drafted.text
        known = {one.place for one in kept.drafted.sources if one.place}
        places = {place.full_name: place for place in self._assistant.finder.corpus_places}
        place: Place | None = places.get(known.pop()) if len(known) == 1 else None
        years = set(_YEAR.findall(parse_draft(text).title))
        year = int(years.pop()) if len(years) == 1 else None
        return check_draft(text, kept.drafted.sources, lambda: self._ledger.by_words, self._limits, place, year)

    def write(self, kept: KeptDraft, ending: str, sources: SourceList) -> Path:
        """Write a draft as a file to download."""
        return write_draft_file(kept.drafted, self._outbox.path_for(f"{kept.title}{ending}"), sources)

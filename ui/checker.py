"""What the 数据核对 tab does: checks a text, compares it with the corpus, takes mends over, writes the marked draft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.engine import Assistant
from core.errors import DataError
from core.schema import Document, Place
from core.settings import Settings
from tools.check_figures import check_text, load_limits
from tools.compare_draft import compare_draft
from tools.marked_docx import Note, marked_docx
from tools.remarks import comment_text, remarks_of_comparison, remarks_on, taken_back, taken_over
from ui.checked_text import CheckedText, Draft, usable_text
from ui.finding_cards import cards_html
from ui.marked_text import counts_html, how_marked_html, taken_html, text_html
from ui.office_ledger import OfficeLedger
from ui.outbox import Outbox
from ui.templating import render
from ui.uploads import read_text_upload
from ui.years import year_given

EMPTY = render(
    "empty.html",
    text="粘贴总结、方案或讲话稿，也可以上传文稿或从资料库里选，再点“核对数据”。"
    "原文里逐处标出，旁边逐条列出原句、算式和可能的改法。",
)
NOTHING = render(
    "empty.html",
    text="没有找到可以核对的数据关系（部分与总数、增减、占比、前后不一……）。"
    "没有列出的数字不等于已经证明正确；与资料逐数比对请用“草稿比对”。",
)
NO_FIGURES = render("empty.html", text="草稿里没有可以比对的数字。")
PASTED = "核对的文字"


class CheckerDesk:
    """What the buttons of the tab do.

    Args:
        assistant: Its places and documents.
        settings: Where the lines of standards are.
        ledger: The corpus' figures.
        outbox: Where files to download are put.
    """

    def __init__(self, assistant: Assistant, settings: Settings, ledger: OfficeLedger, outbox: Outbox) -> None:
        self._limits = load_limits(settings.lexicon_dir)
        self._ledger = ledger
        self._assistant = assistant
        self._outbox = outbox

    def _document_of(self, document_id: str) -> Document:
        return self._assistant.search.library.document(document_id)

    @property
    def _places(self) -> dict[str, Place]:
        return {place.full_name: place for place in self._assistant.finder.corpus_places}

    def places(self) -> list[str]:
        """Full names of the places that texts speak of now."""
        self._assistant.renew()
        return sorted(self._places)

    def stored(self) -> list[tuple[str, str]]:
        """Documents of the corpus to choose from: (title with place and year, id), by title."""
        self._assistant.renew()
        named = []
        for one in self._assistant.search.library.outlines():
            about = " · ".join(
                part
                for part in (one.place.full_name if one.place else "", str(one.date.year) if one.date else "")
                if part
            )
            named.append((f"{one.title}（{about}）" if about else one.title, one.id))
        return sorted(named)

    def stored_draft(self, document_id: str) -> tuple[str, Draft]:
        """The text of a document of the corpus.

        Raises:
            DataError: If it is no longer there.
        """
        if document_id not in {given for _, given in self.stored()}:
            raise DataError("这份资料已经不在资料库里", next_step="请重新选择")
        document = self._document_of(document_id)
        return document.text, Draft(name=document.title)

    def uploaded_draft(self, path: str) -> tuple[str, Draft]:
        """The text of an uploaded file.

        Raises:
            LoadError: If it cannot be read.
        """
        return read_text_upload(path), Draft(name=Path(path).stem, path=Path(path))

    def check(self, text: str, draft: Draft | None = None, held: CheckedText | None = None) -> CheckedText:
        """Relations between the figures of a text.

        Args:
            text: What stands in the box.
            draft: Where it came from.
            held: What was on the desk: the mends taken over stay where the text is still theirs.
        """
        return self._found(self._laid(text, draft, held, compared=None))

    def compare(
        self, text: str, place: str, year: str, draft: Draft | None = None, held: CheckedText | None = None
    ) -> CheckedText:
        """Each figure of a draft against the corpus; place and year are those the whole draft speaks of, or ""."""
        return self._found(self._laid(text, draft, held, compared=(place, year)))

    def _laid(
        self, text: str, draft: Draft | None, held: CheckedText | None, *, compared: tuple[str, str] | None
    ) -> CheckedText:
        usable = usable_text(text)
        source = draft or Draft()
        stays = held is not None and held.done and held.text == usable and held.draft == source
        before, taken = (held.before, held.taken) if held is not None and stays else (usable, ())
        return CheckedText(text=usable, compared=compared, draft=source, before=before, taken=taken, done=True)

    def _found(self, checked: CheckedText) -> CheckedText:
        """The text checked anew, in the way it was asked for."""
        if checked.compared is None:
            return replace(checked, remarks=remarks_on(checked.text, check_text(checked.text, self._limits)))
        place, year = checked.compared
        found = compare_draft(checked.text, self._ledger.by_words, place=self._places.get(place), year=year_given(year))
        return replace(checked, remarks=remarks_of_comparison(checked.text, found))

    def take(self, checked: CheckedText, deed: str) -> CheckedText:
        """The text with a mend taken over, checked again."""
        taken = checked.taken_by(deed)
        text = taken_over(checked.text, taken.mend)
        return self._found(replace(checked, text=text, taken=(*checked.taken, taken)))

    def undo(self, checked: CheckedText) -> CheckedText:
        """The text without the last mend, checked again.

        Raises:
            DataError: If none was taken over.
        """
        if not checked.taken:
            raise DataError("没有可以撤销的修改", next_step="已回到核对前的文字")
        text = taken_back(checked.text, checked.taken[-1].mend)
        return self._found(replace(checked, text=text, taken=checked.taken[:-1]))

    def write_marked(self, checked: CheckedText) -> str:
        """The marked draft as a Word file; where it is.

        Raises:
            DataError: If nothing was checked yet.
        """
        if not checked.done:
            raise DataError("还没有核对", next_step="请先点“核对数据”")
        notes = [
            Note(span=one.span, words=comment_text(one, lambda document_id: self._document_of(document_id).title))
            for one in checked.remarks
            if one.to_look_at
        ]
        marked = marked_docx(
            checked.text,
            notes,
            before=checked.before,
            taken=checked.taken,
            source=checked.draft.path if checked.draft.is_word else None,
        )
        path = self._outbox.path_for(f"{checked.draft.name or PASTED}_批注稿.docx")
        path.write_bytes(marked.data)
        return str(path)

    def show(self, checked: CheckedText) -> str:
        """What was found: the marked text beside its cards."""
        if not checked.done:
            return EMPTY
        taken = taken_html(checked)
        if not checked.remarks:
            return render("parts.html", parts=(taken, NOTHING if checked.compared is None else NO_FIGURES))
        return render(
            "checker_desk.html",
            taken=taken,
            counts=counts_html(checked),
            how=how_marked_html(checked),
            text=text_html(checked.text, checked.remarks),
            cards=cards_html(checked, self._document_of),
        )

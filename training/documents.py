"""Documents cut into passages exactly as the product cuts them, each with the line that says where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.clauses import whole_sentences
from core.place import Gazetteer
from core.textspan import paragraph_lead
from corpus.places import load_place_lexicon, text_gazetteer
from ingest.clean import Furniture, load_furniture
from ingest.loaders import RawDocument
from ingest.prepare import TextRules, prepare
from ingest.press import Press, load_press
from ingest.split import split_passages
from ingest.spun import SpunWords, load_spun
from retrieval.reader.reading import Page, page_head
from training.questions import Folder


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """What the product reads documents by."""

    gazetteer: Gazetteer
    furniture: Furniture
    press: Press
    spun: SpunWords


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A stretch of a document, code points of its text, and the headings it stands under, the outermost first."""

    start: int
    end: int
    headings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CutDocument:
    """A document as the product stores it."""

    id: str
    folder: str
    title: str
    text: str
    passages: tuple[Cut, ...]
    sections: tuple[Cut, ...] = ()

    def page(self, cut: Cut) -> Page:
        """What the reader is given of a stretch."""
        lead = paragraph_lead(self.text, cut.start, cut.headings)
        return Page(head=page_head(self.title, cut.headings, lead), text=self.text[cut.start : cut.end])

    def window(self, start: int, end: int, chars: int) -> Cut:
        """A stretch of whole sentences around another, of about `chars` characters, the context on both sides."""
        sentences = whole_sentences(self.text)
        first = max((i for i, one in enumerate(sentences) if one[0] <= start), default=0)
        last = min((i for i, one in enumerate(sentences) if one[1] >= end), default=len(sentences) - 1)

        def fits(low: int, high: int) -> bool:
            return low >= 0 and high < len(sentences) and sentences[high][1] - sentences[low][0] <= chars

        while fits(first - 1, last) or fits(first, last + 1):
            first -= fits(first - 1, last)
            last += fits(first, last + 1)
        return Cut(start=sentences[first][0], end=sentences[last][1], headings=self._headings(sentences[first][0]))

    def _headings(self, at: int) -> tuple[str, ...]:
        around = [section for section in self.sections if section.start <= at < section.end]
        return max(around, key=lambda section: section.start).headings if around else ()


def load_word_lists(lexicon_dir: Path) -> WordLists:
    """The word lists of a lexicon folder."""
    return WordLists(
        gazetteer=text_gazetteer([], load_place_lexicon(lexicon_dir)),
        furniture=load_furniture(lexicon_dir),
        press=load_press(lexicon_dir),
        spun=load_spun(lexicon_dir),
    )


def cut_folder(folder: Folder, lists: WordLists, passage_chars: int) -> dict[str, CutDocument]:
    """Every document of a folder that a question speaks of or that stands beside such a one, by id.

    Args:
        folder: Texts and questions.
        lists: What official documents are read by.
        passage_chars: Longest passage, in characters.
    """
    if folder.titles is not None:
        return {
            name: _cut_general(name, folder.name, folder.titles.get(name, ""), text, passage_chars)
            for name, text in folder.texts.items()
        }
    return {name: _cut_official(name, folder.name, text, lists, passage_chars) for name, text in folder.texts.items()}


def _cut_official(name: str, folder: str, text: str, lists: WordLists, passage_chars: int) -> CutDocument:
    made = prepare(
        RawDocument(name="", text=text),
        document_id=name,
        name=name,
        source=name,
        given={},
        gazetteer=lists.gazetteer,
        rules=TextRules(furniture=lists.furniture, press=lists.press, spun=lists.spun, passage_chars=passage_chars),
    )
    paths = {section.id: section.heading_path for section in made.sections}
    return CutDocument(
        id=name,
        folder=folder,
        title=made.document.title,
        text=made.document.text,
        passages=tuple(Cut(start=p.start, end=p.end, headings=paths[p.section_id]) for p in made.passages),
        sections=tuple(Cut(start=s.start, end=s.end, headings=s.heading_path) for s in made.sections),
    )


def _cut_general(name: str, folder: str, title: str, text: str, passage_chars: int) -> CutDocument:
    spans = split_passages(text, [], [], passage_chars)
    passages = tuple(Cut(start=span.start, end=span.end, headings=()) for span in spans)
    return CutDocument(id=name, folder=folder, title=title, text=text, passages=passages)


def holding(cuts: Sequence[Cut], start: int, end: int) -> Cut | None:
    """The passage that holds a stretch whole; None where it straddles two or stands outside."""
    return next((cut for cut in cuts if cut.start <= start and end <= cut.end), None)

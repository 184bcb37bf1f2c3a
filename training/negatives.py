"""Pages that seem to answer a question and do not: what a reader has to learn to refuse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from random import Random

from retrieval.reader.reading import Page, page_head
from retrieval.segment import character_pairs
from training.documents import Cut, CutDocument, holding
from training.examples import Example, Lesson, find_words, positives_of, without_space
from training.questions import Folder, Question

OWN, OTHERS = 4, 3
# A negative of the same document may say the answer's characters by chance if they are few (23个).
MIN_TELLING_ANSWER = 4
# Share of character pairs that two passages, or two titles, have in common from which on one is the other's like.
ALIKE = 0.4

Place = tuple[str, Cut]


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Share of two texts' character pairs that are in both (Jaccard)."""
    return len(set(one) & set(other)) / max(1, len(set(one) | set(other)))


class Pool:
    """The passages of documents of one sort, to look for those most like a question.

    Args:
        documents: The documents, by id.
    """

    def __init__(self, documents: Mapping[str, CutDocument]) -> None:
        self.documents = documents

    @cached_property
    def _pairs(self) -> dict[Place, frozenset[str]]:
        return {
            (name, cut): frozenset(character_pairs(document.text[cut.start : cut.end]))
            for name, document in self.documents.items()
            for cut in document.passages
        }

    @cached_property
    def _bare(self) -> dict[Place, str]:
        return {
            (name, cut): without_space(document.text[cut.start : cut.end])
            for name, document in self.documents.items()
            for cut in document.passages
        }

    def nearest(self, question: str, names: Iterable[str]) -> list[Place]:
        """The passages of the named documents, those that share most character pairs with the question first."""
        asked = set(character_pairs(question))
        places = [(name, cut) for name in names for cut in self.documents[name].passages]
        return sorted(places, key=lambda place: -len(asked & self._pairs[place]))

    def says(self, place: Place, words: Collection[str]) -> bool:
        """Whether a passage says any of some words, white space aside."""
        return any(without_space(one) in self._bare[place] for one in words)

    def twin(self, cut: Cut, document: str, other: str) -> Place | None:
        """The passage of another document that is most like one; None where none is alike."""
        own = frozenset(character_pairs(self.documents[document].text[cut.start : cut.end]))

        def like(place: Place) -> float:
            return likeness(own, self._pairs[place])

        best = max(((other, one) for one in self.documents[other].passages), key=like, default=None)
        return best if best and like(best) >= ALIKE else None

    def example(self, question: Question, place: Place) -> Example:
        """A question with a passage that does not answer it."""
        return Example(question=question.text, page=self.documents[place[0]].page(place[1]), span=None)


def lessons_of(folder: Folder, pool: Pool, passage_chars: int, *, contrasts: int = 0) -> list[Lesson]:
    """A lesson for each question of a folder; questions whose quotes the stored text lacks are left out.

    Args:
        folder: The questions.
        pool: The folder's documents.
        passage_chars: Longest passage, in characters: windows of straddling quotes are as long.
        contrasts: How many other documents a question is also read against in the words of its own passage.
    """
    lessons = []
    for question in folder.questions:
        positives = positives_of(question, pool.documents[question.document], passage_chars)
        if question.answerable and not positives:
            continue
        cuts = [cut for cut, _ in positives]
        if folder.general:
            negatives = _general_negatives(question, cuts, pool)
        else:
            negatives = _official_negatives(question, cuts, pool)
            if cuts and contrasts:
                negatives += contrast_examples(question, cuts[0], pool, contrasts)
        answering = tuple(example for _, example in positives)
        lessons.append(Lesson(question=question, positives=answering, negatives=tuple(negatives)))
    return lessons


def _official_negatives(question: Question, answered: Sequence[Cut], pool: Pool) -> list[Example]:
    document = pool.documents[question.document]
    telling = [answer for answer in question.answers if len(answer) >= MIN_TELLING_ANSWER]

    def free(place: Place, words: Collection[str]) -> bool:
        apart = all(place[1].end <= cut.start or cut.end <= place[1].start for cut in answered)
        return (apart or place[0] != question.document) and not pool.says(place, words)

    trapped = find_words(document.text, question.trap) if question.trap else None
    # A trap that straddles two passages is taken where it begins.
    trap = holding(document.passages, trapped[0], trapped[0] + 1) if trapped else None
    places = [(question.document, trap)] if trap and free((question.document, trap), ()) else []
    own = [p for p in pool.nearest(question.text, [question.document]) if free(p, telling) and p not in places]
    places += own[:OWN]
    seen: set[str] = set()
    for place in pool.nearest(question.text, [name for name in pool.documents if name != question.document]):
        if len(seen) == OTHERS:
            break
        if place[0] not in seen and free(place, question.quotes):
            seen.add(place[0])
            places.append(place)
    return [pool.example(question, place) for place in places]


def _general_negatives(question: Question, answered: Sequence[Cut], pool: Pool) -> list[Example]:
    """The other passages of its own text, and one of another text; the sets are too large to search."""
    names = list(pool.documents)
    other = names[Random(question.id).randrange(len(names))]
    places = [(question.document, cut) for cut in pool.documents[question.document].passages if cut not in answered]
    if other != question.document:
        places += [(other, cut) for cut in pool.documents[other].passages[:1]]
    return [pool.example(question, place) for place in places if not pool.says(place, question.answers)]


def tells_apart(question: str, own: str, other: str) -> set[str]:
    """Character pairs of a question that are in one document's title and not in the other's: its place or year."""
    return set(character_pairs(question)) & (set(character_pairs(own)) - set(character_pairs(other)))


def contrast_examples(question: Question, cut: Cut, pool: Pool, count: int) -> list[Example]:
    """The question against pages that differ from its own by little but place or year.

    Up to two pages for each other document whose title the question tells from its own: the passage there that is like
    the one that answers, and, where the titles are alike, the answering passage itself under the other's title, unless
    its words say whose it is.

    Args:
        question: An answerable question.
        cut: The passage that answers it.
        pool: Documents of the same sort.
        count: How many other documents at most.
    """
    own = pool.documents[question.document]
    text = own.text[cut.start : cut.end]
    words, titled = set(character_pairs(text)), character_pairs(own.title)
    made: list[list[Example]] = []
    for name, other in pool.documents.items():
        telling = tells_apart(question.text, own.title, other.title) if name != own.id else set()
        if not telling:
            continue
        twin = pool.twin(cut, own.id, name)
        pages = [pool.example(question, twin)] if twin else []
        if likeness(titled, character_pairs(other.title)) >= ALIKE and not telling & words:
            page = Page(head=page_head(other.title, cut.headings), text=text)
            pages.append(Example(question=question.text, page=page, span=None))
        made.append(pages)
    # Documents of which there are both pages teach most.
    made.sort(key=lambda pages: -len(pages))
    return [example for pages in made[:count] for example in pages]

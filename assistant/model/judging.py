"""The judgement of a language model's sentences against the sources they cite."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.model.binding import objections, other_numbers
from assistant.model.book import Source
from assistant.model.stated import Stated, stated_by, stated_in
from assistant.model.wording import Wording
from assistant.slots import is_target
from core.number_roles import Parts, asks_result, asks_target, tells_target
from core.place import Gazetteer
from core.place_identity import lies_in, same_place
from retrieval.statement import Statement

MAX_SENTENCE = 400
_DONE = re.compile("已经?(?!有)|完成了|建成了")
_LAST = re.compile("上一?年|去年|同比|上学年")
_TITLE = re.compile(r"《[^《》]*》")
_MARK = re.compile(r"\s*[\[【〔（(]?\s*(?:出处|来源)?\s*\[(F?\d+)\]\s*[\]】〕）)]?")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence of the model, without marks, and the refs that it cites."""

    text: str
    refs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A sentence and what is wrong with it; `sure` is the reader's probability that its source answers, 0 to 1."""

    said: Said
    objections: tuple[str, ...] = ()
    sure: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether it may be shown."""
        return not self.objections


@dataclass(frozen=True, kw_only=True)
class SentenceJudge:
    """Judges sentences about one question.

    Attributes:
        asked: What is asked, or ordered; its words may be repeated.
        years: The years that it is about; none are any.
        several: It is about more than one place: every number must say whose it is.
        most: How many numbers a sentence may tell beyond the question's: a row of others is no answer.
        allows: Whether a statement is of the asked place and years.
        wording: Holds words against their sources.
        places: Finds places in texts.
        parts: Words that part a whole.
        sources: What may be cited, by ref.
        answers: The reader's probability that a statement's sentence answers the question.
        least: What that must be for a sentence of its to be shown.
    """

    asked: str
    years: frozenset[int]
    several: bool
    most: int
    allows: Callable[[Statement], bool]
    wording: Wording
    places: Gazetteer
    parts: Parts
    sources: dict[str, Source]
    answers: Callable[[Statement], float]
    least: float

    def judge(self, said: Said) -> Judged:
        """What is wrong with a sentence."""
        asked = self.asked
        if len(said.text) > MAX_SENTENCE:
            return Judged(said=said, objections=(f"句子太长（超过{MAX_SENTENCE}字）",))
        if not said.refs:
            return Judged(said=said, objections=("没有写出处编号",))
        unknown = [ref for ref in said.refs if ref not in self.sources]
        if unknown:
            return Judged(said=said, objections=(f"没有编号为“{'”“'.join(unknown)}”的出处",))
        cited = [self.sources[ref] for ref in said.refs]
        borne = "\n".join(_borne(source) for source in cited)
        wrong = [f"“{number}”不在来源里" for number in other_numbers(said.text, f"{borne}\n{asked}")]
        # A document's title is held to its letters; its year and place are not the sentence's.
        bare = _TITLE.sub(lambda found: "　" * len(found[0]), said.text)
        mentions = self.places.find(bare)
        items = [one for source in cited for one in stated_by(source, self.places)]
        numbers = stated_in(bare, mentions)
        quotes = [text for source in cited for text in _own_words(source)]
        wrong += self._unsaid(numbers)
        wrong += objections(numbers, items, quotes, asked, self.years, self.parts)
        if not self.wording.says_more(bare, asked) and all(one.text in asked for one in numbers):
            wrong.append("这句话只重复了问题，没有回答")
        wrong += self._other_places(bare, cited, borne)
        wrong += self._out_of_scope(bare, cited, borne)
        wrong += self._other_part(said.text, cited)
        wrong += self.wording.objections(said.text, borne, asked, quotes)
        sure = max((self._sure(source) for source in cited), default=0.0)
        if not wrong and sure < self.least:
            wrong.append("来源里的这句话答的不是所问的内容")
        return Judged(said=said, objections=tuple(dict.fromkeys(wrong)), sure=sure)

    def _unsaid(self, numbers: Sequence[Stated]) -> list[str]:
        """Numbers that do not say whose they are, or of which year, where several are asked for."""
        wrong = []
        if self.several and any(one.place is None and one.text not in self.asked for one in numbers):
            wrong.append("问的不止一个地方，每个数都要写明是哪里的")
        if len(self.years) > 1 and any(not one.years for one in numbers) and not any(one.years for one in numbers):
            wrong.append("问的不止一年，要写明是哪一年的")
        others = [one for one in numbers if one.text not in self.asked]
        if len(others) > self.most:
            wrong.append(f"句子里写了{len(others)}个数；只写所问的")
        return wrong

    def _sure(self, source: Source) -> float:
        """The probability that a source answers; what a table or a computation told was asked for itself."""
        return 1.0 if source.statement is None else self.answers(source.statement)

    def _other_places(self, said: str, cited: Sequence[Source], borne: str) -> list[str]:
        """Places that a sentence names and its sources do not speak of."""
        own = [one.statement.place for one in cited if one.statement is not None and one.statement.place is not None]
        wrong = []
        for mention in self.places.find(said):
            there = any(same_place(mention.place, one) or lies_in(one, mention.place) for one in own)
            if not there and mention.text not in borne:
                wrong.append(f"来源说的不是“{mention.text}”")
        return wrong

    def _out_of_scope(self, said: str, cited: Sequence[Source], borne: str) -> list[str]:
        """Sources of another place or year, or of what is planned where the sentence tells what is."""
        wrong = []
        for source in cited:
            statement = source.statement
            if statement is None:
                continue
            if not self.allows(statement):
                wrong.append(f"出处[{source.ref}]不是所问地区或年份的内容")
            if not is_target(statement):
                continue
            if asks_result(self.asked):
                wrong.append(f"问的是已有的结果，出处[{source.ref}]写的是计划或目标")
            if _DONE.search(said) and not _DONE.search(borne):
                wrong.append(f"出处[{source.ref}]写的是计划或目标，不能说已经做到")
            elif tells_target(statement.sentence_text) and not tells_target(said) and not asks_target(self.asked):
                wrong.append(f"出处[{source.ref}]写的是计划或目标，要在句子里写明")
        return wrong

    def _other_part(self, said: str, cited: Sequence[Source]) -> list[str]:
        """Parts (小学, 公办) that a sentence names and none of its texts does where the number stands."""
        texts = [source.statement for source in cited if source.statement is not None]
        if not texts or len(texts) < len(cited):
            return []
        named = self.parts.named(said)
        around = self.parts.named("\n".join(_context(one) for one in texts))
        wrong = []
        for name, mine in named.items():
            theirs = around.get(name, frozenset())
            strange = [word for word in mine if not self.parts.agree(frozenset({word}), theirs)]
            covered = [
                word for word in strange if any(self.parts.covered(frozenset({word}), one.context) for one in texts)
            ]
            wrong += [f"来源说的不是“{word}”" for word in strange if word not in covered]
        return wrong


def _context(statement: Statement) -> str:
    return f"{statement.context}\n{statement.sentence_text}"


def _own_words(source: Source) -> list[str]:
    """What a source says itself."""
    return [*source.leaning, *([source.citation.quote] if source.citation is not None else [])]


def _borne(source: Source) -> str:
    """Everything that a source says, itself and around it."""
    parts = list(source.leaning)
    if source.citation is not None:
        own = source.citation
        parts += [own.quote, own.title, own.section, own.place, own.date]
    if source.figure is not None:
        one = source.figure
        parts += [one.name, one.text, one.place, one.period, one.stage, one.unit, one.verdict or "", one.formula or ""]
    if source.statement is not None:
        parts += [_context(source.statement), source.statement.document.issuer]
        years = source.statement.years
        parts += [f"{year}年" for year in years]
        # 较上年 may be said with the year's number.
        if _LAST.search(source.statement.sentence_text):
            parts += [f"{year - 1}年" for year in years]
    return "\n".join(parts)


def parted(text: str) -> Said:
    """A sentence as the model wrote it, without the marks in it."""
    refs = tuple(dict.fromkeys(_MARK.findall(text)))
    return Said(text=_MARK.sub("", text).strip(), refs=refs)

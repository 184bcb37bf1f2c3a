"""A question read against one table: which rows, which figure, what is done with it, and what is left unexplained."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.schools import SchoolNames
from tools.table_query import cues as words
from tools.table_query.asked import Asked, Reading
from tools.table_query.by_standard import ask_by_standard, spans_of
from tools.table_query.cues import Cues, cues_of, taken_of
from tools.table_query.defined import defined_terms
from tools.table_query.mentions import mentions_of
from tools.table_query.named import Mentions
from tools.table_query.nouns import STAGE
from tools.table_query.query import Condition, TableQuery
from tools.table_query.ratios import mean, named_ratio, share
from tools.table_query.rows import TOWNS, WHICH_TOWN, counted, grouped, listed, looked_up, rank, same_for_all, summed
from tools.table_query.short_names import without_names
from tools.table_query.typed import Column, TypedTable
from tools.table_query.vocabulary import Vocabulary, is_generic

# Nouns, names and words that the dictionary does not know: what a question is about. Verbs and particles bind nothing.
_TELLING = re.compile(r"n|vn|an|j|l|i|x|eng|s")
_NARROWS = re.compile(r"v|a|b|d")
# 近视率: what is measured, whatever words it is made of.
_RATE = re.compile(r"[\u4e00-\u9fff]{2,4}(?:率|系数|指数|排名)")
_EACH_HOW_MANY = re.compile(r"各(?:自|有|是)?(?:多少|几)|分别(?:有|是)?(?:多少|几)")
# 最缺, 最好看: a rank by what no word here orders; 最近 and 最后 rank nothing.
_SUPERLATIVE = re.compile(r"最(?![近后终初])[\u4e00-\u9fff]")
# Characters that say nothing of their own where the words were cut in the wrong place (专任教师|中教|语文).
_INSIDE, _MONEY = "里中内", "金额"
_LIGHT = "中里内外上下前后的了着过是在有个教占到为年比"
# What a noun that the table does not explain costs, and what explaining brings.
TITLE_RUN = 4  # characters shared with a title that make a cue one of its words
UNEXPLAINED, OF_ROW, OF_VALUE, OF_COLUMN, OF_TITLE = 10.0, 6.0, 3.0, 3.0, 1.5


class QuestionReader:
    """Reads questions against tables.

    Args:
        vocabulary: How columns are asked for.
        tagged: Words of a text with their parts of speech (jieba's), which joined are the text.
        schools: Finds names of schools.
    """

    def __init__(
        self, vocabulary: Vocabulary, tagged: Callable[[str], Sequence[tuple[str, str]]], schools: SchoolNames
    ) -> None:
        self._words = vocabulary
        self._tagged = tagged
        self._schools = schools

    def read(self, table: TypedTable, question: str, earlier: Reading | None = None) -> Reading | None:
        """A reading; None where the question names no figure, row or word of the table.

        Args:
            table: The table.
            question: As asked, without the asides that `asides_out` takes.
            earlier: The question before of a conversation, of the same table, whose rows and figure a follow-up keeps.
        """
        # 第二小学 is a name and no rank.
        bare = without_names(table, question)
        cues = _of_the_question(cues_of(bare), table, question)
        named = mentions_of(table, question, self._words, [*taken_of(bare), *self._ratio_spans(question)])
        terms = self._terms(table, question)
        explained = [*(span for _, span in terms), *spans_of(table, question)]
        left, titled = self._unexplained(table, question, named, cues, explained)
        asked = Asked(table, question, self._words, cues, named, [term for term, _ in terms])
        lines = ask_by_standard(asked) if table.computed else frozenset()
        built = _built(asked, earlier)
        if (
            built is None
            or not _of_one_line(built)
            or (built.kind == "mean" and _of_nurseries_unsaid(table, question, named))
        ):
            return None
        names = built.keys or built.columns or built.where or built.kind == "count"
        # 小学 names no row of its own in a table by stage: it sorts rows there as it does in a table of schools.
        score = (OF_VALUE if table.noun == STAGE else OF_ROW) * len(named.rows) + OF_VALUE * (
            len(named.values) + len(terms)
        )
        score += OF_COLUMN * (min(len(named.columns), 2) + bool(built.title))
        score += sum(one.letters for one in named.columns) / 4 + OF_TITLE * titled
        score -= OF_COLUMN * sum(self._words.narrows(table.columns[one.column], question) for one in named.columns[:2])
        score -= OF_COLUMN * (not titled and any(_is_bare(table.columns[index]) for index in built.columns[:1]))
        score -= OF_COLUMN * _of_nurseries_unsaid(table, question, named)
        score += OF_VALUE * _asks_rows(table, question) + _kind_of_rows(table, question) - UNEXPLAINED * len(left)
        loose = [one for one in named.loose if one.rstrip("㎡平方米人元间") not in lines]
        if "幼儿园" in question and table.noun == "学校" and not _has_nurseries(table):
            loose.append("幼儿园")
        town = WHICH_TOWN.search(question)
        if town and built.kind == "rank" and not TOWNS.search(table.noun):
            # 哪个镇学生最多 of a table without towns is no question for its schools.
            loose.append(town["noun"])
        # 班 of 小班班数 and 大班班数: neither is what was asked.
        left += loose + [question[one.start : one.end] for one in named.columns if one.shared]
        return replace(built, score=score - UNEXPLAINED * len(loose), left=tuple(left)) if names else None

    def _terms(self, table: TypedTable, question: str) -> list[tuple[Condition, tuple[int, int]]]:
        """Defined terms that a question uses: by the notes under the table, else by the office's list."""
        found: list[tuple[Condition, tuple[int, int]]] = []
        for item in (*defined_terms(table), *self._words.terms):
            for word in item.asked:
                at = question.find(word)
                column = next((one for one in table.columns if one.name == item.column), None)
                if at < 0 or column is None or any(a < at + len(word) and at < b for _, (a, b) in found):
                    continue
                found.append(
                    (Condition(column=column.index, test="between", low=item.low, high=item.high), (at, at + len(word)))
                )
        return found

    def _told_by(self, table: TypedTable, title: str, word: str) -> bool:
        """Whether a title says a word, or a title or a header another for the same thing (老师 for 教师)."""
        if word in title:
            return True
        meant = [concept for concept in self._words.concepts if word in concept.asked]
        levels = [level for column in table.columns for level in column.path]
        return any(
            any(other in title for other in concept.asked)
            or any(self._words.concept_named(level) is concept for level in levels)
            for concept in meant
        )

    def _ratio_spans(self, question: str) -> list[tuple[int, int]]:
        return [
            (at, at + len(word))
            for ratio in self._words.ratios
            for word in ratio.asked
            if (at := question.find(word)) >= 0
        ]

    def _unexplained(
        self, table: TypedTable, question: str, named: Mentions, cues: Cues, terms: Sequence[tuple[int, int]]
    ) -> tuple[list[str], int]:
        """Nouns that nothing of the table explains, and how many its title does."""
        covered = [False] * len(question)
        ratios = self._ratio_spans(question)
        for start, end in (*named.spans(), *cues.spans, *terms, *ratios):
            covered[start:end] = [True] * (end - start)
        constant = " ".join(column.values[0] for column in table.columns if len(column.values) == 1)
        title = f"{constant} {table.title} {table.name} {table.place} {table.noun} {table.notes}"
        left: list[str] = []
        titled, at = 0, 0
        rows = [(one.start, one.end) for one in named.rows]
        begins = {one.start for one in named.columns}
        for word, tag in self._tagged(question):
            start, at = at, at + len(word)
            # 退休教师 are not 专任教师: what stands right before a figure's name narrows it.
            if len(word) < 2 or not (_TELLING.match(tag) or (at in begins and _NARROWS.match(tag))):
                continue
            if word in f"{table.title} {table.name}":
                titled += 1
                continue
            rest = "".join(c for c, used in zip(word, covered[start:at], strict=True) if not used)
            if (
                len(rest.strip(_LIGHT)) < (1 if len(rest) > 1 else 2)
                or {word, rest, rest.strip(_INSIDE)} & self._words.generic
                or self._told_by(table, title, rest)
            ):
                continue
            left.append(word)
        bare = "".join(
            " " if used or char in "的是有各" else char for char, used in zip(question, covered, strict=True)
        )
        # A school that no row is stays unexplained, though 小学 is a word of the table.
        left += [
            school.text
            for school in self._schools.find(question)
            if not all(covered[school.start : school.end])
            and not any(a < school.end and school.start < b for a, b in rows)
        ]
        left += [
            found[0] for found in _RATE.finditer(bare) if found[0] not in title and found[0] not in self._words.generic
        ]
        if cues.descending is None:
            left += [found[0] for found in _SUPERLATIVE.finditer(bare)]
        return left, titled


def _of_the_question(cues: Cues, table: TypedTable, question: str) -> Cues:
    """Cues without a mean that only the table's title speaks of: 生均补助发放表 asks for no mean."""
    found = words.MEAN.search(question)
    if not cues.mean or found is None:
        return cues
    around = range(max(0, found.start() - 2), found.start() + 1)
    runs = [question[at : max(at + TITLE_RUN, found.end() + 1)] for at in around]
    return replace(cues, mean=not any(run in title for run in runs for title in (table.title, table.name)))


def _is_bare(column: Column) -> bool:
    """Whether only the table's title says whose 人数 or 金额 a column is: aid by stage is no number of pupils."""
    return len(column.path) > 1 and (is_generic(column.path[-1]) or column.path[-1] == _MONEY)


def _of_one_line(built: Reading) -> bool:
    """Whether rows that hold one another (600分以上, 580分以上) are asked at one line: more add up to nothing."""
    line = built.table.line
    if line < 0:
        return True
    return all(
        any(one.column == line and one.low is not None and one.low == one.high for one in query.where)
        for query in (built.query, built.whole)
        if query is not None
    )


def _of_nurseries_unsaid(table: TypedTable, question: str, named: Mentions) -> bool:
    """Whether a figure of kindergartens would stand for one of schools: 全县生均公用经费, 在校生超过1000人的."""
    said = re.search("园|幼儿|学前|保教", question) or named.rows or named.values
    return table.noun == "幼儿园" and not said


def _has_nurseries(table: TypedTable) -> bool:
    """Whether kindergartens are rows or columns of a table of schools; a note may say that they are not."""
    result = (*table.keys, table.title, table.name, *(column.name for column in table.columns))
    values = (value for column in table.columns for value in column.values)
    return any(re.search("幼儿园|学前", text) for text in (*result, *values))


def _asks_rows(table: TypedTable, question: str) -> bool:
    """Whether a question asks which, how many or each of what the rows are: 哪个乡镇, 几所学校, 哪一科."""
    noun = f"(?:{re.escape(table.noun)}|{re.escape(table.noun[-1:])})"
    return bool(re.search(rf"(?:哪|几|多少|每|各)(?:一|个|所|家|些|几|门)*{noun}", question))


def _kind_of_rows(table: TypedTable, question: str) -> float:
    """What it brings that a question speaks of what a table's rows are (项目), or costs that they are others."""
    said = [noun for noun in ("幼儿园", "项目", "镇街", "街镇", "乡镇") if noun in question]
    if not said:
        return 0.0
    return OF_TITLE if table.noun in said else -OF_TITLE if table.noun in ("学校", "幼儿园", "项目") else 0.0


# What a question may ask, the more particular first.
_STEPS = (named_ratio, share, mean, rank, grouped, looked_up, same_for_all, listed, counted, summed)


def _built(asked: Asked, kept: Reading | None) -> Reading | None:
    """The reading of a question, its score still to be told.

    Args:
        asked: The question over a table.
        kept: The question before, whose rows and figure a follow-up goes on about.
    """
    if kept is not None:
        bound = bool(asked.values or asked.conditions)
        asked.carry(kept)
        cues = asked.cues
        ratio = any(word in asked.text for one in asked.words.ratios for word in one.asked)
        if not asked.figures and not asked.sorts and not asked.counts and not cues.share and not ratio:
            if cues.descending is None and not cues.mean and not cues.listed:
                # 那初中呢 changes the rows and asks for the same.
                query = replace(kept.query, where=asked.rows)
                return replace(kept, query=query, where=tuple(asked.where), keys=asked.keys)
            asked.take_figures(kept.columns)
        if kept.query.how == "count" and bound and not asked.figures:
            return asked.reading("count", TableQuery(where=asked.rows), ())
    made = next((made for step in _STEPS if (made := step(asked)) is not None), None)
    if made is None or made.kind not in ("sum", "count"):
        return made
    # A mean or a figure each that nothing here can tell is never told as one sum.
    unmet = asked.cues.mean or (_EACH_HOW_MANY.search(asked.text) and not asked.keys and made.query.group is None)
    return None if unmet else made

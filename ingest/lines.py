"""What the lines of a document's head and tail are, from one table: a number, an act, a signature, a day, a term…

A text that lost its line ends is one line that carries several labels. The readers of dates, issuers, titles, numbers
and relations only choose among labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

HEAD_LINES, HEAD_CHARS, TAIL_LINES, END_LINES, TERM_CHARS, LAST_CHARS = 16, 700, 14, 28, 1500, 200

HAN, COUNT = "[一-鿿]", "[一二三四五六七八九十]"
YEAR = r"(?:19|20|１９|２０)[0-9０-９]{2}"
_OF_MONTH = rf"(?:[0-9０-９]{{1,2}}|{COUNT}{{1,3}})"
DATE = (
    rf"(?<![0-9０-９])(?:{YEAR}|[一二][〇○Ｏ零九一二三四五六七八]{{3}})\s*(?:年|[-./])\s*"
    rf"{_OF_MONTH}\s*(?:月|[-./])\s*{_OF_MONTH}(?:\s*日)?(?![0-9０-９])"
)
# What offices are called by, and the single characters that end a name only where more says that it is one.
_ORG_ENDS = (
    "[局厅部]|办公室|人民政府|委员会|代表大会|联合会|协会|[党省市区县]委|党组|领导小组|总署|国务院|法院|检察院"
    "|研究[院所]|中心"
)
OFFICE_ENDS = "局厅会府室部委署组心院办"
ORG = rf"{HAN}{{1,40}}?(?:{_ORG_ENDS})"
SIGNER = rf"{HAN}{{1,40}}?(?:{_ORG_ENDS}|[委院署会办组])"
# 豫发〔2020〕13号, and as damage leaves it: 豫发 2020 13号
NUMBER = (
    rf"(?P<word>{HAN}{{1,14}})\s*(?:[〔\[【（(［﹝]\s*(?P<year>{YEAR})\s*[〕\]】）)］﹞]\s*第?|(?P<bare>{YEAR})\s+)"
    r"\s*(?P<n>[0-9０-９]{1,5})\s*号"
)
# 国务院令第741号, 财政部公告2020年第6号
ORDER = (
    rf"(?P<order>(?P<org>{HAN}{{2,28}}?)(?:令|公告))\s*(?:(?P<of_year>{YEAR})\s*年?\s*)?第?\s*"
    r"(?P<nth>[0-9０-９]{1,5})\s*号"
)
QUOTED = re.compile(r"《[^》]*》+")
_SPACED = re.compile(rf"(?<!\S){HAN}(?:\s+{HAN})+(?!\S)")


def joint(one: str) -> str:
    """The pattern of several names of a kind, one after the other."""
    return rf"{one}(?:[\s　、]+{one})*"


_HEADING = rf"#*\s*(?:{COUNT}{{1,3}}、|第(?:{COUNT}+|1)[章条]|各位|[（(]{COUNT}[）)]|目\s*录$)"
_BODY = rf"{_HEADING}|.{{60,}}。$"
# Kind, where it may stand, pattern; a pattern goes on where a line begins with a space. `head` is what stands before
# the text itself; `tail`, `end` and `terms` are the last lines, `last` is the end of the last one.
_TABLE = r"""
dated head (?P<label>发文|成文|印发|发布)日期】?\s*[:：]?\s*(?P<date><DATE>)
numbered head (?:文号|发文字号|文件编号)\s*[:：]\s*(?P<number>.{4,40})
office head (?:发布机构|发文机关|发文单位|制定机关)\s*[:：]\s*(?P<orgs>[^\s　|,，]{2,30})
source head (?:信息来源|来源|作者)\s*[:：]\s*(?P<orgs>[^\s　|,，)）]{2,30})
number head <NUMBER>
act head ^(?=.{0,300}$).*(?:通过|批准|公布|发布|颁布|修[订正改]|施行|实施[)）]?$|令第?\s*\d).*(?<!。)$
session head (?:(?P<year><YEAR>)年.{0,8}?)?在(?P<place><HAN>{2,24}?)
 (?:第[一二三四五六七八九十\d]+[届次]|<COUNT>+届)|(?:会议|全会|大会)上
under_title head [（(]\s*(?P<date><DATE>)\s*[）)]
day any ^[\s（()）。]*(?P<date><DATE>)[\s（()）。]*$
signature tail ^(?=.{0,60}$)(?P<orgs><ORGS>)$
signed last (?:^|[\s　。])(?P<orgs><SIGNERS>)[\s　]*(?P<date><DATE>)
 [\s　）)。]*(?:[（(][^（）()]{0,60}[）)][\s　]*|[【\[]\s*[^【】\[\]]{2,8}[】\]][\s　]*)*(?:抄送.*)?$
signed any [。！][\s　]*(?P<orgs>(?:[一-鿿（）、]{2,30}[\s　]{1,8}){0,3}<HAN>{2,28}[<ENDS>])[\s　]{1,40}
 (?P<date><DATE>)(?=[\s　（(【]|$)
made_public any (?P<date><DATE>)[\s　]*[（(]此件.{0,4}公开
printed tail (?P<date><DATE>)\s*印发[)）]?$
in_force end (?:本<HAN>{1,6}?(?:自|从|于)\s*(?P<date><DATE>)[^。；，]{0,4}?|自(?:公布|发布|印发)之日起)
 (?:施行|实施|执行)
term terms 有效期限?(?:截?至|到)(?P<date><DATE>)|(?:执行|施行|实施)(?:期限)?至(?P<until><DATE>)
 |有效期限?为?\s*(?P<years>[0-9一二两三四五六七八九十]{1,2})\s*年
appendix any ^附\s*件\s*(?P<n>[0-9０-９一二三四五六七八九十]{0,3})\s*[:：.．、]?\s*(?P<name>.{0,80})$
jointly tail 由(?P<orgs><HAN>{4,30}?(?:与|和|、)<HAN>{4,30})(?:[（(][^）)]*[）)])?
 联合(?:研制|编制|发布|印发|制定|编写)
closing last [（(](?P<orgs><HAN>{2,20}(?:局|厅|委员会|人民政府|办公室|部|学校|中学|小学|大学))(?:供稿)?[)）]$
"""
_PIECES = {"DATE": DATE, "YEAR": YEAR, "HAN": HAN, "COUNT": COUNT, "NUMBER": NUMBER, "ENDS": OFFICE_ENDS}
_PIECES |= {"ORGS": joint(ORG), "SIGNERS": joint(SIGNER)}


def _rows() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    for row in _TABLE.replace("\n ", "").split("\n")[1:-1]:
        kind, where, pattern = row.split(" ", 2)
        yield kind, where, re.compile(re.sub(r"<([A-Z]+)>", lambda name: _PIECES[name[1]], pattern))


_ROWS = tuple(_rows())


@dataclass(frozen=True, kw_only=True)
class Label:
    """One line, or a stretch of one, that is of a kind: `label["date"]` and the like are what it says, '' for nothing.

    `at` is the line's number among those of the document that are not empty.
    """

    kind: str
    at: int
    line: str
    found: re.Match[str]

    def __getitem__(self, name: str) -> str:
        return self.found[name] or ""

    @property
    def words(self) -> str:
        """What bears the label, as written."""
        return self.found[0].strip("。！").strip()


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """The lines of a document that are not empty, and their labels in order.

    `head` is what stands before the text itself, `opening` what stands before its first heading.
    """

    lines: tuple[str, ...]
    head: tuple[str, ...]
    opening: tuple[str, ...]
    labels: tuple[Label, ...]

    def of(self, *kinds: str) -> Iterator[Label]:
        """The labels of some kinds, kind after kind."""
        return (label for kind in kinds for label in self.labels if label.kind == kind)

    def first(self, *kinds: str) -> Label | None:
        """The first label of the first of these kinds that there is."""
        return next(self.of(*kinds), None)


@lru_cache(maxsize=8)
def label_lines(text: str) -> Labelled:
    """Every line of a cleaned text with what it is. Letter-spaced words stand together in it: 财 政 部 is 财政部."""
    bare = (one.replace("\u200b", "").strip() for one in text.split("\n"))
    lines = tuple(_SPACED.sub(lambda found: "".join(found[0].split()), line) for line in bare if line)
    count = len(lines)
    body, heading = (
        next((i for i, line in enumerate(lines[:HEAD_LINES]) if i and re.match(begins, line)), HEAD_LINES)
        for begins in (_BODY, _HEADING)
    )
    numbers: dict[str, Sequence[int]] = {
        "head": range(min(body, count)),
        "tail": range(max(0, count - TAIL_LINES), count),
        "end": range(max(0, count - END_LINES), count),
        "terms": range(max(0, count - sum(bool(line.strip()) for line in text[-TERM_CHARS:].split("\n"))), count),
        "last": range(max(0, count - 1), count),
        "any": range(count),
    }
    cut = {"head": slice(HEAD_CHARS), "last": slice(-LAST_CHARS, None), "terms": slice(-TERM_CHARS, None)}
    labels = tuple(
        Label(kind=kind, at=i, line=lines[i], found=found)
        for kind, where, pattern in _ROWS
        for i in numbers[where]
        for found in pattern.finditer(lines[i][cut.get(where, slice(None))])
    )
    return Labelled(lines=lines, head=lines[:body], opening=lines[:heading], labels=labels)

"""What a question wants calculated: the kind of calculation and the questions whose answers are its operands.

The operands are asked of the reader one by one, each in its own place and year; `assistant/arithmetic.py` does the sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.schema import Place

Kind = Literal["difference", "growth", "sum", "share", "mean", "multiple", "before", "decline"]
_GROWTH = re.compile(
    r"增长(?:了)?(?:率|百分之|多少%|几个百分)|增幅|增速|涨了?百分|(?:增|提|升|降|减|涨|少|多)[^，。]{0,4}百分之[几多]"
)
_DIFFERENCE = re.compile(
    r"(?:少|多|高|低|增加|减少|(?<!新)增|减|提高|下降|降|涨|差|相差|差距)[招收投建花出完了]{0,2}(?:多少|几)|相差|差距|(?:比|跟|和|与).{0,14}[多少高低]多少"
)
_SUM = re.compile(r"合计|一共|总共|共计|共(?=有)|加起来|合起来|累计|总和")
_MEAN = re.compile(
    r"平均(?:每|一)(?P<unit>[个名位所校])?(?P<below>[\u4e00-\u9fff]{1,8}?)(?:要|能|得|大概)*(?:带|有|教|分到|摊到|摊|负担|对应|配|用|花|投入|多少(?=[学幼教老])|几(?=个))(?:多少|几)?[个名人]?(?P<above>[\u4e00-\u9fff]{1,8})"
)
_OF_EACH = re.compile(r"各|分别")
_MULTIPLE = re.compile(r"几倍|多少倍")
# 在园幼儿占全市比重: one place's figure in another's.
_SHARE_OF = re.compile(
    r"占(?:了|到|据)?(?:全?[省市县区州]|[\u4e00-\u9fff]{2,8}?[省市县区州旗])的?(?:总[量数]的?)?(?:比重|比例|百分比|百分之[几多]少?|多少|几成|多大)?(?:是|有|为)?(?:多少|多大|多高|几)?"
)
# 跟全市平均比起来怎么样, 高还是低: what is told of each says it too.
_COMPARED = re.compile(r"比.{0,20}?(?:怎么?样|咋样|如何|[高低多少好强]吗|[高多]还是[低少])|[高多]还是[低少]")
_CHANGED = re.compile(r"[比较]|从|变化|[了共](?:增|减|少|多(?!少))")
_LAST = re.compile(
    r"[比较](?:上年|去年|上一?年|前一年|头一年|往年|同期)|同比|[跟和与同](?:上年|去年|上一?年|前一年|头一年)相?比"
)
# 2023、2024两年的上线率对比: each year's figure is told, and the difference.
_EACH_YEAR = re.compile(r"(?:的)?(?:情况)?(?:对比|比较|比一比|变化).{0,4}$|(?:对比|比较)一下")
_YEAR = re.compile(r"(?<!\d)(?:20)?\d{2}(?!\d)年?[和与跟、]?")
_CHANGE_WORDS = re.compile(
    r"(?:一共|总共)?(?:[比较跟和与](?=.{0,12}(?:少|多|高|低|增|减|涨)))|(?:增加|减少|提高|下降|增长|增|减|降|涨|少|多|高|低|差)了?(?:多少|几|百分之[几多]少?)(?:个百分点|个点|人|名|所|个|%)?|百分之几"
)
# 计划完成了百分之几, 比计划少招了多少, 计划投的钱还差多少: what was planned against what was done.
_PLANNED = re.compile(r"比?(?:原|原来|原定)?(?:计划|目标|任务)数?")
_PLAN_SHARE = re.compile(r"(?:计划|目标|任务).{0,8}完成了?(?:百分之几|几成|多少百分|率)|完成率")
_PLAN_GAP = re.compile(
    r"比(?:原)?(?:计划|目标|任务).{0,4}[少多差][^，。]{0,3}(?:多少|几)|(?:计划|目标|任务).{0,16}还?差(?:多少|几)"
)
_PLAN_MET = re.compile(r"(?:计划|目标|任务)数?(?:完成|实现)了?(?:吗|没有?|了没)")
PLANNED, DONE = "计划", "实际"
_SCHOOLS = re.compile(r"小学|初中|高中|幼儿园|学校|中学")
_GAP_WORDS = re.compile(
    r"(?:完成|实现)了?(?:吗|没有?|了没)|[少多][招收投建花]?了?(?:多少|几)[名个人所]?|还?差(?:多少|几)[名个人所]?(?:没[\u4e00-\u9fff]{1,2})?|完成了?(?:百分之几|几成|率(?:是多少)?)"
)
# 隐患还有多少没整改: the whole less what is done.
_REMAINS = re.compile(r"还?(?:有|剩下?)?(?:多少|几)[个处名所人]?(?:没有?|未|尚未)(?P<done>[\u4e00-\u9fff]{2,4})")
# 小学生比初中生多多少: two things of one account.
_BETWEEN = re.compile(
    r"(?:的|年|[省市县区])(?P<a>[\u4e00-\u9fff]{2,8}?)比(?!上年|去年|前年|前一年|上一年|往年|同期|计划|原)(?P<b>[\u4e00-\u9fff]{2,8}?)(?:要|又)?[多少高低]了?(?:多少|几|好多)(?P<unit>[个名人所元万]?)(?:[？?]|$)"
)
# 除了一中，其他学校合计多少: the whole without a part.
_WITHOUT = re.compile(
    r"除(?:了|去|开)?(?P<part>[\u4e00-\u9fff\d]{2,10}?)(?:以外|之外|外)?[，,]?其[他它余](?:的|学校|县区|县|区|地方)?"
)


@dataclass(frozen=True, kw_only=True)
class Operand:
    """One figure to be read: the question for it, and the year or place that is its own (None: the question's).

    `plainly` asks for the same in fewer words; `unit` is the measure word it must be told in, "" for any.
    """

    question: str
    label: str
    year: int | None = None
    place: Place | None = None
    school: str = ""
    plainly: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A calculation over operands, in the order of the formula (a difference is first − second).

    `needed`: whether the question asks for the result, so that nothing else answers it.
    """

    kind: Kind
    operands: tuple[Operand, ...]
    needed: bool = True


def asked_calculation(question: str, places: Sequence[Place], years: frozenset[int]) -> Calculation | None:
    """The calculation that a question asks for over several years or places; None where it asks for none.

    What a sentence may state itself (比上年增加多少) is read and not calculated.
    """
    inside = _of_one_text(question)
    if inside is not None:
        return inside
    if _SUM.search(question) and len(years) > 1 and not _CHANGED.search(question):
        bare = _SUM.sub("", question)
        return Calculation(kind="sum", operands=tuple(_of_year(bare, year) for year in sorted(years)))
    if _SUM.search(question) and len(places) > 1 and len(years) < 2 and not _OF_EACH.search(question):
        bare = f"{_SUM.sub('', question).strip('？?。，, ')}"
        operands = tuple(Operand(question=bare, label=place.name, place=place) for place in places)
        return Calculation(kind="sum", operands=operands)
    share = _SHARE_OF.search(question)
    if share and len(places) == 2:
        bare = f"{question[share.end() :]}{question[: share.start()]}".strip("？?。，, ") + "是多少"
        return Calculation(
            kind="share", operands=tuple(Operand(question=bare, label=p.name, place=p) for p in places), needed=False
        )
    changes = _DIFFERENCE.search(question) or _GROWTH.search(question)
    if changes and len(years) > 1 and not _LAST.search(question):
        return _over_years(question, sorted(years))
    if _EACH_YEAR.search(question) and len(years) == 2 and len(places) < 2:
        return replace(_over_years(_EACH_YEAR.sub("", question), sorted(years)), needed=False)
    if changes and len(places) == 2 and not _OF_EACH.search(question):
        bare = _bare(question)
        operands = tuple(Operand(question=bare, label=place.name, place=place) for place in places)
        return Calculation(kind="growth" if _GROWTH.search(question) else "difference", operands=operands)
    if _COMPARED.search(question) and len(places) == 2 and len(years) < 2:
        bare = f"{_COMPARED.sub('', question).strip('？?。，, 跟和与平均')}是多少"
        operands = tuple(Operand(question=bare, label=place.name, place=place) for place in places)
        return Calculation(kind="difference", operands=operands, needed=False)
    if _MULTIPLE.search(question) and len(places) == 2:
        bare = _MULTIPLE.sub("多少", question)
        return Calculation(
            kind="multiple", operands=tuple(Operand(question=bare, label=p.name, place=p) for p in places)
        )
    return None


def year_on_year(question: str, years: frozenset[int]) -> Calculation | None:
    """This year's figure against last year's where a question asks for the change; None where it asks for none.

    It is wanted where no text states the change itself.
    """
    changes = _DIFFERENCE.search(question) or _GROWTH.search(question)
    if not changes or len(years) != 1 or not _LAST.search(question):
        return None
    year = min(years)
    return replace(_over_years(_LAST.sub("", question), (year - 1, year)), needed=False)


def _of_one_text(question: str) -> Calculation | None:
    """Calculations over figures of one place and year: planned against done, a mean, a whole without a part."""
    if _PLAN_SHARE.search(question) or _PLAN_GAP.search(question) or _PLAN_MET.search(question):
        bare = _GAP_WORDS.sub("", _PLANNED.sub("", question)).strip("？?。，, 的")
        planned = Operand(question=f"{bare}计划多少", label=PLANNED)
        done = Operand(question=f"{bare}实际完成多少", label=DONE, plainly=f"{bare}多少")
        if _PLAN_SHARE.search(question):
            return Calculation(kind="share", operands=(done, planned))
        return Calculation(kind="difference", operands=(planned, done), needed=not _PLAN_MET.search(question))
    remains = _REMAINS.search(question)
    if remains:
        lead = question[: remains.start()].strip("，, ")
        whole = Operand(question=f"{lead}一共多少", label="全部")
        done = Operand(question=f"{lead}{remains['done']}多少", label=f"已{remains['done']}")
        return Calculation(kind="difference", operands=(whole, done))
    mean = _MEAN.search(question)
    if mean:
        lead = question[: mean.start()].strip("，, ")
        # 平均每所小学多少学生: 小学 is counted in 所, and the pupils are those of 小学.
        unit = (mean["unit"] or "").replace("校", "所")
        own = mean["below"] if _SCHOOLS.fullmatch(mean["below"]) and mean["below"] != "学校" else ""
        above = Operand(question=f"{lead}{own}{mean['above']}一共多少", label=f"{own}{mean['above']}")
        below = Operand(
            question=f"{lead}{mean['below']}一共多少{unit}", label=mean["below"], unit="所" if unit == "所" else ""
        )
        return Calculation(kind="mean", operands=(above, below))
    between = _BETWEEN.search(question)
    if between:
        unit = between["unit"] or ("人" if between["a"][-1] in "生师工童员" else "")
        lead, tail = question[: between.start("a")], f"多少{unit}"
        one, other = (Operand(question=f"{lead}{between[side]}{tail}", label=between[side]) for side in ("a", "b"))
        return Calculation(kind="difference", operands=(one, other))
    without = _WITHOUT.search(question)
    if without:
        rest = _SUM.sub("", question[: without.start()] + question[without.end() :]).strip("，, ")
        lead = question[: without.start()].strip("，, ")
        part = Operand(
            question=f"{lead}{without['part']}{rest.removeprefix(lead)}", label=without["part"], school=without["part"]
        )
        return Calculation(kind="difference", operands=(Operand(question=rest, label="全部"), part))
    return None


def _over_years(question: str, years: Sequence[int]) -> Calculation:
    """The last year against the first."""
    bare = _bare(question)
    first, last = _of_year(bare, years[0]), _of_year(bare, years[-1])
    kind: Kind = "growth" if _GROWTH.search(question) else "difference"
    return Calculation(kind=kind, operands=(last, first))


def _of_year(bare: str, year: int) -> Operand:
    stripped = re.sub(r"从|到|至|三年|两年|这几年|[比较]", "", _YEAR.sub("", bare))
    return Operand(question=f"{year}年{stripped}", label=f"{year}年", year=year)


def _bare(question: str) -> str:
    """A question for a change as one for the figure itself, in the same measure word."""
    measured = re.search(r"(?:多少|几)(?P<unit>人次|人|名|所|元)", question)
    return f"{_CHANGE_WORDS.sub('', question).strip('？?。 ')}是多少{measured['unit'] if measured else ''}"

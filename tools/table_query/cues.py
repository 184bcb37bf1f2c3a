"""Words of a question that say what is done with figures: count, sum, mean, share, rank, list, group, compare years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.han_numerals import han_to_int
from core.period import find_periods

_N = r"[一二两三四五六七八九十]|\d{1,3}"
_MANY = r"(?:多少|几|好多)"
MOST = re.compile(
    r"最(?:多|大|高|贵|挤|晚|新|快|好|长|重)|挤得最厉害|最厉害|领先|居首|(?:排|位列?|名列)?第一(?:名|位)|头一名"
)
LEAST = re.compile(r"最(?:少|小|低|便宜|慢|差|短|轻|老|久)|垫底|倒数|末位|最后一名|最早")
FIRST = re.compile(
    rf"(?:排(?:名|在)?|居|列)?前(?P<n>{_N})(?:名|位|所|个|家|项)?(?!年|期|三季)|(?P<least>倒数|后)(?P<m>{_N})(?:名|位|所|个|家|项)"
)
_OF_MOST = re.compile(
    rf"最[多大高贵晚新快好少小低慢差早]的?(?P<n>{_N})(?:名|位|所|个|家|项)|(?:哪|这)(?P<k>[二两三四五六七八九十])(?:名|位|所|个|家|项)"
)
_NTH = re.compile(
    r"(?:排|位居|名列|列)第?(?P<n>[二三四五六七八九十]|\d{1,2})(?:名|位|的|$|[，。？?])|第(?P<m>[二三四五六七八九十])[多大高少小低]"
)
WHICH = re.compile(r"哪(?:些|几[个所家项名位]?|[一两三四五]?[个所家项名位科类]?)|是谁|谁家?|叫[什啥]么?名?")
LIST = re.compile(
    r"哪些|哪几[个所家项名位]|有[哪啥]些?|都有(?:[谁啥]|什么|哪)|名单|列(?:一下|出|个|举)|列表|清单|都是谁|分别是哪|叫[什啥]么?名?|是哪[些几]|列出来"
)
COUNT = re.compile(
    rf"{_MANY}\s*(?:所|家|间?学校|个(?:学校|幼儿园|园|项目|单位|乡镇|镇|街道|部门|地方))|(?:学校|幼儿园|园|项目)(?:总)?数(?!学)(?:量)?|计数"
)
HOW_MANY = re.compile(rf"{_MANY}\s*(?:个|所|家|项|名|位|人|间|册|本|台|平方米|万元|元|亩|分|岁|套|张|辆)?")
SUM = re.compile(r"总共|一共|合计|总计|加起来|加在一起|共计|总数|总和|总量|汇总|合起来|统共|拢共")
MEAN = re.compile(
    r"平均|人均|生均|校均|园均|班均|师均|均值|(?:每|一)(?:个|名|位|所|家|间|项)?[^，。？]{1,6}?(?:能?摊|能?分|合|带|看)"
)
EACH = re.compile(
    r"各(?!级|类课程|种原因)|分别|每(?:个|所|家|类|种|项)|按[^，。？]{1,10}(?:分|统计|汇总|来看|排)|逐(?:一|个)"
)
BY = re.compile(r"(?:按|分|各|每(?:个|类|种)?|[两三四五六七八九]种|不同)$")
SHARE = re.compile(r"占(?!地|了?(?:几|多少)(?:个|名|人|所|家))|百分之(?:多少|几)|几成|比例|比重|占比|百分比")
OF_IT = re.compile(r"占(?:了|到|着)?(?!地|比)")
INSIDE = re.compile(r"(?:里头?|里面|当中|之?中|其中)")
CHANGE = re.compile(
    r"(?:比|较|与|跟|和|同)(?:去年|上一?年|前一年|上一?学年|上年度|往年|(?:19|20)\d\d\s*年?)(?:同期)?(?:相比|比)?|同比|一年下来|变化|增减|涨(?:了|得)?|掉得|(?:增加|减少|增长|下降|多|少)了(?:多少|几)"
    r"|新(?:增|冒出来|多出来?)(?:了)?哪|(?:增加|减少|上升|下降|增长)(?:多少|几)|还是少了|后面?一年"
)
GONE = re.compile(r"没了|没有了|不见了|撤了|被撤|撤并|撤销|不在了|减少了哪|少了哪")
NEW = re.compile(r"新(?:增|设|办|开|建|添|冒)(?:出来)?了?(?:的)?|多出(?:来)?")
BOTH = re.compile(r"两年都[在有]|两年都")
GREW = re.compile(r"(?:涨|增|增加|增长|多)得?最[多大快]|增[加长幅量]?最[多大快]|涨最多|涨幅最大")
FELL = re.compile(r"(?:掉|减|减少|下降|少|降)得?最[多大快厉]|降幅最大|减少最多|流失最[多大]")
ROWS_UNIT = re.compile(
    r"(?:一|每|1)(?:所|家|校|园)|(?:每|一)个?(?:学校|项目|幼儿园|乡镇|镇街|街镇|街道|镇|乡)|校均|园均"
)
_ASIDE = re.compile(
    r"[（(](?:含|包括)[^（）()]{1,10}[)）]|[（(，,。]?[^，,。（(；;？?]{0,12}(?:不算|不计|不计入|除外|不用算|也算|别算|都算|算上|一起算)(?:进去|在内)?(?:[)）。]|(?=[，,；;？?])|$)"
)
_POLITE = re.compile(
    r"请(?:问|你|帮)?|麻烦|帮我|帮忙|查一下|查查|看看|看一?下|瞅一?眼|瞅瞅|告诉我|给我|统计一?下|数一数|算一?下|想知道|了解|一下|究竟|到底|眼下|目前|现在|当前|如今|今年"
)
_YEAR_WORD = re.compile(r"去年|前年|上一?年度?|上一?学年|今年|本学年|本年|那会儿|学年度?|年度")


@dataclass(frozen=True, kw_only=True)
class Cues:
    """What is to be done, as far as words say it.

    `most` is how many a rank wants (1 where none is said), `nth`: only the last of them (排第二); `descending` is None
    where no rank is asked for.
    """

    count: bool
    mean: bool
    share: bool
    each: bool
    listed: bool
    which: bool
    change: bool
    descending: bool | None
    most: int
    nth: bool
    spans: tuple[tuple[int, int], ...]


def asides_out(text: str) -> str:
    """A question without what is said of missing figures (未填报的不算): missing is never counted anyway."""
    return _ASIDE.sub("", text) if re.search(r"[不也别都用起]算|算上|不计|除外|[（(](?:不?含|包括)", text) else text


def cues_of(text: str) -> Cues:
    """The cues of a question, with the stretches that hold them."""
    first, of_most, nth = FIRST.search(text), _OF_MOST.search(text), _NTH.search(text)
    number = (first and (first["n"] or first["m"])) or (of_most and (of_most["n"] or of_most["k"]))
    number = number or (nth and (nth["n"] or nth["m"]))
    rank = MOST.search(text) or LEAST.search(text) or first or nth
    descending = (
        None
        if rank is None
        else not (
            LEAST.search(text)
            or (first is not None and first["least"])
            or re.search(r"第[二三四五六七八九十][少小低]", text)
        )
    )
    patterns = (
        COUNT,
        SUM,
        MEAN,
        SHARE,
        EACH,
        WHICH,
        LIST,
        CHANGE,
        MOST,
        LEAST,
        FIRST,
        _OF_MOST,
        _NTH,
        _POLITE,
        _YEAR_WORD,
        HOW_MANY,
    )
    spans = [found.span() for pattern in patterns for found in pattern.finditer(text)]
    spans += [(one.start, one.end) for one in find_periods(text)]
    return Cues(
        count=bool(COUNT.search(text)),
        mean=bool(MEAN.search(text)),
        share=bool(SHARE.search(text)),
        each=bool(EACH.search(text)),
        listed=bool(LIST.search(text)),
        which=bool(WHICH.search(text)),
        change=bool(CHANGE.search(text)),
        descending=descending,
        most=han_to_int(number.replace("两", "二")) if number else 1,
        nth=nth is not None,
        spans=tuple(spans),
    )


def taken_of(text: str) -> list[tuple[int, int]]:
    """Stretches whose numbers are no conditions: years, and how many a rank wants."""
    items = [found.span() for pattern in (FIRST, _OF_MOST, _NTH) for found in pattern.finditer(text)]
    return items + [(one.start, one.end) for one in find_periods(text)]

"""Single-figure questions made from provincial work reports, with an extractor that shares no code with the answerer.

A clause that holds one number with a unit behind one subject becomes a question about that subject, its province and
its year. Years are followed through the text: a review of the past year, targets for the next, spans of five years
(which make no question). Questions are made at run time and never stored in the repository.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_UNITS = (
    "个百分点",
    "%",
    "万亿元",
    "亿元",
    "万元",
    "元",
    "万亿斤",
    "亿斤",
    "亿立方米",
    "万千瓦",
    "亿千瓦时",
    "亿千瓦",
    "微克/立方米",
    "万人次",
    "万人",
    "万户",
    "万辆",
    "万亩",
    "万个",
    "万吨",
    "亿吨",
    "万套",
    "万家",
    "公里",
    "平方公里",
    "万平方米",
    "人",
    "户",
    "家",
    "所",
    "个",
    "项",
    "座",
    "条",
    "张",
    "处",
    "岁",
    "件",
    "艘",
    "辆",
    "套",
)
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_STATES = "增长|下降|提高到|提高|提升至|提升到|上升到|增加到|增至|降至|达到|达|突破|超过|为"
_CLAUSE = re.compile(
    rf"^(?P<subject>[\u4e00-\u9fff“”]{{4,18}}?)(?P<state>{_STATES})?(?P<about>约|近|超)?"
    rf"(?P<number>\d+(?:\.\d+)?)(?P<unit>{_UNIT})(?P<more>以上|左右|多)?$"
)
_LEAD = re.compile(r"^(?:全年|全省|全市|全区|我省|我市|我区|预计|实现|累计|其中|全省的|——)+")
_BAD_SUBJECT = re.compile(
    r"分别|以上|以下|其中|我们|这|那|其|该|同比|比上年|较上年|上年|年均|平均每|连续|五年|以来|每年|第[一二三]|前[一二三]|再|"
    r"(?:至|到|达|超|约|近|突破|只|仅|各|余)$|^(?:达|由|从|占|为|比|使|让|以|对|将|把|较|又|均|也|已|和|与|及|的|在|至|到|等|都|并|总数|总量|总额)|"
    r"[\u4e00-\u9fff]{2}(?<!城)(?<!全)[市县州盟](?!场|域|政)"
)
_GENERIC = re.compile(
    r"^(?:经济总量|产业规模|产值规模|总产值|增加值|营业收入|总收入|总规模|综合产值|产业产值|新增里程|完成投资|完成投资额|新增产值|增长速度|发展速度|覆盖面|减税规模)$"
)
_NUMBER = re.compile(r"\d")
# A span of years at the head of a sentence opens a part of its own; elsewhere, like 连续, 以来 or another year, it
# colours one sentence only.
_SPAN = re.compile(r"^.{0,12}(?:五年|十四五|十五五)")
_CLOSING = re.compile(r"收官")
_OTHER = re.compile(r"五年|十四五|十五五|以来|20(?:1\d|2[0-4]|2[7-9]|3\d)年|[过近][去]?[两三四几]年|连续")
_NEXT = re.compile(r"2026年|今年")
_PAST = re.compile(r"2025年|过去的?一年|一年来|这一年|去年")
_TARGET = re.compile(r"预期目标|主要目标|目标是|目标为")
_PART = re.compile(r"^[一二三四五六七八九十]、|^第[一二三四]部分")
RESULT, TARGET = 2025, 2026


@dataclass(frozen=True, kw_only=True)
class Template:
    """A way of asking. `held` templates were written once and their answers never looked at."""

    name: str
    held: bool
    result: str
    target: str


def _template(name: str, held: bool, result: str, target: str) -> Template:
    return Template(name=name, held=held, result=result, target=target)


TEMPLATES = (
    _template("直问", False, "{place}{year}年{subject}{asked}？", "{place}{year}年{subject}的预期目标是{asked}？"),
    _template("口语", False, "{year}年{place}的{subject}{asked}呀", "{place}定的{year}年{subject}目标是{asked}呀"),
    _template("请问", False, "请问{place}在{year}年{subject}{asked}？", "请问{year}年{place}{subject}预期{asked}？"),
    _template(
        "倒问", True, "{subject}{asked}？我问的是{place}{year}年", "{subject}目标{asked}？我问的是{place}{year}年"
    ),
    _template(
        "查数", True, "帮我查一下{year}年{place}{subject}{asked}", "帮我查一下{place}{year}年{subject}计划{asked}"
    ),
    _template(
        "写稿",
        True,
        "写材料要用：{place}{subject}，{year}年{asked}？",
        "写材料要用：{place}{year}年{subject}，目标{asked}？",
    ),
)


@dataclass(frozen=True, kw_only=True)
class ReportFigure:
    """A figure of a report: its subject, what is said of it, the number as written, and its year."""

    place: str
    year: int
    subject: str
    state: str
    number: str
    unit: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class ReportCase:
    """A question with its figure."""

    id: str
    question: str
    template: str
    held: bool
    figure: ReportFigure


def sentences_with_years(text: str) -> Iterator[tuple[str, int]]:
    """Sentences in order, each with its year; 0 where it speaks of a span of years or cannot be told."""
    year = 0
    for line in text.splitlines():
        line = re.sub(r"\s+", "", line).replace("％", "%")
        if _PART.match(line):
            year = 0
        for sentence in re.findall(r"[^。！？]+[。！？]?", line):
            past, coming = bool(_PAST.search(sentence)), bool(_NEXT.search(sentence))
            span = bool(_SPAN.search(sentence)) and not (past and _CLOSING.search(sentence))
            if past and not coming and not span:
                year = RESULT
            elif coming and not past and not span:
                year = TARGET
            elif span or (past and coming):
                year = 0
            yield sentence, 0 if _OTHER.search(sentence) else year


def report_figures(place: str, text: str) -> list[ReportFigure]:
    """Figures of a report that make a question: one year, one subject, one number, told once.

    Targets are taken only from the sentence that announces them; what is planned elsewhere is no figure yet.
    """
    found: dict[tuple[str, str, int], set[ReportFigure]] = defaultdict(set)
    for sentence, year in sentences_with_years(text):
        if year == RESULT or (year == TARGET and _TARGET.search(sentence)):
            for clause in _standing_alone(sentence):
                figure = _figure(place, year, clause)
                if figure:
                    found[(figure.subject, figure.state, year)].add(figure)
    return [next(iter(own)) for own in found.values() if len({(f.number, f.unit) for f in own}) == 1]


def _standing_alone(sentence: str) -> Iterator[str]:
    """Clauses that need nothing before them.

    Not the last of several names (交通、仓储和邮政业增长), nor one whose verb is the first's (新增工厂5家、园区10个).
    """
    parts = re.split(r"([，；。！？：、])", sentence)
    for at in range(0, len(parts), 2):
        listed = at >= 2 and parts[at - 1] == "、"
        if not listed or (_NUMBER.search(parts[at - 2]) and re.search(_STATES, parts[at])):
            yield parts[at]


def _figure(place: str, year: int, clause: str) -> ReportFigure | None:
    bare = _LEAD.sub("", clause)
    matched = _CLAUSE.match(bare)
    if not matched or matched["about"] or matched["more"] or len(_NUMBER.findall(clause)) > 12:
        return None
    subject, state = matched["subject"], matched["state"] or ""
    if _BAD_SUBJECT.search(subject) or _GENERIC.match(subject):
        return None
    if not state and matched["unit"] in ("%", "个百分点") and not re.search(r"率|比例|比重|占比|覆盖面$", subject):
        return None
    return ReportFigure(
        place=place,
        year=year,
        subject=subject,
        state=state,
        number=matched["number"],
        unit=matched["unit"],
        clause=clause,
    )


def asked_of(figure: ReportFigure) -> str:
    """How the number is asked for: 增长多少, 达到多少亿元, 多少个."""
    unit = "" if figure.unit in ("%", "个百分点") else figure.unit
    return f"{figure.state or ('是' if not unit else '')}多少{unit}"


def make_cases(reports: Sequence[tuple[str, str]], per_place: int = 11, seed: int = 0) -> list[ReportCase]:
    """Questions over every report, drawn with a seed; each figure gets one open and, in turn, one held template.

    Args:
        reports: (place, text) of each report.
        per_place: Most figures of one report.
        seed: For the same draw again.
    """
    draw = random.Random(seed)
    cases: list[ReportCase] = []
    for place, text in reports:
        figures = sorted(report_figures(place, text), key=lambda f: (f.year, f.subject, f.state))
        targets = [f for f in figures if f.year == TARGET]
        results = [f for f in figures if f.year == RESULT]
        chosen = draw.sample(targets, min(len(targets), per_place // 3))
        chosen += draw.sample(results, min(len(results), per_place - len(chosen)))
        for figure in chosen:
            template = TEMPLATES[len(cases) % len(TEMPLATES)]
            form = template.target if figure.year == TARGET else template.result
            question = form.format(place=place, year=figure.year, subject=figure.subject, asked=asked_of(figure))
            cases.append(
                ReportCase(
                    id=f"rep-{len(cases) + 1:03d}",
                    question=question,
                    template=template.name,
                    held=template.held,
                    figure=figure,
                )
            )
    return cases

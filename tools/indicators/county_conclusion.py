"""县级结论: lost if any part is lost for certain, 待定 while any part is open, else met (指标手册 §1.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.schema import Figure, FigureInput, Verdict
from tools.indicators.judging import settled


@dataclass(frozen=True, kw_only=True)
class Part:
    """One condition of a conclusion: how many of its items are met, lost and open, and what stands open."""

    name: str
    met: int
    lost: int
    open: tuple[str, ...]
    source: str = ""

    @property
    def verdict(self) -> Verdict:
        """不达标 if any item is lost, 待定 if any is open or there is none, else 达标."""
        if self.lost:
            return "不达标"
        return "待定" if self.open or not self.met else "达标"


def resource_parts(figures: Sequence[Figure]) -> list[Part]:
    """资源配置: every school by 单校综合评估, and the fourteen coefficients."""
    parts = []
    for name, chosen in (
        ("单校综合评估", [figure for figure in figures if figure.code == "L"]),
        ("校际差异系数", [figure for figure in figures if figure.code.startswith("CV-")]),
    ):
        parts.append(part_of(name, chosen))
    # Fourteen coefficients are asked; a stage without units has none and leaves the conclusion open.
    for stage in ("小学", "初中"):
        if not any(figure.stage == stage and figure.code.startswith("CV-") for figure in figures):
            parts.append(Part(name=f"{stage}资源配置", met=0, lost=0, open=(f"没有{stage}数据",)))
    return parts


def part_of(name: str, figures: Sequence[Figure]) -> Part:
    """Count the verdicts of some figures; 临界 counts by its unrounded value."""
    met = lost = 0
    waiting: list[str] = []
    for figure in figures:
        verdict = settled(figure)
        if verdict == "达标":
            met += 1
        elif verdict == "不达标":
            lost += 1
        else:
            waiting.append(" ".join(word for word in (figure.stage, figure.code, figure.unit_id or "") if word))
    return Part(name=name, met=met, lost=lost, open=tuple(waiting), source=figures[0].source if figures else "")


def conclude(parts: Sequence[Part], *, place: str, period: str, downgraded: bool) -> Figure:
    """The county's conclusion (code COUNTY): value is the number of conditions met."""
    verdicts = [part.verdict for part in parts]
    verdict: Verdict = "不达标" if "不达标" in verdicts else "待定" if "待定" in verdicts else "达标"
    wording = "；".join(
        f"{part.name}：达标{part.met}、不达标{part.lost}" + (f"、待定{len(part.open)}" if part.open else "")
        for part in parts
    )
    return Figure(
        ref=f"COUNTY/{place}/{period}",
        name="县级结论",
        value=float(sum(one == "达标" for one in verdicts)),
        unit="个方面",
        place=place,
        period=period,
        origin="computed",
        code="COUNTY",
        text=f"{verdict}（{wording}）" + ("；仅供参考" if downgraded else ""),
        formula="资源配置全部达标 且 政府保障15/15 且 教育质量9/9 且 社会认可度≥85% 且 无一票否决",
        inputs=tuple(
            FigureInput(name=part.name, value=float(part.met), unit="项", source=part.source) for part in parts
        ),
        threshold=float(len(parts)),
        verdict=verdict,
    )

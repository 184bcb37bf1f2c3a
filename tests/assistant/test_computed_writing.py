"""What is told of computed figures: one at the edge counts by its unrounded value."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.indicators import IndicatorAnswer, IndicatorAsk
from assistant.write.computed import write_computed
from core.schema import Figure, Gap, Verdict
from tools.compute_indicator import Computation
from tools.indicators.family import IndicatorResult
from tools.tables.manifest import TableEntry

ENTRY = TableEntry(path=Path("表.csv"), title="某表", kind="A", place="某县", period="2024")
ASK = IndicatorAsk(words=(), within=(), family="优质均衡", codes=(), view="", needs_item=False)


def figure(code: str, value: float, verdict: Verdict, line: float, stage: str = "") -> Figure:
    return Figure(
        ref=code,
        name=f"{code}名",
        value=value,
        unit="%",
        place="某县",
        period="2024",
        origin="computed",
        code=code,
        text=f"{value:.2f}%",
        stage=stage,
        threshold=line,
        verdict=verdict,
        gap=Gap(to_standard=3, to_85=None, unit="人"),
    )


def told(*figures: Figure) -> list[str]:
    result = IndicatorResult(figures=figures)
    done = Computation(name="优质均衡", tables=(ENTRY,), options={}, result=result)
    answer = IndicatorAnswer(ask=ASK, computation=done)
    return [line.text for line in write_computed(answer).lines]


@pytest.mark.parametrize(
    ("code", "value", "line", "head", "said"),
    [
        ("G9", 94.996, 95.0, "不达标：G9", "未达到要求"),
        ("G9", 95.004, 95.0, "所列各项均达标", "达到要求"),
        ("CV-L1", 0.5004, 0.5, "不达标：CV-L1", "未达到要求"),
        ("CV-L1", 0.4996, 0.5, "所列各项均达标", "达到要求"),
    ],
)
def test_what_stands_at_the_edge_is_met_or_not_by_its_unrounded_value(
    code: str, value: float, line: float, head: str, said: str
) -> None:
    lines = told(figure(code, value, "临界", line), figure("G11", 12.0, "达标", 10.0))
    assert head in lines[0]
    own = next(line for line in lines[1:] if line.startswith(code))
    assert f"临界（按未舍入值{said}）" in own
    assert ("到标准还差3人" in own) == (said == "未达到要求")


def test_what_is_below_at_the_edge_stands_among_what_is_not_met() -> None:
    lines = told(figure("G11", 12.0, "达标", 10.0), figure("G9", 94.996, "临界", 95.0))
    assert lines[1].startswith("G9")

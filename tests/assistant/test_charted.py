"""Charts of answers over tables: the answer's own figures as data, where there are four rows or more to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from assistant.draft import Draft, Line
from assistant.engine import Assistant, Question
from assistant.verify import verify
from core.chart import Chart, Series
from core.schema import Citation, Figure, Trace

TOWNS = ("城关镇", "苇河镇", "石岭镇", "南坪乡", "白沙乡")


def roll(year: int, more: int) -> str:
    """Two schools a town: 60 % and 40 % of the town's pupils."""
    rows = [
        f"澜川县{town}{name},{town},{(100 + more) * number * share // 100},{number}"
        for number, town in enumerate(TOWNS, 1)
        for name, share in (("中心小学", 60), ("第二小学", 40))
    ]
    return "\n".join([f"澜川县{year}年学校花名册,,,", "学校名称,所在乡镇,在校生数,班级数", *rows]) + "\n"


MANIFEST = "\n".join(
    f'[documents."澜川{year}.csv"]\ntitle = "澜川县{year}年学校花名册"\nplace = "青岚省澜川县"\ndate = {year}-09-20'
    for year in (2023, 2024)
)


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office({"澜川2024.csv": roll(2024, 10), "澜川2023.csv": roll(2023, 0), "manifest.toml": MANIFEST})


def ask(office: Assistant, text: str) -> Trace:
    return office.invoke(Question(text=text))


def test_townships_are_drawn_in_order_with_their_unit(office: Assistant) -> None:
    chart = ask(office, "澜川县2024年各乡镇在校生分别有多少人？").charts[0]
    assert chart.kind == "rank"
    assert chart.labels == tuple(reversed(TOWNS))
    assert chart.series[0].values == (550.0, 440.0, 330.0, 220.0, 110.0)
    assert (chart.unit, chart.digits) == ("人", 0)
    assert "澜川县" in chart.title
    assert "所在乡镇" in chart.title


def test_a_ranks_chart_holds_what_the_answer_tells_and_no_more(office: Assistant) -> None:
    trace = ask(office, "澜川县2024年在校生数最多的前四所学校是哪些？")
    assert len(trace.charts) == 1
    assert trace.charts[0].series[0].values == (330.0, 264.0, 220.0, 198.0)
    assert set(trace.charts[0].series[0].values) <= {figure.value for figure in trace.figures}


def test_two_years_are_drawn_beside_each_other(office: Assistant) -> None:
    trace = ask(office, "澜川县2024年各乡镇在校生数比2023年增减多少？")
    chart = trace.charts[0]
    assert chart.kind == "trend"
    older, newer = chart.series
    assert older.values == tuple(100.0 * (TOWNS.index(town) + 1) for town in chart.labels)
    assert newer.values == tuple(110.0 * (TOWNS.index(town) + 1) for town in chart.labels)


@pytest.mark.parametrize(
    "question",
    [
        "澜川县石岭镇中心小学2024年有多少在校生？",
        "澜川县2024年在校生一共多少人？",
        "澜川县2024年在校生数最多的前三所学校是哪些？",
    ],
)
def test_fewer_than_four_rows_are_told_without_a_chart(office: Assistant, question: str) -> None:
    trace = ask(office, question)
    assert trace.status in ("answered", "computed")
    assert trace.charts == ()


def test_a_trace_with_a_chart_is_plain_data(office: Assistant) -> None:
    trace = ask(office, "澜川县2024年各乡镇在校生分别有多少人？")
    plain = trace.to_dict()["charts"][0]
    assert plain["kind"] == "rank"
    assert plain["series"][0]["values"][0] == 550.0


DRAFT = Draft(
    status="computed",
    lines=(Line(text="甲5人[F1][1]。", refs=("F1", "1")),),
    citations=(Citation(ref="1", kind="table", document_id="表", title="表", quote="表"),),
    figures=(
        Figure(
            ref="F1",
            name="甲",
            value=5.0,
            unit="人",
            place="",
            period="",
            origin="computed",
            text="5人",
            formula="计数",
        ),
    ),
    charts=(Chart(kind="rank", title="各校", labels=("甲",), series=(Series(name="人数", values=(5.0,)),), unit="人"),),
)


@pytest.mark.parametrize(("value", "kept"), [(5.0, 1), (6.0, 0), (None, 1)])
def test_a_chart_with_a_value_that_no_figure_has_is_not_shown(value: float | None, kept: int) -> None:
    chart = replace(DRAFT.charts[0], series=(Series(name="人数", values=(value,)),))
    checked, _ = verify(replace(DRAFT, charts=(chart,)), "甲多少人", lambda _: pytest.fail("no text is asked"))
    assert len(checked.charts) == kept


def test_a_line_that_fails_takes_the_chart_with_it() -> None:
    bad = Line(text="乙7人[F1][1]。", refs=("F1", "1"))
    checked, checks = verify(
        replace(DRAFT, lines=(*DRAFT.lines, bad)), "各校多少人", lambda _: pytest.fail("no text is asked")
    )
    assert checks.dropped
    assert checked.charts == ()

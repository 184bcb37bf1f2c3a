"""Charts on the page: served as pictures for light and dark, told in words, with nothing of the data run as markup."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from assistant.engine import Assistant
from core.chart import Chart, Series
from core.settings import Settings
from ui.pictures import MAX_KEPT, Pictures
from ui.server import build_server

CHART = Chart(
    kind="rank",
    title="某县各镇在校生数",
    labels=("甲镇", "乙镇"),
    series=(Series(name="人数", values=(5.0, 3.0)),),
    unit="人",
)


def named(label: str) -> Chart:
    return Chart(kind="rank", title=label, labels=(label,), series=(Series(name="值", values=(1.0,)),))


def test_a_figure_has_a_picture_for_each_paper_and_says_what_it_shows() -> None:
    html = Pictures().html([CHART])
    assert re.findall(r'class="cw-on-(light|dark)" src="charts/[0-9a-f]{24}-(light|dark)\.svg"', html) == [
        ("light", "light"),
        ("dark", "dark"),
    ]
    assert html.count("最高的是甲镇，5.00人") == 2
    assert "<figcaption>某县各镇在校生数</figcaption>" in html


def test_no_charts_are_no_markup() -> None:
    assert Pictures().html([]) == ""


def test_names_of_the_data_are_text_in_markup_and_outlines_in_the_picture() -> None:
    bad = '"><script>alert(1)</script>'
    pictures = Pictures()
    html = pictures.html([named(bad)])
    assert "<script" not in html
    assert '"><' not in html.replace('"><figcaption', "").replace('"><img', "").replace('light"', "")
    made = pictures.svg(pictures.keep(named(bad)), dark=False)
    assert made is not None
    assert b"<script" not in made


def test_the_same_chart_has_one_key_and_the_oldest_are_forgotten() -> None:
    pictures = Pictures()
    first = pictures.keep(CHART)
    assert pictures.keep(CHART) == first
    for number in range(MAX_KEPT):
        pictures.keep(named(str(number)))
    assert pictures.svg(first, dark=False) is None


@pytest.fixture(scope="module")
def client(assistant: Assistant, small: Settings) -> TestClient:
    return TestClient(build_server(assistant, small))


@pytest.mark.parametrize("path", ["charts/0123-light.svg", "charts/0123-blue.svg", "charts/..%2F..%2Fetc-light.svg"])
def test_what_is_not_kept_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 422)
    assert "svg" not in response.headers.get("content-type", "")

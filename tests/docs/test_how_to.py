"""docs/how-to: the code shown is the code that tests add and use."""

from __future__ import annotations

import re

import pytest

from core.settings import ROOT
from tests.extending.test_own_parts import LINE

PAGES = ROOT / "docs" / "how-to"
PARTS = ROOT / "tests" / "extending" / "parts"
SHOWN = {
    "add-an-indicator": "reading_rate",
    "add-a-format": "epub_format",
    "add-a-retriever": "newest_first",
    "add-an-intent": "document_list",
}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (PAGES / f"{page}.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("page", SHOWN)
def test_a_page_shows_the_part_that_is_tested(page: str) -> None:
    assert blocks(page, "python") == [(PARTS / f"{SHOWN[page]}.py").read_text(encoding="utf-8")]


def test_every_part_is_shown() -> None:
    assert {path.stem for path in PARTS.glob("*.py")} == set(SHOWN.values())


def test_the_standard_that_is_shown_is_the_one_that_is_tested() -> None:
    assert blocks("add-an-indicator", "toml") == [LINE]

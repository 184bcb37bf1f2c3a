"""README, changelog, manual and the files beside them agree with each other and with the code."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml  # type: ignore[import-untyped]

from core.settings import ENVIRONMENT, ROOT, Settings
from ui.command_line import COMMANDS

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
MAX_README_LINES = 100
MAX_PICTURE_BYTES = 200_000
CATEGORIES = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_RELEASE = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\] - (?P<date>\d{4}-\d\d-\d\d)$", re.M)
_LINK = re.compile(r"\]\(<?(?P<to>[^)\s>]+)>?\)")
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def releases(changelog: str) -> list[tuple[tuple[int, ...], dt.date]]:
    """Version and date of each release, as the changelog has them."""
    return [
        (tuple(map(int, found["version"].split("."))), dt.date.fromisoformat(found["date"]))
        for found in _RELEASE.finditer(changelog)
    ]


def broken_links(page: str, folder: Path) -> list[str]:
    """Links of a page in `folder` that lead to no file; addresses on the web and places of the page itself are not."""
    targets = [unquote(found["to"]) for found in _LINK.finditer(_FENCE.sub("", page))]
    files = [to.split("#")[0] for to in targets if not re.match(r"[a-z]+:", to)]
    return [to for to in files if to and not (folder / to).exists()]


def test_the_newest_release_is_the_version_of_the_package_and_dated() -> None:
    assert releases(CHANGELOG)[0][0] == tuple(map(int, VERSION.split(".")))


def test_every_heading_of_the_changelog_is_a_dated_release_newest_first() -> None:
    told = releases(CHANGELOG)
    assert len(told) == len(re.findall(r"^## ", CHANGELOG, re.M)) > 1
    versions, dates = [version for version, _ in told], [date for _, date in told]
    assert versions == sorted(set(versions), reverse=True)
    assert dates == sorted(dates, reverse=True)


def test_the_changelog_keeps_its_categories_and_no_tables() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.M)) <= CATEGORIES
    assert not re.search(r"^\|", CHANGELOG, re.M)


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= MAX_README_LINES


def test_the_picture_of_the_readme_is_one_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    for picture in pictures:
        data = (ROOT / picture).read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < MAX_PICTURE_BYTES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert broken_links(page.read_text(encoding="utf-8"), page.parent) == []


def test_a_broken_link_is_found() -> None:
    page = "[a](README.md#x) [b](docs/no-such-page.md) [c](https://example.org) [d](#here)\n```\n[e](gone.md)\n```\n"
    assert broken_links(page, ROOT) == ["docs/no-such-page.md"]


def test_a_release_without_a_date_is_none() -> None:
    assert releases("## [1.0.0]\n## Unreleased\n## [0.2.0] - 2026-01-02\n") == [((0, 2, 0), dt.date(2026, 1, 2))]


def test_hooks_are_local() -> None:
    told = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {one["repo"] for one in told["repos"]} == {"local"}
    hooks = [hook for one in told["repos"] for hook in one["hooks"]]
    assert {hook["id"] for hook in hooks} == {"ruff-check", "ruff-format", "mypy"}
    assert {hook["language"] for hook in hooks} == {"system"}


def test_the_citation_is_of_this_version() -> None:
    told = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["version"] == VERSION
    assert told["date-released"] == releases(CHANGELOG)[0][1]
    assert {"cff-version", "message", "title", "authors", "license"} <= set(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_manual_tells_every_command(command: str) -> None:
    assert f"`cewen {command}`" in MANUAL


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_the_manual_tells_every_setting(setting: str) -> None:
    assert f"`{ENVIRONMENT}{setting.upper()}`" in MANUAL


def test_the_manual_tells_no_setting_that_is_none() -> None:
    told = set(re.findall(rf"{ENVIRONMENT}([A-Z_]+)", MANUAL))
    assert told <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("named", sorted(set(re.findall(r"\]\(#([^)]+)\)", MANUAL))))
def test_a_place_of_the_manual_that_is_linked_is_there(named: str) -> None:
    headings = re.findall(r"^#+ (.+)$", MANUAL, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-").lower() for heading in headings}
    assert named in anchors

"""The drawing of the layers in docs/architecture.md is what the code imports, in both directions."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from core.settings import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MARK = "%% imports between top-level packages"
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
PACKAGES = {name for name in BUILD["packages"] if "." not in name} | set(BUILD["py-modules"])
_ARROW = re.compile(r"^(?P<tails>\w+(?: & \w+)*) (?P<line>-->|-\.->) (?P<heads>\w+(?: & \w+)*)$")
Edge = tuple[str, str]


def drawn(page: str) -> tuple[set[Edge], set[Edge]]:
    """Solid and dotted arrows of the drawing that `MARK` opens; a line that is no arrow is an error, not nothing."""
    blocks = [block for block in re.findall(r"```mermaid\n(.*?)```", page, re.S) if block.startswith(MARK)]
    assert len(blocks) == 1, "one drawing tells the imports"
    solid: set[Edge] = set()
    dotted: set[Edge] = set()
    for line in blocks[0].splitlines()[1:]:
        told = line.strip()
        if not told or told.startswith(("%%", "flowchart")):
            continue
        found = _ARROW.match(told)
        assert found, f"no arrow: {told}"
        into = solid if found["line"] == "-->" else dotted
        into |= {(tail, head) for tail in found["tails"].split(" & ") for head in found["heads"].split(" & ")}
    return solid, dotted


def imported(sources: Iterable[tuple[str, str]], packages: set[str]) -> set[Edge]:
    """(package, package) for each import of another top-level package in (package, source text) pairs."""
    edges: set[Edge] = set()
    for package, text in sources:
        names: list[str] = []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
        edges |= {(package, name.split(".")[0]) for name in names}
    return {(tail, head) for tail, head in edges if head in packages and head != tail}


def sources(*, entry_points: bool) -> list[tuple[str, str]]:
    """Package and text of each source file: command lines (`__main__.py`) alone, or all but them."""
    files = [
        (package, path)
        for package in sorted(PACKAGES)
        for path in ([ROOT / f"{package}.py"] if package in BUILD["py-modules"] else (ROOT / package).rglob("*.py"))
    ]
    return [
        (package, path.read_text(encoding="utf-8"))
        for package, path in files
        if (path.name == "__main__.py") is entry_points
    ]


def test_every_package_is_drawn() -> None:
    solid, dotted = drawn(PAGE)
    assert {name for edge in solid | dotted for name in edge} == PACKAGES


def test_every_import_follows_an_arrow_and_every_arrow_has_an_import() -> None:
    solid, _ = drawn(PAGE)
    assert solid == imported(sources(entry_points=False), PACKAGES)


def test_dotted_arrows_are_what_command_lines_import_beyond_their_layer() -> None:
    solid, dotted = drawn(PAGE)
    assert dotted == imported(sources(entry_points=True), PACKAGES) - solid


def test_every_package_has_a_line_that_says_what_it_is_for() -> None:
    assert set(re.findall(r"^\| `(\w+)` \| \S", PAGE, re.M)) >= PACKAGES


@pytest.mark.parametrize("named", sorted(set(re.findall(r"\b(?:[a-z_]+/)+[a-z_]+\.(?:py|toml|json)\b", PAGE))))
def test_a_file_that_the_page_names_is_there(named: str) -> None:
    assert (ROOT / named).is_file()


WRONG = f"""
```mermaid
flowchart TD
    other --> drawing
```
```mermaid
{MARK}
flowchart TD
    upper --> lower & lost
    lower -.-> upper
```
"""
CODE = [
    ("upper", "import lower.part\nfrom json import dumps\n"),
    ("upper", "def late():\n    from beside import it\n    return it\n"),
    ("lower", "from . import part\nfrom lower.part import x\n"),
]


def test_the_parser_reads_arrows_of_the_marked_drawing_only() -> None:
    assert drawn(WRONG) == ({("upper", "lower"), ("upper", "lost")}, {("lower", "upper")})


def test_a_wrong_drawing_is_seen_on_both_sides() -> None:
    solid, _ = drawn(WRONG)
    real = imported(CODE, {"upper", "lower", "beside", "lost"})
    assert real - solid == {("upper", "beside")}
    assert solid - real == {("upper", "lost")}


@pytest.mark.parametrize(
    "line", ["    upper ==> lower", "    upper --> lower -->", "    upper -->|why| lower", "upper"]
)
def test_a_line_that_the_parser_cannot_read_is_an_error(line: str) -> None:
    with pytest.raises(AssertionError, match="no arrow"):
        drawn(f"```mermaid\n{MARK}\nflowchart TD\n{line}\n```\n")


def test_a_page_without_the_drawing_is_an_error() -> None:
    with pytest.raises(AssertionError, match="one drawing"):
        drawn("```mermaid\nflowchart TD\n    a --> b\n```\n")


def test_the_sources_are_found() -> None:
    assert {package for package, _ in sources(entry_points=False)} == PACKAGES
    assert Path(ROOT / "app.py").read_text(encoding="utf-8") in [text for _, text in sources(entry_points=False)]

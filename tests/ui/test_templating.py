"""Templates: all that they are given is text, what is missing is an error, and no module writes HTML beside them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import UndefinedError, meta, nodes
from markupsafe import Markup

from core.settings import ROOT
from ui.templating import environment, render

UI = ROOT / "ui"
TEMPLATES = sorted(path.name for path in (UI / "templates").iterdir())
MODULES = sorted(UI.rglob("*.py"))
EVIL = "<script>alert(1)</script>\"'"
TAG = re.compile(r"<(?:[a-z][a-z0-9]*(?:[\s>/]|$)|!doctype)", re.I)
# Where a tag may stand in a module, and why.
LOOKED_FOR = {"ui/head.py": "what Gradio wrote into its own page is looked for and replaced, not made"}


class Evil:
    """A value of whatever shape a template asks for; what is shown of it would be a script."""

    def __init__(self, *, there: bool) -> None:
        self._there = there

    def __str__(self) -> str:
        return EVIL

    def __bool__(self) -> bool:
        return self._there

    def __iter__(self) -> Iterator[Evil]:
        return iter((self, self))

    def __len__(self) -> int:
        return 2

    def __getattr__(self, name: str) -> Evil:
        if name.startswith("__"):
            # It must not pass for something that knows itself to be HTML.
            raise AttributeError(name)
        return self

    def __getitem__(self, _: object) -> Evil:
        return self

    def __call__(self, *_: object) -> Evil:
        return self


def source(name: str) -> str:
    return (UI / "templates" / name).read_text(encoding="utf-8")


def parsed(name: str) -> nodes.Template:
    return environment().parse(source(name))


def reached(name: str) -> set[str]:
    """A template with all that it extends, includes and imports."""
    found, ahead = set(), [name]
    while ahead:
        now = ahead.pop()
        found.add(now)
        ahead += [str(one) for one in meta.find_referenced_templates(parsed(now)) if one not in found]
    return found


def asked_by(name: str) -> set[str]:
    return {value for one in reached(name) for value in meta.find_undeclared_variables(parsed(one))}


def code(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def rendered_by(path: Path) -> set[str]:
    """Templates that a module fills in."""
    calls = (node for node in ast.walk(code(path)) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "render")
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def html_in(module: ast.Module) -> list[str]:
    """Texts of a module in which a tag is opened, those that only describe it left out."""
    told = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                told.add(first.value)
    constants = (node for node in ast.walk(module) if isinstance(node, ast.Constant) and node not in told)
    found = [one.value for one in constants if isinstance(one.value, str) and TAG.search(one.value)]
    # A tag may have a value for its name; how a value is written out may look the same.
    written = {node.format_spec for node in ast.walk(module) if isinstance(node, ast.FormattedValue)}
    filled = (node for node in ast.walk(module) if isinstance(node, ast.JoinedStr) and node not in written)
    before = (one for node in filled for one, then in pairwise(node.values) if isinstance(then, ast.FormattedValue))
    return found + [one.value for one in before if isinstance(one, ast.Constant) and one.value.endswith("<")]


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("name", TEMPLATES)
def test_whatever_a_template_is_given_is_text(name: str, there: bool) -> None:
    asked = asked_by(name)
    shown = render(name, **{value: Evil(there=there) for value in asked})
    assert "<script>alert" not in shown
    assert not re.search(r"""alert\(1\)&lt;/script&gt;["']{2}""", shown)
    if asked and there:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;" in shown


@pytest.mark.parametrize("there", [True, False])
def test_whatever_a_macro_is_given_is_text(there: bool) -> None:
    macros = {
        name: one for name, one in vars(environment().get_template("macros.html").module).items() if name[0] != "_"
    }
    assert {"button", "citation", "badge", "table"} <= set(macros)
    for name, macro in macros.items():
        evil = Evil(there=there)
        # The names of attributes are the template's own.
        shown = macro(*({"data-id": evil} if argument == "data" else evil for argument in macro.arguments))
        assert "<script>" not in shown, name
        assert not there or "&lt;script&gt;" in shown, name


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_takes_text_for_html(name: str) -> None:
    tree = parsed(name)
    assert not {one.name for one in tree.find_all(nodes.Filter)} & {"safe", "forceescape"}
    assert not list(tree.find_all((nodes.MarkSafe, nodes.MarkSafeIfAutoescape, nodes.ScopedEvalContextModifier)))


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="message"):
        render("error.html")
    with pytest.raises(UndefinedError, match="title"):
        render("charts.html", route="charts", charts=[{"key": "k", "described": ""}])


def test_what_a_template_made_goes_into_another_as_it_is() -> None:
    inside = render("said.html", text="甲<乙")
    assert inside == '<div class="cw-src" role="status">甲&lt;乙</div>'
    assert render("parts.html", parts=(inside, "<b>")) == inside + Markup("&lt;b&gt;")


def test_how_a_template_is_laid_out_is_not_seen() -> None:
    shown = render(
        "reader_text.html", pieces=[{"text": one, "anchor": "", "lit": "lit", "first": False} for one in " \n"]
    )
    assert shown == "<mark> </mark><mark>\n</mark>"
    assert not re.search(r"[>}]\n", render("page_head.html"))


def test_an_error_in_a_template_names_its_line() -> None:
    with pytest.raises(UndefinedError) as told:
        render("source.html", ref="1", title="题", rows=[], wording="")
    line = next(one for one in source("source.html").splitlines() if "before" in one)
    frames = [(frame.path, frame.lineno + 1) for frame in told.traceback if str(frame.path).endswith("source.html")]
    assert frames[-1][1] == source("source.html").splitlines().index(line) + 1


def test_every_template_is_used_and_every_one_that_is_used_is_there() -> None:
    filled = {name for path in MODULES for name in rendered_by(path)}
    assert filled <= set(TEMPLATES)
    assert {one for name in filled for one in reached(name)} == set(TEMPLATES)


def test_nothing_but_a_template_makes_html() -> None:
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for node in ast.walk(code(path))
        if (isinstance(node, ast.ImportFrom) and node.module in ("markupsafe", "html", "jinja2"))
        or (isinstance(node, ast.Import) and {one.name for one in node.names} & {"markupsafe", "html", "jinja2"})
    }
    assert makers == {"ui/templating.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_writes_html(path: Path) -> None:
    found = html_in(code(path))
    assert bool(found) == (path.relative_to(ROOT).as_posix() in LOOKED_FOR), found


@pytest.mark.parametrize(
    "text",
    ["f'<div class=\"{a}\">'", "x = '<br>'", "f'甲{a}<td>'", "x = '<!doctype html>'", "f'{a} <b{c}>'", "f'<{a}>'"],
)
def test_html_in_a_module_is_found(text: str) -> None:
    assert html_in(ast.parse(text)) != []


@pytest.mark.parametrize("text", ["f'{a} < {b}'", "f'{a:<{b}}'", "'1<2>3'", "def f():\n    '''Gives <b>.'''"])
def test_what_is_no_html_is_not_taken_for_it(text: str) -> None:
    assert html_in(ast.parse(text)) == []

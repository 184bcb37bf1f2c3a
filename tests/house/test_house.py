"""The rules of the house, held by tests: sizes, directions of import, who may import what."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["core", "corpus", "retrieval", "ingest", "tools", "assistant", "evals", "ui", "app"]
# Beside the layers: what trains the reader stands on those below, and no layer stands on it.
TRAINING, BELOW_TRAINING = "training", {"core", "corpus", "retrieval", "ingest"}
SOURCES = sorted(p for folder in [*LAYERS[:-1], TRAINING] for p in (ROOT / folder).rglob("*.py")) + [ROOT / "app.py"]
# Longer than this it mostly holds two things; what is one thing is not split for it.
MAX_LINES = 350
MAX_PARAMETERS = 8
# evals/adapt.py makes the adapter of the question encoder, off the product's path.
TORCH_AT_TOP = {
    "retrieval/encoder.py",
    "retrieval/reader/inference.py",
    "retrieval/reader/network.py",
    "evals/adapt.py",
}
# Borders where whatever happens becomes a sentence for people and a trace in the log, or is raised again.
BORDERS = {
    "assistant/live.py": 1,
    "assistant/model/agent.py": 1,
    "assistant/model/threads.py": 1,
    "assistant/tracing.py": 1,
    "core/plugins.py": 1,
    "ingest/batches.py": 1,
    "ingest/file_read.py": 1,
    "ingest/loaders/boundary.py": 1,
    "retrieval/embed.py": 1,
    "retrieval/service/jobs.py": 1,
    "tools/tables/workbooks.py": 1,
    "ui/answering.py": 2,
    "ui/api/answer_routes.py": 1,
    "ui/api/chat_routes.py": 1,
    "ui/api/gate.py": 1,
    "ui/border.py": 1,
    "ui/chat.py": 1,
    "ui/library_desk.py": 1,
    "ui/mcp/server.py": 1,
}
ALONE = {
    "chromadb": "retrieval/retrievers/dense.py",
    "pymilvus": "retrieval/milvus.py",
    "tantivy": "retrieval/retrievers/lexical.py",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_file_is_longer_than_it_should_be(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_go_only_downward(path: Path) -> None:
    if path.name == "__main__.py":
        # A command line is an entry point like app.py: nothing imports it, so it may know every layer.
        return
    folder = name(path).split("/")[0].removesuffix(".py")
    if folder == TRAINING:
        assert imported(path) & set(LAYERS) <= BELOW_TRAINING
        return
    own = LAYERS.index(folder)
    beside = {"evals", "ui"}
    above = {layer for layer in LAYERS[own + 1 :] if not (layer in beside and LAYERS[own] in beside)}
    assert imported(path) & above == set()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_what_answers_and_shows_knows_nothing_of_reading_files_in(path: Path) -> None:
    if path.name != "__main__.py" and name(path).startswith(("assistant/", "ui/", "core/", "retrieval/")):
        assert "ingest" not in imported(path)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many parameters a function has, without self and cls."""
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    return len(names) - (names[:1] in (["self"], ["cls"])) + len(given.kwonlyargs)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_function_takes_more_than_eight_parameters(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one.name for one in functions if parameters(one) > MAX_PARAMETERS] == []


@pytest.mark.parametrize("path", [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))], ids=name)
def test_the_formatter_sees_every_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search("# fmt: (skip|off)", line) and "re.search" not in line] == []


def test_everything_is_caught_at_the_borders_only() -> None:
    found: dict[str, int] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) == "Exception"):
                found[name(path)] = found.get(name(path), 0) + 1
    assert found == BORDERS


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_but_training_imports_training(path: Path) -> None:
    assert TRAINING not in imported(path) or name(path).startswith(f"{TRAINING}/")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_torch_is_imported_when_it_is_needed(path: Path) -> None:
    """Only what defines or trains a network names torch's types at its top: to start must not wait for it."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    top = {alias.name.split(".")[0] for node in body if isinstance(node, ast.Import) for alias in node.names}
    top |= {node.module.split(".")[0] for node in body if isinstance(node, ast.ImportFrom) and node.module}
    assert "torch" not in top or name(path) in TORCH_AT_TOP or name(path).startswith(f"{TRAINING}/")


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_nothing_imports_a_command_line(path: Path) -> None:
    modules = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    assert not any(module and module.endswith("__main__") for module in modules)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_heavy_libraries_are_imported_in_one_file_each(path: Path) -> None:
    for library, home in ALONE.items():
        assert library not in imported(path) or name(path) == home


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_every_file_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_package_is_listed_for_the_build() -> None:
    listed = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for init in (p for p in SOURCES if p.name == "__init__.py"):
        assert f'"{name(init.parent).replace("/", ".")}"' in listed


def test_the_command_for_tests_in_the_readme_is_what_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make test" in readme
    assert "make serve" in readme
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")

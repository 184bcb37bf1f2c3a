"""`make mutate`: the code that decides is changed one place at a time, and the tests must notice each change.

Tests that pass over a changed decision do not hold it. What is changed: the test of an `if` to False and to True,
comparisons, `and` for `or`, and numbers that a module names at its top. Nothing in the checkout is written: each change
is made in a process of its own, forked after the tests were collected, where it takes the place of the function's code.
"""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from scripts.mutation_targets import TARGETS

ALLOWED = Path("tests/mutation/equivalent.toml")
# The test that takes longer than all others together looks at no decision.
TOO_LONG = "not hundred_thousand"
# Moved this far a number must matter to somebody; what runs for so many seconds never ends.
FACTOR, SECONDS = 3, 20
NOTICED, UNNOTICED, BROKEN = 1, 0, 3
_ORDERS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of a module: what stood where and what stands there instead.

    `where` is the function's qualified name, or that of the constant. `code` takes the function's place; None for a
    constant, which becomes `value`.
    """

    path: str
    line: int
    where: str
    before: str
    after: str
    code: CodeType | None = None
    value: float = 0.0

    @property
    def change(self) -> str:
        """What was changed, in one line."""
        return f"{self.before} -> {self.after}"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place of a syntax tree and what may stand there instead; `index` is that in a list of the parent's."""

    parent: ast.AST
    name: str
    index: int | None
    node: ast.expr
    instead: tuple[ast.expr, ...]

    def put(self, node: ast.expr) -> None:
        """Put a node there."""
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every change of a module's source, one at a time."""
    tree = ast.parse(source)
    yield from _constants(path, tree)
    for where, function in _functions(tree.body):
        for site in _sites(function):
            for node in site.instead:
                site.put(ast.copy_location(node, site.node))
                compiled = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
                site.put(site.node)
                yield Mutant(
                    path=path,
                    line=site.node.lineno,
                    where=where,
                    before=ast.unparse(site.node),
                    after=ast.unparse(node),
                    code=next(code for name, code in _codes(compiled) if name == where),
                )


def _constants(path: str, tree: ast.Module) -> Iterator[Mutant]:
    """Numbers with a name of their own at a module's top, moved up and down."""
    for statement in tree.body:
        if not isinstance(statement, ast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for name, number in pairs:
            try:
                known = ast.literal_eval(number)
            except ValueError:
                continue
            if isinstance(name, ast.Name) and type(known) in (int, float):
                for moved in (known * FACTOR, type(known)(known / FACTOR)):
                    yield Mutant(
                        path=path,
                        line=statement.lineno,
                        where=name.id,
                        before=str(known),
                        after=f"{moved:g}",
                        value=moved,
                    )


def _functions(body: Sequence[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions and methods with their qualified names."""
    for one in body:
        if isinstance(one, ast.FunctionDef):
            yield inside + one.name, one
        elif isinstance(one, ast.ClassDef):
            yield from _functions(one.body, f"{inside}{one.name}.")


def _sites(function: ast.FunctionDef) -> Iterator[Site]:
    """What can be changed in a function."""
    for parent in (node for statement in function.body for node in ast.walk(statement)):
        for name, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.expr) and (instead := tuple(_instead(parent, name, node))):
                    yield Site(parent=parent, name=name, index=index, node=node, instead=instead)


def _instead(parent: ast.AST, name: str, node: ast.expr) -> Iterator[ast.expr]:
    """What may stand for an expression."""
    tested = name == "test" and isinstance(parent, ast.If | ast.IfExp)
    if tested or (name == "ifs" and isinstance(parent, ast.comprehension)):
        yield ast.Constant(False)
        yield ast.Constant(True)
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in _ORDERS[type(operator)]:
                operators = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                yield ast.Compare(left=node.left, ops=operators, comparators=node.comparators)
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(op=ast.Or() if isinstance(node.op, ast.And) else ast.And(), values=node.values)


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """The code of a module's functions and methods by qualified name."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one.co_qualname, one
            yield from _codes(one)


def put_in(mutant: Mutant, module: ModuleType) -> None:
    """Change a loaded module: its function runs the other code, its constant has the other value wherever it is known.

    Raises:
        LookupError: If the module has no such function.
    """
    if mutant.code is None:
        known = vars(module)[mutant.where]
        for other in [one for one in sys.modules.values() if isinstance(one, ModuleType)]:
            if vars(other).get(mutant.where) is known:
                setattr(other, mutant.where, mutant.value)
        return
    at: Any = module
    for name in mutant.where.split("."):
        at = vars(at)[name]
    at = at.fget if isinstance(at, property) else getattr(at, "__func__", at)
    at = getattr(at, "__wrapped__", at)
    if not isinstance(at, FunctionType):
        raise LookupError(mutant.where)
    at.__code__ = mutant.code


@dataclass(eq=False)
class Gate:
    """Runs the tests over each change instead of once: a plugin of pytest.

    `targets` are paths of modules with those of their tests. `survivors` are changes that no test noticed, `counts` how
    many there were, by module; `red` are modules whose tests fail over the code as it is. Tests that run longer than
    `seconds` have noticed.
    """

    targets: dict[str, tuple[str, ...]]
    workers: int = 2
    seconds: int = SECONDS
    survivors: list[Mutant] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    red: list[str] = field(default_factory=list)
    ended: bool = False
    _failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self._failed.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        if session.testsfailed:
            # A file that cannot be read holds nothing, whatever the others do.
            raise session.Interrupted("测试没有收全")
        session.config.pluginmanager.unregister(name="terminalreporter")
        for path, tests in self.targets.items():
            files = [Path(one).resolve() for one in tests]
            items = sorted((one for one in session.items if one.path in files), key=lambda one: files.index(one.path))
            # Once over the code as it is, in this process: what is read once and kept is there for all changes.
            self._tests(items)
            if self._failed or not items:
                self.red.append(path)
                self._failed.clear()
                continue
            made = list(mutants(path, Path(path).read_text(encoding="utf-8")))
            self.counts[path] = len(made)
            self._run(items, made)
        self.ended = True
        return True

    def _run(self, items: Sequence[pytest.Item], made: Sequence[Mutant]) -> None:
        """The tests over each change, as many at once as there are workers."""
        running: dict[int, Mutant] = {}
        for one in [*made, *[None] * self.workers]:
            if running and (one is None or len(running) >= self.workers):
                pid, status = os.wait()
                done = running.pop(pid)
                ended = os.waitstatus_to_exitcode(status)
                if ended == UNNOTICED:
                    self.survivors.append(done)
                elif ended == BROKEN:
                    raise RuntimeError(f"{done.path}:{done.line} {done.change}")
            if one is not None:
                running[self._fork(items, one)] = one

    def _tests(self, items: Sequence[pytest.Item]) -> None:
        """Tests in order, up to the first that fails."""
        for item, after in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None if self._failed else after)
            if self._failed:
                return

    def _fork(self, items: Sequence[pytest.Item], mutant: Mutant) -> int:
        """A process that runs tests over a change until one fails; what takes too long is ended, and so noticed."""
        pid = os.fork()
        if pid:
            return pid
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(self.seconds)
            # Where no test has loaded it nothing is changed for anybody: an error here, and not an import.
            put_in(mutant, sys.modules[mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")])
            self._tests(items)
            os._exit(NOTICED if self._failed else UNNOTICED)
        finally:
            # Nothing of the parent's may run on here, its handlers at exit least of all.
            os._exit(BROKEN)


def allowed(path: Path = ALLOWED) -> dict[tuple[str, str, str], str]:
    """Changes that change nothing, with the reason of each, by file, function and change."""
    if not path.is_file():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {(one["file"], one["where"], one["change"]): one["reason"] for one in table.get("equivalent", ())}


def run(targets: dict[str, tuple[str, ...]], workers: int = 2, seconds: int = SECONDS) -> Gate:
    """The gate after it ran over modules.

    Raises:
        RuntimeError: If it did not come to its end.
    """
    gate = Gate(targets=targets, workers=workers, seconds=seconds)
    files = list(dict.fromkeys(test for tests in targets.values() for test in tests))
    options = [
        "--no-header",
        "-m",
        "not slow",
        "-k",
        TOO_LONG,
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-o",
        "timeout=0",
    ]
    pytest.main([*options, *files], plugins=[gate])
    if not gate.ended:
        raise RuntimeError("改动没有全部跑完，原因见上")
    return gate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate and tell what no test noticed; 1 where that is not in the table of equivalent changes."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutation", description="逐处改动判定代码，看测试是否发觉")
    parser.add_argument("modules", nargs="*", help="只看这些模块（路径）；不写则全部")
    parser.add_argument("--tests", nargs="+", help="属于这些模块的测试文件；不写则按表")
    parser.add_argument("--workers", type=int, default=2, help="同时跑几处改动")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="一处改动最多跑多久（秒）")
    given = parser.parse_args(arguments)
    if given.tests and not given.modules:
        parser.error("--tests 要和模块一起写")
    if not given.tests and (unknown := [one for one in given.modules if one not in TARGETS]):
        parser.error(f"表里没有 {'、'.join(unknown)}，请用 --tests 写明它的测试")
    tests = {one: tuple(given.tests) for one in given.modules} if given.tests else TARGETS
    gate = run({one: tests[one] for one in given.modules or tests}, given.workers, given.seconds)
    known = allowed()
    seen = {(one.path, one.where, one.change) for one in gate.survivors}
    strange = [one for one in gate.survivors if (one.path, one.where, one.change) not in known]
    stale = [one for one in known if one[0] in gate.counts and one not in seen]
    for path, count in gate.counts.items():
        left = sum(one.path == path for one in gate.survivors)
        same = left - sum(one.path == path for one in strange)
        sys.stdout.write(f"{path}：改动{count}处，发觉{count - left}处，等价{same}处，未发觉{left - same}处\n")
    for one in strange:
        sys.stdout.write(f"  {one.path}:{one.line} {one.where}：{one.change}\n")
    for path, where, change in stale:
        sys.stdout.write(f"  {ALLOWED} 里多余：{path} {where}：{change}\n")
    for path in gate.red:
        sys.stdout.write(f"  {path}：不改动时测试就没有通过，或没有测试\n")
    return 1 if strange or stale or gate.red or not any(gate.counts.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())

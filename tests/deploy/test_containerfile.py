"""deploy/Containerfile, read: what it copies is there, what it runs as, what it asks to know that it lives."""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.settings import ROOT, Settings
from scripts.wheelhouse import CARRIED, WHEELS
from ui.api.addresses import API
from ui.api.health_routes import health_router
from ui.command_line import COMMANDS

TOLD = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
LINES = [
    line for line in re.sub(r"\\\n\s*", "", TOLD).splitlines() if line.strip() and not line.lstrip().startswith("#")
]
Stage = list[tuple[str, str]]


def stages() -> dict[str, Stage]:
    """The instructions of each stage, by its name; the last one's is 'final'."""
    found: dict[str, Stage] = {}
    here = "arguments"
    for line in LINES:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            name = re.search(r" AS (\w+)$", rest)
            here = name[1] if name else "final"
        found.setdefault(here, []).append((word, rest))
    return found


STAGES = stages()


def of(stage: str, word: str) -> list[str]:
    return [rest for result, rest in STAGES[stage] if result == word]


def test_every_instruction_is_one() -> None:
    assert {line.split(" ")[0] for line in LINES} <= {
        "ARG",
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "ENV",
        "USER",
        "VOLUME",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    assert list(STAGES) == ["arguments", "registry", "wheelhouse", "installed", "final"]


def test_what_is_copied_from_the_checkout_is_there_and_reaches_the_engine() -> None:
    sources = [source for rest in of("registry", "COPY") for source in rest.split()[:-1]]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert {name.split(".")[0] for name in project["packages"]} <= set(sources)
    assert {f"{name}.py" for name in project["py-modules"]} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists()
        assert f"!{source}" in IGNORED
    assert {name for name in IGNORED if name.startswith("!")} == {f"!{source}" for source in (*sources, WHEELS)}


def test_secrets_and_data_do_not_reach_the_engine() -> None:
    assert IGNORED[IGNORED.index("*")] == "*"
    assert IGNORED.index("*") < IGNORED.index("!core")
    for name in ("data", ".env", ".venv", ".git", "tests", "dist"):
        assert f"!{name}" not in IGNORED
    assert any(fnmatch.fnmatch("ui/.env", pattern) for pattern in IGNORED if pattern.startswith("**"))


def test_a_wheelhouse_builds_it_too() -> None:
    assert of("arguments", "ARG") == ["WHEELS=registry"]
    assert of("installed", "FROM") == ["${WHEELS} AS installed"]
    assert of("wheelhouse", "COPY") == [f"{WHEELS} /wheels"]
    assert ("deploy/Containerfile", "Containerfile") in CARRIED
    assert all("--no-index --find-links /wheels" in rest for rest in of("installed", "RUN"))
    assert "WHEELS=wheelhouse" in TOLD


def test_images_are_pinned_and_come_from_no_named_registry() -> None:
    images = {rest.split()[0] for stage in STAGES for rest in of(stage, "FROM")} - {"${WHEELS}"}
    assert len(images) == 1
    for image in images:
        name, _, version = image.partition(":")
        assert re.match(r"3\.1[12]", version)
        assert "latest" not in version
        assert "." not in name.split("/")[0]


def test_the_last_stage_has_the_product_alone() -> None:
    assert of("final", "COPY") == ["--from=installed /opt/cewen /opt/cewen"]
    assert "dev]" not in TOLD
    assert "apt-get" not in TOLD
    assert not any("pip" in rest for rest in of("final", "RUN"))


def test_it_does_not_run_as_root_and_writes_to_its_volume_alone() -> None:
    users = of("final", "USER")
    assert users == ["cewen"]
    order = [word for word, _ in STAGES["final"]]
    assert order.index("USER") < order.index("CMD")
    assert max(i for i, word in enumerate(order) if word == "RUN") < order.index("USER")
    assert of("final", "VOLUME") == ["/data"]
    environment = dict(part.split("=", 1) for rest in of("final", "ENV") for part in rest.split())
    assert environment["CEWEN_DATA_DIR"] == "/data"
    assert environment["HOME"] == "/tmp"
    assert {name.removeprefix("CEWEN_").lower() for name in environment if name.startswith("CEWEN_")} <= set(
        Settings.model_fields
    )


def test_what_it_runs_is_a_command_and_the_port_is_the_setting() -> None:
    (command,) = (json.loads(rest) for rest in of("final", "CMD"))
    assert command[0] == "cewen"
    assert command[1] in COMMANDS
    assert of("final", "EXPOSE") == [str(Settings.model_fields["port"].default)]


def test_whether_it_lives_is_asked_at_a_real_address() -> None:
    (result,) = of("final", "HEALTHCHECK")
    url = re.search(r"http://[^']+", result)
    assert url
    nothing: Any = None
    routes: Any = health_router(nothing, nothing).routes
    assert urlsplit(url[0]).path in {f"{API}{route.path}" for route in routes}
    assert urlsplit(url[0]).port == Settings.model_fields["port"].default


@pytest.mark.parametrize("stage", ["registry", "installed"])
def test_extras_are_those_of_a_server(stage: str) -> None:
    assert any("[scale]" in rest for rest in of(stage, "RUN"))

"""deploy/: what it starts, with settings that are real ones and fit together."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml  # type: ignore[import-untyped]

from core.settings import ROOT, Settings
from retrieval.engine import retrievers_in_force
from ui.command_line import COMMANDS

DEPLOY = ROOT / "deploy"
TOLD = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TOLD)["services"]
OWN = [name for name, service in SERVICES.items() if service["image"].startswith("cewen:")]
APPS = ["app1", "app2"]
NAME, SECRET = "CEWEN_", re.compile(r"\$\{(\w+):\?\}")


def environment(service: str) -> dict[str, str]:
    """A service's variables, with something for each secret."""
    return {name: SECRET.sub("secret", str(value)) for name, value in SERVICES[service].get("environment", {}).items()}


def settings(service: str) -> Settings:
    given = {name.removeprefix(NAME).lower(): value for name, value in environment(service).items() if NAME in name}
    assert given
    return Settings(**given)


def test_every_variable_of_ours_is_a_setting() -> None:
    named = set(re.findall(r"CEWEN_[A-Z_]+", TOLD + (DEPLOY / "Containerfile").read_text(encoding="utf-8")))
    assert {"CEWEN_MILVUS_URI", "CEWEN_MODEL_URL", "CEWEN_DATABASE_URL"} <= named
    assert {name.removeprefix(NAME).lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", APPS)
def test_the_pages_ask_the_other_services_of_the_file(name: str) -> None:
    found = settings(name)
    assert retrievers_in_force(found) == ("milvus",)
    assert found.accounts_on
    for url in (found.milvus_uri, found.model_url, found.database_url):
        assert urlsplit(url).hostname in SERVICES
    assert environment(name) == environment(APPS[0])
    assert found.model_token == settings("models").model_token
    assert urlsplit(found.model_url).port == int(SERVICES["models"]["command"][-1])
    assert set(SERVICES[name]["depends_on"]) == {"db", "milvus", "models"}


@pytest.mark.parametrize("name", OWN)
def test_what_our_containers_run_is_a_command(name: str) -> None:
    command = SERVICES[name].get("command", ["cewen", "serve"])
    assert command[0] == "cewen"
    assert command[1] in COMMANDS


@pytest.mark.parametrize("name", list(SERVICES))
def test_images_are_pinned_and_come_from_no_named_registry(name: str) -> None:
    image, _, version = SERVICES[name]["image"].partition(":")
    assert re.search(r"\d", version)
    assert version != "latest"
    assert "." not in image.split("/")[0]


def test_no_secret_stands_in_the_file_and_each_is_wanted() -> None:
    for name in SERVICES:
        for variable, value in SERVICES[name].get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET|DATABASE_URL", variable):
                assert SECRET.search(str(value)), variable
    assert "changeme" not in TOLD


def test_volumes_and_needed_services_are_there() -> None:
    volumes = yaml.safe_load(TOLD)["volumes"]
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= set(SERVICES)
        assert {v.split(":")[0] for v in service.get("volumes", ()) if not v.startswith("./")} <= set(volumes)


def test_only_the_proxy_is_reached_from_outside_and_it_keeps_people_at_one_page() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    proxy = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert sorted(re.findall(r"server (\w+):7860;", proxy)) == APPS
    assert "ip_hash;" in proxy
    assert "proxy_buffering off;" in proxy
    assert "X-Forwarded-Proto" in proxy

"""What one person asked, made and put on the server is theirs: for another it is not there."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.build import build_assistant
from assistant.engine import Assistant
from assistant.live import LiveAssistant
from core.settings import Settings
from corpus.conversations import Conversations
from corpus.corrections import all_corrections
from corpus.feedback import all_feedback
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tests.ui.people import add_person, begun, blocks_of, browser, logged_in, numbers_of, pressed
from ui.doorkeeper import NOT_THERE, OTHERS_PAGE
from ui.server import build_server

DEADLINE_S = 60.0
# What the first person is told; the digits inside a time or an identifier are not it.
SECRET = re.compile(r"(?<![0-9a-f.])4200(?![0-9a-f])")


@dataclass(frozen=True)
class Served:
    """An office that is served: its application, its assistant, and two people who are logged in."""

    app: FastAPI
    assistant: Assistant
    names: tuple[str, str]
    clients: tuple[TestClient, TestClient]

    def conversations(self, number: int) -> Conversations:
        return Conversations(self.assistant.store.session, self.names[number])


@pytest.fixture(scope="module")
def served(assistant: Assistant, small: Settings) -> Iterator[Served]:
    names = (add_person(assistant.store, "查询"), add_person(assistant.store, "查询"))
    with begun(build_server(assistant, small.model_copy(update={"accounts": "on"}))) as app:
        yield Served(app, assistant, names, (logged_in(app, names[0]), logged_in(app, names[1])))


def asked(served: Served, question: str) -> tuple[str, str]:
    """The first person asks on the page; the conversation and its turn."""
    (ask,) = numbers_of(served.app, "ask")
    result = pressed(served.clients[0], ask, [question, "", ""])
    assert result["success"], result
    (newest, *_) = served.conversations(0).listed()
    until = time.monotonic() + DEADLINE_S
    while served.conversations(0).read(newest.id).turns[-1].state == "running":
        assert time.monotonic() < until
        time.sleep(0.05)
    return newest.id, served.conversations(0).read(newest.id).turns[-1].id


def test_a_conversation_is_its_owners(served: Served) -> None:
    here, turn = asked(served, "海淀新增了多少个学位")
    assert served.conversations(1).listed() == []
    own = [
        f"/talk/turns/{turn}/marks/1",
        f"/talk/turns/{turn}/marks/1/whole",
        f"/talk/conversations/{here}.md",
        f"/talk/conversations/{here}.docx",
    ]
    for path in own:
        assert served.clients[0].get(path).status_code == 200
        answer = served.clients[1].get(path)
        assert answer.status_code == 404
        assert not SECRET.search(answer.text)
    gone = [served.clients[1].get(path.replace(here, "0" * 32).replace(turn, "0" * 32)) for path in own]
    assert [one.text for one in gone] == [served.clients[1].get(path).text for path in own]


def test_nobody_stops_judges_or_opens_what_another_asked(served: Served) -> None:
    here, turn = asked(served, "海淀新增了多少个学位")
    before = len(all_feedback(served.assistant.store.session))
    other = served.clients[1]
    assert other.post(f"/talk/turns/{turn}/stop").status_code == 404
    assert other.post(f"/talk/turns/{turn}/verdict", json={"verdict": "bad", "reason": "x"}).status_code == 404
    assert len(all_feedback(served.assistant.store.session)) == before
    (restore,) = numbers_of(served.app, "restore")
    result = pressed(other, restore, [here, ""])
    assert "已不在" in result["text"]
    assert not SECRET.search(result["text"])


@pytest.mark.parametrize("deed", ["rename", "delete", "pin", "edit", "retry", "option", "forget"])
def test_no_button_reaches_what_another_asked(served: Served, deed: str) -> None:
    here, turn = asked(served, "海淀新增了多少个学位")
    (done,) = numbers_of(served.app, "done")
    record = {"do": deed, "id": here, "turn": turn, "text": "丰台新增了多少个学位", "kind": "year"}
    answer = pressed(served.clients[1], done, [json.dumps(record), here, ""])
    assert not SECRET.search(answer["text"])
    kept = served.conversations(0).read(here)
    assert [one.question for one in kept.turns] == ["海淀新增了多少个学位"]
    assert kept.title == "海淀新增了多少个学位"


def test_a_verdict_is_kept_under_the_name_of_who_gave_it(served: Served) -> None:
    _, turn = asked(served, "海淀新增了多少个学位")
    assert served.clients[0].post(f"/talk/turns/{turn}/verdict", json={"verdict": "good"}).status_code == 200
    assert all_feedback(served.assistant.store.session)[-1].owner == served.names[0]


def test_the_rows_behind_an_answer_are_its_owners(served: Served) -> None:
    _, turn = asked(served, "示例县小学有几所学校学生超过1000人？")
    first = served.clients[0].get(f"/talk/turns/{turn}/rows.xlsx")
    assert served.clients[1].get(f"/talk/turns/{turn}/rows.xlsx").status_code == 404
    assert first.status_code == 200


def test_a_chart_is_shown_to_whom_it_was_drawn_for(served: Served) -> None:
    here, _ = asked(served, "示例县在校生最多的前五所学校")
    (restore,) = numbers_of(served.app, "restore")
    html = pressed(served.clients[0], restore, [here, ""])["text"]
    assert "charts/" in html
    key = html.partition("charts/")[2][:24]
    assert served.clients[0].get(f"/charts/{key}-light.svg").status_code == 200
    assert served.clients[1].get(f"/charts/{key}-light.svg").status_code == 404


def test_a_file_made_for_one_person_is_there_for_no_other(served: Served) -> None:
    template = next(
        number
        for number in numbers_of(served.app, "make")
        if blocks_of(served.app).fns[number].inputs[0].elem_id == "cw-ind-template"
    )
    result = pressed(served.clients[0], template, ["A"])
    path = result["output"]["data"][0]["path"]
    assert served.clients[0].get(f"/gradio_api/file={path}").content[:2] == b"PK"
    answer = served.clients[1].get(f"/gradio_api/file={path}")
    assert answer.status_code == 404
    assert NOT_THERE in answer.text
    assert browser(served.app).get(f"/gradio_api/file={path}").status_code == 401


@pytest.mark.parametrize("path", ["/etc/passwd", "https://evil.example/x", "%2e%2e/%2e%2e/etc/passwd", ""])
def test_no_file_is_served_that_was_made_for_nobody(served: Served, path: str) -> None:
    assert served.clients[0].get(f"/gradio_api/file={path}").status_code == 404


def test_an_upload_is_read_by_whoever_uploaded_it_only(served: Served) -> None:
    (upload,) = numbers_of(served.app, "run_upload")
    content = f"海淀区{uuid.uuid4().hex}新增学位4200个。".encode()
    (path,) = served.clients[0].post("/gradio_api/upload", files={"files": ("稿.txt", content)}).json()
    file = {"path": path, "orig_name": "稿.txt", "meta": {"_type": "gradio.FileData"}}
    stolen = pressed(served.clients[1], upload, [file])
    assert stolen["success"] is False
    assert not SECRET.search(stolen["text"])
    assert SECRET.search(pressed(served.clients[0], upload, [file])["text"])
    assert served.clients[1].get(f"/gradio_api/file={path}").status_code == 404


def test_a_page_that_one_person_has_open_answers_no_other(served: Served) -> None:
    page, (covered,) = uuid.uuid4().hex, numbers_of(served.app, "covered")
    assert pressed(served.clients[0], covered, [], page)["success"]
    other = served.clients[1]
    items = [
        pressed(other, covered, [], page)["text"],
        other.get("/gradio_api/queue/data", params={"session_hash": page}).text,
        other.get(f"/gradio_api/heartbeat/{page}").text,
        other.post("/gradio_api/cancel", json={"session_hash": page, "fn_index": 0, "event_id": "x"}).text,
    ]
    assert all(OTHERS_PAGE in one for one in items)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"session_hash": 1}', b'{"session_hash": ""}', b"\xff"])
def test_a_handler_is_run_for_a_page_only(served: Served, body: bytes) -> None:
    answer = served.clients[0].post("/gradio_api/queue/join", content=body)
    assert answer.status_code in (400, 403)


def test_what_home_means_is_each_persons_own(served: Served) -> None:
    (set_home,) = numbers_of(served.app, "set_home")
    (to_set,) = numbers_of(served.app, "to_set")
    # The list of places is filled when the tab is opened, for this page.
    page = uuid.uuid4().hex
    assert "北京市海淀区" in pressed(served.clients[0], to_set, [], page)["text"]
    assert "已保存" in pressed(served.clients[0], set_home, ["北京市海淀区"], page)["text"]
    assert pressed(served.clients[0], to_set, [])["output"]["data"][0]["value"] == "北京市海淀区"
    assert pressed(served.clients[1], to_set, [])["output"]["data"][0]["value"] == ""


def test_the_answers_over_the_interface_are_under_the_persons_name(served: Served) -> None:
    from sqlalchemy import select

    from corpus.store import AuditRow

    response = served.clients[0].post("/api/ask", json={"question": "海淀新增了多少个学位"})
    assert SECRET.search(response.json()["answer"])
    with served.assistant.store.session() as session:
        last = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert last.user == served.names[0]


@pytest.fixture(scope="module")
def editors(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Iterator[Served]:
    assert small.data_dir.is_dir()  # the model is built by then
    folder = tmp_path_factory.mktemp("in")
    (folder / "甲.txt").write_text("涧西区教育局工作总结\n2023-12-20\n全区新建学校7所。\n", encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("data"), model_dir, accounts="on")
    ingest([folder], settings)
    assistant = LiveAssistant(partial(build_assistant, settings))
    names = (add_person(assistant.store, "编辑"), add_person(assistant.store, "查询"))
    with begun(build_server(assistant, settings)) as app:
        yield Served(app, assistant, names, (logged_in(app, names[0]), logged_in(app, names[1])))


def correction(**changes: str) -> dict[str, str]:
    return {
        "id": "甲",
        "field": "place",
        "anchor": "",
        "value": "河南省洛阳市老城区",
        "who": "冒充的人",
        "why": "原文误写",
        "seen": "0",
    } | changes


def test_a_correction_bears_the_name_of_who_is_logged_in(editors: Served) -> None:
    assert editors.clients[1].post("/library/corrections", json=correction()).status_code == 403
    assert all_corrections(editors.assistant.store) == []
    answer = editors.clients[0].post("/library/corrections", json=correction())
    assert answer.status_code == 200, answer.text
    assert [one.who for one in all_corrections(editors.assistant.store)] == [editors.names[0]]


def test_forms_are_shown_to_whoever_may_use_them(editors: Served) -> None:
    record = [client.get("/library/record", params={"id": "甲"}).text for client in editors.clients]
    assert f'value="{editors.names[0]}" readonly' in record[0]
    assert "cw-post" in record[0]
    assert "cw-post" not in record[1]


def test_an_upload_to_the_library_takes_an_editor_and_is_under_the_editors_name(editors: Served) -> None:
    content = "老城区教育局2022年工作总结\n2022-12-20\n全区新建学校9所。\n".encode()
    handlers: dict[str, Callable[[TestClient, list[Any], str], dict[str, Any]]] = {
        name: (lambda client, data, page, name=name: pressed(client, library_handler(editors.app, name), data, page))
        for name in ("look", "run")
    }
    for client, allowed in zip(editors.clients, (True, False), strict=True):
        page = uuid.uuid4().hex
        (path,) = client.post("/gradio_api/upload", files={"files": ("老城区2022.txt", content)}).json()
        file = {"path": path, "orig_name": "老城区2022.txt", "meta": {"_type": "gradio.FileData"}}
        looked = handlers["look"](client, [[file]], page)
        assert looked["success"] is allowed
        if allowed:
            rows = looked["output"]["data"][1]["value"]
            assert handlers["run"](client, [None, rows], page)["success"]
    listed = editors.clients[1].get("/library/list").text
    assert "老城区教育局2022年工作总结" in listed


def library_handler(app: FastAPI, name: str) -> int:
    """The number of a handler of the library: other tabs have handlers of the same name."""
    from ui.doors import needed_by

    fns = blocks_of(app).fns
    (found,) = [number for number in numbers_of(app, name) if needed_by(fns[number].fn) == "编辑"]
    return found

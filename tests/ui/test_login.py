"""The log-in page over HTTP: cookies, ways in and out, no way elsewhere, nothing served before there is anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.engine import Assistant
from core.errors import CewenError
from core.settings import Settings
from corpus.accounts import Accounts
from corpus.audit import Asked, read_deeds
from tests.conftest import settings_for
from tests.ui.people import PASSWORD, add_person, begun, blocks_of, browser, logged_in, numbers_of, pressed
from ui.login import COOKIE, leads_to
from ui.server import build_server

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def app(assistant: Assistant, small: Settings) -> Iterator[FastAPI]:
    add_person(assistant.store, "管理")
    made = build_server(assistant, small.model_copy(update={"accounts": "on"}))
    with begun(made):
        yield made


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return browser(app)


@pytest.mark.parametrize(
    ("accounts", "host", "on"),
    [
        ("auto", "127.0.0.1", False),
        ("auto", "::1", False),
        ("auto", "localhost", False),
        ("auto", "127.8.8.8", False),
        ("auto", "0.0.0.0", True),
        ("auto", "::", True),
        ("auto", "", True),
        ("auto", "10.1.2.3", True),
        ("auto", "oa.example.cn", True),
        ("on", "127.0.0.1", True),
        ("off", "0.0.0.0", False),
    ],
)
def test_people_log_in_wherever_others_can_reach_the_page(accounts: str, host: str, on: bool) -> None:
    assert Settings(accounts=accounts, host=host).accounts_on is on


def test_nothing_is_served_to_others_before_there_is_an_account(
    make_office: Callable[..., Assistant], tmp_path: Path, model_dir: Path
) -> None:
    office = make_office({"甲": "甲区教育局2023年工作总结\n2023-12-20\n全区新建学校7所。\n"})
    settings = settings_for(tmp_path, model_dir, host="0.0.0.0")
    with pytest.raises(CewenError) as raised:
        build_server(office, settings)
    assert "python -m corpus users add" in raised.value.next_step
    Accounts(office.store.session).add("主管", PASSWORD, "管理")
    assert TestClient(build_server(office, settings)).get("/login").status_code == 200


def test_who_opens_the_page_is_led_to_the_log_in_and_back(app: FastAPI, assistant: Assistant) -> None:
    client, here = browser(app), f"/?c={'0' * 32}"
    led = client.get(here, headers=PAGE, follow_redirects=False)
    assert led.status_code == 303
    form = client.get(led.headers["location"])
    assert form.status_code == 200
    assert 'lang="zh-CN"' in form.text
    assert f'value="{here}"' in form.text
    name = add_person(assistant.store, "查询")
    back = client.post("/login", data={"name": name, "password": PASSWORD, "next": here}, follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, here)
    assert client.get("/", headers=PAGE).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/?c=" + "0" * 31,
        "/?c=" + "0" * 32 + "\n",
        "javascript:alert(1)",
        "/library/list",
        "/?c=" + "0" * 32 + "&x",
        "",
        "/%2fevil",
    ],
)
def test_the_log_in_leads_nowhere_else(app: FastAPI, assistant: Assistant, wanted: str) -> None:
    assert leads_to(wanted) == "/"
    client = browser(app)
    assert 'name="next" value="/"' in client.get("/login", params={"next": wanted}).text
    answer = client.post(
        "/login",
        data={"name": add_person(assistant.store, "查询"), "password": PASSWORD, "next": wanted},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/"


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: FastAPI, assistant: Assistant) -> None:
    name = add_person(assistant.store, "查询")
    for address, secure in (("http://testserver", False), ("https://testserver", True)):
        client = browser(app, base_url=address, headers={"origin": address})
        answer = client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
        parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert ("secure" in parts) is secure


def test_the_answer_to_a_wrong_password_is_that_to_an_unknown_name(stranger: TestClient, assistant: Assistant) -> None:
    name = add_person(assistant.store, "查询")
    items = []
    for tried in (name, "没有这个人的名"):
        answer = stranger.post("/login", data={"name": tried, "password": "不是这个口令 00"})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        items.append(answer.text.replace(tried, "谁"))
    assert items[0] == items[1]
    assert "用户名或密码不对" in items[0]


def test_what_was_typed_is_no_markup_and_the_password_is_not_shown(stranger: TestClient) -> None:
    answer = stranger.post("/login", data={"name": '"><script>alert(1)</script>', "password": "geheim-geheim"})
    assert "<script>alert" not in answer.text
    assert "geheim" not in answer.text


@pytest.mark.parametrize("body", [b"", b"name=a", b"\xff\xfe=", b"name=a&password=" + b"x" * 9000, b'{"name": "a"}'])
def test_a_form_that_is_none_is_asked_for_again(stranger: TestClient, body: bytes) -> None:
    answer = stranger.post("/login", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code in (400, 401)
    assert 'name="password"' in answer.text


def test_a_sixth_try_is_refused_with_when_to_come_back(stranger: TestClient, assistant: Assistant) -> None:
    name = add_person(assistant.store, "查询")
    for _ in range(5):
        stranger.post("/login", data={"name": name, "password": "不是这个口令 00"})
    answer = stranger.post("/login", data={"name": name, "password": PASSWORD})
    assert answer.status_code == 401
    assert "15 分钟" in answer.text


def test_no_other_site_logs_a_person_in(app: FastAPI, assistant: Assistant) -> None:
    client = browser(app, headers={"origin": "https://evil.example"})
    answer = client.post("/login", data={"name": add_person(assistant.store, "查询"), "password": PASSWORD})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_logging_out_ends_the_log_in_on_the_server(app: FastAPI, assistant: Assistant) -> None:
    client = logged_in(app, add_person(assistant.store, "查询"))
    token = client.cookies[COOKIE]
    assert client.get("/logout").status_code == 403
    assert client.post("/logout", follow_redirects=False).headers["location"] == "/login"
    thief = browser(app, cookies={COOKIE: token})
    assert thief.get("/library/list").status_code == 401


def test_who_comes_goes_and_tries_is_in_the_log(app: FastAPI, assistant: Assistant) -> None:
    name = add_person(assistant.store, "查询")
    client = browser(app)
    client.post("/login", data={"name": name, "password": "不是这个口令 00"})
    client.post("/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    client.post("/logout", follow_redirects=False)
    deeds = list(read_deeds(assistant.store, Asked(user=name)))
    assert [one.kind for one in deeds] == ["logout", "login", "login_failed"]
    for _ in range(9):
        client.post("/login", data={"name": name, "password": "不是这个口令 00"})
    failed = list(read_deeds(assistant.store, Asked(user=name, kind="login_failed")))
    assert len(failed) == 6
    assert all(secret not in str(deeds) for secret in (PASSWORD, "不是这个口令"))


def test_logging_in_anew_ends_the_log_in_before(app: FastAPI, assistant: Assistant) -> None:
    name = add_person(assistant.store, "查询")
    client = logged_in(app, name)
    token = client.cookies[COOKIE]
    client.post("/login", data={"name": name, "password": PASSWORD})
    assert browser(app, cookies={COOKIE: token}).get("/library/list").status_code == 401
    assert client.get("/library/list").status_code == 200


def test_a_reset_password_ends_the_page_at_once(app: FastAPI, assistant: Assistant) -> None:
    name = add_person(assistant.store, "编辑")
    client = logged_in(app, name)
    (covered,) = numbers_of(app, "covered")
    assert pressed(client, covered, [], "page-of-this-test")["success"]
    Accounts(assistant.store.session).reset(name, "另一个很长的口令 88")
    assert client.get("/library/list").status_code == 401
    result = pressed(client, covered, [], "page-of-this-test")
    assert result["status"] == 401
    assert "登录已过期" in result["text"]


def test_a_running_handler_goes_on_for_nobody_whose_log_in_ended(app: FastAPI, assistant: Assistant) -> None:
    """The request was let in; by the time its handler runs the log-in is over."""
    name = add_person(assistant.store, "查询")
    client = logged_in(app, name)
    blocks = blocks_of(app)
    (covered,) = numbers_of(app, "covered")
    run, queue = blocks.process_api, []

    async def ended_first(*given: object, **more: object) -> object:
        queue.append(Accounts(assistant.store.session).disable(name).name)
        return await run(*given, **more)

    blocks.process_api = ended_first
    try:
        result = pressed(client, covered, [])
    finally:
        blocks.process_api = run
    assert queue == [name]
    # Its page is no longer answered either.
    assert result["status"] == 401 or "登录已过期" in result["text"]
    assert "海淀" not in result["text"]


def test_what_one_person_saw_is_kept_for_no_other(app: FastAPI, assistant: Assistant) -> None:
    client = logged_in(app, add_person(assistant.store, "查询"))
    for path in ("/", "/library/list", "/talk/scope/place", "/config"):
        assert "no-store" in client.get(path).headers["cache-control"]
    assert "frame-ancestors 'self'" in client.get("/").headers["content-security-policy"]


def test_the_page_that_is_served_holds_nothing_of_the_corpus(app: FastAPI, assistant: Assistant) -> None:
    client = logged_in(app, add_person(assistant.store, "查询"))
    for path in ("/", "/config", "/gradio_api/info"):
        text = client.get(path).text
        assert "海淀" not in text
        assert "丰台" not in text
        assert "\\u6d77\\u6dc0" not in text

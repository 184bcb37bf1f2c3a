"""Keys of programs: what they open, when they do not, and how they are kept from the command line."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from core.errors import DataError
from core.settings import Settings
from core.viewer import Viewer
from corpus.account_rows import ApiKeyRow
from corpus.accounts import Accounts
from corpus.api_keys import ApiKeys
from corpus.audit import Asked, read_deeds
from corpus.store import Store
from corpus.tries import LockedOut, LoginRefused
from ui.command_line import run

PASSWORD = "纸短情长 471193"
ADDRESS = "10.0.0.7"


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, **more: float) -> None:
        self.now += dt.timedelta(**more)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    people = Accounts(made.session)
    people.add("王老师", PASSWORD, "管理")
    people.add("李老师", PASSWORD, "编辑", ["公开", "内部"])
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(store: Store, clock: Clock) -> ApiKeys:
    return ApiKeys(store.session, Settings(login_tries_address=3, login_lock_minutes=15), clock)


def test_a_key_opens_as_its_owner_with_the_lesser_rights(keys: ApiKeys) -> None:
    made, token = keys.add("门户", "王老师", role="查询", collections=["公开"])
    assert (made.prefix, made.usable) == (token[:10], True)
    assert keys.viewer(token, ADDRESS) == Viewer(name="王老师/门户", role="查询", collections=frozenset({"公开"}))
    _, wide = keys.add("脚本", "李老师", role="编辑")
    assert keys.viewer(wide, ADDRESS).collections == frozenset({"公开", "内部"})


def test_the_token_is_not_kept(keys: ApiKeys, store: Store) -> None:
    _, token = keys.add("门户", "王老师")
    with store.session() as session:
        kept = [str(value) for row in session.scalars(select(ApiKeyRow)) for value in vars(row).values()]
    assert not any(token in one or token.removeprefix("cw_") in one for one in kept)


def test_a_key_follows_what_becomes_of_its_owner(keys: ApiKeys, store: Store) -> None:
    _, token = keys.add("脚本", "李老师", role="编辑")
    people = Accounts(store.session)
    people.set_role("李老师", "查询")
    people.set_collections("李老师", ["公开"])
    assert keys.viewer(token, ADDRESS) == Viewer(name="李老师/脚本", role="查询", collections=frozenset({"公开"}))
    people.disable("李老师")
    with pytest.raises(LoginRefused):
        keys.viewer(token, ADDRESS)
    assert [one.usable for one in keys.listed()] == [False]
    people.disable("李老师", False)
    assert keys.viewer(token, ADDRESS).role == "查询"
    people.remove("李老师")
    with pytest.raises(LoginRefused):
        keys.viewer(token, ADDRESS)


def test_what_its_owner_may_no_longer_open_is_not_opened_with_a_key(keys: ApiKeys, store: Store) -> None:
    _, token = keys.add("脚本", "李老师", collections=["内部"])
    Accounts(store.session).set_collections("李老师", ["公开"])
    assert keys.viewer(token, ADDRESS).collections == frozenset()


def test_a_key_is_over_in_time_and_when_it_is_revoked(keys: ApiKeys, clock: Clock) -> None:
    _, short = keys.add("短", "王老师", days=2)
    long, token = keys.add("长", "王老师")
    clock.later(days=2)
    with pytest.raises(LoginRefused):
        keys.viewer(short, ADDRESS)
    assert keys.viewer(token, ADDRESS).name == "王老师/长"
    keys.revoke(long.id)
    with pytest.raises(LoginRefused):
        keys.viewer(token, ADDRESS)
    assert [one.usable for one in keys.listed()] == [False, False]


def test_its_last_use_is_written_down_now_and_then(keys: ApiKeys, clock: Clock) -> None:
    _, token = keys.add("门户", "王老师")
    used = []
    for _ in range(3):
        keys.viewer(token, ADDRESS)
        used.append(keys.listed()[0].used_at)
        clock.later(seconds=40)
    assert used[0] == used[1]
    assert used[2] == used[0] + dt.timedelta(seconds=80)


def test_wrong_keys_lock_their_address_for_wrong_keys(keys: ApiKeys, clock: Clock) -> None:
    _, token = keys.add("门户", "王老师")
    for _ in range(3):
        with pytest.raises(LoginRefused, match="密钥不对"):
            keys.viewer("cw_x", ADDRESS)
    with pytest.raises(LockedOut, match="次数太多"):
        keys.viewer("cw_x", ADDRESS)
    assert keys.viewer(token, ADDRESS).role == "查询"
    with pytest.raises(LoginRefused, match="密钥不对"):
        keys.viewer("cw_x", "10.0.0.8")
    clock.later(minutes=16)
    with pytest.raises(LoginRefused, match="密钥不对"):
        keys.viewer("cw_x", ADDRESS)


@pytest.mark.parametrize("token", ["", "cw_", "a" * 10_000, "密钥", "\udcff"])
def test_what_is_no_key_opens_nothing(keys: ApiKeys, token: str) -> None:
    keys.add("门户", "王老师")
    with pytest.raises(LoginRefused):
        keys.viewer(token, ADDRESS)


@pytest.mark.parametrize(
    ("name", "owner", "more", "told"),
    [
        ("", "王老师", {}, "不能作密钥的名称"),
        ("a/b", "王老师", {}, "不能作密钥的名称"),
        ("长" * 41, "王老师", {}, "不能作密钥的名称"),
        ("门户", "没有的", {}, "没有用户"),
        ("门户", "李老师", {"role": "管理"}, "不能高于"),
        ("门户", "李老师", {"collections": ["人事"]}, "不能看：人事"),
        ("门户", "王老师", {"role": "校长"}, "没有“校长”"),
        ("门户", "王老师", {"days": 0}, "有效期"),
        ("门户", "王老师", {"days": 4000}, "有效期"),
    ],
)
def test_a_key_that_cannot_be_is_not_made(
    keys: ApiKeys, name: str, owner: str, more: dict[str, object], told: str
) -> None:
    with pytest.raises(DataError, match=told):
        keys.add(name, owner, **more)
    assert keys.listed() == []


def test_two_keys_of_a_person_have_two_names(keys: ApiKeys) -> None:
    first, _ = keys.add("门户", "王老师")
    keys.revoke(first.id)
    with pytest.raises(DataError, match="已有过"):
        keys.add("门户", "王老师")
    assert keys.add("门户", "李老师")[0].owner == "李老师"
    with pytest.raises(DataError, match="没有第 99 号"):
        keys.revoke(99)


def test_a_store_from_before_there_were_keys_gets_their_table(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    old = Store(url)
    Accounts(old.session).add("王老师", PASSWORD, "管理")
    with old.engine.begin() as connection:
        # As it was before revisions were counted.
        for table in ("api_keys", "claims", "alembic_version"):
            connection.execute(text(f"DROP TABLE {table}"))
    old.close()
    again = Store(url)
    assert "api_keys" in inspect(again.engine).get_table_names()
    assert ApiKeys(again.session, Settings()).add("门户", "王老师")[0].id == 1
    again.close()
    rebuilt = Store(url, rebuilding=True)
    assert [one.name for one in ApiKeys(rebuilt.session, Settings()).listed()] == ["门户"]
    rebuilt.close()


Cewen = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cewen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cewen:
    """Runs a command in this process: its status, what it printed and what it complained."""
    monkeypatch.setattr(sys, "argv", ["cewen"])
    monkeypatch.delenv("CEWEN_PROGRAM", raising=False)

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = run(list(arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return ran


def test_keys_are_kept_from_the_command_line(cewen: Cewen, store: Store, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    assert "还没有密钥" in cewen("keys", "list", *data)[1]
    status, result, _ = cewen(
        "keys", "add", "门户网站", "--owner", "李老师", "--collections", "公开", "--days", "30", *data
    )
    assert status == 0
    token = result.splitlines()[-1]
    keys = ApiKeys(store.session, Settings())
    assert keys.viewer(token, ADDRESS).collections == frozenset({"公开"})
    listed = cewen("keys", "list", *data)[1]
    assert "门户网站" in listed
    assert token not in listed
    assert f"{token[:10]}…" in listed
    assert "已撤销" in cewen("keys", "revoke", "1", *data)[1]
    with pytest.raises(LoginRefused):
        keys.viewer(token, ADDRESS)
    deeds = [(one.user, one.subject, one.detail["操作"]) for one in read_deeds(store, Asked(kind="key"))]
    assert deeds == [("命令行", "李老师/门户网站", "revoke"), ("命令行", "李老师/门户网站", "add")]


def test_a_command_that_cannot_be_done_says_why(cewen: Cewen, store: Store, tmp_path: Path) -> None:
    status, result, complained = cewen("keys", "add", "门户", "--owner", "没有的", "--data", str(tmp_path))
    assert (status, result) == (2, "")
    assert "没有用户“没有的”" in complained
    assert "缺少参数：--owner" in cewen("keys", "add", "门户")[2]
    assert ApiKeys(store.session, Settings()).listed() == []

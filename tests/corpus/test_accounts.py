"""Who may log in: names, roles, passwords, the last keeper of accounts, and the commands for all that."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import DataError
from core.settings import Settings
from core.viewer import ROLES, Viewer
from corpus.accounts import Accounts, account_name
from corpus.passwords import check_password, fits, hashed
from corpus.store import Store

GOOD = "纸短情长 471193"


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


@pytest.fixture
def accounts(store: Store) -> Accounts:
    made = Accounts(store.session)
    made.add("主管", GOOD, "管理")
    return made


def test_a_person_is_a_viewer_with_role_and_collections(accounts: Accounts) -> None:
    accounts.add("zhang.san", GOOD, "编辑", ["公开", "内部督导"])
    assert accounts.account("zhang.san").viewer == Viewer(
        name="zhang.san", role="编辑", collections=frozenset({"公开", "内部督导"})
    )
    assert accounts.account("主管").viewer.collections is None
    assert [one.name for one in accounts.listed()] == ["zhang.san", "主管"]


@pytest.mark.parametrize(("typed", "kept"), [(" Zhang ", "zhang"), ("ＺＨＡＮＧ３", "zhang3"), ("李四", "李四")])
def test_names_that_look_alike_are_one_name(accounts: Accounts, typed: str, kept: str) -> None:
    accounts.add(typed, GOOD, "查询")
    assert account_name(typed) == kept
    with pytest.raises(DataError, match="已经有了"):
        accounts.add(kept, GOOD, "查询")


@pytest.mark.parametrize("name", ["", "  ", "a b", "<b>", "x" * 41, "a\n", "名/字", "local", "API"])
def test_what_cannot_be_a_name_is_refused(accounts: Accounts, name: str) -> None:
    if name == "a\n":
        assert accounts.add(name, GOOD, "查询").name == "a"  # space around a name is not part of it
        return
    with pytest.raises(DataError, match="用户名"):
        accounts.add(name, GOOD, "查询")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("短", "至少 10 个"),
        ("123456789", "至少 10 个"),
        ("x" * 201, "最多 200"),
        ("1111111111", "不同的字符太少"),
        ("zhangsanfeng", "用户名"),
        ("ZhangSanFeng12", "用户名"),
    ],
)
def test_a_weak_password_is_refused_with_a_plain_reason(accounts: Accounts, password: str, why: str) -> None:
    with pytest.raises(DataError) as raised:
        accounts.add("zhangsanfeng", password, "查询")
    assert why in str(raised.value)
    assert [one.name for one in accounts.listed()] == ["主管"]


def test_a_name_within_a_long_password_is_no_weakness() -> None:
    check_password("li", "olive-tree-17")
    with pytest.raises(DataError):
        check_password("zhangsanfeng", "zhangsanfeng1")


def test_the_password_itself_is_kept_nowhere(accounts: Accounts, store: Store, tmp_path: Path) -> None:
    with store.session() as session:
        (kept,) = session.execute(text("SELECT hash FROM users")).one()
    assert kept.startswith("$argon2id$")
    assert fits(GOOD, kept)
    assert not fits(GOOD + "x", kept)
    assert hashed(GOOD) != kept
    store.close()
    assert all(GOOD.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("kept", ["", "no hash", "$argon2id$v=19$broken"])
def test_nothing_fits_where_there_is_no_hash(kept: str) -> None:
    assert not fits("nobody has this password", kept)


def test_the_last_keeper_of_accounts_stays(accounts: Accounts) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: accounts.set_role("主管", "查询"),
        lambda: accounts.disable("主管"),
        lambda: accounts.remove("主管"),
    ]
    for deed in deeds:
        with pytest.raises(DataError, match="最后一个"):
            deed()
    assert accounts.account("主管").viewer.role == "管理"
    accounts.add("二号", GOOD, "管理")
    deeds[0]()
    assert accounts.account("主管").role == "查询"


def test_a_removed_persons_name_is_never_anothers(accounts: Accounts) -> None:
    accounts.add("李四", GOOD, "查询")
    accounts.remove("李四")
    assert [one.name for one in accounts.listed()] == ["主管"]
    with pytest.raises(DataError, match="没有用户"):
        accounts.set_role("李四", "编辑")
    with pytest.raises(DataError, match="以前有人用过"):
        accounts.add("李四", GOOD, "查询")


@pytest.mark.parametrize("collections", [["内部\x07"], ["长" * 31], [f"第{n}类" for n in range(101)]])
def test_what_cannot_be_a_collection_is_refused(accounts: Accounts, collections: list[str]) -> None:
    with pytest.raises(DataError):
        accounts.add("李四", GOOD, "查询", collections)


def test_there_are_these_roles_and_no_other(accounts: Accounts) -> None:
    for role in ROLES:
        accounts.add(f"有{role}", GOOD, role)
    with pytest.raises(DataError, match="查询、编辑、管理"):
        accounts.add("李四", GOOD, "超级")


def test_accounts_outlive_a_rebuild(accounts: Accounts, store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    store.close()
    rebuilt = Store(url, rebuilding=True)
    assert [one.name for one in Accounts(rebuilt.session).listed()] == ["主管"]


def command(monkeypatch: pytest.MonkeyPatch, data: Path, *words: str, typed: str = "") -> int:
    from corpus.__main__ import main

    monkeypatch.setattr(sys, "argv", ["corpus", "users", *words, "--data", str(data)])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return main()


def test_the_commands_add_change_list_and_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "fresh"
    assert command(monkeypatch, data, "list") == 0
    assert "users add" in capsys.readouterr().out
    assert command(monkeypatch, data, "add", "主管", "--role", "管理", typed=f"{GOOD}\n") == 0
    assert command(monkeypatch, data, "add", "李四", "--collections", "公开", "内部", typed=f"{GOOD}\n") == 0
    assert command(monkeypatch, data, "role", "李四", "编辑") == 0
    assert command(monkeypatch, data, "collections", "李四", "--all") == 0
    assert command(monkeypatch, data, "disable", "李四") == 0
    capsys.readouterr()
    assert command(monkeypatch, data, "list") == 0
    assert capsys.readouterr().out.splitlines() == ["主管　管理　全部资料", "李四　编辑　全部资料　已停用"]
    assert command(monkeypatch, data, "enable", "李四") == 0
    assert command(monkeypatch, data, "reset", "李四", typed="另一个很长的口令 88\n") == 0
    assert command(monkeypatch, data, "remove", "李四") == 0
    store = Store(Settings(data_dir=data).store_url)
    assert [one.name for one in Accounts(store.session).listed()] == ["主管"]


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "王五"), "", "没有读到密码"),
        (("add", "王五"), "short\n", "至少 10 个"),
        (("role", "无名", "查询"), "", "没有用户"),
        (("collections", "主管"), "", "没有说清"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    typed: str,
    told: str,
) -> None:
    assert command(monkeypatch, tmp_path, "add", "主管", "--role", "管理", typed=f"{GOOD}\n") == 0
    assert command(monkeypatch, tmp_path, *words, typed=typed) == 2
    assert told in capsys.readouterr().err


def test_a_password_is_no_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit):
        command(monkeypatch, tmp_path, "add", "王五", "--password", GOOD)

"""The account part of 设置: one's own password, others' accounts, and never more than the keeper may open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import CewenError, DataError
from core.settings import Settings
from corpus.audit import Asked, read_deeds
from corpus.logins import Logins
from corpus.store import Store
from tests.ui.people import PASSWORD
from ui.account_desk import AccountDesk, collections_of, within
from ui.seats import seat_now, seated

NEW = "另一个很长的口令 88"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'cewen.sqlite3'}")


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> AccountDesk:
    made = AccountDesk(Logins(store.session, Settings(data_dir=tmp_path)), lambda: store)
    accounts = made.logins.accounts
    accounts.add("总管", PASSWORD, "管理")
    accounts.add("科长", PASSWORD, "管理", ["公开", "基础教育"])
    accounts.add("督导", PASSWORD, "查询", ["公开", "内部督导"])
    accounts.add("小李", PASSWORD, "查询", ["公开"])
    return made


@pytest.fixture
def as_chief(desk: AccountDesk) -> Iterator[AccountDesk]:
    with seated(desk.logins.seat(desk.logins.log_in("总管", PASSWORD, "10.0.0.1"))):
        yield desk


@pytest.fixture
def as_head(desk: AccountDesk) -> Iterator[AccountDesk]:
    with seated(desk.logins.seat(desk.logins.log_in("科长", PASSWORD, "10.0.0.1"))):
        yield desk


def test_a_keeper_of_everything_keeps_everybody(as_chief: AccountDesk, store: Store) -> None:
    assert set(as_chief.names()) == {"总管", "科长", "督导", "小李"}
    as_chief.add("新人", PASSWORD, "编辑", "公开，内部督导")
    as_chief.change("改角色", "新人", "查询", "", "")
    as_chief.change("改可看资料集", "新人", "", "", "")
    as_chief.change("重设密码", "新人", "", "", NEW)
    as_chief.change("停用", "新人", "", "", "")
    assert "已停用" in as_chief.listed()
    as_chief.change("启用", "新人", "", "", "")
    account = as_chief.logins.accounts.account("新人")
    assert (account.role, account.collections, account.disabled) == ("查询", None, False)
    as_chief.change("移除", "新人", "", "", "")
    assert "新人" not in as_chief.names()
    deeds = list(read_deeds(store, Asked(kind="account")))
    assert len(deeds) == 7
    assert {(one.user, one.subject) for one in deeds} == {("总管", "新人")}
    assert all(secret not in str(deeds) for secret in (PASSWORD, NEW))


def test_a_keeper_of_some_collections_neither_sees_nor_changes_who_may_open_more(as_head: AccountDesk) -> None:
    assert set(as_head.names()) == {"小李", "科长"}
    assert "督导" not in as_head.listed()
    for name in ("督导", "总管", "没有这个人"):
        with pytest.raises(DataError, match="没有用户"):
            as_head.change("重设密码", name, "", "", NEW)


@pytest.mark.parametrize("opened", ["", "内部督导", "公开、内部督导"])
def test_nobody_gives_away_what_they_may_not_open(as_head: AccountDesk, opened: str) -> None:
    with pytest.raises(DataError, match="看不到"):
        as_head.add("分身", PASSWORD, "管理", opened)
    with pytest.raises(DataError, match="看不到"):
        as_head.change("改可看资料集", "科长", "", opened, "")
    as_head.add("同事", PASSWORD, "查询", "基础教育")
    assert as_head.logins.accounts.account("同事").collections == frozenset({"基础教育"})


@pytest.mark.parametrize(("deed", "name"), [("改角色", ""), ("飞", "小李"), ("", "小李")])
def test_what_is_no_deed_is_told(as_chief: AccountDesk, deed: str, name: str) -> None:
    with pytest.raises(DataError):
        as_chief.change(deed, name, "查询", "", "")


def test_ones_own_password_takes_the_old_one_and_the_new_one_twice(as_chief: AccountDesk) -> None:
    for old, new, again in ((PASSWORD, NEW, NEW + "x"), ("不是这个口令 00", NEW, NEW), (PASSWORD, "短", "短")):
        with pytest.raises(CewenError):
            as_chief.change_password(old, new, again)
    assert "密码已改" in as_chief.change_password(PASSWORD, NEW, NEW)
    assert as_chief.logins.seat(as_chief.logins.log_in("总管", NEW, "10.0.0.1"))
    assert "总管" in as_chief.who()
    assert seat_now().viewer.name == "总管"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", None),
        (" 、 ", None),
        ("公开", ["公开"]),
        ("公开、内部", ["公开", "内部"]),
        ("公开，内部;基础", ["公开", "内部", "基础"]),
    ],
)
def test_collections_are_typed_as_people_type(typed: str, meant: list[str] | None) -> None:
    assert collections_of(typed) == meant


def test_everything_is_within_everything_only() -> None:
    few, more = frozenset({"公开"}), frozenset({"公开", "内部"})
    assert within(few, more)
    assert within(few, None)
    assert within(None, None)
    assert not within(None, more)
    assert not within(more, few)

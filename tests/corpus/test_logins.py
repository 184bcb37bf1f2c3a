"""Logging in: right and wrong, slowed down, over after a while, and ended at once when an account changes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from core.errors import DataError
from core.settings import Settings
from corpus.accounts import Accounts
from corpus.logins import WRONG, LoginRefused, Logins
from corpus.store import Store

GOOD, NEW = "纸短情长 471193", "另一个很长的口令 88"


class Clock:
    """A time that a test moves on."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 11, 2, 8, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at

    def later(self, minutes: float) -> None:
        self.at += dt.timedelta(minutes=minutes)


@pytest.fixture
def store(database: str) -> Store:
    return Store(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logins(store: Store, clock: Clock, tmp_path: Path) -> Logins:
    settings = Settings(data_dir=tmp_path, session_idle_minutes=60, session_hours=8, login_lock_minutes=15)
    made = Logins(store.session, settings, clock)
    made.accounts.add("主管", GOOD, "管理")
    made.accounts.add("李四", GOOD, "编辑", ["公开"])
    return made


def wrong(logins: Logins, times: int, name: str = "李四", address: str = "10.0.0.1") -> list[str]:
    items = []
    for _ in range(times):
        with pytest.raises(LoginRefused) as refused:
            logins.log_in(name, "不是这个口令 00", address)
        items.append(refused.value.message)
    return items


def test_the_right_password_opens_a_seat(logins: Logins) -> None:
    seat = logins.seat(logins.log_in(" 李四 ", GOOD, "10.0.0.1"))
    assert seat.viewer.name == "李四"
    assert seat.viewer.role == "编辑"
    assert seat.viewer.collections == {"公开"}


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_no_other_token_does(logins: Logins, token: str) -> None:
    logins.log_in("李四", GOOD, "10.0.0.1")
    assert logins.seat(token) is None


def test_the_store_holds_no_token_that_opens_anything(logins: Logins, store: Store) -> None:
    token = logins.log_in("李四", GOOD, "10.0.0.1")
    with store.session() as session:
        (kept,) = session.execute(text("SELECT token FROM logins")).one()
    assert token not in kept
    assert logins.seat(kept) is None


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(logins: Logins) -> None:
    assert wrong(logins, 1) == wrong(logins, 1, "没有这个人") == [WRONG]
    logins.accounts.disable("李四")
    with pytest.raises(LoginRefused, match=WRONG):
        logins.log_in("李四", GOOD, "10.0.0.1")


def test_an_unknown_name_takes_as_long_as_a_wrong_password(logins: Logins) -> None:
    took: dict[str, list[float]] = {"李四": [], "没有这个人": []}
    for address in range(4):
        for name, times in took.items():
            begun = time.perf_counter()
            wrong(logins, 1, name, str(address))
            times.append(time.perf_counter() - begun)
    known, unknown = (min(times) for times in took.values())
    # A name that was looked up and no more would take a fiftieth.
    assert known / 4 < unknown < known * 4


@pytest.mark.parametrize("name", ["李四", "没有这个人"])
def test_a_name_is_locked_after_five_failures_whether_it_is_known_or_not(
    logins: Logins, clock: Clock, name: str
) -> None:
    result = wrong(logins, 6, name)
    assert result[:5] == [WRONG] * 5
    assert "次数太多" in result[5]
    if name == "李四":
        with pytest.raises(LoginRefused, match="次数太多"):
            logins.log_in(name, GOOD, "10.9.9.9")
    clock.later(15.1)
    assert wrong(logins, 1, name) == [WRONG]


def test_a_lock_out_is_listed_and_a_reset_lifts_it(logins: Logins, clock: Clock) -> None:
    clock.at = dt.datetime.now(dt.UTC)
    wrong(logins, 5)
    assert [one.name for one in logins.accounts.listed() if one.locked_until] == ["李四"]
    logins.accounts.reset("李四", NEW)
    assert logins.seat(logins.log_in("李四", NEW, "10.0.0.1")).viewer.name == "李四"


def test_failures_before_a_right_password_are_forgotten(logins: Logins) -> None:
    for _ in range(3):
        wrong(logins, 4)
        assert logins.seat(logins.log_in("李四", GOOD, "10.0.0.1"))


def test_failures_of_long_ago_do_not_count(logins: Logins, clock: Clock) -> None:
    for _ in range(4):
        wrong(logins, 3)
        clock.later(16)
    assert logins.seat(logins.log_in("李四", GOOD, "10.0.0.1"))


def test_an_address_that_tries_many_names_is_locked_and_others_are_not(store: Store, clock: Clock) -> None:
    logins = Logins(store.session, Settings(login_tries_address=8), clock)
    logins.accounts.add("主管", GOOD, "管理")
    for number in range(8):
        wrong(logins, 1, f"试{number}", "10.6.6.6")
    with pytest.raises(LoginRefused, match="次数太多"):
        logins.log_in("主管", GOOD, "10.6.6.6")
    assert logins.seat(logins.log_in("主管", GOOD, "10.0.0.2"))


def test_an_office_behind_one_address_may_log_in_as_often_as_it_likes(store: Store, clock: Clock) -> None:
    logins = Logins(store.session, Settings(login_tries_address=3), clock)
    logins.accounts.add("主管", GOOD, "管理")
    assert all(logins.seat(logins.log_in("主管", GOOD, "10.0.0.1")) for _ in range(6))


def test_a_log_in_ends_when_it_is_not_used(logins: Logins, clock: Clock) -> None:
    token = logins.log_in("李四", GOOD, "10.0.0.1")
    for _ in range(3):
        clock.later(45)
        assert logins.seat(token)
    clock.later(61)
    assert logins.seat(token) is None


def test_a_log_in_ends_after_a_working_day_however_much_it_is_used(logins: Logins, clock: Clock) -> None:
    token = logins.log_in("李四", GOOD, "10.0.0.1")
    for _ in range(9):
        clock.later(50)
        assert logins.seat(token)
    clock.later(31)
    assert logins.seat(token) is None


def test_logging_out_ends_this_log_in_alone(logins: Logins) -> None:
    here, there = (logins.log_in("李四", GOOD, "10.0.0.1") for _ in range(2))
    logins.log_out(here)
    assert logins.seat(here) is None
    assert logins.seat(there)


@pytest.mark.parametrize(
    "deed",
    [
        lambda accounts: accounts.reset("李四", NEW),
        lambda accounts: accounts.set_role("李四", "查询"),
        lambda accounts: accounts.set_collections("李四", None),
        lambda accounts: accounts.disable("李四"),
        lambda accounts: accounts.remove("李四"),
    ],
    ids=["reset", "role", "collections", "disable", "remove"],
)
def test_whatever_changes_an_account_ends_its_log_ins_at_once(
    logins: Logins, deed: Callable[[Accounts], object]
) -> None:
    tokens = [logins.log_in("李四", GOOD, "10.0.0.1") for _ in range(2)]
    other = logins.log_in("主管", GOOD, "10.0.0.1")
    deed(logins.accounts)
    assert [logins.seat(token) for token in tokens] == [None, None]
    assert logins.seat(other)


def test_who_was_removed_or_disabled_logs_in_no_more(logins: Logins) -> None:
    logins.accounts.disable("李四")
    assert wrong(logins, 1) == [WRONG]
    logins.accounts.disable("李四", False)
    assert logins.seat(logins.log_in("李四", GOOD, "10.0.0.1"))
    logins.accounts.remove("李四")
    with pytest.raises(LoginRefused, match=WRONG):
        logins.log_in("李四", GOOD, "10.0.0.1")


def test_changing_ones_own_password_keeps_this_log_in_and_ends_the_others(logins: Logins) -> None:
    here, there = (logins.log_in("李四", GOOD, "10.0.0.1") for _ in range(2))
    seat = logins.seat(here)
    with pytest.raises(LoginRefused, match="原来的密码不对"):
        logins.change_password(seat, "不是这个口令 00", NEW)
    with pytest.raises(DataError, match="至少 10 个"):
        logins.change_password(seat, GOOD, "短")
    with pytest.raises(DataError, match="一样"):
        logins.change_password(seat, GOOD, GOOD)
    assert logins.seat(there)
    logins.change_password(seat, GOOD, NEW)
    assert logins.seat(here).viewer.name == "李四"
    assert logins.seat(there) is None
    assert wrong(logins, 1) == [WRONG]
    assert logins.seat(logins.log_in("李四", NEW, "10.0.0.1"))


def test_a_stolen_page_cannot_guess_the_password_without_end(logins: Logins) -> None:
    seat = logins.seat(logins.log_in("李四", GOOD, "10.0.0.1"))
    for _ in range(5):
        with pytest.raises(LoginRefused):
            logins.change_password(seat, "不是这个口令 00", NEW)
    with pytest.raises(LoginRefused, match="次数太多"):
        logins.change_password(seat, GOOD, NEW)


def test_what_is_over_does_not_fill_the_store(logins: Logins, store: Store, clock: Clock) -> None:
    wrong(logins, 2, "没有这个人")
    for _ in range(5):
        logins.log_in("李四", GOOD, "10.0.0.1")
    clock.later(600)
    logins.log_in("李四", GOOD, "10.0.0.1")
    with store.session() as session:
        assert session.execute(text("SELECT count(*) FROM logins")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM login_tries WHERE failed > 0")).scalar() == 0

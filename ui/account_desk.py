"""What the account part of 设置 does: who is logged in, changing one's password, and keeping others' accounts."""

from __future__ import annotations

from collections.abc import Callable

from core.collection import Seen
from core.errors import DataError
from core.viewer import Viewer
from corpus.accounts import MAX_NAME, Account
from corpus.audit import record
from corpus.logins import Logins
from corpus.store import Store
from ui.seats import seat_now
from ui.templating import render

EVERYTHING = "全部资料"
DEEDS = ("改角色", "改可看资料集", "重设密码", "停用", "启用", "移除")
_MAY = {"查询": "可以问答、核对、起草", "编辑": "另可加入和更正资料", "管理": "另可管理用户和查看留痕"}


class AccountDesk:
    """Accounts for the person who sits at the page.

    Args:
        logins: The log-ins and accounts of the store.
        store: Gives the store, whose log tells who changed which account.
    """

    def __init__(self, logins: Logins, store: Callable[[], Store]) -> None:
        self.logins = logins
        self._store = store
        self._accounts = logins.accounts

    def who(self) -> str:
        """Who is logged in, and the way out."""
        viewer = seat_now().viewer
        rows = (
            ("用户名", viewer.name),
            ("角色", f"{viewer.role}（{_MAY[viewer.role]}）"),
            ("可看", opened_of(viewer.collections)),
        )
        return render("account.html", rows=rows)

    def change_password(self, old: str, new: str, again: str) -> str:
        """Change one's own password; what is told of it.

        Raises:
            CewenError: If it cannot be changed.
        """
        if new != again:
            raise DataError("两次输入的新密码不一样", next_step="请重新输入")
        self.logins.change_password(seat_now(), old, new)
        self._kept(seat_now().viewer.name, "改自己的密码")
        return _said("密码已改。别处登录的会被退出。")

    def listed(self) -> str:
        """Everybody's account as a table."""
        return render("accounts.html", accounts=[_shown(one) for one in self._kept_by(seat_now().viewer)])

    def names(self) -> list[str]:
        """Everybody's name."""
        return [one.name for one in self._kept_by(seat_now().viewer)]

    def _kept_by(self, keeper: Viewer) -> list[Account]:
        """The accounts that a person keeps: of those who may open no more than the keeper."""
        return [one for one in self._accounts.listed() if within(one.collections, keeper.collections)]

    def add(self, name: str, password: str, role: str, opened: str) -> str:
        """Add a person; what is told of it."""
        made = self._accounts.add(name, password, role, self._granted(opened))
        self._kept(made.name, f"添加：{made.role}，{opened_of(made.collections)}")
        return _said(
            f"已添加 {made.name}（{made.role}，{opened_of(made.collections)}）。请把密码当面告诉本人，让他登录后改掉。"
        )

    def _granted(self, opened: str) -> list[str] | None:
        """Collections as typed; nobody gives away what they may not open themselves.

        Raises:
            DataError: If there is more in it.
        """
        wanted, own = collections_of(opened), seat_now().viewer.collections
        if not within(None if wanted is None else frozenset(wanted), own):
            raise DataError("不能给别人您自己看不到的资料", next_step=f"请从这些里选：{opened_of(own)}")
        return wanted

    def _kept(self, name: str, what: str) -> None:
        record(self._store(), "account", user=seat_now().viewer.name, subject=name, detail={"操作": what})

    def change(self, deed: str, name: str, role: str, opened: str, password: str) -> str:
        """Change a person's account; what is told of it.

        Raises:
            DataError: If nobody is chosen, there is no such deed, or it cannot be done.
        """
        if not name:
            raise DataError("还没有选用户", next_step="请从列表里选")
        works: dict[str, Callable[[], Account]] = {
            "改角色": lambda: self._accounts.set_role(name, role),
            "改可看资料集": lambda: self._accounts.set_collections(name, self._granted(opened)),
            "重设密码": lambda: self._accounts.reset(name, password),
            "停用": lambda: self._accounts.disable(name),
            "启用": lambda: self._accounts.disable(name, False),
            "移除": lambda: self._accounts.remove(name),
        }
        if name not in self.names():
            raise DataError(f"没有用户“{name[:MAX_NAME]}”", next_step="请从列表里选")
        if deed not in works:
            raise DataError("没有这个操作", next_step="请刷新页面再试")
        made = works[deed]()
        self._kept(made.name, f"{deed}：{made.role}，{opened_of(made.collections)}")
        return _said(f"{made.name}：已{deed}。该用户要重新登录。" if deed != "移除" else f"{made.name}：已移除。")


def within(collections: Seen, own: Seen) -> bool:
    """Whether all that may be opened is among what somebody else may open."""
    return own is None or (collections is not None and collections <= own)


def collections_of(opened: str) -> list[str] | None:
    """Collections as typed, with 、 or commas between; nothing typed: everything."""
    for mark in "，,;；\n":
        opened = opened.replace(mark, "、")
    names = [one.strip() for one in opened.split("、") if one.strip()]
    return names or None


def opened_of(collections: frozenset[str] | None) -> str:
    """What may be opened, in words."""
    return EVERYTHING if collections is None else "、".join(sorted(collections)) or "没有资料"


def _shown(one: Account) -> dict[str, str]:
    """A line of the table of accounts."""
    state, tone = "正常", ""
    if one.disabled:
        state, tone = "已停用", "cw-bad"
    elif one.locked_until:
        state, tone = "暂时锁定", "cw-warning"
    return {
        "name": one.name,
        "role": one.role,
        "opened": opened_of(one.collections),
        "state": state,
        "tone": tone,
        "made": f"{one.made_at:%Y-%m-%d}",
    }


def _said(text: str) -> str:
    return render("said.html", text=text)

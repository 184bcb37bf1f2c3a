"""`python -m corpus users …`: people who may log in, kept from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from core.errors import DataError
from core.viewer import ROLES
from corpus.accounts import Account, Accounts
from corpus.audit import record
from corpus.passwords import MIN_CHARS
from corpus.store import Store

# Whoever may start commands on the machine; no name that a person can have.
COMMAND_LINE = "命令行"
ALL, FIRST = "全部资料", "python -m corpus users add 用户名 --role 管理"


def add_user_commands(users: argparse.ArgumentParser) -> None:
    """Add what `users` takes to its parser."""
    deeds = users.add_subparsers(dest="deed", required=True, metavar="操作")
    text = f"密码在提示后输入，或从标准输入读一行；至少 {MIN_CHARS} 个字符"
    added = deeds.add_parser("add", help="添加用户", description=f"添加用户。{text}")
    role = deeds.add_parser("role", help="改角色；该用户要重新登录")
    opened = deeds.add_parser("collections", help="改可看的资料集；该用户要重新登录")
    reset = deeds.add_parser("reset", help="重设密码并解除锁定；该用户要重新登录", description=f"重设密码。{text}")
    stopped = deeds.add_parser("disable", help="停用，可再启用")
    again = deeds.add_parser("enable", help="启用停用的用户")
    removed = deeds.add_parser("remove", help="移除；记录保留，用户名不再给别人用")
    deeds.add_parser("list", help="列出用户")
    for one in (added, role, opened, reset, stopped, again, removed):
        one.add_argument("name", metavar="用户名")
    added.add_argument(
        "--role", choices=ROLES, default="查询", help="查询：问答和起草；编辑：另可加入和更正资料；管理：另可管用户"
    )
    role.add_argument("role", choices=ROLES, metavar="角色", help="、".join(ROLES))
    added.add_argument("--collections", nargs="+", metavar="资料集", help=f"可看的资料集；不写就是{ALL}")
    opened.add_argument("collections", nargs="*", metavar="资料集", help="可看的资料集，可写几个")
    opened.add_argument("--all", action="store_true", help=ALL)
    for one in deeds.choices.values():
        # On the last parser as well, so that it may stand at the end; without a value it takes none away.
        one.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="数据文件夹；默认按设置")


def run_users(store: Store, args: argparse.Namespace) -> list[str]:
    """Do what was asked for; the lines to show.

    Raises:
        DataError: If it cannot be done.
    """
    accounts = Accounts(store.session)
    if args.deed == "list":
        people = accounts.listed()
        return [line_of(one) for one in people] or [f"还没有用户。添加第一个：{FIRST}"]
    match args.deed:
        case "add":
            made = accounts.add(args.name, read_password(), args.role, args.collections)
        case "role":
            made = accounts.set_role(args.name, args.role)
        case "collections":
            if bool(args.collections) == args.all:
                raise DataError("没有说清可看哪些资料", next_step=f"写上资料集的名字，或用 --all 表示{ALL}")
            made = accounts.set_collections(args.name, None if args.all else args.collections)
        case "reset":
            made = accounts.reset(args.name, read_password())
        case "remove":
            removed = accounts.remove(args.name).name
            _kept(store, args.deed, removed, "")
            return [f"已移除：{removed}"]
        case _:
            made = accounts.disable(args.name, args.deed == "disable")
    _kept(store, args.deed, made.name, line_of(made))
    return [f"已保存：{line_of(made)}"]


def _kept(store: Store, deed: str, name: str, now: str) -> None:
    record(store, "account", user=COMMAND_LINE, subject=name, detail={"操作": deed, "现在": now})


def line_of(one: Account) -> str:
    """A person in one line."""
    opened = ALL if one.collections is None else "、".join(sorted(one.collections)) or "没有资料"
    state = "　已停用" if one.disabled else "　已锁定" if one.locked_until else ""
    return f"{one.name}　{one.role}　{opened}{state}"


def read_password() -> str:
    """A new password: asked for twice at a terminal, else one line of standard input; never an argument.

    Raises:
        DataError: If the two differ, or there is none.
    """
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise DataError("没有读到密码", next_step="请在终端里运行，或把密码作为一行从标准输入给出")
        return given
    given = getpass.getpass("密码：")
    if getpass.getpass("再输一遍：") != given:
        raise DataError("两次输入的密码不一样", next_step="请重来一次")
    return given

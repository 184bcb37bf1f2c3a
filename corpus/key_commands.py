"""`cewen keys …`: keys with which programs call, kept from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from core.settings import Settings
from core.viewer import ROLES
from corpus.api_keys import DAYS, ApiKey, ApiKeys
from corpus.audit import record
from corpus.store import Store
from corpus.user_commands import COMMAND_LINE

OWNERS = "所属用户能看的全部资料"


def add_key_commands(keys: argparse.ArgumentParser) -> None:
    """Add what `keys` takes to its parser."""
    deeds = keys.add_subparsers(dest="deed", required=True, metavar="操作")
    text = "做一把密钥，只显示这一次；权限不超过所属用户，用户停用或移除后密钥也失效"
    added = deeds.add_parser("add", help="做一把密钥，只显示一次", description=text)
    deeds.add_parser("list", help="列出密钥：编号、名称、所属用户、权限、期限、最近使用")
    revoked = deeds.add_parser("revoke", help="撤销；马上失效，记录保留")
    added.add_argument("name", metavar="名称", help="给谁用的，如 门户网站")
    added.add_argument("--owner", required=True, metavar="用户名", help="谁的密钥：这位用户为它负责")
    added.add_argument(
        "--role",
        choices=ROLES,
        default="查询",
        help="查询：问答、检索、起草；编辑：另可加入和移出资料；管理：另可看运行指标",
    )
    added.add_argument("--collections", nargs="+", metavar="资料集", help=f"可看的资料集；不写就是{OWNERS}")
    added.add_argument("--days", type=int, default=DAYS, metavar="天数", help=f"有效多少天；不写是 {DAYS} 天")
    revoked.add_argument("number", type=int, metavar="编号", help="list 里的编号")
    for one in deeds.choices.values():
        # On the last parser as well, so that it may stand at the end; without a value it takes none away.
        one.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="数据文件夹；默认按设置")


def run_keys(store: Store, settings: Settings, args: argparse.Namespace) -> list[str]:
    """Do what was asked for; the lines to show.

    Raises:
        DataError: If it cannot be done.
    """
    keys = ApiKeys(store.session, settings)
    if args.deed == "list":
        items = [line_of(one) for one in keys.listed()]
        return items or ["还没有密钥。做第一把：cewen keys add 名称 --owner 用户名"]
    if args.deed == "revoke":
        gone = keys.revoke(args.number)
        _kept(store, args.deed, gone)
        return [f"已撤销：{line_of(gone)}"]
    made, token = keys.add(args.name, args.owner, role=args.role, collections=args.collections, days=args.days)
    _kept(store, args.deed, made)
    return [f"已做好：{line_of(made)}", "密钥只显示这一次，请马上存好：", token]


def _kept(store: Store, deed: str, key: ApiKey) -> None:
    record(
        store, "key", user=COMMAND_LINE, subject=f"{key.owner}/{key.name}", detail={"操作": deed, "现在": line_of(key)}
    )


def line_of(one: ApiKey) -> str:
    """A key in one line."""
    opened = OWNERS if one.collections is None else "、".join(sorted(one.collections)) or "没有资料"
    used = f"最近使用 {one.used_at.astimezone():%Y-%m-%d %H:%M}" if one.used_at else "没有用过"
    state = "已撤销" if one.revoked_at else "有效" if one.usable else "已过期或所属用户不能用"
    until = f"到 {one.expires_at.astimezone():%Y-%m-%d}"
    return "　".join((f"{one.id}", one.name, f"{one.prefix}…", one.owner, one.role, opened, until, used, state))

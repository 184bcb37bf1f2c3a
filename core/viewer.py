"""Who looks: a name, a role, and which collections may be opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.collection import Seen

Role = Literal["查询", "编辑", "管理"]
ROLES: tuple[Role, ...] = ("查询", "编辑", "管理")


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """A person at one of the product's doors.

    Args:
        name: Whose conversations, drafts and records these are.
        role: 查询 asks and drafts, 编辑 also adds and corrects documents, 管理 also keeps accounts and reads the audit.
        collections: Names of the collections that may be opened; None for all there are.
    """

    name: str
    role: Role
    collections: Seen = None

    def may(self, needed: Role) -> bool:
        """Whether the role reaches at least that one."""
        return ROLES.index(self.role) >= ROLES.index(needed)


# Where no accounts are kept, whoever sits at this machine may do everything.
LOCAL_VIEWER = Viewer(name="local", role="管理")

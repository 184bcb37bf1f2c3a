"""The settings: `.env` can be read by who runs the program alone, and every CEWEN_ name is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core.settings import Settings, unknown_settings
from tools.doctor import CHECKS, Check, Finding, fine

OTHERS = 0o077


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    unknown = unknown_settings(os.environ)
    if unknown:
        yield Finding(
            level="bad",
            what=f"环境变量里有不认识的设置：{'、'.join(unknown)}",
            next_step="多半是写错了，没有起作用；请对照 core/settings.py 改正或去掉",
        )
    env = Path(".env")
    if env.is_file():
        if not os.access(env, os.R_OK):
            yield Finding(level="bad", what=".env 读不了", next_step="请让运行程序的账号能读它")
        elif env.stat().st_mode & OTHERS:
            yield Finding(level="note", what=".env 里可能有口令，别的账号也能读", next_step="请运行 chmod 600 .env")
    if settings.home_place == "":
        yield Finding(
            level="note",
            what="没有设置“我区”是哪里（CEWEN_HOME_PLACE）",
            next_step="不设就会反问；可在网页“设置”里选",
        )
    if not unknown:
        yield fine("设置都认识")


CHECKS.register("environment")(Check(title="设置", order=10, look=look))

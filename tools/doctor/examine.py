"""All checks in their order, and the mending of what they found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from core.errors import CewenError
from core.settings import Settings
from tools.doctor import CHECKS, Check, Finding


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What one check found, and what was mended of it before."""

    name: str
    title: str
    findings: tuple[Finding, ...]
    mended: tuple[str, ...] = ()


def examine(settings: Settings, *, mend: bool = False, without: Collection[str] = ()) -> list[Examined]:
    """Look at everything.

    Args:
        settings: Of what.
        mend: Whether what is safe is done about what is wrong, and that looked at again.
        without: Checks to leave out.
    """
    ordered = sorted(set(CHECKS) - set(without), key=lambda name: CHECKS[name].order)
    return [_examined(name, CHECKS[name], settings, mend=mend) for name in ordered]


def _examined(name: str, check: Check, settings: Settings, *, mend: bool) -> Examined:
    findings = _looked(check, settings)
    mended: tuple[str, ...] = ()
    if mend and check.mend is not None and any(one.mendable for one in findings):
        try:
            mended = tuple(check.mend(settings))
        except (CewenError, OSError) as error:
            return Examined(name=name, title=check.title, findings=(*findings, told(error)))
        findings = _looked(check, settings)
    return Examined(name=name, title=check.title, findings=findings, mended=mended)


def _looked(check: Check, settings: Settings) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    try:
        # What was found before an error stays.
        findings.extend(check.look(settings))
    except (CewenError, OSError, SQLAlchemyError) as error:
        findings.append(told(error))
    return tuple(findings)


def told(error: CewenError | OSError | SQLAlchemyError) -> Finding:
    """What an error is as a finding."""
    if isinstance(error, CewenError):
        return Finding(level="bad", what=error.message, next_step=error.next_step)
    what = error.strerror or str(error) if isinstance(error, OSError) else str(error).splitlines()[0]
    where = f"（{error.filename}）" if isinstance(error, OSError) and error.filename else ""
    return Finding(level="bad", what=f"查不下去：{what}{where}", next_step="请检查磁盘和文件夹的权限后再查")

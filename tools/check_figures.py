"""数据核对: recompute the relations between the figures of a text."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from core.arithmetic.engine import check_arithmetic
from core.arithmetic.standards import Threshold
from core.errors import SettingsError
from core.finding import Finding
from core.settings import settings_with_data

LIMITS_FILE = "check_limits.toml"


@lru_cache(maxsize=4)
def load_limits(lexicon_dir: Path) -> tuple[Threshold, ...]:
    """The lines that figures of any text are held against.

    Args:
        lexicon_dir: Folder that holds `check_limits.toml`.

    Returns:
        One threshold for each entry, in file order; none if there is no such file.

    Raises:
        SettingsError: If an entry lacks words, value, comparison or unit.
    """
    path = lexicon_dir / LIMITS_FILE
    if not path.is_file():
        return ()
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("limit", [])
    try:
        return tuple(
            Threshold(
                words=tuple(entry["words"]),
                stage=entry.get("stage", ""),
                value=float(entry["value"]),
                comparison=entry["comparison"],
                unit=entry["unit"],
                source=entry.get("source", ""),
                wide=bool(entry.get("wide", False)),
            )
            for entry in entries
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(
            f"{path.name} 有一条界线写得不全：{error}", next_step="补全 words、value、comparison、unit"
        ) from error


def check_text(text: str, limits: Sequence[Threshold] | None = None) -> list[Finding]:
    """Check the figures of a text, pasted or of the corpus.

    Args:
        text: Any text; it is data and never obeyed.
        limits: Lines of standards; None: those of the settings' lexicon.

    Returns:
        Findings in the order of the text.
    """
    lines = load_limits(settings_with_data(None).lexicon_dir) if limits is None else limits
    return check_arithmetic(text, lines)


def findings_as_text(findings: Sequence[Finding], *, derived: bool = False) -> str:
    """Findings for a reader: a count of each verdict, then one line for each finding.

    Args:
        findings: What `check_text` gave.
        derived: Whether to list 仅派生 findings too; they are always counted.

    Returns:
        Chinese text, one finding a line.
    """
    counts = Counter(finding.verdict for finding in findings)
    head = "、".join(f"{verdict}{count}项" for verdict, count in counts.most_common()) or "没有可核对的数据关系"
    lines = [f"共核对{len(findings)}项：{head}" if findings else head]
    for finding in findings:
        if finding.verdict == "仅派生" and not derived:
            continue
        value = "" if finding.computed is None else f"，复算 {finding.formula} = {_shown(finding.computed)}"
        stated = f"，文中 {finding.stated}" if finding.stated else ""
        notes = "；".join((*finding.readings, finding.suggestion)).strip("；")
        quote = finding.quote.replace("\n", " ")
        lines.append(f"[{finding.verdict}] {finding.kind}：“{quote}”{value}{stated}{'。' + notes if notes else ''}")
    return "\n".join(lines)


def _shown(computed: float | bool) -> str:
    if isinstance(computed, bool):
        return "成立" if computed else "不成立"
    return f"{computed:.4f}".rstrip("0").rstrip(".")

"""Standards as data: thresholds with level, place, valid period, source and evidence, read from TOML files."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from core.errors import LoadError
from tools.tables.loading import years_in

Comparison = Literal[">=", "<=", "<", ">"]
_LEVELS = {"国家": 0, "省": 1, "市": 2, "县": 3}
# 指标手册 §0.1: these grades need no warning.
_FIRM = frozenset("SP")


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One line of a standard. `digits` is the precision it is shown with; `line_85` the 85% line where there is one.

    `quote` is the sentence that states it, word for word, `clause` its heading in the text, `document` the file of
    corpus/documents that holds it; '' where the text is not loaded.
    """

    family: str
    code: str
    stage: str
    name: str
    value: float
    comparison: Comparison
    unit: str
    digits: int
    evidence: str
    line_85: float | None
    standard_id: str
    title: str
    level: str
    place: str
    valid_from: dt.date
    valid_to: dt.date | None
    clause: str = ""
    quote: str = ""
    document: str = ""

    @property
    def sign(self) -> str:
        """The comparison as it is written: ≥, ≤, <, >."""
        return {">=": "≥", "<=": "≤"}.get(self.comparison, self.comparison)

    @property
    def firm(self) -> bool:
        """Whether a seed document or a public page carries it (grade S or P)."""
        return any(grade[:1] in _FIRM for grade in self.evidence.split())


@dataclass(frozen=True, kw_only=True)
class Standards:
    """All standards of a folder, and the parameters they state beside thresholds (splitting, inclusion)."""

    thresholds: tuple[Threshold, ...]
    parameters: Mapping[str, Mapping[str, Any]]

    def find(self, family: str, code: str, *, stage: str = "", period: str = "", place: str = "") -> Threshold | None:
        """The national line in force for the data's year; None where there is none.

        Args:
            family: Indicator family.
            code: The handbook's code.
            stage: 小学, 初中 or ''.
            period: The data's year as the table says it; a school year counts by its last day.
            place: Not used for the national line; see `local`.
        """
        national = [line for line in self._in_force(family, code, stage, period) if line.level == "国家"]
        return max(national, key=lambda line: line.valid_from, default=None)

    def local(self, family: str, code: str, *, place: str, stage: str = "", period: str = "") -> tuple[Threshold, ...]:
        """Provincial and municipal lines in force whose place is part of `place`, the widest first."""
        found = [
            line
            for line in self._in_force(family, code, stage, period)
            if line.level != "国家" and line.place and line.place in place
        ]
        return tuple(sorted(found, key=lambda line: _LEVELS.get(line.level, 9)))

    def _in_force(self, family: str, code: str, stage: str, period: str) -> list[Threshold]:
        day = last_day(period)
        return [
            line
            for line in self.thresholds
            if line.family == family
            and line.code == code
            and line.stage == stage
            and (day is None or line.valid_from <= day)
            and (day is None or line.valid_to is None or day <= line.valid_to)
        ]


def last_day(period: str) -> dt.date | None:
    """The last day of a data year: 2023-2024 ends on 2024-08-31, 2024 on 2024-12-31; None where it is not said."""
    years = years_in(period)
    if not years:
        return None
    return dt.date(years[-1], 8, 31) if len(years) > 1 else dt.date(years[-1], 12, 31)


def load_standards(*folders: Path) -> Standards:
    """Read every .toml file of folders; of two files with one name the later folder's counts.

    Raises:
        LoadError: If a folder is missing, or a file is not TOML or lacks a field.
    """
    missing = next((folder for folder in folders if not folder.is_dir()), None)
    if missing is not None:
        raise LoadError(f"没有标准文件夹：{missing}", next_step="请检查设置 CEWEN_STANDARDS_DIR")
    files = {path.name: path for folder in folders for path in folder.glob("*.toml")}
    lines: list[Threshold] = []
    parameters: dict[str, Mapping[str, Any]] = {}
    for _, path in sorted(files.items()):
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
            lines += [_threshold(document, line) for line in document.get("threshold", ())]
            family = document["family"]
        except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
            raise LoadError(f"标准文件 {path.name} 有误：{error}", next_step="对照其他标准文件改正") from error
        rest = {key: value for key, value in document.items() if isinstance(value, dict)}
        if rest:
            parameters[family] = {**parameters.get(family, {}), **rest}
    return Standards(thresholds=tuple(lines), parameters=parameters)


def _threshold(document: dict[str, Any], line: dict[str, Any]) -> Threshold:
    comparison = line["comparison"]
    if comparison not in (">=", "<=", "<", ">"):
        raise ValueError(f"comparison {comparison!r}")
    days = [line.get("valid_from", document["valid_from"]), line.get("valid_to", document.get("valid_to"))]
    if not isinstance(days[0], dt.date) or not isinstance(days[1], dt.date | None):
        raise ValueError("valid_from、valid_to 要写成日期，不加引号，如 2020-01-01")
    if document["level"] not in _LEVELS:
        raise ValueError(f"level 只能是：{'、'.join(_LEVELS)}")
    return Threshold(
        family=document["family"],
        code=line["code"],
        stage=line.get("stage", ""),
        name=line["name"],
        value=float(line["value"]),
        comparison=comparison,
        unit=line.get("unit", ""),
        digits=line.get("digits", 2),
        evidence=line.get("evidence", document["evidence"]),
        line_85=line.get("line_85"),
        standard_id=document["id"],
        title=document["title"],
        level=document["level"],
        place=document.get("place", ""),
        valid_from=line.get("valid_from", document["valid_from"]),
        valid_to=line.get("valid_to", document.get("valid_to")),
        clause=line.get("clause", ""),
        quote=line.get("quote", ""),
        document=line.get("document", document.get("document", "")),
    )

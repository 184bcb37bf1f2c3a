"""What an indicator family is and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import DataError
from core.schema import Figure, Problem
from tools.tables.loading import LoadedTable


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A unit that was not computed, and why. `by_rule` tells a rule of the standard from an error in the data."""

    unit: str
    unit_id: str
    row: str
    reason: str
    by_rule: bool


@dataclass(frozen=True, kw_only=True)
class IndicatorResult:
    """Everything one computation gives: figures, and what a reader must know beside them.

    `unit_names` gives the name of each `unit_id`. `downgraded`: more than 5% of the units, or one of the largest, was
    left out for errors: 仅供参考.
    """

    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...] = ()
    included: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    notes: tuple[str, ...] = ()
    downgraded: bool = False
    unit_names: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str = "", *, stage: str | None = None, unit_id: str | None = None) -> tuple[Figure, ...]:
        """Figures of one code, stage and school; what is not given is not asked."""
        return tuple(
            figure
            for figure in self.figures
            if (not code or figure.code == code)
            and (stage is None or figure.stage == stage)
            and (unit_id is None or figure.unit_id == unit_id)
        )

    def one(self, code: str, *, stage: str | None = None, unit_id: str | None = None) -> Figure:
        """The one figure that fits.

        Raises:
            DataError: If none or several fit.
        """
        found = self.of(code, stage=stage, unit_id=unit_id)
        if len(found) != 1:
            raise DataError(f"{code} 有 {len(found)} 个结果", next_step="给出学段或学校标识码")
        return found[0]


@dataclass(frozen=True, kw_only=True)
class Option:
    """A parameter a user may set, with what it means and its default."""

    name: str
    meaning: str
    default: str = ""
    choices: tuple[str, ...] = ()


Compute = Callable[[Sequence[LoadedTable], Mapping[str, str]], IndicatorResult]


@dataclass(frozen=True, kw_only=True)
class Family:
    """An indicator family: what it needs, what may be set, and how it is computed.

    `needs` are the table kinds without which nothing can be computed, `uses` those that complete it, `history` those
    of which every year is wanted and not only the latest. `asked_by` are words by which a question asks for it, beside
    those of `corpus/lexicon/indicators.toml`.
    """

    name: str
    summary: str
    compute: Compute
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    codes: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()


def left_out_rows(tables: Sequence[LoadedTable], kind: str, name_column: str) -> tuple[Exclusion, ...]:
    """Rows of the tables of one kind that errors leave out, with their reason; an unnamed row has no unit."""
    found = []
    for table in (one for one in tables if one.kind == kind):
        for row, reason in table.left_out.items():
            name = table.frame.at[row, name_column] if name_column and table.has(name_column) else None
            unit = name if isinstance(name, str) else ""
            found.append(Exclusion(unit=unit, unit_id="", row=table.row_name(row), reason=reason, by_rule=False))
    return tuple(found)


def option_of(options: Mapping[str, str], declared: Sequence[Option], name: str) -> str:
    """The value of an option, or its default.

    Raises:
        DataError: If the value is not among its choices.
    """
    option = next(one for one in declared if one.name == name)
    value = options.get(name, option.default).strip()
    if option.choices and value not in option.choices:
        raise DataError(f"参数 {name}={value} 不认识", next_step=f"可用：{'、'.join(option.choices)}")
    return value


def number_of(options: Mapping[str, str], declared: Sequence[Option], name: str) -> float:
    """The value of a numeric option, or its default.

    Raises:
        DataError: If it is no number.
    """
    text = option_of(options, declared, name)
    try:
        return float(text)
    except ValueError as error:
        raise DataError(f"参数 {name}={text} 不是数字", next_step=f"例如 {name}=0.5") from error

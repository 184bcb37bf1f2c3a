"""What the buttons of the 指标测算 tab do: choices, computing, and the files made of a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.collection import Seen
from core.errors import DataError
from core.settings import Settings
from tools.compute_indicator import compute, compute_for, family_of, standards_in
from tools.indicators import INDICATORS
from tools.indicators.family import Family, IndicatorResult, Option
from tools.indicators.resource_lines import NAME as BALANCE
from tools.reports.gathering import gather, gather_kept
from tools.reports.material import Material
from tools.reports.self_evaluation import write_self_evaluation
from tools.reports.workbook import write_workbook
from tools.tables import TABLES
from tools.tables.kept import kept_tables
from tools.tables.manifest import TableEntry
from tools.tables.shapes import known_shapes
from tools.tables.template import write_template
from ui.outbox import Outbox
from ui.table_uploads import load_uploads
from ui.templating import render

# In these the kept tables already say which place and year.
SCOPE_OPTIONS = ("年度", "县区")
MAX_OPTION_CHARS = 400


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A result as the tab keeps it: its family, the tables it came from and their remarks, what a report is made of."""

    name: str = ""
    result: IndicatorResult | None = None
    tables: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    material: Material | None = None

    @property
    def label(self) -> str:
        """Family, place and period, for a file's name."""
        first = self.result.figures[0] if self.result and self.result.figures else None
        return "_".join(
            part for part in (first.place if first else "", first.period if first else "", self.name) if part
        )


class IndicatorsDesk:
    """Families over the office's tables and uploads.

    Args:
        settings: Where tables and standards are.
        outbox: Where downloads are written.
        seen: The collections that may be opened; None: all.
    """

    def __init__(self, settings: Settings, outbox: Outbox, seen: Seen = None) -> None:
        self._seen = seen
        self._settings = settings
        self._outbox = outbox
        self._standards = standards_in(settings.standards_dir)

    def families(self) -> list[str]:
        """Names of the families, 优质均衡 first."""
        return sorted(INDICATORS, key=lambda name: name != BALANCE)

    def family(self, name: str) -> Family:
        """A family by its name.

        Raises:
            DataError: If there is none.
        """
        return family_of(name, self._standards)

    def kinds(self) -> list[tuple[str, str]]:
        """Kinds of table: (title, kind)."""
        return [(TABLES[kind].title, kind) for kind in TABLES]

    def kept(self, name: str) -> list[tuple[str, str]]:
        """The office's tables a family can be computed from: (place and year as shown, value)."""
        found: dict[str, str] = {}
        for entry in self._entries(name):
            note = f"　{entry.note}" if entry.note else ""
            found.setdefault(f"{entry.place}|{entry.period}", f"{entry.place}　{entry.period}{note}")
        return [(shown, value) for value, shown in found.items()]

    def _entries(self, name: str) -> list[TableEntry]:
        family = self.family(name)
        entries = kept_tables(self._settings, self._seen)
        kinds = family.needs or family.uses
        chosen = [entry for entry in entries if entry.kind in kinds]
        return sorted(chosen, key=lambda entry: entry.period, reverse=True)

    def options(self, name: str, source: str, kept: str) -> list[tuple[Option, str]]:
        """What may be set, each with the value it begins with: the table's own where the manifest has one."""
        own = dict(
            pair
            for entry in self._entries(name)
            if source == "kept" and f"{entry.place}|{entry.period}" == kept
            for pair in entry.options
        )
        return [
            (option, own.get(option.name, option.default))
            for option in self.family(name).options
            if source != "kept" or option.name not in SCOPE_OPTIONS
        ]

    def describe(self, name: str) -> str:
        """What a family is and which tables it takes, as HTML."""
        family = self.family(name)
        needs = "、".join(TABLES[kind].title for kind in family.needs)
        uses = "、".join(TABLES[kind].title for kind in family.uses if kind in TABLES)
        text = "；".join(part for part in (f"必需：{needs}" if needs else "", f"可用：{uses}" if uses else "") if part)
        return render("family.html", summary=family.summary, tables=text)

    def compute_kept(self, name: str, kept: str, options: Mapping[str, str]) -> Computed:
        """Compute from the office's tables.

        Args:
            name: Family.
            kept: As `kept` gives it.
            options: What was set; empty values are not given.

        Raises:
            DataError: If no table is chosen, or it cannot be computed.
        """
        place, _, period = kept.partition("|")
        if not place:
            raise DataError(f"还没有可算{name}的表", next_step="下载模板填好后上传，或请管理员放进表格文件夹")
        done = compute_for(self._settings, name, place=place, period=period, options=_given(options), seen=self._seen)
        return Computed(
            name=name,
            result=done.result,
            tables=tuple(entry.title for entry in done.tables),
            samples=tuple(entry.note for entry in done.tables),
            material=gather_kept(self._settings, done, self._seen) if _has_report(name, done.result) else None,
        )

    def compute_uploads(
        self, name: str, paths: Sequence[str] | None, kind: str, confirmed: str, options: Mapping[str, str]
    ) -> Computed:
        """Compute from uploaded tables.

        Raises:
            DataError: If a table is missing or an option is wrong.
            LoadError: If a file cannot be read.
        """
        tables = load_uploads(paths, kind, confirmed, known_shapes(self._settings))
        result = compute(name, tables, _given(options), standards=self._standards)
        return Computed(
            name=name,
            result=result,
            tables=tuple(table.title for table in tables),
            material=gather(result, tables) if _has_report(name, result) else None,
        )

    def workbook(self, computed: Computed) -> str:
        """The result as xlsx with live formulas; its path.

        Raises:
            DataError: If nothing was computed.
        """
        result = _result(computed)
        return str(write_workbook(computed.name, result, self._outbox.path_for(f"{computed.label}.xlsx")))

    def report(self, computed: Computed) -> str:
        """The self-evaluation as docx; its path.

        Raises:
            DataError: If the result is not 优质均衡 or has no conclusion.
        """
        _result(computed)
        if computed.material is None:
            raise DataError("自评报告只对优质均衡的县级结论生成", next_step=f"先算{BALANCE}")
        path = self._outbox.path_for(f"{computed.label}自评报告.docx")
        return str(write_self_evaluation(computed.material, self._standards, path))

    def template(self, kind: str) -> str:
        """The template of one kind of table; its path.

        Raises:
            DataError: If there is no such kind.
        """
        if kind not in TABLES:
            raise DataError("没有选表的种类", next_step="先选要下载哪种表的模板")
        return str(write_template(kind, self._outbox.path_for(f"{TABLES[kind].title}_模板.xlsx")))


def _given(options: Mapping[str, str]) -> dict[str, str]:
    for name, value in options.items():
        if len(value) > MAX_OPTION_CHARS:
            raise DataError(f"参数“{name}”超过 {MAX_OPTION_CHARS} 字", next_step="改短后再算")
    return {name: value.strip() for name, value in options.items() if value.strip()}


def _has_report(name: str, result: IndicatorResult) -> bool:
    return name == BALANCE and bool(result.of("COUNTY"))


def _result(computed: Computed) -> IndicatorResult:
    if computed.result is None:
        raise DataError("还没有结果", next_step="先点“测算”")
    return computed.result

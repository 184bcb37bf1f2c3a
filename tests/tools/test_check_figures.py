"""The check tool, the draft comparison and their commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.ledger_figure import LedgerFigure
from core.period import year_period
from core.schema import Place
from core.settings import ROOT
from tools.check_figures import check_text, findings_as_text, load_limits
from tools.compare_draft import Ledger, compare_draft, find_conflicts
from tools.ledger.text_figures import Around, extract_figures
from tools.lookup_figure import find_figures

COUNTY = Place(name="涧西区", level="county", parents=("河南省", "洛阳市"))
SOURCE = "全区高考考生2950人，其中物理类考生2170人。公办园在园幼儿占比54.02%。"


def rows_of(text: str, place: Place = COUNTY, year: int = 2024, document: str = "a") -> list[LedgerFigure]:
    middle = text.index("。") + 1
    spans = [(0, middle), (middle, len(text))] if middle < len(text) else [(0, middle)]
    around = Around(place=place, period=year_period(year), document_id=document)
    return [row for span in spans for row in extract_figures(text, span, around)]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(rows_of(SOURCE))


def test_report_counts_verdicts_and_hides_derived_values() -> None:
    findings = check_text("已办成公办园3所、普惠园6所。共1000人，其中男生520人，女生490人。", ())
    result = findings_as_text(findings)
    assert "仅派生" in result
    assert "[仅派生]" not in result
    assert "[仅派生]" in findings_as_text(findings, derived=True)


def test_text_without_relations_says_so() -> None:
    assert findings_as_text(check_text("认真贯彻落实。", ())) == "没有可核对的数据关系"


def test_limits_are_read_from_the_lexicon_and_a_broken_entry_tells_the_mend(tmp_path: Path) -> None:
    assert any("覆盖率" in limit.words for limit in load_limits(ROOT / "corpus" / "lexicon"))
    (tmp_path / "check_limits.toml").write_text('[[limit]]\nwords = ["率"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="补全"):
        load_limits(tmp_path)


def test_command_prints_findings_as_json(tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("招生1200人，比上年增加200人，增幅30%。", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tools", "check", str(file), "--json"], cwd=ROOT, capture_output=True, check=True
    )
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["verdict"] == "不通过"
    assert {"quote", "operands", "formula", "computed", "stated", "readings", "suggestion"} <= finding.keys()


def test_command_names_a_file_it_cannot_read(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools", "check", str(tmp_path / "none.txt")], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "none.txt" in done.stderr.decode()


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("涧西区高考考生2950人。", "一致"),
        ("涧西区2024年公办园在园幼儿占比54.02%。", "一致"),
        ("涧西区高考考生2590人。", "不一致"),
        ("涧西区高考考生2950所。", "不一致"),
        ("涧西区2021年高考考生2950人。", "口径或年度不同"),
        ("贵州省高考考生2950人。", "口径或年度不同"),
        ("涧西区新建体育馆12座。", "无来源"),
    ],
)
def test_draft_figure_is_held_against_its_source(ledger: Ledger, draft: str, verdict: str) -> None:
    (finding,) = compare_draft(draft, ledger)
    assert finding.verdict == verdict
    assert (finding.source is None) == (verdict == "无来源")


def test_differing_draft_shows_both_values(ledger: Ledger) -> None:
    (finding,) = compare_draft("涧西区高考考生2590人。", ledger)
    assert "2950人" in finding.note
    assert "2590人" in finding.note


def test_unchanged_text_agrees_with_itself(ledger: Ledger) -> None:
    assert {finding.verdict for finding in compare_draft(SOURCE, ledger)} == {"一致"}


def test_conflict_needs_the_same_place_year_and_subject_in_two_documents() -> None:
    first = rows_of("全区义务教育学校30所。")
    assert len(find_conflicts(first + rows_of("全区义务教育学校31所。", document="b"))) == 1
    assert find_conflicts(first + rows_of("全区义务教育学校31所。", document="b", year=2023)) == []
    assert find_conflicts(first + rows_of("全区义务教育学校30所。", document="b")) == []
    assert find_conflicts(first + rows_of("全区义务教育学校31所。")) == []


def test_ledger_is_looked_up_by_place_name_and_year() -> None:
    rows = rows_of(SOURCE) + rows_of(
        "全县高考考生1800人。", place=Place(name="甲县", level="county"), year=2023, document="b"
    )
    assert [r.value for r in find_figures(rows, name="高考 考生")] == [2950, 1800, 2170]
    assert [r.value for r in find_figures(rows, name="高考考生", place="涧西区", year=2024)][:1] == [2950]
    assert find_figures(rows, name="高考考生", place="涧西区", year=2023) == []

"""What every indicator family and every standard promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import DataError, LoadError
from core.settings import ROOT, Settings
from tools.compute_indicator import compute_for, family_of, standards_in
from tools.indicators import INDICATORS
from tools.indicators.standards import Standards, Threshold, last_day, load_standards
from tools.tables import TABLES

SETTINGS = Settings(tables_dir=ROOT / "corpus" / "tables", standards_dir=ROOT / "corpus" / "standards")
STANDARDS = standards_in(SETTINGS.standards_dir)
FAMILIES = list(INDICATORS)


def test_the_names_of_the_handbook_are_all_there() -> None:
    wanted = {"优质均衡", "基本均衡", "学前普及普惠", "班额规模", "巩固率", "交流轮岗", "两个只增不减", "基础比率"}
    assert wanted | {"高考分数段", "一均一值三率", "加权评分", "触发规则"} <= set(FAMILIES)
    assert {"教学管理", "公办强校", "编制配备", "大班额化解", "学生资助", "高考上线", "作息锻炼"} <= set(FAMILIES)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_says_what_it_needs_and_may_be_told(name: str) -> None:
    family = family_of(name, STANDARDS)
    assert family.name == name
    assert family.summary
    assert family.codes
    assert set(family.needs) | set(family.uses) <= set(TABLES)
    assert all(option.meaning for option in family.options)
    assert all(not option.choices or option.default in option.choices for option in family.options)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_computes_from_the_example_county_and_every_figure_can_be_traced(name: str) -> None:
    done = compute_for(SETTINGS, name, place="示例县")
    assert done.result.figures
    assert any("示例数据" in note for note in done.result.notes)
    for figure in done.result.figures:
        assert figure.origin == "computed"
        assert (figure.place, bool(figure.period)) == ("示例县", True)
        assert figure.text
        assert figure.verdict or figure.value is not None
        if figure.value is not None:
            assert figure.formula
            assert figure.inputs
        assert figure.code.split("-")[0] in {code.split("-")[0] for code in family_of(name, STANDARDS).codes}
    assert len({figure.ref for figure in done.result.figures}) == len(done.result.figures)


@pytest.mark.parametrize("name", FAMILIES)
def test_an_option_nobody_declared_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(DataError, match="可设"):
        compute_for(SETTINGS, name, place="示例县", options={"没有的参数": "1"})


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "standards").glob("*.toml")), ids=lambda path: path.stem)
def test_a_standard_has_a_source_and_names_no_article(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "source =" in text
    assert not re.search(r"第[一二三四五六七八九十百零\\d]+条(?!例)", text)


QUOTED = [line for line in STANDARDS.thresholds if line.document or line.quote]


@pytest.mark.parametrize("line", QUOTED, ids=lambda line: f"{line.standard_id}-{line.code}-{line.stage}")
def test_what_a_line_quotes_stands_in_its_document_word_for_word(line: Threshold) -> None:
    text = (ROOT / "corpus" / "documents" / line.document).read_text(encoding="utf-8")
    assert line.quote
    assert line.quote in text
    assert line.clause


def test_the_version_in_force_is_chosen_by_the_datas_year() -> None:
    def line(period: str) -> float | None:
        found = STANDARDS.find("优质均衡", "G7", period=period)
        return found.value if found else None

    assert [line(period) for period in ("2016", "2017", "2023-2024", "2024-2025", "2025")] == [
        None,
        6000,
        6000,
        7000,
        7000,
    ]


def test_a_stricter_city_is_found_by_its_place_only() -> None:
    local = STANDARDS.local("优质均衡", "G7", place="辽宁省沈阳市某区", period="2024")
    assert [(line.value, line.level, line.firm) for line in local] == [(8000, "市", False)]
    assert STANDARDS.local("优质均衡", "G7", place="辽宁省营口市某区", period="2024") == ()


def test_a_school_year_ends_in_summer_and_a_fiscal_year_in_winter() -> None:
    assert str(last_day("2023-2024")) == "2024-08-31"
    assert str(last_day("2024年")) == "2024-12-31"
    assert last_day("去年") is None


def test_a_broken_standard_says_which_file(tmp_path: Path) -> None:
    (tmp_path / "坏.toml").write_text('id = "坏"\nfamily = "甲"\n[[threshold]]\ncode = "X"', encoding="utf-8")
    with pytest.raises(LoadError, match=r"坏\.toml"):
        load_standards(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (("valid_from = 2020-01-01", 'valid_from = "2020-01-01"'), "不加引号"),
        (('level = "县"', 'level = "乡"'), "level"),
    ],
)
def test_a_standard_that_could_never_apply_is_refused(wrong: tuple[str, str], word: str, tmp_path: Path) -> None:
    from tests.extending.test_own_parts import LINE

    (tmp_path / "晨读.toml").write_text(LINE.replace(*wrong), encoding="utf-8")
    with pytest.raises(LoadError, match=word):
        load_standards(tmp_path)


def test_a_file_of_the_same_name_takes_the_place_of_ours(tmp_path: Path) -> None:
    ours = standards_in(SETTINGS.standards_dir)
    shipped = next(path for path in SETTINGS.standards_dir.glob("*.toml") if path.stem.startswith("班额规模"))
    text = shipped.read_text(encoding="utf-8")
    (tmp_path / shipped.name).write_text(
        text[: text.index("[[threshold]]")] + text[text.rindex("[[threshold]]") :], encoding="utf-8"
    )
    own = load_standards(SETTINGS.standards_dir, tmp_path)

    def count(standards: Standards) -> int:
        return sum(one.family == "班额规模" for one in standards.thresholds)

    assert count(own) == 1
    assert count(ours) > 1
    assert len(own.thresholds) == len(ours.thresholds) - count(ours) + 1

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from core.errors import CewenError, DataError, LoadError
from core.schema import Figure, Gap
from core.settings import ROOT, Settings
from tools.indicators import INDICATORS
from tools.indicators.family import IndicatorResult
from ui.indicator_desk import Computed, IndicatorsDesk
from ui.outbox import Outbox
from ui.result_panels import MAX_ROWS, gap_text, result_html
from ui.table_uploads import MAX_FILES, load_uploads, preview_html

SCHOOLS = ROOT / "tests" / "data" / "学校学段单位表_示例.csv"


@pytest.fixture(scope="module")
def desk() -> IndicatorsDesk:
    return IndicatorsDesk(Settings(), Outbox())


@pytest.fixture(scope="module")
def balance(desk: IndicatorsDesk) -> Computed:
    return desk.compute_kept("优质均衡", desk.kept("优质均衡")[0][1], {})


def shown(computed: Computed) -> str:
    assert computed.result is not None
    return result_html(computed.name, computed.result, computed.tables, computed.samples)


@pytest.mark.parametrize("name", tuple(INDICATORS))
def test_every_family_computes_from_the_sample_tables_and_is_shown(desk: IndicatorsDesk, name: str) -> None:
    choices = desk.kept(name)
    options = {option.name: value for option, value in desk.options(name, "kept", choices[0][1])}
    html = shown(desk.compute_kept(name, choices[0][1], options))
    assert "示例数据" in html
    assert name in html
    assert html.count("<table") == html.count("</table>")


@pytest.mark.parametrize(
    "name", ["年度", "县区", "学校标识码", "学校名称", "办学类型", "学段", "在校生数", "运动场地面积"]
)
def test_an_upload_that_lacks_a_column_is_previewed_computed_and_told(
    desk: IndicatorsDesk, tmp_path: Path, name: str
) -> None:
    rows = [line.split(",") for line in SCHOOLS.read_text(encoding="utf-8-sig").splitlines()]
    at = rows[0].index(name)
    path = tmp_path / "缺列.csv"
    path.write_text("\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows), encoding="utf-8")
    assert "识别为" in preview_html(load_uploads([str(path)], "", ""))
    html = shown(desk.compute_uploads("优质均衡", [str(path)], "", "", {}))
    assert f"缺少必需的列：{name}" in html


def test_the_conclusion_stands_above_and_coefficients_once(balance: Computed) -> None:
    html = shown(balance)
    assert html.index("校际差异系数：") < html.index("判定表")
    assert "CV-L5" in html
    assert "CVU-L5" not in html
    assert "非加权 0.464" in html


def test_schools_nearest_to_meeting_are_listed_with_what_they_lack(balance: Computed) -> None:
    html = shown(balance)
    assert "差一点就达标的学校" in html
    assert "差1人" in html


def test_the_bad_data_report_names_code_row_column_and_what_was_done(desk: IndicatorsDesk, tmp_path: Path) -> None:
    text = SCHOOLS.read_text(encoding="utf-8-sig").splitlines()
    names = text[0].split(",")
    at = next(n for n, name in enumerate(names) if name.startswith("在校生数"))
    cells = text[3].split(",")
    cells[at] = "-5"
    file = tmp_path / "表.csv"
    file.write_text("\n".join([*text[:3], ",".join(cells), *text[4:]]), encoding="utf-8")
    html = shown(desk.compute_uploads("优质均衡", [str(file)], "", "", {}))
    assert "<b>E04</b> 错误" in html
    assert "表 第4行" in html
    assert "在校生数＝-5" in html
    assert "已剔除" in html


def test_options_of_a_kept_table_begin_with_its_own_values(desk: IndicatorsDesk) -> None:
    kept = desk.kept("一均一值三率")[0][1]
    values = {option.name: value for option, value in desk.options("一均一值三率", "kept", kept)}
    assert values["优秀线"] == "800"
    assert "县区" not in values
    assert "县区" in {option.name for option, _ in desk.options("一均一值三率", "upload", kept)}


def test_a_parameter_reaches_the_computation_and_an_empty_one_does_not(desk: IndicatorsDesk) -> None:
    kept = desk.kept("补齐测算")[0][1]
    done = desk.compute_kept("补齐测算", kept, {"目标": "0.3", "只补": " "})
    assert done.result is not None
    assert done.result.one("最省-CV").text.endswith("0.300")


@pytest.mark.parametrize("options", [{"目标": "很低"}, {"项目": "L9"}, {"只补": "无此校"}, {"目标": "0" * 500}])
def test_a_wrong_parameter_is_told_with_its_next_step(desk: IndicatorsDesk, options: dict[str, str]) -> None:
    with pytest.raises(DataError) as raised:
        desk.compute_kept("补齐测算", desk.kept("补齐测算")[0][1], options)
    assert raised.value.next_step


def test_files_of_a_result(desk: IndicatorsDesk, balance: Computed) -> None:
    book = load_workbook(desk.workbook(balance))
    assert {"结果", "小学差异系数", "差距清单", "数据问题", "说明"} <= set(book.sheetnames)
    assert any(cell.data_type == "f" for row in book["小学差异系数"].iter_rows() for cell in row)
    path = Path(desk.report(balance))
    assert path.name.endswith("优质均衡自评报告.docx")
    assert "自评报告" in Document(str(path)).paragraphs[0].text


def test_files_that_cannot_be_made_are_told(desk: IndicatorsDesk) -> None:
    other = desk.compute_kept("班额规模", desk.kept("班额规模")[0][1], {})
    makes: list[Callable[[], str]] = [
        lambda: desk.workbook(Computed()),
        lambda: desk.report(other),
        lambda: desk.template("Z"),
    ]
    for make in makes:
        with pytest.raises(CewenError) as raised:
            make()
        assert raised.value.next_step


def test_every_kind_of_table_has_a_template_that_can_be_filled(desk: IndicatorsDesk) -> None:
    checked = {}
    for title, kind in desk.kinds():
        book = load_workbook(desk.template(kind))
        assert book.sheetnames == [title, "填表说明"]
        checked[kind] = len(book[title].data_validations.dataValidation)
    assert checked["A"] > 0


def test_an_upload_tells_which_header_is_taken_for_which_column(tmp_path: Path) -> None:
    header, *rows = SCHOOLS.read_text(encoding="utf-8-sig").splitlines()
    file = tmp_path / "上报表.csv"
    file.write_text("\n".join([header + ",校长姓名", *(row + ",<b>某</b>" for row in rows)]), encoding="utf-8")
    html = preview_html(load_uploads([str(file)], "", ""))
    assert "识别为 <b>学校学段单位表</b>" in html
    assert "<td>校长姓名</td><td>—</td><td>没有用到</td>" in html


def test_uploads_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    odd = tmp_path / "乱.csv"
    odd.write_text("甲,乙\n1,2\n", encoding="utf-8")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK not a workbook")
    for paths in (None, [], [str(SCHOOLS)] * (MAX_FILES + 1), [str(odd)], [str(broken)]):
        with pytest.raises((DataError, LoadError)) as raised:
            load_uploads(paths, "", "")
        assert raised.value.next_step


def test_an_upload_alone_is_not_called_sample_data_and_a_missing_table_is_named(
    desk: IndicatorsDesk, tmp_path: Path
) -> None:
    file = tmp_path / "本县.csv"
    shutil.copy(SCHOOLS, file)
    html = shown(desk.compute_uploads("优质均衡", [str(file)], "A", "", {}))
    assert "cw-example" not in html
    with pytest.raises(DataError, match="幼儿园表"):
        desk.compute_uploads("学前普及普惠", [str(file)], "A", "", {})


def test_nothing_of_a_table_is_html_and_long_lists_are_cut() -> None:
    figure = Figure(
        ref="r",
        code="X",
        name="<img src=x>",
        value=1.0,
        unit="",
        place="<b>县</b>",
        period="2024",
        origin="computed",
        text="1<script>",
        verdict="不达标",
        gap=Gap(to_standard=2.0, to_85=1.0, unit="人"),
        formula="<i>",
    )
    html = result_html("指标", IndicatorResult(figures=(figure,) * (MAX_ROWS + 5), notes=("<u>",)), ("<s>",), ())
    for tag in ("<img", "<b>县", "<script", "<i>", "<u>", "<s>"):
        assert tag not in html
    assert f"全部 {MAX_ROWS + 5} 行" in html
    assert gap_text(figure) == "差2人（到85%差1）"

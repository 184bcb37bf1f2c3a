"""An editor's corrections: kept apart from the text, shown in citations, outliving rebuilds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from core.errors import DataError
from core.record import notes_at
from core.settings import Settings
from corpus.corrections import Change, all_corrections, correct, withdraw
from corpus.library import Library
from corpus.places import corpus_places
from corpus.store import Store
from ingest.pipeline import finish_indexing, ingest
from tests.conftest import settings_for
from tools.ledger.document_ledger import document_ledger

TEXT = """涧西区教育局工作总结
发布时间:2023-12-20
一、扩大资源
全区新建学校7所,新增学位4200个。
二、兄弟地区
（一）经验介绍
该区有小学39所,幼儿园52所。
"""
BY = {"who": "张三", "why": "原文误写", "at": dt.datetime(2026, 11, 22, tzinfo=dt.UTC)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "甲.txt").write_text(TEXT, encoding="utf-8")
    return made


@pytest.fixture
def settings(tmp_path: Path, small: Settings, folder: Path) -> Settings:
    made = settings_for(tmp_path / "data", small.data_dir)
    ingest([folder], made)
    return made


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.store_url)


def test_a_corrected_place_holds_for_the_document_and_what_inherits_it(store: Store) -> None:
    correct(store, "甲", Change(field="place", value="河南省洛阳市老城区"), **BY)
    library = Library(store)
    assert library.document("甲").place.name == "老城区"
    assert {section.place.name for section in library.sections("甲")} == {"老城区"}
    assert [place.name for place in corpus_places(store)] == ["老城区"]
    assert library.document("甲").known["place"].sureness == "更正"


def test_a_correction_says_who_when_and_why_in_every_warning(store: Store) -> None:
    correct(store, "甲", Change(field="date", value="2022-12-20"), **BY)
    document = Library(store).document("甲")
    assert document.date == dt.date(2022, 12, 20)
    assert "日期已由张三于2026-11-22更正为2022-12-20（原为2023-12-20）：原文误写" in document.quality
    assert {s.period.label for s in Library(store).sections("甲")} == {"2022年"}


def test_a_section_is_corrected_by_its_heading_with_what_stands_below_it(store: Store) -> None:
    correct(store, "甲", Change(field="section.place", value="河南省洛阳市西工区", anchor="二、兄弟地区"), **BY)
    library = Library(store)
    places = {section.heading: section.place.name for section in library.sections("甲")}
    assert places["（一）经验介绍"] == places["二、兄弟地区"] == "西工区"
    assert places["一、扩大资源"] == "涧西区"
    document = library.document("甲")
    at = document.text.index("39所")
    assert "更正为河南省洛阳市西工区" in notes_at(document.notes, at, at + 3)[0]
    assert notes_at(document.notes, 0, 5) == ()


def test_a_misread_figure_is_right_in_the_ledger_and_noted_in_the_text(store: Store) -> None:
    correct(store, "甲", Change(field="figure", value="43所", anchor="小学39所"), **BY)
    library = Library(store)
    rows = {row.span: row for row in document_ledger(library, "甲")}
    document = library.document("甲")
    at = document.text.index("39所")
    row = rows[(at, at + 3)]
    assert (row.value, row.qualifier) == (43, "更正")
    assert "39所" in document.text
    assert "更正为43所" in notes_at(document.notes, at, at + 3)[0]


def test_corrections_outlive_a_changed_file_and_a_rebuild(store: Store, settings: Settings, folder: Path) -> None:
    correct(store, "甲", Change(field="place", value="河南省洛阳市老城区"), **BY)
    (folder / "甲.txt").write_text(TEXT + "补充一句话。\n", encoding="utf-8")
    ingest([folder], settings)
    assert Library(store).document("甲").place.name == "老城区"
    store.close()
    ingest([folder], settings, rebuild=True)
    assert Library(Store(settings.store_url)).document("甲").place.name == "老城区"


def test_the_last_correction_of_a_field_holds_and_all_are_kept(store: Store) -> None:
    correct(store, "甲", Change(field="status", value="试行"), **BY)
    correct(store, "甲", Change(field="status", value="无"), **BY)
    assert Library(store).document("甲").status == ""
    assert [made.value for made in all_corrections(store)] == ["试行", "无"]


def test_a_correction_taken_back_holds_no_more_and_is_kept(store: Store, settings: Settings) -> None:
    made = correct(store, "甲", Change(field="place", value="河南省洛阳市老城区"), **BY)
    finish_indexing(settings)
    withdraw(store, made.id, who="李四", why="原文无误", at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    finish_indexing(settings)
    document = Library(store).document("甲")
    assert document.place.name == "涧西区"
    assert not any("更正" in warning for warning in document.quality)
    assert Library(store).corrections("甲") == ()
    (kept,) = all_corrections(store)
    assert (kept.id, kept.who, kept.withdrawn.who, kept.withdrawn.why) == (made.id, "张三", "李四", "原文无误")
    assert "4200" in build_assistant(settings).invoke(Question(text="涧西区新增学位多少个？")).answer


def test_taking_back_the_last_correction_leaves_the_one_before_it(store: Store) -> None:
    first = correct(store, "甲", Change(field="status", value="试行"), **BY)
    last = correct(store, "甲", Change(field="status", value="废止"), **BY)
    withdraw(store, last.id, who="李四", why="记错")
    assert Library(store).document("甲").status == "试行"
    again = correct(store, "甲", Change(field="status", value="有效"), **BY)
    assert Library(store).document("甲").status == "有效"
    assert [made.id for made in all_corrections(store)] == [first.id, last.id, again.id]


def test_what_was_taken_back_stays_so_after_a_rebuild(store: Store, settings: Settings, folder: Path) -> None:
    made = correct(store, "甲", Change(field="place", value="河南省洛阳市老城区"), **BY)
    withdraw(store, made.id, who="李四", why="原文无误")
    store.close()
    ingest([folder], settings, rebuild=True)
    again = Store(settings.store_url)
    assert Library(again).document("甲").place.name == "涧西区"
    assert all_corrections(again)[0].withdrawn is not None


def test_taking_back_what_cannot_be_tells_what_to_do(store: Store) -> None:
    made = correct(store, "甲", Change(field="status", value="试行"), **BY)
    with pytest.raises(DataError, match="corpus corrections"):
        withdraw(store, made.id + 1, who="李四", why="记错")
    with pytest.raises(DataError, match="谁撤回"):
        withdraw(store, made.id, who=" ", why="记错")
    withdraw(store, made.id, who="李四", why="记错")
    with pytest.raises(DataError, match="已由李四"):
        withdraw(store, made.id, who="李四", why="记错")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"field": "地方"}, "可更正"),
        ({"value": "火星"}, "写全称"),
        ({"field": "date", "value": "去年冬天"}, "2024-07-09"),
        ({"field": "section.place", "anchor": "九、没有"}, "标题路径"),
        ({"field": "section.period", "value": "很久", "anchor": "二、兄弟地区"}, "2023年"),
        ({"field": "figure", "value": "43所", "anchor": "没有的字"}, "原文中没有"),
        ({"field": "figure", "value": "很多", "anchor": "小学39所"}, "一个数字"),
        ({"field": "figure", "value": "43", "anchor": "小学39所"}, "只有一边带单位"),
        ({"field": "figure", "value": "1所", "anchor": "小学39所,幼儿园52所"}, "一个数字"),
        ({"who": " "}, "谁改的"),
        ({"why": ""}, "为什么"),
    ],
)
def test_a_correction_that_cannot_be_tells_what_to_do(store: Store, change: dict[str, str], told: str) -> None:
    given = {"field": "place", "value": "河南省洛阳市老城区"} | BY | change
    said = Change(**{name: given.pop(name) for name in ("field", "value", "anchor") if name in given})
    with pytest.raises(DataError, match=told):
        correct(store, "甲", said, **given)
    assert all_corrections(store) == []


def test_an_unknown_document_is_named(store: Store) -> None:
    with pytest.raises(DataError, match="corpus list"):
        correct(store, "乙", Change(field="status", value="试行"), **BY)


def test_an_answer_says_the_corrected_figure_with_the_texts_own_beside_it(store: Store, settings: Settings) -> None:
    correct(store, "甲", Change(field="figure", value="4600个", anchor="新增学位4200个"), **BY)
    trace = build_assistant(settings).invoke(Question(text="涧西区新增学位多少个？"))
    assert trace.status == "answered"
    assert "新增学位4600个（已更正，原文为“4200个”）" in trace.answer
    assert "新增学位4200个" in trace.citations[0].quote
    assert [figure.value for figure in trace.figures if figure.unit == "个"] == [4600]
    assert any("已由张三于2026-11-22更正为4600个" in note for note in trace.notes)
    assert not trace.checks.unsupported


def test_a_calculation_takes_the_corrected_figure(store: Store, settings: Settings) -> None:
    correct(store, "甲", Change(field="figure", value="8所", anchor="新建学校7所"), **BY)
    trace = build_assistant(settings).invoke(Question(text="涧西区平均每所新建学校新增学位多少个？"))
    assert trace.status == "computed"
    assert trace.figures[0].value == 525
    assert "4200个÷8所" in trace.answer


def test_a_correction_whose_words_the_text_has_no_longer_is_not_used_and_says_so(
    store: Store, settings: Settings, folder: Path
) -> None:
    correct(store, "甲", Change(field="figure", value="43所", anchor="小学39所"), **BY)
    (folder / "甲.txt").write_text(TEXT + "另有小学39所在建。\n", encoding="utf-8")
    ingest([folder], settings)
    document = Library(store).document("甲")
    assert not any(note.value for note in document.notes)
    assert any("对不上唯一的一处，这条更正没有采用" in item for item in document.quality)
    assert all(row.value != 43 for row in document_ledger(Library(store), "甲"))


TABLE = """<html><body><h1>涧西区2023年教育统计公报</h1><p>发布时间：2024-01-20</p>
<p>2023年全区学校情况见下表，数据由区教育局统计，统计时点为9月1日，范围是全区各类学校。</p>
<p>表1 学校基本情况（单位：万元）</p>
<table><tr><th>学段</th><th>学校数（所）</th><th>教育投入</th></tr>
<tr><td>小学</td><td>39</td><td>612.5</td></tr><tr><td>初中</td><td>12</td><td>300</td></tr></table></body></html>"""


def test_a_figure_in_a_table_is_corrected_with_the_unit_of_its_header(
    settings: Settings, store: Store, folder: Path
) -> None:
    (folder / "表.html").write_text(TABLE, encoding="utf-8")
    ingest([folder], settings)
    correct(store, "表", Change(field="figure", value="43", anchor="小学，学校数（所）：39"), **BY)
    correct(store, "表", Change(field="figure", value="615.5", anchor="教育投入：612.5"), **BY)
    rows = {row.subject: (row.value, row.unit, row.qualifier) for row in document_ledger(Library(store), "表")}
    assert rows["小学·学校数"] == (43, "所", "更正")
    assert rows["小学·教育投入"] == (6_155_000, "元", "更正")
    assert rows["初中·学校数"] == (12, "所", "")
    trace = build_assistant(settings).invoke(Question(text="涧西区小学有多少所学校？"))
    assert "小学·学校数：43所（已更正，原文为“39”）" in trace.answer
    assert {figure.value for figure in trace.figures if figure.unit == "所"} == {43}


def test_a_bare_figure_that_stands_once_is_corrected_once(settings: Settings, store: Store, folder: Path) -> None:
    (folder / "表.html").write_text(TABLE, encoding="utf-8")
    ingest([folder], settings)
    correct(store, "表", Change(field="figure", value="43", anchor="39"), **BY)
    trace = build_assistant(settings).invoke(Question(text="涧西区小学有多少所学校？"))
    assert trace.answer == "涧西区2023年小学·学校数：43所（已更正，原文为“39”）[1]。"
    assert any("更正为43" in note for note in trace.notes)
    other = build_assistant(settings).invoke(Question(text="涧西区小学教育投入多少万元？"))
    assert "612.5万元" in other.answer
    assert not any("更正" in note for note in other.notes)
    assert "更正为43" in (other.citations[0].warning or "")

"""The library's addresses over a real store: reading, records, corrections, tables; nothing is markup or lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.build import build_assistant
from assistant.live import LiveAssistant
from core.schema import Document, Place
from core.settings import Settings
from corpus.listing import Wanted, list_page
from ingest.pipeline import ingest
from tests.conftest import settings_for
from ui.library import shelf_html
from ui.library_routes import add_library_routes
from ui.reader import View, reader_html
from ui.shelf import Shelf

EVIL = "<script>alert(1)</script>"
MAX_NODES = 1500


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> tuple[TestClient, Path]:
    assert small.data_dir.is_dir()  # the model is built by then
    folder = tmp_path_factory.mktemp("in")
    (folder / "甲.txt").write_text(f"涧西区教育局工作总结{EVIL}\n2023-12-20\n全区新建学校7所。\n", encoding="utf-8")
    (folder / "乙.txt").write_text("老城区教育局工作总结\n2022-12-20\n全区新建学校9所。\n", encoding="utf-8")
    book = openpyxl.Workbook()
    for row in (["XXMC", EVIL, "ZXS"], ["第一小学", EVIL, 812], ["第二小学", "小学", 455]):
        book.active.append(row)
    book.save(folder / "涧西区2023年表.xlsx")
    settings = settings_for(tmp_path_factory.mktemp("data"), model_dir)
    ingest([folder], settings)
    app = FastAPI()
    shelf = Shelf(LiveAssistant(partial(build_assistant, settings)), settings)
    add_library_routes(app, lambda: shelf)
    return TestClient(app), folder


def correction(**changes: str) -> dict[str, str]:
    return {
        "id": "甲",
        "field": "place",
        "anchor": "",
        "value": "河南省洛阳市老城区",
        "who": "王老师",
        "why": "原文误写",
        "seen": "0",
    } | changes


def test_nothing_in_titles_texts_and_cells_is_markup(office: tuple[TestClient, Path]) -> None:
    client, _ = office
    for path, asked in (
        ("list", {"words": "总结"}),
        ("document", {"id": "甲", "words": EVIL}),
        ("record", {"id": "甲"}),
        ("tables", {"id": "涧西区2023年表"}),
        ("document", {"id": EVIL}),
    ):
        shown = client.get(f"/library/{path}", params=asked).text
        assert "<script" not in shown
        assert path == "list" or "cw-drawer-title" in shown


def test_a_correction_holds_is_listed_conflicts_are_told_and_it_is_taken_back(
    office: tuple[TestClient, Path],
) -> None:
    client, _ = office
    made = client.post("/library/corrections", json=correction()).json()["html"]
    assert "王老师" in made
    assert "老城区" in client.get("/library/list", params={"place": "老城区"}).text
    late = client.post("/library/corrections", json=correction(field="issuer", value="某局", who="李老师"))
    assert late.status_code == 409
    assert "王老师把地区改成“河南省洛阳市老城区”" in late.json()["error"]
    assert late.json()["seen"] == 1
    again = client.post("/library/corrections", json=correction(field="issuer", value="某局", who="李老师", seen="1"))
    assert again.status_code == 200
    back = client.post("/library/corrections/1/withdraw", json={"id": "甲", "who": "王老师", "why": "原文无误"})
    assert "撤回：原文无误" in back.json()["html"]
    assert "涧西区" in client.get("/library/document", params={"id": "甲"}).text.split("cw-where")[1]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"who": " "}, "姓名"),
        ({"value": "没有的地方"}, "认不出地名"),
        ({"field": "x"}, "没有“x”"),
        ({"id": "无"}, "已不在"),
    ],
)
def test_what_cannot_be_corrected_is_said_in_words(
    office: tuple[TestClient, Path], changes: dict[str, str], why: str
) -> None:
    client, _ = office
    refused = client.post("/library/corrections", json=correction(**changes))
    assert refused.status_code == 422
    assert why in refused.json()["error"]


def test_a_form_that_is_no_form_of_the_page_is_refused(office: tuple[TestClient, Path]) -> None:
    client, _ = office
    for fields in ({"id": "涧西区2023年表"}, {"id": "涧西区2023年表", "number": "x"}):
        assert client.post("/library/tables", json=fields).status_code == 422
    assert client.post("/library/tables", json={"id": "字" * 5000}).status_code == 422
    assert client.get("/library/tables", params={"id": "涧西区2023年表", "number": 9}).status_code == 404


def test_a_document_that_went_while_it_was_open_is_told(office: tuple[TestClient, Path]) -> None:
    client, _ = office
    gone = client.get("/library/document", params={"id": "没有这份", "at": 10})
    assert gone.status_code == 404
    assert "已不在资料库里" in gone.text


def test_lists_and_long_texts_stay_light() -> None:
    place = Place(name="西湖区", code="", level="县", parents=("浙江省", "杭州市"))
    many = [
        Document(id=f"d{n}", title=f"文件{n}", text="", sha256="", source="a.xlsx", place=place, quality=("转载",))
        for n in range(5000)
    ]
    shelf = shelf_html(many, list_page(many, Wanted()), [f"地方{n}" for n in range(3000)], [("表", "某地", "")] * 500)
    text = "学校办学条件要改善。" * 30_000
    read = reader_html(
        Document(id="d", title="长文", text=text, sha256="", source="a.pdf"), [], View(words="学校", at=150_000)
    )
    for html in (shelf, read):
        assert html.count("<") - html.count("</") < MAX_NODES
    assert "多 处" in read

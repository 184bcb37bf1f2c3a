"""Values of form fields and typed texts are read at their place; other comments are named."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter
from pypdf.annotations import FreeText, Text

from tests.ingest.loaders.pdf_making import canvas, load, put, turn


def form(path: Path, turned: bool = False) -> None:
    on = canvas(path)
    if turned:
        on.translate(595, 0)
        on.rotate(90)
    put(on, ["石练镇2022年自评表", "寄宿生数（人）：", "是否达标：", "等次："], y=500)
    if not turned:
        on.acroForm.textfield(name="a", x=190, y=466, width=100, height=20, value="2718")
        on.acroForm.checkbox(name="b", x=160, y=440, checked=True)
        on.acroForm.choice(name="c", x=130, y=410, width=60, height=20, value="B", options=["A", "B"])
    on.save()
    writer = PdfWriter(clone_from=path)
    box = (300, 72, 330, 260) if turned else (72, 300, 300, 330)
    writer.add_annotation(0, FreeText(text="另有走读生1416人", rect=box))
    writer.add_annotation(0, Text(text="请核实寄宿生数", rect=(400, 600, 420, 620)))
    writer.write(path)


def test_what_was_filled_in_stands_behind_its_label(tmp_path: Path) -> None:
    form(tmp_path / "表.pdf")
    raw = load(tmp_path / "表.pdf")
    assert raw.text.split("\n") == [
        "石练镇2022年自评表",
        "寄宿生数（人）：2718",
        "是否达标： ☑",
        "等次： B",
        "另有走读生1416人",
    ]
    assert raw.warnings == ("全文有批注，未当作正文收录：“请核实寄宿生数”",)


def test_a_typed_text_on_a_turned_page_is_read(tmp_path: Path) -> None:
    form(tmp_path / "转.pdf", turned=True)
    turn(tmp_path / "转.pdf", 90)
    assert "另有走读生1416人" in load(tmp_path / "转.pdf").text.split("\n")

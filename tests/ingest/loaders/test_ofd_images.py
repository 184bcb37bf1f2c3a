"""OFD packages whose pages are pictures, as scanners and fax gateways of offices write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from core.errors import LoadError
from evals.rendered_fixed import scan_image
from evals.rendered_pages import PAGE_MM, set_pages, sources
from ingest.loaders import LOADERS, RawDocument
from ingest.loaders.ocr import SCANNED
from tests.ingest.loaders.hostile_making import GOOD

REPORT = sources(seeds=False)[2]
TEXT = f'<TextObject Boundary="20 40 150 8" Size="5"><TextCode X="0" Y="5">{GOOD}</TextCode></TextObject>'
JBIG2 = b"\x97JB2\r\n\x1a\n" + b"\0" * 60


def load(path: Path) -> RawDocument:
    (raw,) = LOADERS[".ofd"](path)
    return raw


def png(image: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def write(path: Path, pages: Sequence[tuple[str, Sequence[bytes]]], *, of_page: bool = False) -> Path:
    """An OFD of pages, each its own content and pictures that share its height from top to bottom.

    With `of_page` every page lists its own resources, else the document lists them all.
    """
    width, height = PAGE_MM
    with zipfile.ZipFile(path, "w") as package:
        listed, media = "", []
        for number, (content, pictures) in enumerate(pages):
            own = [(f"{number}{n}", f"m{number}_{n}.png") for n in range(len(pictures))]
            for n, (identity, name) in enumerate(own):
                package.writestr(f"Doc_0/Res/{name}", pictures[n])
                tall = height / len(pictures)
                content += (
                    f'<ImageObject ResourceID="{identity}" Boundary="0 {n * tall} {width} {tall}" '
                    f'CTM="{width} 0 0 {tall} 0 0"/>'
                )
            resources = _resources(own)
            if of_page:
                package.writestr(f"Doc_0/P{number}/PageRes.xml", resources.replace("Res/", "../Res/"))
            media += own
            lists = "<PageRes>PageRes.xml</PageRes>" if of_page else ""
            page = f"<Page>{lists}<Content><Layer>{content}</Layer></Content></Page>"
            package.writestr(f"Doc_0/P{number}/Content.xml", page)
            listed += f'<Page ID="{number + 1}" BaseLoc="P{number}/Content.xml"/>'
        package.writestr("OFD.xml", "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>")
        named = "" if of_page else "<DocumentRes>DocumentRes.xml</DocumentRes>"
        box = f"<PageArea><PhysicalBox>0 0 {width} {height}</PhysicalBox></PageArea>"
        document = f"<Document><CommonData>{box}{named}</CommonData><Pages>{listed}</Pages></Document>"
        package.writestr("Doc_0/Document.xml", document)
        package.writestr("Doc_0/DocumentRes.xml", _resources(media))
    return path


def _resources(media: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<MultiMedia ID="{identity}" Type="Image"><MediaFile>Res/{name}</MediaFile></MultiMedia>'
        for identity, name in media
    )
    return f'<Res BaseLoc=""><MultiMedias>{listed}</MultiMedias></Res>'


@pytest.mark.parametrize("of_page", [False, True], ids=["resources of the document", "resources of the page"])
def test_a_page_that_is_a_picture_is_recognised_and_says_so(tmp_path: Path, of_page: bool) -> None:
    image = scan_image(set_pages(REPORT)[0], 1)
    raw = load(write(tmp_path / "扫描.ofd", [("", [png(image)]), (TEXT, [])], of_page=of_page))
    for part in ("青原区2023年学前教育发展情况报告", "全区现有幼儿园86所", "15,620人", GOOD):
        assert part in raw.text
    assert raw.warnings == (f"{SCANNED}（第1页）",)
    assert [mark.label for mark in raw.marks if mark.label.startswith("第")] == ["第1页", "第2页"]


def test_a_page_that_lies_in_strips_is_recognised_as_one(tmp_path: Path) -> None:
    image = scan_image(set_pages(REPORT)[0], 1)
    strips = [png(image.crop((0, n * image.height // 7, image.width, (n + 1) * image.height // 7))) for n in range(7)]
    whole = load(write(tmp_path / "整.ofd", [("", [png(image)])]))
    joined = load(write(tmp_path / "条.ofd", [("", strips)]))
    assert "".join(joined.text.split()) == "".join(whole.text.split())


def test_pictures_that_cannot_be_decoded_are_a_named_reason(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"第1、2页只有图片.*JBIG2") as raised:
        load(write(tmp_path / "传真.ofd", [("", [JBIG2]), ("", [JBIG2])]))
    assert "PDF" in raised.value.next_step


def test_a_page_that_could_not_be_read_beside_others_is_named_in_every_citation(tmp_path: Path) -> None:
    raw = load(write(tmp_path / "半.ofd", [(TEXT, []), ("", [JBIG2])]))
    assert raw.text == GOOD
    assert raw.warnings == ("第2页的图片打不开，上面的文字未读取",)

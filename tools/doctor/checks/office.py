"""LibreOffice: with it doc, wps and rtf are read and drafts become PDF."""

from __future__ import annotations

from collections.abc import Iterator

from core.settings import Settings
from ingest.loaders.libreoffice import office_program
from tools.doctor import CHECKS, Check, Finding, fine


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    if office_program():
        yield fine("装有 LibreOffice")
    else:
        yield Finding(
            level="note",
            what="没有 LibreOffice：doc、wps、rtf、odt 读不了，也不能写成 PDF",
            next_step="需要时请安装（apt-get install libreoffice-writer）",
        )


CHECKS.register("office")(Check(title="LibreOffice", order=80, look=look))

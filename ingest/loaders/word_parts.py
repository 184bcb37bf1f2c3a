"""The parts of a Word document: XML by its use, and whatever its relationships lead to."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from ingest.loaders.packages import parse_xml, transitional

_RELATIONS = "word/_rels/document.xml.rels"
_USES = {
    "document": "word/document.xml",
    "numbering": "word/numbering.xml",
    "styles": "word/styles.xml",
    "footnotes": "word/footnotes.xml",
    "endnotes": "word/endnotes.xml",
    "comments": "word/comments.xml",
    "core": "docProps/core.xml",
}


@dataclass(kw_only=True)
class WordParts:
    """What one document is made of; `roots` by use: document, numbering, styles, footnotes, endnotes, comments, core.

    `package` is None for a document that is one XML file.
    """

    name: str
    roots: dict[str, Any]
    package: zipfile.ZipFile | None = None
    targets: dict[str, str] = field(default_factory=dict)

    def data(self, relation: str) -> bytes | None:
        """The bytes behind a relationship; None where they are not in the file."""
        name = self.targets.get(relation, "")
        if self.package is None or not name or name not in self.package.NameToInfo:
            return None
        return self.package.read(name)

    def xml(self, relation: str) -> Any:
        """The XML behind a relationship; None where it is not in the file."""
        data = self.data(relation)
        return parse_xml(self.name, transitional(data)) if data is not None else None


def package_parts(name: str, package: zipfile.ZipFile) -> WordParts:
    """The parts of a docx.

    Raises:
        LoadError: If one of them is not well formed.
    """
    names = package.NameToInfo
    roots = {use: parse_xml(name, transitional(package.read(part))) for use, part in _USES.items() if part in names}
    parts = WordParts(name=name, roots=roots, package=package)
    if _RELATIONS in names:
        parts.targets = {
            one.get("Id", ""): posixpath.normpath(posixpath.join("/word", one.get("Target", ""))).lstrip("/")
            for one in parse_xml(name, package.read(_RELATIONS))
            if one.get("TargetMode") != "External"
        }
    return parts

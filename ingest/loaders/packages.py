"""Zipped formats opened with care: docx, xlsx, ofd and archives share one set of limits and one XML parser."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from core.errors import LoadError
from ingest.loaders import limits

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_XML_ENDINGS = (".xml", ".rels", ".vml")


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; names packed without the UTF-8 flag are read as UTF-8, else as GBK, which Windows writes."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def escapes(name: str) -> bool:
    """Whether a member's name would lead out of the folder it is unpacked into."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in PurePosixPath(plain).parts or bool(re.match(r"[A-Za-z]:", plain))


def is_link(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a symbolic link."""
    return stat.S_ISLNK(info.external_attr >> 16)


def check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive for what its directory says, before anything is unpacked.

    Raises:
        LoadError: Encrypted, too many members, expands too far, or leads out of its folder.
    """
    if len(members) > limits.MAX_MEMBERS:
        raise LoadError(f"{name} 内文件超过 {limits.MAX_MEMBERS} 个", next_step="请分成几个压缩包")
    expanded = sum(info.file_size for info in members)
    packed = sum(info.compress_size for info in members)
    suspicious = expanded > limits.RATIO_FROM_BYTES and expanded > limits.MAX_RATIO * max(packed, 1)
    if expanded > limits.MAX_EXPANDED_BYTES or suspicious:
        raise LoadError(
            f"{name} 解压后约 {expanded // limits.MIB} MB，疑似压缩炸弹", next_step="请核对来源，只打包需要的文件"
        )
    for info in members:
        shown = member_name(info)
        if escapes(shown):
            raise LoadError(f"{name} 内有越界路径 {shown[:80]}", next_step="请核对来源，重新打包后再导入")
        if is_link(info):
            raise LoadError(f"{name} 内有符号链接 {shown[:80]}", next_step="请打包文件本身，不要打包链接")
        if info.flag_bits & 0x1:
            raise LoadError(f"{name} 已加密，需要密码", next_step="请解除密码后再导入")


@contextmanager
def opened_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zipped file within limits, with no document type or entity in its XML.

    Raises:
        LoadError: If it is damaged, encrypted, too large when expanded, or declares XML entities.
    """
    try:
        with zipfile.ZipFile(path) as package:
            check_members(path.name, package.infolist())
            for info in package.infolist():
                if info.filename.lower().endswith(_XML_ENDINGS):
                    refuse_entities(path.name, package.read(info))
            yield package
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise LoadError(f"{path.name} 已损坏或不完整", next_step="请重新下载，或用原软件打开后另存") from error


def refuse_entities(name: str, data: bytes) -> None:
    """Refuse XML that declares a document type: office formats have none, and entities read files or eat memory.

    Raises:
        LoadError: If there is one.
    """
    # UTF-16 would hide the declaration from a search of bytes.
    plain = data.replace(b"\x00", b"") if data[:2] in _WIDE_BOMS else data
    if _DOCTYPE.search(plain):
        raise LoadError(f"{name} 含外部实体或文档类型声明", next_step="正常的办公文件没有它；请核对来源，另存后再导入")


def parse_xml(name: str, data: bytes) -> Any:
    """The root element of XML without document type, entities or network access.

    Raises:
        LoadError: If it is not well formed or declares entities.
    """
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    refuse_entities(name, data)
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise LoadError(f"{name} 的 XML 不完整", next_step="请用原软件打开后另存") from error


_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)(?:/(\w+))?")
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"


def transitional(data: bytes) -> bytes:
    """XML of ISO's strict OOXML with the namespaces that Office and the libraries use."""

    def usual(found: re.Match[bytes]) -> bytes:
        kind, rest = found[1].decode(), (found[2] or b"").decode()
        return f"http://schemas.openxmlformats.org/{kind}/2006{f'/{rest}' if rest else ''}".encode()

    return _STRICT.sub(usual, data) if _STRICT_MARK in data else data


def transitional_package(package: zipfile.ZipFile) -> bytes:
    """A strict package written anew with the usual namespaces; b'' where it is not strict."""
    marked = {
        info.filename
        for info in package.infolist()
        if info.filename.lower().endswith(_XML_ENDINGS) and _STRICT_MARK in package.read(info)
    }
    if not marked:
        return b""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in dict.fromkeys(package.namelist()):
            data = package.read(name)
            written.writestr(name, transitional(data) if name in marked else data)
    return packed.getvalue()

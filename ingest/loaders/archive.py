"""zip: every member through its own loader, under the limits of the whole; nothing is unpacked by its own name."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path, PurePosixPath

from core.errors import LoadError
from ingest.loaders import LOADERS, RawDocument
from ingest.loaders.boundary import reads
from ingest.loaders.limits import MAX_DEPTH, MAX_EXPANDED_BYTES, MAX_FILE_BYTES, MIB
from ingest.loaders.packages import check_members, member_name

# How deep the archive being read lies, and how many bytes all archives around it have unpacked: a nested archive is
# read through the registry like any member, and the registry knows neither.
_depth: ContextVar[int] = ContextVar("archive_depth", default=0)
_unpacked: ContextVar[int] = ContextVar("archive_unpacked", default=0)
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@reads("zip", ".zip")
def load_zip(path: Path) -> Iterator[RawDocument]:
    """The documents of an archive, named by their path in it; members that cannot be read are told in `failed`.

    Raises:
        LoadError: If the archive is damaged, encrypted, hostile, too deep, or nothing in it can be read.
    """
    depth = _depth.get()
    if depth >= MAX_DEPTH:
        raise LoadError(f"{path.name} 压缩包嵌套超过 {MAX_DEPTH} 层", next_step="请解压后再导入")
    token = _depth.set(depth + 1)
    start = _unpacked.set(0) if depth == 0 else None
    try:
        documents, failed = _members(path)
    except (zipfile.BadZipFile, EOFError) as error:
        raise LoadError(f"{path.name} 已损坏或不完整", next_step="请重新下载或重新打包") from error
    finally:
        _depth.reset(token)
        if start is not None:
            _unpacked.reset(start)
    if not documents:
        reason = f"：{failed[0]}" if failed else ""
        raise LoadError(f"{path.name} 里没有能读取的文件{reason}", next_step="请核对压缩包内容，或解压后单独导入")
    yield replace(documents[0], failed=(*documents[0].failed, *failed))
    yield from documents[1:]


def _members(path: Path) -> tuple[list[RawDocument], list[str]]:
    documents: list[RawDocument] = []
    failed: list[str] = []
    with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
        members = [info for info in package.infolist() if not info.is_dir()]
        check_members(path.name, package.infolist())
        for number, info in enumerate(members):
            name = member_name(info).replace("\\", "/")
            base = PurePosixPath(name).name
            if name.startswith(_JUNK[0]) or base in _JUNK or base.startswith(("~$", ".")):
                continue
            ending = PurePosixPath(base).suffix.lower()
            if ending not in LOADERS:
                failed.append(f"{name}：暂不支持 {ending or '无扩展名'} 文件")
                continue
            try:
                documents += _member(
                    package, info, name, Path(folder) / str(number) / f"{PurePosixPath(base).name[-80:]}"
                )
            except LoadError as error:
                failed.append(f"{name}：{error}")
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
                failed.append(f"{name}：在压缩包内已损坏，请重新打包")
    return documents, failed


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, target: Path) -> list[RawDocument]:
    if info.file_size > MAX_FILE_BYTES:
        raise LoadError(f"超过 {MAX_FILE_BYTES // MIB} MB", next_step="请拆分后再导入")
    unpacked = _unpacked.get() + info.file_size
    if unpacked > MAX_EXPANDED_BYTES:
        raise LoadError(f"整个压缩包解压后超过 {MAX_EXPANDED_BYTES // MIB} MB", next_step="请分成几个压缩包")
    _unpacked.set(unpacked)
    target.parent.mkdir()
    # ZipFile.read stops at the size the directory tells, which was checked: a member cannot write more.
    target.write_bytes(package.read(info))
    try:
        found = list(LOADERS[target.suffix.lower()](target))
    finally:
        target.unlink()
    return [replace(raw, name=f"{name}#{raw.name}" if raw.name else name) for raw in found]

"""The form of a backup: a tar of parts, with a manifest of counts and SHA-256 as its last words."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from core.errors import BackupError

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
TABLES, UPLOADS, OFFICE = "tables/", "uploads/", "office/"
PIECE = 1 << 20
DAMAGED = "备份文件已损坏：{}"
ANOTHER = "请换一份备份；这份没有用过，什么也没有改动"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One member: its SHA-256 and bytes as it lies in the file; of a table also rows, columns and bytes unpacked."""

    name: str
    sha256: str
    size: int
    rows: int = 0
    unpacked: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        made_at: When the rows were read, in ISO form with its zone.
        program: Version of the program that made it.
        revision: Revision of the tables.
        shape: Shape of the tables that come from files; see `corpus.schema.SCHEMA_VERSION`.
        uploads: Where the uploads were: their documents are known by it.
        parts: What is in it.
        format: Version of this form.
    """

    made_at: str
    program: str
    revision: str
    shape: int
    uploads: str
    parts: tuple[Part, ...]
    format: int = FORMAT

    def tables(self) -> dict[str, Part]:
        """The tables by name."""
        return {
            part.name.removeprefix(TABLES).removesuffix(".jsonl.gz"): part
            for part in self.parts
            if part.name.startswith(TABLES)
        }

    def files(self, lead: str) -> dict[str, Part]:
        """The files of a kind, by their path below it."""
        return {part.name.removeprefix(lead): part for part in self.parts if part.name.startswith(lead)}

    @property
    def unpacked(self) -> int:
        """Bytes of all parts unpacked."""
        return sum(part.unpacked or part.size for part in self.parts)


def sealed(manifest: Manifest) -> dict[str, bytes]:
    """The last members: the manifest and its own sum."""
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    return {MANIFEST: content, SEAL: hashlib.sha256(content).hexdigest().encode()}


@contextmanager
def opened(path: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """A backup and what it says of itself, every part held to its sum first.

    Raises:
        BackupError: If it is none, is damaged or was made by a newer program.
    """
    try:
        with tarfile.open(path, "r:") as archive:
            manifest = _manifest(archive)
            for part in manifest.parts:
                if _sum(_member(archive, part.name)) != (part.sha256, part.size):
                    raise BackupError(DAMAGED.format(f"{part.name} 与清单不符"), next_step=ANOTHER)
            yield archive, manifest
    except OSError as error:
        if error.filename is None or Path(str(error.filename)) != path:
            raise
        raise BackupError(f"打不开备份文件 {path}（{error.strerror}）", next_step="请检查路径和读取权限") from error
    except tarfile.TarError as error:
        raise BackupError(DAMAGED.format("不是完整的备份"), next_step=ANOTHER) from error


def _manifest(archive: tarfile.TarFile) -> Manifest:
    result = _member(archive, MANIFEST).read()
    if hashlib.sha256(result).hexdigest().encode() != _member(archive, SEAL).read():
        raise BackupError(DAMAGED.format("清单被改动过"), next_step=ANOTHER)
    fields: dict[str, Any] = json.loads(result)
    if fields["format"] > FORMAT:
        raise BackupError(f"备份由更新版本的程序（{fields['program']}）写成", next_step="请先升级程序，再用新版恢复")
    return Manifest(**(fields | {"parts": tuple(Part(**part) for part in fields["parts"])}))


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = archive.extractfile(name)
    except KeyError as error:
        raise BackupError(DAMAGED.format(f"缺少 {name}（没有写完，或被截断）"), next_step=ANOTHER) from error
    if found is None:
        raise BackupError(DAMAGED.format(f"{name} 不是文件"), next_step=ANOTHER)
    return found


def _sum(stream: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and length of a stream."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def part_of(name: str, stream: IO[bytes]) -> Part:
    """A part as its bytes are; the stream is at its beginning again afterwards."""
    digest, size = _sum(stream)
    stream.seek(0)
    return Part(name=name, sha256=digest, size=size)


def member_of(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """The bytes of a part whose sum was checked."""
    return _member(archive, name)

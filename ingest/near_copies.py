"""Reposts and near-duplicates: documents of a store with almost the same text, and which of them is the better source.

MinHash over character shingles finds candidates, exact likeness decides. Copies must speak of the same place and the
same years: notices from one template are not copies, nor are two versions of one statute.

Source: Broder 1997, On the resemblance and containment of documents; `datasketch` (MIT) for MinHash and LSH.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from core.period import mentioned_years
from core.record import NearCopy, QualityRecord

SHINGLE, MIN_CHARS, PERMUTATIONS, ALIKE, ALIKE_LSH = 5, 200, 64, 0.7, 0.55
MAX_CHARS = 200_000
# Signatures of two texts as alike as copies agree in fewer places than this once in 4,000 times.
SIGNED_ALIKE = 0.5
SCHEME: Final = "affine32"
_HAN = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
_OFFICE = re.compile(r"(?:局|厅|委|委员会|政府|国务院|部|办公室|法院|检察院|指挥部|领导小组)$")


@dataclass(frozen=True, kw_only=True)
class Source:
    """What decides which of two copies is the better source."""

    document_id: str
    title: str
    chars: int
    issuer: str
    doc_number: str
    place: str
    dated: bool
    record: QualityRecord
    signature: bytes


def shingles(text: str) -> frozenset[str]:
    """The runs of five characters of the text's first part, punctuation and spaces aside."""
    bare = _HAN.sub("", text[:MAX_CHARS])
    return frozenset(bare[at : at + SHINGLE] for at in range(max(0, len(bare) - SHINGLE + 1)))


def signature(text: str) -> bytes:
    """A MinHash signature (64 × uint32, little endian); b'' for a text too short to be told from others."""
    from datasketch import MinHash

    if len(text) < MIN_CHARS:
        return b""
    made = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=SCHEME)
    made.update_batch([piece.encode() for piece in shingles(text)])
    return bytes(made.hashvalues.astype("<u4").tobytes())


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared shingles over all shingles, 0 to 1."""
    return len(a & b) / len(a | b) if a or b else 0.0


def _standing(source: Source) -> tuple[bool, ...]:
    """What makes a source better, the weightiest first."""
    record = source.record
    return (
        not record.reposted_from and bool(_OFFICE.search(source.issuer.split("、")[0])),
        not record.damaged,
        source.dated,
        bool(source.doc_number),
        not record.doubts,
    )


_REASONS = ("是发文机关的原件", "文字完整", "标有日期", "有文号", "不是扫描识别")


def reason_for(better: Source, worse: Source) -> str:
    """Why one copy is the better source."""
    for name, a, b in zip(_REASONS, _standing(better), _standing(worse), strict=True):
        if a and not b:
            return name
    return "内容较全" if better.chars > worse.chars else "两份同样可靠，取其一"


def better_first(a: Source, b: Source) -> tuple[Source, Source]:
    """Two copies, the better source first; with equal signs the longer text, then the smaller id."""
    ranked = sorted((a, b), key=lambda s: ([not sign for sign in _standing(s)], -s.chars, s.document_id))
    return ranked[0], ranked[1]


@lru_cache(4096)
def _years(title: str) -> frozenset[int]:
    return frozenset(mentioned_years(title))


def _may_be_copies(a: Source, b: Source) -> bool:
    if a.place and b.place and a.place != b.place:
        return False
    years = _years(a.title), _years(b.title)
    return not (years[0] and years[1] and years[0] != years[1])


def signed_likeness(a: Source, b: Source) -> float:
    """The share of places in which two signatures agree: about the likeness of the texts, give or take 0.06."""
    return float(np.mean(np.frombuffer(a.signature, "<u4") == np.frombuffer(b.signature, "<u4")))


def candidate_pairs(sources: Sequence[Source]) -> Iterable[tuple[Source, Source]]:
    """Pairs whose signatures are alike, each once."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=ALIKE_LSH, num_perm=PERMUTATIONS)
    seen: dict[str, Source] = {}
    for source in sources:
        if not source.signature:
            continue
        values = np.frombuffer(source.signature, "<u4").astype(np.uint32)
        made = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=SCHEME, hashvalues=values)
        for other in sorted(str(found) for found in index.query(made)):
            if signed_likeness(seen[other], source) >= SIGNED_ALIKE:
                yield seen[other], source
        index.insert(source.document_id, made)
        seen[source.document_id] = source


def find_copies(
    sources: Sequence[Source],
    alike_of: Callable[[Source, Source], float],
    versions: frozenset[frozenset[str]] = frozenset(),
) -> dict[str, list[NearCopy]]:
    """Near-copies of each document; the better source of each pair is marked.

    Args:
        sources: The documents of a store.
        alike_of: How alike the texts of two of them are, 0 to 1 (`likeness` of their shingles).
        versions: Pairs of ids that are an earlier and a later version of one document, not copies.
    """
    found: dict[str, list[NearCopy]] = {}
    for a, b in candidate_pairs(sources):
        if frozenset((a.document_id, b.document_id)) in versions or not _may_be_copies(a, b):
            continue
        alike = alike_of(a, b)
        if alike < ALIKE:
            continue
        better, worse = better_first(a, b)
        reason = reason_for(better, worse)
        for own, other in ((better, worse), (worse, better)):
            found.setdefault(own.document_id, []).append(
                NearCopy(
                    document_id=other.document_id,
                    title=other.title,
                    likeness=round(alike, 3),
                    better=other is better,
                    reason=reason,
                )
            )
    return found

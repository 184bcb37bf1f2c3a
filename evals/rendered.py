"""The rendered test corpus: the same texts in every format, what the loaders recover of them, and their structure."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.rendered_fixed import write_columns, write_ofd, write_pdf, write_scan
from evals.rendered_flow import write_docx, write_html, write_txt, write_xlsx
from evals.rendered_pages import LEXICON, Source, sources
from evals.report import commit
from ingest.clean import clean_text, load_furniture
from ingest.loaders import LOADERS
from ingest.structure import parse_structure

WRITERS: dict[str, tuple[str, Callable[[Source, Path], None]]] = {
    "txt": (".txt", write_txt),
    "html": (".html", write_html),
    "docx": (".docx", write_docx),
    "pdf": (".pdf", write_pdf),
    "columns": (".pdf", write_columns),
    "ofd": (".ofd", write_ofd),
    "xlsx": (".xlsx", write_xlsx),
    "scan": (".pdf", write_scan),
}
SCANNED = "scan"
TARGETS = {name: 0.97 if name == SCANNED else 0.99 for name in WRITERS}


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """What one format gave back of one text.

    `share` is 1 − edit distance ÷ length, white space left out. `structure` says whether the tree of headings is the
    reference's, `headings` what share of its headings was found at its depth.
    """

    source: str
    form: str
    chars: int
    share: float
    structure: bool
    headings: float
    seconds: float


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def recovered_share(reference: str, text: str) -> float:
    """1 − edit distance ÷ length of the reference, white space left out; 0.0 at worst."""
    from rapidfuzz.distance import Levenshtein

    want = _bare(reference)
    return max(0.0, 1 - Levenshtein.distance(want, _bare(text)) / len(want))


def tree_of(text: str) -> list[tuple[int, str]]:
    """Headings of a text with their depth, white space left out."""
    nodes = parse_structure(clean_text(text, load_furniture(LEXICON)).text)
    depths: list[int] = []
    for node in nodes:
        depths.append(depths[node.parent] + 1 if node.parent >= 0 else 0)
    return [(depth, _bare(node.heading)) for depth, node in zip(depths, nodes, strict=True)]


def measure(source: Source, form: str, folder: Path) -> Recovered:
    """Write a text in a format, load it, and compare."""
    ending, write = WRITERS[form]
    path = folder / f"{source.name}.{form}{ending}"
    write(source, path)
    started = time.perf_counter()
    (raw,) = LOADERS[ending](path)
    seconds = time.perf_counter() - started
    reference = source.reference()
    want, have = tree_of(reference), tree_of(raw.text)
    left = list(have)
    for heading in want:
        if heading in left:
            left.remove(heading)
    return Recovered(
        source=source.name,
        form=form,
        chars=len(_bare(reference)),
        share=recovered_share(reference, raw.text),
        structure=want == have,
        headings=(len(have) - len(left)) / max(1, len(want), len(have)),
        seconds=seconds,
    )


def summary(found: Sequence[Recovered]) -> list[dict[str, Any]]:
    """A row a format: characters recovered over all texts and at worst, trees that are the reference's, seconds."""
    rows = []
    for form in WRITERS:
        own = [one for one in found if one.form == form]
        if own:
            chars = sum(one.chars for one in own)
            rows.append(
                {
                    "format": form,
                    "texts": len(own),
                    "chars": chars,
                    "recovered": round(sum(one.share * one.chars for one in own) / chars, 5),
                    "worst": round(min(one.share for one in own), 5),
                    "target": TARGETS[form],
                    "same_structure": sum(one.structure for one in own),
                    "headings": round(sum(one.headings for one in own) / len(own), 4),
                    "seconds": round(sum(one.seconds for one in own), 1),
                }
            )
    return rows


def run_rendered(forms: Sequence[str], reports: Path, *, seeds: bool = True, keep: Path | None = None) -> Path:
    """Render, load and measure every text in every format.

    Args:
        forms: Names in `WRITERS`.
        reports: Where the report goes, as Markdown and JSON.
        seeds: Whether the texts of `corpus/documents` take part.
        keep: Where to leave the rendered files; None: they are removed.

    Returns:
        The Markdown report.

    Raises:
        LoadError: If a rendered file cannot be read, or no Chinese font is there for the scan.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = [measure(source, form, folder) for source in sources(seeds=seeds) for form in forms]
    rows = summary(found)
    reports.mkdir(parents=True, exist_ok=True)
    record = {"commit": commit(), "table": rows, "texts": [asdict(one) for one in found]}
    (reports / "rendered.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    head = "| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0])
    lines = ["| " + " | ".join(str(value) for value in row.values()) + " |" for row in rows]
    missed = [
        f"- {one.source} {one.form}：{one.share:.4f}，标题 {one.headings:.3f}" for one in found if not one.structure
    ]
    report = reports / "rendered.md"
    report.write_text(
        "\n".join(
            [
                f"# 各格式还原评测（{record['commit']}）",
                "",
                head,
                *lines,
                "",
                "结构与原文不同的：",
                *(missed or ["无"]),
                "",
            ]
        ),
        encoding="utf-8",
    )
    return report

"""Metadata read from text and file name alone, held against what manifests and benchmark records say."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.place import gazetteer
from core.settings import Settings
from corpus.places import load_place_lexicon, office_gazetteer
from evals.bench import BENCH, read_lines
from evals.matching import fold_text
from evals.report import commit
from ingest.clean import clean_text, load_furniture
from ingest.dates import dates_in, name_date
from ingest.loaders.text import read_text
from ingest.metadata import Metadata, load_manifest, read_metadata
from ingest.press import load_press

NEAR = 45  # days between adoption and promulgation
_DATED = re.compile(r"\(\d{4}-\d{2}-\d{2}\)$")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A text with its file name and what is known to be true of it; '' is "known to have none"."""

    source: str
    name: str
    text: str
    truth: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One field of one document: what was read, what is true, and whether they agree.

    `told` is False for a date that stands neither in the text nor in the file name: nothing could read it there.
    """

    source: str
    document: str
    field: str
    read: str
    true: str
    right: bool
    stated: bool = True


def seed_cases(folder: Path) -> Iterator[Case]:
    """The shipped documents; the manifest is the truth and is not read from."""
    for name, fields in load_manifest(folder).items():
        truth = {key: str(fields.get(key, "")) for key in ("title", "place", "date", "issuer")}
        yield Case(source="seeds", name=Path(name).stem, text=read_text(folder / name), truth=truth)


def report_cases(bench: Path = BENCH) -> Iterator[Case]:
    """Provincial reports: title, place and date of the record are the truth; the name tells nothing."""
    for n, record in enumerate(read_lines(bench / "gov_reports_2026" / "docs.jsonl"), 1):
        truth = {"title": record["title"], "place": record["province"], "date": record["publish_date"]}
        truth["issuer"] = f"{record['province']}人民政府"
        yield Case(source="gov_reports_2026", name=f"{n:03}", text=record["full_text"], truth=truth)


def law_cases(bench: Path = BENCH) -> Iterator[Case]:
    """Statutes: the record's title, the folder's region, and the date in the name.

    A statute filed under a province may be one of its cities'; one filed by kind of law is national. The reader sees
    the name, but not the folder. `edu_laws_undated` has the dates taken off the names: there a date is right if it is
    at most `NEAR` days off, since the head of a statute tells its adoption and the name its promulgation.
    """
    for record in read_lines(bench / "edu_laws" / "docs.jsonl"):
        path = Path(record["path"])
        local = "地方" in record["path"]
        date = name_date(path.stem)
        truth = {"title": record["title"], "place": path.parent.name if local else "全国"}
        if date:
            truth["date"] = date.isoformat()
        yield Case(source="edu_laws", name=path.stem, text=record["text"], truth=truth)
        if date:
            bare, dated = _DATED.sub("", path.stem), {"date": date.isoformat()}
            yield Case(source="edu_laws_undated", name=bare, text=record["text"], truth=dated)


def _agrees(field: str, read: str, true: str, near: int = 0) -> bool:
    if field == "place" and true and true != "全国":
        place, region = gazetteer().parse(read), gazetteer().parse(true)
        if place is None or region is None:
            return False
        return place.name == region.name or region.name in place.parents
    if field == "date" and true and near:
        return bool(read) and abs((dt.date.fromisoformat(read) - dt.date.fromisoformat(true)).days) <= near
    if field == "issuer" and true:
        return set(fold_text(read).split("、")) == set(fold_text(true).split("、"))
    return fold_text(read) == fold_text(true)


def _value(known: Metadata, field: str, true: str) -> str:
    if field == "place":
        if known.place or not true:
            return known.place.full_name if known.place else ""
        return known.known["place"].value if "place" in known.known else ""
    if field == "date":
        return known.date.isoformat() if known.date else ""
    return str(getattr(known, field))


def judge(case: Case, settings: Settings) -> list[Outcome]:
    """Every field of a case that has a truth. A wrong date is marked where the true one stands nowhere in the text."""
    places = office_gazetteer(load_place_lexicon(settings.lexicon_dir))
    cleaned = clean_text(case.text, load_furniture(settings.lexicon_dir))
    known = read_metadata(
        text=cleaned.text,
        info=cleaned.info,
        name=case.name,
        given={},
        gazetteer=places,
        press=load_press(settings.lexicon_dir),
    )
    outcomes = []
    for field, true in case.truth.items():
        read = _value(known, field, true)
        result = True
        if field == "date" and true:
            written = {date for date, _, _ in dates_in(case.text)} | {name_date(case.name)}
            result = dt.date.fromisoformat(true) in written or case.source.endswith("undated")
        outcomes.append(
            Outcome(
                source=case.source,
                document=case.name,
                field=field,
                read=read,
                true=true,
                right=_agrees(field, read, true, NEAR if case.source.endswith("undated") else 0),
                stated=result,
            )
        )
    return outcomes


def run_metadata(settings: Settings, out: Path, bench: Path = BENCH) -> dict[str, Any]:
    """Read every case, write `metadata.json` with what went wrong, and return shares by source and field.

    Args:
        settings: Where the lexicon and the shipped documents are.
        out: Folder of the report.
        bench: The benchmark folder; without it only the shipped documents are measured.
    """
    cases = list(seed_cases(settings.corpus_dir))
    cases += [*report_cases(bench), *law_cases(bench)] if bench.is_dir() else []
    outcomes = [outcome for case in cases for outcome in judge(case, settings)]
    table: dict[str, dict[str, Any]] = {}
    for outcome in outcomes:
        row = table.setdefault(f"{outcome.source}.{outcome.field}", {"n": 0, "right": 0, "not_in_text": 0})
        if outcome.stated or outcome.right:
            row["n"] += 1
            row["right"] += outcome.right
        else:
            row["not_in_text"] += 1
    for row in table.values():
        row["share"] = round(100 * row["right"] / row["n"], 1) if row["n"] else None
    named = [o for o in outcomes if not o.source.endswith("undated")]
    counted = [o for o in named if o.stated or o.right]
    facts = {
        "commit": commit(),
        "documents": len(cases),
        "fields": len(counted),
        "share": round(100 * sum(o.right for o in counted) / max(1, len(counted)), 1),
        "share_with_dates_told_nowhere": round(100 * sum(o.right for o in named) / max(1, len(named)), 1),
    }
    result = {"facts": facts, "table": table, "wrong": [asdict(o) for o in outcomes if not o.right]}
    out.mkdir(parents=True, exist_ok=True)
    (out / "metadata.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    return result

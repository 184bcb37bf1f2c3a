"""Measuring figures: `python -m evals figures`.

Quantities against 400 labelled sentences; true statements with one thing changed against the ledger; relations that
hold with one operand changed; the ledger's speed on the bench texts (measuring only, where the folder is).
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.arithmetic.engine import check_arithmetic
from core.ledger_figure import LedgerFigure
from core.quantity import parse_quantities
from core.schema import Document
from core.settings import ROOT, Settings
from evals.made import relation_texts, sound_table, table_text
from evals.report import commit
from tools.compare_draft import Ledger, compare_draft
from tools.ledger.text_figures import ledger_of
from tools.stored_figures import stored_figures

LABELLED = ROOT / "tests" / "data" / "quantities_400.jsonl"
SEED = 20261122
_OTHER_PLACES = (
    "郑州市上街区",
    "洛阳市涧西区",
    "杭州市上城区",
    "贵州省",
    "云南省",
    "江苏省",
    "天津市",
    "宁波市",
    "包头市",
)
_OTHER_UNITS = {
    "人": "所",
    "名": "所",
    "位": "所",
    "所": "名",
    "个": "%",
    "%": "个百分点",
    "项": "人",
    "次": "人",
    "元": "人",
    "年": "个月",
}
_HAN = "二三四五六七八九"


def measure_quantities(path: Path = LABELLED) -> dict[str, Any]:
    """Precision and recall of (value, unit, qualifier) on sentences labelled by hand before the parser saw them."""
    hits = extra = missed = sentences = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        wanted = Counter((q["value"], q["unit"], q["qualifier"]) for q in case["quantities"])
        found = Counter((q.value, q.unit, q.qualifier) for q in parse_quantities(case["text"]))
        both = wanted & found
        hits += both.total()
        extra += (found - wanted).total()
        missed += (wanted - found).total()
        sentences += 1
    return {"sentences": sentences, "precision": hits / (hits + extra), "recall": hits / (hits + missed)}


def _change_number(text: str, draw: random.Random) -> str | None:
    places = [at for at, char in enumerate(text) if char.isdigit() or char in _HAN]
    if not places:
        return None
    at = draw.choice(places)
    pool = "123456789" if text[at].isdigit() else _HAN
    new = text[:at] + draw.choice([c for c in pool if c != text[at]]) + text[at + 1 :]
    return new if [q.value for q in parse_quantities(new)] != [q.value for q in parse_quantities(text)] else None


def _changed(row: LedgerFigure, kind: str, draw: random.Random) -> tuple[str, str] | None:
    """(true statement, the same with one thing changed) for one row; None where that thing cannot be changed."""
    sentence = row.sentence
    start, end = (at - row.sentence_span[0] for at in row.span)
    if kind == "digit":
        new = _change_number(row.text, draw)
        return (sentence, sentence[:start] + new + sentence[end:]) if new else None
    if kind == "unit":
        unit = _OTHER_UNITS.get(row.unit)
        if unit is None or not row.text.endswith(row.unit):
            return None
        return sentence, sentence[: end - len(row.unit)] + unit + sentence[end:]
    if kind == "year":
        if len(row.years) != 1 or re.search(r"(?:19|20)\d\d|[前去今明]年", sentence):
            return None
        true = row.years[0]
        return f"{true}年，{sentence}", f"{draw.choice([true - 3, true - 2, true + 2, true + 3])}年，{sentence}"
    others = [name for name in _OTHER_PLACES if name[-3:] not in row.place and row.place[-3:] not in name]
    return (f"{row.place}：{sentence}", f"{draw.choice(others)}：{sentence}") if row.place and others else None


def measure_mutations(rows: Sequence[LedgerFigure], count: int = 1000) -> dict[str, Any]:
    """True statements of the corpus with one digit, unit, place or year changed: the share flagged; unchanged too."""
    draw = random.Random(SEED)
    ledger = Ledger(rows)
    flagged: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    false: Counter[str] = Counter()
    kinds = ("digit", "digit", "unit", "place", "year")
    misses: list[str] = []
    while tried.total() < count:
        row, kind = draw.choice(rows), draw.choice(kinds)
        pair = _changed(row, kind, draw)
        if pair is None or len(row.sentence) > 240:
            continue
        true, wrong = pair
        tried[kind] += 1
        caught = any(f.verdict != "一致" for f in compare_draft(wrong, ledger))
        flagged[kind] += caught
        if not caught:
            misses.append(f"{kind}: {wrong[:80]}")
        doubted = [f for f in compare_draft(true, ledger) if f.verdict != "一致"]
        false[kind] += bool(doubted)
        if doubted:
            misses.append(f"unchanged: {doubted[0].verdict} {doubted[0].figure} {doubted[0].note} | {true[:80]}")
    return {
        "mutations": count,
        "flagged": flagged.total() / count,
        "unchanged_flagged": false.total() / count,
        "by_kind": {k: flagged[k] / tried[k] for k in tried},
        "examples": misses[:12],
    }


def measure_operands(texts: Sequence[str], count: int = 300) -> dict[str, Any]:
    """Relations that hold, with one operand changed: the share that turns to 不通过, and those not seen to hold.

    Args:
        texts: Sentences to draw relations from, real or made up.
        count: How many changed relations to try.
    """
    draw = random.Random(SEED)
    strict = {
        "和",
        "差",
        "增长率",
        "百分点",
        "占比",
        "倍数",
        "均值",
        "比",
        "积",
        "权重",
        "计数",
        "年数",
        "天数",
        "换算",
    }
    cases: list[tuple[str, tuple[int, int], str]] = []
    unseen = 0
    for text in texts:
        held = [
            f for f in check_arithmetic(text) if f.verdict in ("通过", "约数内通过") and f.kind in strict and f.operands
        ]
        unseen += not held
        cases += [(text, o.span, f.kind) for f in held[:1] for o in draw.sample(f.operands, 1)]
    draw.shuffle(cases)
    tried, caught = Counter[str](), Counter[str]()
    misses: list[str] = []
    for text, (start, end), kind in cases:
        new = _change_number(text[start:end], draw)
        if new is None or tried.total() >= count:
            continue
        wrong = text[:start] + new + text[end:]
        tried[kind] += 1
        failed = any(f.verdict == "不通过" for f in check_arithmetic(wrong))
        caught[kind] += failed
        if not failed:
            misses.append(f"{kind}: {wrong[:90]}")
    total = max(1, tried.total())
    return {
        "relations": tried.total(),
        "failed": caught.total() / total,
        "not_seen_to_hold": unseen,
        "by_kind": {k: f"{caught[k]}/{tried[k]}" for k in tried},
        "examples": misses[:12],
    }


def measure_tables(count: int = 200) -> dict[str, Any]:
    """Tables of ten by ten with one changed cell: the share found, row or column named; sound ones called wrong."""
    draw = random.Random(SEED)
    found = named = alarms = 0
    for at in range(count):
        rows, mark = sound_table(draw), ("\t", " | ", "  ")[at % 3]
        alarms += any(one.verdict == "不通过" for one in check_arithmetic(table_text(rows, mark)))
        row, column = draw.randrange(len(rows)), draw.randrange(len(rows[0]))
        rows[row][column] += draw.choice((-9, -1, 1, 10, 90))
        wrong = [one for one in check_arithmetic(table_text(rows, mark)) if one.verdict == "不通过"]
        text = "".join(one.suggestion for one in wrong)
        found += bool(wrong)
        row_name, column_name = "合计" if row == len(rows) - 1 else f"第{row + 1}镇", f"项目{column + 1}"
        named += row_name in text or column_name in text or "小计" in text
    return {"tables": count, "found": found / count, "named": named / count, "sound_called_wrong": alarms / count}


def measure_speed(bench: Path) -> dict[str, Any]:
    """MB of text a second through the ledger, over every bench text."""
    texts = [
        record.get("full_text") or record.get("text") or ""
        for name in ("gov_reports_2026", "edu_laws", "ncp599")
        if (bench / name / "docs.jsonl").is_file()
        for record in map(json.loads, (bench / name / "docs.jsonl").read_text(encoding="utf-8").splitlines())
    ]
    started = time.perf_counter()
    rows = sum(1 for text in texts for _ in ledger_of(Document(id="", title="", text=text, sha256="", source="")))
    seconds = time.perf_counter() - started
    size = sum(len(text.encode()) for text in texts) / 1e6
    return {"documents": len(texts), "mb": size, "rows": rows, "mb_per_s": size / seconds if seconds else 0.0}


def measure_figures(settings: Settings, bench: Path, reports: Path) -> dict[str, Any]:
    """Every measurement, also written as `figures.json`.

    Args:
        settings: Whose ledger is measured.
        bench: The benchmark folder; without it speed is not measured.
        reports: Folder of the report.
    """
    rows = stored_figures(settings)
    corpus = [row.sentence for row in rows]
    result: dict[str, Any] = {
        "commit": commit(),
        "quantities": measure_quantities(),
        "mutations": measure_mutations(rows),
        "operands_made": measure_operands(relation_texts(random.Random(SEED), 360)),
        "operands_corpus": measure_operands(list(dict.fromkeys(corpus))),
        "tables": measure_tables(),
        "speed": measure_speed(bench) if bench.is_dir() else "没有 bench 文件夹，未测",
    }
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "figures.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    return result

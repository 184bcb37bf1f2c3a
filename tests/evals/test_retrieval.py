from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import Settings
from corpus.store import Store, UnitRow
from evals.bench import Pool, Topic
from evals.ranking import recall
from evals.retrieval import Searched, measure, run_retrieval
from retrieval.retrievers import Hit
from tests.conftest import settings_for

DOCUMENTS = [
    {"id": "甲", "title": "甲县办学条件通报", "text": "甲县办学条件通报\n全县新建运动场12个，改造食堂7处。"},
    {"id": "乙", "title": "乙县招生办法", "text": "乙县招生办法\n报名时间为每年6月，材料由街道核验。"},
]
QUESTIONS = [
    {"id": "1", "question": "甲县改造了几处食堂？", "relevant": "甲", "answer": "改造食堂7处"},
    {"id": "2", "question": "什么时候报名？", "relevant": "乙", "answer": "报名时间为每年6月"},
]


def read(path: Path) -> list[Topic]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Topic(id=r["id"], question=r["question"], relevant=frozenset({r["relevant"]}), answer=r["answer"]) for r in rows
    ]


POOL = Pool(name="small", title="小池", roots=("docs.jsonl",), questions="questions.jsonl", sentences=False, read=read)


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    for name, rows in (("docs.jsonl", DOCUMENTS), ("questions.jsonl", QUESTIONS)):
        (tmp_path / name).write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return tmp_path


def test_a_pool_is_built_measured_and_reported_with_its_provenance(bench: Path, small: Settings) -> None:
    settings = settings_for(bench / "data", small.data_dir)
    report = run_retrieval(POOL, settings, bench / "out", bench)
    record = json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))
    by_system = {row["system"]: row for row in record["table"]}
    assert by_system["现行融合"]["R@1"] == 1.0
    assert by_system["现行融合"]["in1"] == 1.0
    assert {"词（lexical）", "向量（dense）", "RRF，等权，k 60"} < set(by_system)
    assert record["facts"]["questions"] == 2
    assert set(record["facts"]["data"]) == {f"{bench.name}/docs.jsonl", f"{bench.name}/questions.jsonl"}
    assert record["facts"]["index"]
    with Store(settings.store_url).session() as session:
        assert all(unit.vector is None for unit in session.query(UnitRow))


def test_absent_benchmark_files_are_an_error_that_names_them(tmp_path: Path, small: Settings) -> None:
    with pytest.raises(SettingsError, match=r"docs\.jsonl"):
        run_retrieval(POOL, small, tmp_path / "out", tmp_path)


def test_gold_words_count_only_inside_the_passages_looked_at() -> None:
    hits = [Hit(passage_id=f"d{n}@0", score=9.0 - n) for n in range(6)]
    topic = Topic(id="q", question="", relevant=frozenset({"d2"}), answer="七处")
    searched = [Searched(topic=topic, rankings={"lexical": hits, "dense": hits}, ms=1.0)]
    words = measure(searched, lambda ids: ["七 处" if i == "d3@0" else "无" for i in ids])[0]
    assert (words.figures["in1"], words.figures["in3"], words.figures["in5"]) == (0.0, 0.0, 1.0)
    assert words.figures["MRR@10"] == pytest.approx(1 / 3, abs=1e-4)
    assert words.missed == ("q",)
    assert recall(["d0", "d2"], topic.relevant, 2) == 1.0

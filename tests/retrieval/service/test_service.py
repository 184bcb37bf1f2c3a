"""The model service as a process of its own, against the same models in this one."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from core.errors import FingerprintMismatch, ModelError, ModelUnavailable
from core.settings import Settings
from corpus.store import Store
from retrieval.embed import load_embedder
from retrieval.index import WEIGHTS, open_encoder, open_index
from retrieval.reader.loading import load_reader
from retrieval.reader.reading import Page
from retrieval.service.client import ServedEncoder
from retrieval.service.jobs import Line, LineFull, TooLate
from retrieval.service.payload import (
    MOST_BYTES,
    MOST_TEXTS,
    PayloadError,
    asked_pages,
    asked_texts,
    pack_readings,
    pack_vectors,
    unpack_readings,
    unpack_vectors,
)
from tests.processes import ROOT, free_port, model_service

TOKEN = "一句暗语".encode().hex()
QUESTIONS = ["海淀区2023年新增多少学位？", "教师每学期听课不少于多少节？", "公办园在园幼儿占比是多少？"]
PAGES = [
    Page(
        head="海淀区教育局2023年工作总结｜扩大优质资源",
        text="全年新建改扩建学校7所，新增学位4200个，其中小学学位3000个。",
    ),
    Page(head="", text="教师每学期听课不少于15节，校长每学期听课不少于30节。"),
    Page(head="丰台区教育局2022年工作总结", text="全区新增学位2600个，公办园在园幼儿占比55.2%。"),
]


@pytest.fixture(scope="module")
def url(small: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("service")
    with model_service(folder, free_port(), small.data_dir, {"CEWEN_MODEL_TOKEN": TOKEN}) as address:
        yield address


@pytest.fixture
def served(url: str) -> ServedEncoder:
    return ServedEncoder(url, "packaged", TOKEN, 60.0)


def test_vectors_are_those_of_the_model_in_process(served: ServedEncoder, small: Settings) -> None:
    own = load_embedder("packaged", small.data_dir, "auto")
    texts = [page.text for page in PAGES] * 30
    for made, wanted in (
        (served.queries(QUESTIONS), own.queries(QUESTIONS)),
        (served.passages(texts), own.passages(texts)),
    ):
        assert made.shape == wanted.shape
        assert np.einsum("ij,ij->i", made, wanted).min() >= 0.9999
    assert served.passages([]).shape[0] == 0
    assert (served.identity, served.weights) == (own.identity, own.weights)


def test_the_reader_reads_as_in_process(served: ServedEncoder, small: Settings) -> None:
    own = load_reader(load_embedder("packaged", small.data_dir, "auto"), small.data_dir)
    assert own is not None
    for question in QUESTIONS:
        asked = [question] * len(PAGES)
        for page, made, wanted in zip(PAGES, served.reader.read(asked, PAGES), own.read(asked, PAGES), strict=True):
            span, right = made.best(0, len(page.text)), wanted.best(0, len(page.text))
            assert span is not None
            assert right is not None
            assert (span.start, span.end) == (right.start, right.end)
            assert made.score(span) == pytest.approx(wanted.score(right), abs=1e-3)


def test_a_process_with_the_service_loads_no_torch_and_answers_the_same(url: str, small: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS, url, str(small.data_dir)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "CEWEN_MODEL_TOKEN": TOKEN},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["torch"] == []
    assert "4200" in found["answer"]
    assert found["notes"] == []
    assert found["mib"] < 900


ASKS = """
import json, sys
from pathlib import Path
from core.settings import Settings
from corpus.store import Store
from assistant.build import build_assistant
from assistant.offline import Question
settings = Settings(data_dir=Path(sys.argv[2]), model_url=sys.argv[1])
trace = build_assistant(settings).invoke(Question(text="海淀区2023年新增多少学位？"))
print(json.dumps({
    "torch": [name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules],
    "answer": trace.answer, "notes": [note for note in trace.notes if "阅读模型" in note],
    "mib": int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024,
}))
"""


def test_who_does_not_say_the_word_is_refused(url: str) -> None:
    with pytest.raises(ModelError, match="CEWEN_MODEL_TOKEN") as raised:
        ServedEncoder(url, "packaged", "wrong", 10.0).queries(["问"])
    assert not isinstance(raised.value, ModelUnavailable)
    assert httpx.post(f"{url}/v1/read", json={}, trust_env=False).status_code == 401
    assert "wrong" not in str(raised.value)


def test_a_service_with_another_model_is_refused(url: str) -> None:
    with pytest.raises(ModelError, match="another/model"):
        ServedEncoder(url, "another/model", TOKEN, 10.0).load()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"texts": "x"}', 400),
        (b'{"texts": [1]}', 400),
        (json.dumps({"texts": ["x"] * (MOST_TEXTS + 1)}).encode(), 400),
        (b"x" * (MOST_BYTES + 1), 413),
    ],
    ids=["cut", "list", "text", "number", "many", "long"],
)
def test_what_is_no_request_is_refused_and_the_service_goes_on(url: str, body: bytes, status: int) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.post(f"{url}/v1/passages", content=body, headers=headers, trust_env=False).status_code == status
    assert httpx.get(f"{url}/health", trust_env=False).json()["status"] == "ok"


def test_an_index_of_another_model_is_refused(url: str, small: Settings) -> None:
    settings = small.model_copy(update={"model_url": url, "model_token": TOKEN})
    store = Store(settings.store_url)
    right = store.meta(WEIGHTS)
    assert open_index(settings, store).embedder is not None
    store.set_meta(WEIGHTS, "another")
    try:
        with pytest.raises(FingerprintMismatch, match="--rebuild"):
            open_index(settings, store)
    finally:
        store.set_meta(WEIGHTS, right)
        store.close()


def test_many_ask_at_once_and_each_gets_its_own(served: ServedEncoder) -> None:
    texts = [f"第{number}所学校有{number}名教师" for number in range(24)]
    alone = [served.queries([text]) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: served.queries([text]), texts))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_no_service_is_told_in_time_and_one_that_comes_back_is_used(small: Settings, tmp_path: Path) -> None:
    port = free_port()
    encoder = ServedEncoder(f"http://127.0.0.1:{port}", "packaged", "", 30.0)
    with pytest.raises(ModelUnavailable, match="没有应答") as raised:
        encoder.queries(["问"])
    assert raised.value.retryable
    assert "CEWEN_MODEL_URL" in raised.value.next_step
    assert not encoder.loaded
    with model_service(tmp_path, port, small.data_dir):
        until = time.monotonic() + 10
        while True:
            try:
                assert encoder.queries(["问"]).shape[0] == 1
                break
            except ModelUnavailable:
                assert time.monotonic() < until
        assert encoder.loaded
    assert not encoder.loaded


def test_a_service_open_to_others_wants_a_word(small: Settings) -> None:
    command = [sys.executable, "-m", "retrieval", "--host", "0.0.0.0", "--port", "1", "--data", str(small.data_dir)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "CEWEN_MODEL_TOKEN" in done.stderr


def test_settings_choose_the_service(small: Settings) -> None:
    encoder = open_encoder(small.model_copy(update={"model_url": "http://127.0.0.1:9"}))
    assert isinstance(encoder, ServedEncoder)
    reader = load_reader(encoder, small.data_dir)
    assert reader is encoder.reader


def test_a_full_line_turns_away_and_questions_go_before_ingest() -> None:
    line, gate, done = Line(3, 60.0), threading.Event(), []

    def work(name: str) -> bytes:
        done.append(name)
        return name.encode()

    first = line.put(2, lambda: b"" if gate.wait(30) else b"late")
    while line.waiting:
        time.sleep(0.01)
    waiting = [
        line.put(rank, lambda name=name: work(name)) for rank, name in ((2, "ingest"), (0, "question"), (1, "pages"))
    ]
    with pytest.raises(LineFull):
        line.put(0, lambda: b"")
    gate.set()
    assert [one.result(30) for one in waiting] == [b"ingest", b"question", b"pages"]
    assert first.result(30) == b""
    assert done == ["question", "pages", "ingest"]


def test_a_job_that_waited_too_long_is_dropped_and_one_that_fails_ends_nothing() -> None:
    line, gate = Line(3, 0.2), threading.Event()
    line.put(0, lambda: b"" if gate.wait(0.6) else b"late")
    late = line.put(0, lambda: b"never")
    with pytest.raises(TooLate):
        late.result(30)

    def fails() -> bytes:
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        line.put(0, fails).result(30)
    assert line.put(0, lambda: b"on").result(30) == b"on"


def test_what_is_packed_comes_out_and_what_is_not_is_refused() -> None:
    vectors = np.eye(3, dtype=np.float32)
    assert np.array_equal(unpack_vectors(pack_vectors(vectors), 3), vectors)
    assert unpack_readings(pack_readings([]), 0) == []
    pickled = np.array([{}], dtype=object)
    held = io.BytesIO()
    np.savez(held, vectors=pickled)
    for bad in (b"", b"PK", held.getvalue(), pack_vectors(vectors)[:-30]):
        with pytest.raises(PayloadError):
            unpack_vectors(bad, 3)
    with pytest.raises(PayloadError):
        unpack_vectors(pack_vectors(vectors), 2)
    with pytest.raises(PayloadError):
        unpack_readings(pack_vectors(vectors), 3)
    with pytest.raises(PayloadError):
        asked_texts(b'{"texts": null}')
    for bad_pages in (
        b'{"questions": ["a"], "heads": [], "texts": ["b"]}',
        b'{"questions": ["a"], "heads": [""], "texts": []}',
        b'{"questions": [], "heads": [""]}',
    ):
        with pytest.raises(PayloadError):
            asked_pages(bad_pages)
    assert asked_pages(b'{"questions": ["q"], "heads": ["h"], "texts": ["t"]}') == (["q"], [Page(head="h", text="t")])

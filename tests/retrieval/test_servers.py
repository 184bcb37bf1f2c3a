"""Every retriever that a server may keep, on the real engines: Milvus Lite as a folder and as a server, and Chroma."""

from __future__ import annotations

import base64
import importlib.util
import os
import socket
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.collection import PUBLIC
from core.errors import FingerprintMismatch, IndexStale, IndexUnavailable, SettingsError
from core.settings import Settings
from retrieval.embed import Vectors
from retrieval.filters import NO_PLACE, Filter
from retrieval.milvus import MilvusServer
from retrieval.retrievers import RETRIEVERS, IndexedPassage, Retriever, RetrieverContext, Servers
from retrieval.segment import load_segmenter
from tests.processes import chroma_server, free_port, milvus_server

KINDS = ("milvus folder", "milvus server", "chroma server")
NEEDED = {"milvus folder": "milvus_lite", "milvus server": "milvus_lite", "chroma server": "chromadb"}
DIMENSION = 8
HIDDEN = "内部督导"
ODD = 'a"b\\c\'d ] or id != "" //'
TIMEOUT_S = 3.0


class Engine:
    """One engine under test: makes retrievers, and is stopped and started again."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder, self.port = kind, folder, free_port()
        self._running = ExitStack()
        self.start()

    def start(self) -> None:
        serve = {"milvus server": milvus_server, "chroma server": chroma_server}.get(self.kind)
        self.url = self._running.enter_context(serve(self.folder, self.port)) if serve else str(self.folder / "m.db")

    def stop(self) -> None:
        self._running.close()

    def make(self, office: str = "office_a", timeout_s: float = 30.0, url: str = "") -> Retriever:
        where = url or self.url
        record = {"chroma_url": where} if "chroma" in self.kind else {"milvus_uri": where}
        return retriever(Servers(name=office, timeout_s=timeout_s, **record), self.folder)


def retriever(servers: Servers, folder: Path) -> Retriever:
    context = RetrieverContext(
        folder=folder, segmenter=load_segmenter(Settings().lexicon_dir), embedder=None, servers=servers
    )
    return RETRIEVERS["milvus" if servers.milvus_uri else "dense"](context)


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    needed = NEEDED[request.param]
    if importlib.util.find_spec(needed) is None and os.environ.get("CEWEN_SERVERS") != "required":
        pytest.skip(f"{needed} is not installed")
    made = Engine(request.param, tmp_path_factory.mktemp("engine"))
    yield made
    made.stop()


@pytest.fixture
def index(engine: Engine) -> Retriever:
    made = engine.make()
    made.reset()
    return made


def passage(id_: str, text: str = "新建食堂", *, place: str = NO_PLACE, collection: str = PUBLIC) -> IndexedPassage:
    return IndexedPassage(
        id=id_,
        document_id=id_.rpartition("@")[0],
        place=place,
        title="通知",
        headings="",
        text=text,
        collection=collection,
    )


def vectors(*directions: int) -> Vectors:
    return np.eye(DIMENSION, dtype=np.float32)[list(directions)]


def found(index: Retriever, filters: Filter, direction: int = 0) -> set[str]:
    return {hit.passage_id for hit in index.search("新建食堂", 50, filters, vectors(direction))}


def test_what_may_not_be_opened_is_never_found(index: Retriever) -> None:
    index.add([passage("a@0"), passage("b@0", collection=HIDDEN)], vectors(1, 0))
    assert found(index, Filter()) == {"a@0", "b@0"}
    assert found(index, Filter(seen=frozenset({PUBLIC}))) == {"a@0"}
    assert found(index, Filter(seen=frozenset({PUBLIC}), documents=("b",))) == set()
    assert found(index, Filter(seen=frozenset())) == set()
    assert found(index, Filter(seen=frozenset({HIDDEN}))) == {"b@0"}


def test_places_and_documents_narrow_what_is_found(index: Retriever) -> None:
    index.add(
        [passage("a@0", place="浙江省杭州市"), passage("b@0", place="浙江省宁波市"), passage("c@0")], vectors(0, 1, 2)
    )
    assert found(index, Filter(places=("浙江省杭州市",))) == {"a@0"}
    assert found(index, Filter(places=("浙江省杭州市", NO_PLACE))) == {"a@0", "c@0"}
    assert found(index, Filter(places=("浙江省杭州市", NO_PLACE), documents=("c", "b"))) == {"c@0"}
    assert found(index, Filter(places=())) == found(index, Filter(documents=())) == set()


def test_a_name_is_a_name_whatever_stands_in_it_and_a_thousand_of_them_are_no_trouble(index: Retriever) -> None:
    index.add([passage(f"{ODD}@0", place=ODD), passage("b@0", collection=HIDDEN)], vectors(0, 1))
    assert found(index, Filter(places=(ODD,))) == {f"{ODD}@0"}
    assert found(index, Filter(documents=(ODD,), seen=frozenset({PUBLIC}))) == {f"{ODD}@0"}
    many = tuple(f"文件{number}" for number in range(1000))
    assert found(index, Filter(documents=many)) == set()
    assert found(index, Filter(documents=(*many, "b"))) == {"b@0"}
    index.remove([ODD, *many])
    assert index.ids() == {"b@0"}


def test_counts_are_exact_after_each_write_and_what_is_removed_can_come_back(index: Retriever) -> None:
    index.add([passage(f"a@{number}") for number in range(4)] + [passage("b@0")], vectors(0, 1, 2, 3, 4))
    assert index.count() == 5
    index.remove(["a"])
    assert index.count() == 1
    assert found(index, Filter()) == index.ids() == {"b@0"}
    index.add([passage("a@0"), passage("b@0")], vectors(0, 4))
    assert index.count() == 2
    assert found(index, Filter()) == index.ids() == {"a@0", "b@0"}


def test_another_process_sees_what_was_written(engine: Engine, index: Retriever) -> None:
    index.add([passage("a@0")], vectors(0))
    other = engine.make()
    assert found(other, Filter()) == {"a@0"}
    assert other.count() == 1


def test_two_offices_on_one_server_do_not_meet(engine: Engine, index: Retriever) -> None:
    other = engine.make("office_b")
    index.add([passage("a@0")], vectors(0))
    other.add([passage("b@0")], vectors(0))
    assert found(index, Filter()) == {"a@0"}
    assert found(other, Filter()) == {"b@0"}
    other.reset()
    assert found(index, Filter()) == {"a@0"}
    assert engine.make("office_b").count() == 0


def test_a_server_that_stops_is_told_in_time_and_one_that_comes_back_is_used_again(
    engine: Engine, index: Retriever
) -> None:
    if engine.kind == "milvus folder":
        assert index.local
        return
    assert not index.local
    hasty = engine.make(timeout_s=TIMEOUT_S)
    hasty.add([passage("a@0")], vectors(0))
    engine.stop()
    try:
        began = time.monotonic()
        with pytest.raises(IndexUnavailable, match="没有应答") as raised:
            hasty.search("新建食堂", 5, Filter(), vectors(0))
        assert time.monotonic() - began < 2 * TIMEOUT_S
        assert raised.value.retryable
        assert "CEWEN_" in raised.value.next_step
        with pytest.raises(IndexUnavailable):
            engine.make("office_c", timeout_s=TIMEOUT_S).count()
    finally:
        engine.start()
    until = time.monotonic() + 30
    while True:
        try:
            assert found(hasty, Filter()) == {"a@0"}
            break
        except IndexUnavailable:
            assert time.monotonic() < until
    assert engine.make().count() == 1


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_server_that_takes_the_call_and_says_nothing_is_told_in_time(kind: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        record = {"chroma_url": url} if "chroma" in kind else {"milvus_uri": url}
        began = time.monotonic()
        with pytest.raises(IndexUnavailable):
            retriever(Servers(name="a", timeout_s=1.0, **record), tmp_path)
        assert time.monotonic() - began < 5


def test_an_address_that_is_none_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CEWEN_CHROMA_URL"):
        retriever(Servers(name="a", chroma_url="localhost:8000"), tmp_path)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[str]:
    """A Milvus Lite server behind a guard that wants the token `root:good`, as Milvus with authorization on does."""
    grpc = pytest.importorskip("grpc")
    servicer = pytest.importorskip("milvus_lite.adapter.grpc.servicer")
    database = pytest.importorskip("milvus_lite.db").MilvusLite(str(tmp_path / "guarded"))
    from pymilvus.grpc_gen import milvus_pb2_grpc

    wanted = base64.b64encode(b"root:good").decode()

    class Guard(grpc.ServerInterceptor):  # type: ignore[name-defined]
        def intercept_service(self, continuation: Callable[[Any], Any], details: Any) -> Any:
            if dict(details.invocation_metadata).get("authorization") == wanted:
                return continuation(details)

            def refuse(_asked: Any, context: Any) -> None:
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check api key is correct")

            return grpc.unary_unary_rpc_method_handler(refuse)

    server = grpc.server(futures.ThreadPoolExecutor(4), interceptors=[Guard()])
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(servicer.MilvusServicer(database), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(1).wait()
    database.close()


def test_a_wrong_token_is_a_wrong_setting_and_is_not_shown(guarded: str, tmp_path: Path) -> None:
    right = retriever(Servers(name="a", milvus_uri=guarded, milvus_token="root:good"), tmp_path)
    assert right.count() == 0
    with pytest.raises(SettingsError, match="CEWEN_MILVUS_TOKEN") as raised:
        retriever(Servers(name="a", milvus_uri=guarded, milvus_token="root:bad", timeout_s=TIMEOUT_S), tmp_path)
    assert "root:bad" not in str(raised.value)
    assert "root:bad" not in repr(Servers(name="a", milvus_token="root:bad"))
    assert "root:bad" not in repr(Settings(milvus_token="root:bad", model_token="root:bad"))


def test_another_programs_collection_is_not_written_to(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    uri = str(tmp_path / "m.db")
    server = MilvusServer(uri, token="", database="", timeout_s=10)
    server.make("a_passages", ["colour"], 4)
    index = retriever(Servers(name="a", milvus_uri=uri), tmp_path)
    refused: list[Callable[[], object]] = [
        index.count,
        index.ids,
        lambda: index.search("食堂", 5, Filter(), vectors(0)),
        lambda: index.remove(["a"]),
        lambda: index.add([passage("a@0")], vectors(0)),
    ]
    for call in refused:
        with pytest.raises(FingerprintMismatch, match="CEWEN_INDEX_NAME"):
            call()
    index.reset()
    index.add([passage("a@0")], vectors(0))
    assert index.count() == 1


def test_an_index_that_another_process_drops_is_told_as_being_renewed(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    servers = Servers(name="a", milvus_uri=str(tmp_path / "m.db"))
    index, other = retriever(servers, tmp_path), retriever(servers, tmp_path)
    index.add([passage("a@0")], vectors(0))
    assert other.count() == 1
    index.reset()
    with pytest.raises(IndexStale, match="正在更新") as raised:
        other.search("食堂", 5, Filter(), vectors(0))
    assert raised.value.retryable


def test_milvus_finds_by_words_alone_and_a_name_that_is_no_word_by_its_pairs(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    index = retriever(Servers(name="a", milvus_uri=str(tmp_path / "m.db")), tmp_path)
    index.add(
        [
            passage("a@0", "鑫喆淼小学新建食堂"),
            passage("b@0", "另一所小学新建操场"),
            passage("c@0", "报名时间为六月。"),
            passage("c@1", "本办法适用于体育馆维修。"),
            passage("d@0", "报名时间为六月。"),
            passage("d@1", "本办法适用于幼儿园招生。"),
        ],
        vectors(0, 1, 2, 3, 4, 5),
    )
    assert index.search("鑫喆淼", 5, Filter())[0].passage_id == "a@0"
    assert index.search("？！", 5, Filter()) == []
    near = index.search("？！", 5, Filter(), vectors(3))
    assert near[0].passage_id == "c@1"
    assert [hit.score for hit in near] == sorted((hit.score for hit in near), reverse=True)


def test_a_passage_longer_than_a_field_is_indexed_by_its_beginning(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    index = retriever(Servers(name="a", milvus_uri=str(tmp_path / "m.db")), tmp_path)
    index.add([passage("a@0", "幼儿园招生" + "校园" * 9000), passage("b@0", "报名时间")], vectors(0, 1))
    assert [hit.passage_id for hit in index.search("幼儿园招生", 3, Filter())] == ["a@0"]

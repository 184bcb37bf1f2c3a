"""The connection to Milvus (the only file that imports it): calls that end in time, and errors that tell the mend."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import IndexStale, IndexUnavailable, SettingsError

# Of a collection that a rebuild has dropped, and of one that a restarted server has not loaded yet.
NOT_FOUND, NOT_LOADED = 100, 101
BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}
HNSW, LEAST_EF = {"M": 16, "efConstruction": 200}, 256
# Bytes of a key and of a text, as Milvus counts a field's length.
KEY_BYTES, TEXT_BYTES = 2048, 65_000
_REFUSED = ("auth check", "UNAUTHENTICATED", "PERMISSION_DENIED", "permission deny")
# Milvus Lite ends a connection that asks more often than this whether it is there.
_SELDOM = {"grpc_options": {"grpc.keepalive_time_ms": 600_000}}
Row = Mapping[str, Any]
_opening = threading.Lock()


class MilvusServer:
    """A Milvus server, or a folder of Milvus Lite.

    Args:
        uri: Its address, or the path of the folder.
        token: Token or user:password, '' for none.
        database: Its database, '' for the default one.
        timeout_s: Seconds that a call may take.

    Raises:
        SettingsError: If pymilvus is not installed, or the token is refused; by every call, as the next two.
        IndexUnavailable: If the server does not answer.
        IndexStale: If a collection is there no more.
    """

    def __init__(self, uri: str, *, token: str, database: str, timeout_s: float) -> None:
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise SettingsError(
                "没有安装 Milvus 的客户端", next_step="请安装 pymilvus：pip install 'cewen[scale]'"
            ) from error
        self.local = "://" not in uri
        self._uri, self._timeout_s = uri, timeout_s
        # What goes wrong is raised; the client would log each try with its whole stack as well.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        if self.local:
            Path(uri).parent.mkdir(parents=True, exist_ok=True)
        with self._told(), _opening:
            self._client: Any = MilvusClient(
                uri, token=token, db_name=database, timeout=timeout_s, **(_SELDOM if self.local else {})
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError) as error:
            if any(word in _said(error) for word in _REFUSED):
                raise SettingsError(
                    "Milvus 拒绝了这个口令", next_step="请检查 CEWEN_MILVUS_TOKEN 和 CEWEN_MILVUS_DATABASE"
                ) from error
            if getattr(error, "code", None) == NOT_FOUND:
                raise IndexStale("索引正在更新", next_step="请稍后再问一次", retryable=True) from error
            raise IndexUnavailable(
                f"检索服务 Milvus（{self._uri}）没有应答或出错",
                retryable=True,
                next_step="请稍后再试；仍不行请检查 CEWEN_MILVUS_URI 指的服务（本地文件夹同时只能由一个程序打开）",
            ) from error

    def _call(self, method: str, name: str, *given: Any, **result: Any) -> Any:
        """One call for one collection, which is loaded first where a restarted server has not done so."""
        from pymilvus.exceptions import MilvusException

        call = getattr(self._client, method)
        with self._told():
            try:
                return call(name, *given, timeout=self._timeout_s, **result)
            except MilvusException as error:
                if error.code != NOT_LOADED:
                    raise
                self._client.load_collection(name, timeout=self._timeout_s)
                return call(name, *given, timeout=self._timeout_s, **result)

    def has(self, name: str) -> bool:
        """Whether there is a collection of that name."""
        return bool(self._call("has_collection", name))

    def fields(self, name: str) -> frozenset[str]:
        """The names of a collection's fields."""
        return frozenset(field["name"] for field in self._call("describe_collection", name)["fields"])

    def drop(self, name: str) -> None:
        """Remove a collection; none of that name is no error."""
        if self.has(name):
            self._call("drop_collection", name)

    def make(self, name: str, keys: Sequence[str], dimension: int) -> None:
        """A collection of `terms` with BM25 over them as `sparse`, and vectors as `dense`.

        Args:
            name: Its name.
            keys: Fields of text that are filtered by, beside `id`.
            dimension: Length of the vectors.
        """
        from pymilvus import DataType, Function, FunctionType

        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        indexes = self._client.prepare_index_params()
        schema.add_field("id", DataType.VARCHAR, max_length=KEY_BYTES, is_primary=True)
        for key in keys:
            schema.add_field(key, DataType.VARCHAR, max_length=KEY_BYTES)
            indexes.add_index(key, index_type="INVERTED")
        schema.add_field(
            "terms",
            DataType.VARCHAR,
            max_length=TEXT_BYTES,
            enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
        indexes.add_index("dense", index_type="HNSW", metric_type="COSINE", params=HNSW)
        schema.add_function(
            Function(
                name="bm25", function_type=FunctionType.BM25, input_field_names=["terms"], output_field_names=["sparse"]
            )
        )
        indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=BM25)
        # Strong: whoever searches after a write has ended sees it.
        self._call("create_collection", name, schema=schema, index_params=indexes, consistency_level="Strong")

    def upsert(self, name: str, rows: Sequence[Row]) -> None:
        """Write rows; one of the same id is replaced."""
        self._call("upsert", name, list(rows))

    def delete(self, name: str, within: str) -> None:
        """Delete the rows that an expression admits."""
        self._call("delete", name, filter=within)

    def fused(
        self, name: str, terms: str, vector: Sequence[float] | None, top_k: int, within: str
    ) -> list[tuple[str, float]]:
        """(id, score) of the best rows that an expression admits, best first.

        The server fuses BM25 and cosine by rank: each list adds 1 / (60 + rank) (Cormack et al. 2009).

        Args:
            name: The collection.
            terms: What BM25 looks for; '': nothing.
            vector: What is near is looked for; None: nothing.
            top_k: Rows of each list, and of the whole.
            within: The expression; '': all rows.
        """
        from pymilvus import AnnSearchRequest, RRFRanker

        asked = []
        if terms:
            asked.append(
                AnnSearchRequest(
                    data=[terms], anns_field="sparse", param={"metric_type": "BM25"}, limit=top_k, expr=within
                )
            )
        if vector is not None:
            near = {"metric_type": "COSINE", "params": {"ef": max(LEAST_EF, top_k)}}
            asked.append(
                AnnSearchRequest(data=[list(vector)], anns_field="dense", param=near, limit=top_k, expr=within)
            )
        if not asked:
            return []
        found = self._call("hybrid_search", name, asked, RRFRanker(), limit=top_k)[0]
        return [(hit["id"], float(hit["distance"])) for hit in found]

    def count(self, name: str) -> int:
        """Rows of a collection."""
        return int(self._call("query", name, filter="", output_fields=["count(*)"])[0]["count(*)"])

    def pages(self, name: str, size: int) -> Iterable[list[str]]:
        """The ids of a collection, so many at a time."""
        listing = self._call("query_iterator", name, batch_size=size, filter="", output_fields=["id"])
        while True:
            with self._told():
                page = listing.next()
            if not page:
                break
            yield [row["id"] for row in page]
        listing.close()


def _said(error: BaseException) -> str:
    """What an error says, and those before it: a refused token comes as a failed connection."""
    before: list[BaseException] = []
    at: BaseException | None = error
    # pymilvus raises some errors from themselves.
    while at is not None and at not in before:
        before.append(at)
        at = at.__cause__ or at.__context__
    return "\n".join(map(str, before))

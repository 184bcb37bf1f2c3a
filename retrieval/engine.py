"""Which engine keeps the indexes, by the settings: files of this machine, a Chroma server, or Milvus."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from core.errors import SettingsError
from core.settings import Settings
from retrieval.retrievers import RETRIEVERS, Servers

LOCAL, CHROMA, MILVUS = "local", "chroma", "milvus"


def retrievers_in_force(settings: Settings) -> tuple[str, ...]:
    """Names of the retrievers that are asked.

    Raises:
        SettingsError: If two servers are set: a passage would be kept twice and found by one of them. If a name is
            unknown.
    """
    if settings.milvus_uri and settings.chroma_url:
        raise SettingsError(
            "CEWEN_MILVUS_URI 和 CEWEN_CHROMA_URL 不能同时设置",
            next_step="请去掉其中一个；Milvus 自带字词检索",
        )
    own = tuple(name for one in settings.retrievers.split(",") if (name := one.strip()))
    unknown = [name for name in own if name not in RETRIEVERS]
    if unknown:
        raise SettingsError(
            f"CEWEN_RETRIEVERS 里没有这样的检索器：{'、'.join(unknown)}", next_step=f"可用：{'、'.join(RETRIEVERS)}"
        )
    if "milvus" in own and not settings.milvus_uri:
        raise SettingsError("CEWEN_RETRIEVERS 里有 milvus，但没有设 CEWEN_MILVUS_URI", next_step="请设好地址，或去掉它")
    return own or _of_the_engine(settings)


def _of_the_engine(settings: Settings) -> tuple[str, ...]:
    return ("milvus",) if settings.milvus_uri else ("dense", "lexical")


def index_name(settings: Settings) -> str:
    """What the names of this office's collections on a server begin with.

    Made from where the store is, without its credentials: two offices that share a server have two stores.
    """
    if settings.index_name:
        return settings.index_name
    url = urlsplit(settings.store_url)
    where = f"{url.hostname or ''}:{url.port or ''}{url.path}"
    return f"cewen_{hashlib.sha256(where.encode()).hexdigest()[:12]}"


def servers_of(settings: Settings) -> Servers:
    """The servers of the settings."""
    return Servers(
        name=index_name(settings),
        chroma_url=settings.chroma_url,
        milvus_uri=settings.milvus_uri,
        milvus_token=settings.milvus_token,
        milvus_database=settings.milvus_database,
        timeout_s=settings.index_timeout_s,
    )


def engine_mark(settings: Settings) -> str:
    """What the store remembers of where its indexes are. A server's address is no part: servers move."""
    kind = MILVUS if settings.milvus_uri else CHROMA if settings.chroma_url else LOCAL
    names = sorted(retrievers_in_force(settings))
    named = "" if names == sorted(_of_the_engine(settings)) else f" ({','.join(names)})"
    return f"{kind if kind == LOCAL else f'{kind} {index_name(settings)}'}{named}"

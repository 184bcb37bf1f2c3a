"""One settings class, read once at the entry point and passed down."""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.command_parser import PROGRAM
from core.errors import SettingsError

ENVIRONMENT = "CEWEN_"
# Names of this kind that are told between the product's own processes and in its tests.
NO_SETTINGS = frozenset({PROGRAM, "CEWEN_BROWSER", "CEWEN_SERVERS"})
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything an office may set, from the environment (CEWEN_…) or a `.env` file."""

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT, env_file=".env", extra="forbid", frozen=True)

    data_dir: Path = Field(ROOT / "data", description="Folder of the store, the indexes and the built model.")
    corpus_dir: Path = Field(ROOT / "corpus" / "documents", description="Folder of documents that `make ingest` reads.")
    tables_dir: Path = Field(ROOT / "corpus" / "tables", description="Folder of the structured tables (csv, xlsx).")
    standards_dir: Path = Field(
        ROOT / "corpus" / "standards", description="Folder of standards (toml) beside the shipped ones."
    )
    lexicon_dir: Path = Field(ROOT / "corpus" / "lexicon", description="Folder of word lists an office may edit.")
    database_url: str = Field(
        "", description="SQLAlchemy address of the store (SQLite, PostgreSQL); empty: SQLite in data_dir.", repr=False
    )
    plugins: str = Field("", description="Packages of an office's own parts, by commas: docs/how-to/.")
    embedding_model: str = Field("packaged", description="'packaged', a local folder or a sentence-transformers id.")
    embedding_dtype: str = Field("auto", description="float32, bfloat16 or auto (bfloat16 where the processor has it).")
    model_url: str = Field("", description="Address of the model service; empty: the models are in this process.")
    model_token: str = Field("", description="Word that the model service wants to hear; empty: none.", repr=False)
    model_timeout_s: float = Field(30.0, gt=0, description="Seconds that a call of the model service may take.")
    retrievers: str = Field("", description="Names of the retrievers asked, by commas; empty: those of the engine.")
    milvus_uri: str = Field("", description="Milvus server (or .db folder of Milvus Lite); empty: Chroma and tantivy.")
    milvus_token: str = Field("", description="Token, or user:password, of milvus_uri.", repr=False)
    milvus_database: str = Field("", description="Database at milvus_uri; empty: its default one.")
    chroma_url: str = Field("", description="Chroma server for the vectors; empty: Chroma's files in data_dir.")
    index_name: str = Field(
        "",
        pattern=r"^([A-Za-z][A-Za-z0-9_]{0,39})?$",
        description="What the names of this office's collections on a server begin with; empty: made from store_url.",
    )
    index_timeout_s: float = Field(10.0, gt=0, description="Seconds that a call of an index server may take.")
    passage_chars: int = Field(300, ge=80, le=2000, description="Longest passage, in characters.")
    reading_processes: int = Field(0, ge=0, le=64, description="Processes that read files; 0: one a core, at most 4.")
    reading_timeout_s: float = Field(900.0, gt=0, description="Seconds that reading one file may take (long scans).")
    vector_cache_mb: int = Field(512, ge=0, description="MiB of disk for remembered vectors; 0: none are remembered.")
    top_k: int = Field(12, ge=1, le=100, description="Passages kept by retrieval.")
    home_place: str = Field("", description="What 我区/我县/我市 means, a full place name; empty: ask.")
    today: dt.date | None = Field(None, description="The day 今年/去年 count from; empty: the system's date.")
    host: str = Field("127.0.0.1", description="Address the page listens on.")
    port: int = Field(7860, ge=1, le=65535, description="TCP port the page listens on.")
    hosts: str = Field(
        "", description="Names the server answers to, by commas; empty: its own on this machine alone, else any."
    )
    accounts: Literal["auto", "on", "off"] = Field(
        "auto", description="Whether people log in; auto: on unless the page listens on this machine alone."
    )
    login_tries: int = Field(5, ge=1, le=100, description="Failed log-ins after which a name is locked.")
    login_tries_address: int = Field(30, ge=1, le=10_000, description="Failed log-ins that lock out an address.")
    login_lock_minutes: float = Field(15.0, gt=0, description="Minutes that a lock-out lasts.")
    session_idle_minutes: float = Field(120.0, gt=0, description="Minutes without use after which a log-in ends.")
    session_hours: float = Field(12.0, gt=0, description="Hours after which a log-in ends in any case.")
    audit_days: int = Field(0, ge=0, description="Days that a line of the audit log is kept; 0: for ever.")
    api_per_minute: int = Field(120, ge=1, le=100_000, description="API calls a minute with one key (or address).")
    api_costly_per_minute: int = Field(
        30, ge=1, le=100_000, description="Of these, questions, drafts and uploads a minute."
    )
    llm_provider: str = Field("openai", description="Provider of the language model, as LangChain names it.")
    llm_base_url: str = Field("", description="OpenAI-compatible endpoint; empty: the offline writer.")
    llm_model: str = Field("", description="Model name at llm_base_url.")
    llm_api_key: str = Field("", description="Key for llm_base_url.", repr=False)
    llm_timeout_s: float = Field(30.0, gt=0, description="Seconds a language model has for one answer, all in all.")
    llm_calls: int = Field(8, ge=1, le=50, description="Most requests to the language model for one answer.")
    llm_tokens: int = Field(60_000, ge=100, description="Most tokens for one answer, read and written.")
    llm_reply_tokens: int = Field(2000, ge=50, description="Most tokens of one reply of the language model.")
    llm_price_in: float = Field(0.0, ge=0, description="Yuan for a million tokens read, for the cost in the trace.")
    llm_price_out: float = Field(0.0, ge=0, description="Yuan for a million tokens written.")
    otlp_endpoint: str = Field("", description="OTLP gRPC address that spans are sent to; empty: none are made.")
    trace_text: bool = Field(False, description="Whether questions and answers are in the spans.")

    @property
    def store_url(self) -> str:
        """The SQLAlchemy address in force."""
        return self.database_url.strip() or f"sqlite:///{self.data_dir / 'cewen.sqlite3'}"

    @property
    def accounts_on(self) -> bool:
        """Whether people must log in."""
        return self.accounts == "on" or (self.accounts == "auto" and not self.local_only)

    @property
    def local_only(self) -> bool:
        """Whether the page can be reached from this machine alone."""
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    def index_fingerprint(self, lexicon_hash: str, schema_version: int) -> str:
        """Twelve hex digits over everything that shapes an index: model, passage length, lexicon, schema."""
        parts = [self.embedding_model, self.passage_chars, lexicon_hash, schema_version]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def unknown_settings(environment: Iterable[str]) -> list[str]:
    """Names that look like settings and are none: mistyped ones, which do nothing."""
    known = {ENVIRONMENT + name.upper() for name in Settings.model_fields} | NO_SETTINGS
    return sorted(name for name in environment if name.upper().startswith(ENVIRONMENT) and name.upper() not in known)


def settings_with_data(data_dir: Path | None) -> Settings:
    """The settings in force, with another data folder where one is given.

    Raises:
        SettingsError: If the environment or `.env` holds a value that cannot work.
    """
    try:
        return Settings(data_dir=data_dir) if data_dir else Settings()
    except ValidationError as error:
        names = "、".join(ENVIRONMENT + str(part).upper() for problem in error.errors() for part in problem["loc"])
        raise SettingsError(f"设置有误：{names}", next_step="请检查环境变量 CEWEN_… 或 .env") from error

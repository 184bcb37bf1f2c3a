"""The database of the store: its address read, its connections opened, its failures told in the product's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError

from core.errors import SettingsError, StoreUnavailable

if TYPE_CHECKING:
    from psycopg import Connection

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DRIVER = "postgresql+psycopg"
# Seconds that opening a connection may take: a page must tell that the database is away while someone looks at it.
CONNECT_S = 5
EXAMPLE = "postgresql+psycopg://用户名:密码@主机:5432/库名"
# What PostgreSQL cannot keep in a text, and what stands for it: as long, so that offsets stay right.
NUL, INSTEAD = "\x00", "\ufffd"
# What PostgreSQL says of an account, a password or a database that it does not know.
_REFUSED = ("authentication failed", "does not exist", "no pg_hba.conf entry")
# SQLSTATE of a server that is going down, coming up or full; its class 08 is the connection itself.
_AWAY = frozenset({"57P01", "57P02", "57P03", "53300", "25006"})
_SQLITE_AWAY = {
    "unable to open database file": ("资料库文件打不开", "请检查数据文件夹在不在、有没有读写权限、磁盘是否只读"),
    "database is locked": ("资料库正被别的程序占用", "请稍后再试"),
    "readonly database": ("资料库只能读、不能写", "请检查数据文件夹和文件的写权限，再试"),
    "disk is full": ("磁盘已满，没有写进资料库", "请腾出磁盘空间后再试"),
    "disk I/O error": ("资料库文件读写出错（磁盘满了、坏了或断开了）", "请检查磁盘和剩余空间后再试"),
}
# Waiting does not help here.
_SQLITE_BROKEN = ("file is not a database", "database disk image is malformed")


def database_url(text: str) -> URL:
    """The address of a database as SQLAlchemy reads it; PostgreSQL is always spoken to through psycopg.

    Raises:
        SettingsError: If it is no address, or of a database that is not supported; the address, which may hold a
            password, is not told.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        # Not chained: the cause may quote the address with its password.
        raise SettingsError(
            "数据库地址 CEWEN_DATABASE_URL 认不出来",
            next_step=f"请写成 {EXAMPLE}（密码里的 @ : / 写成 %40 %3A %2F），或留空用数据文件夹里的 SQLite",
        ) from None
    if url.drivername in ("postgres", POSTGRESQL, DRIVER):
        return url.set(drivername=DRIVER)
    if url.drivername in (SQLITE, "sqlite+pysqlite"):
        return url
    raise SettingsError(
        f"不支持“{url.drivername}”这种数据库", next_step=f"请把 CEWEN_DATABASE_URL 写成 {EXAMPLE}，或留空用 SQLite"
    )


def open_engine(text: str) -> Engine:
    """Connections to a database; nothing is opened yet.

    Its failures to answer are raised as StoreUnavailable; broken connections are found and opened anew.

    Args:
        text: Its address.

    Raises:
        SettingsError: If the address is wrong, or PostgreSQL's driver is not installed.
    """
    url = database_url(text)
    if url.get_backend_name() == SQLITE:
        engine = create_engine(url)
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "handle_error", _sqlite_away)
        return engine
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_S, "application_name": "cewen"} | dict(url.query),
        )
    except ImportError as error:
        raise SettingsError(
            "没有安装 PostgreSQL 的驱动 psycopg",
            next_step='请运行 pip install "cewen[scale]"，或把 CEWEN_DATABASE_URL 留空',
        ) from error
    event.listen(engine, "connect", _without_nul)
    event.listen(engine, "handle_error", _postgresql_away)
    return engine


def _sqlite_pragmas(connection: Any, _record: object) -> None:
    """Settings of each new connection: keys are held to, readers and a writer do not shut each other out."""
    cursor = connection.cursor()
    # First: two processes that open a new file at once wait for each other already here.
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _sqlite_away(context: ExceptionContext) -> StoreUnavailable | None:
    text = str(context.original_exception)
    for sign, (message, next_step) in _SQLITE_AWAY.items():
        if sign in text:
            return StoreUnavailable(message, next_step=next_step)
    if any(sign in text for sign in _SQLITE_BROKEN):
        return StoreUnavailable(
            "资料库文件已损坏",
            retryable=False,
            next_step="请停下服务，用 cewen restore 备份文件 --replace 恢复（坏的会留在一旁）；"
            "没有备份请先把数据文件夹整个复制保存",
        )
    return None


def _postgresql_away(context: ExceptionContext) -> StoreUnavailable | None:
    import psycopg

    error = context.original_exception
    if context.is_pre_ping or not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    unopened = context.connection is None and isinstance(error, psycopg.OperationalError)
    if not (unopened or context.is_disconnect or state in _AWAY or state.startswith("08")):
        return None
    url = context.engine.url if context.engine is not None else None
    where = f"{url.host or '本机'}:{url.port or 5432} 的 {url.database or '库'}" if url is not None else "PostgreSQL"
    # Before a connection is there, the server's own number for the reason is in its words alone.
    said = str(error)
    if any(sign in said for sign in _REFUSED):
        return StoreUnavailable(
            f"资料库拒绝了连接（{where}）",
            next_step="请检查 CEWEN_DATABASE_URL 里的账号、口令、库名（口令里的 @ : / 写成 %40 %3A %2F）",
        )
    return StoreUnavailable(
        f"连不上资料库（{where}）",
        next_step="请稍后再试；若一直不行，请确认数据库在运行，CEWEN_DATABASE_URL 里的地址、账号写得对",
    )


def _without_nul(connection: Connection[Any], _record: object) -> None:
    """Texts are sent without the one character that PostgreSQL refuses."""
    from psycopg.types.string import StrDumperUnknown

    class Dumper(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace(NUL, INSTEAD))

    connection.adapters.register_dumper(str, Dumper)

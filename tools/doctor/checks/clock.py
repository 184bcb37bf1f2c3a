"""The clock: nothing was written later than now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, inspect, select

from core.settings import Settings
from corpus.conversation_rows import ConversationRow
from corpus.database import open_engine
from corpus.draft_rows import DraftRow
from corpus.store import AuditRow, DocumentRow
from tools.doctor import CHECKS, Check, Finding, fine
from tools.doctor.checks.store import missing_store

# Clocks of several machines may differ by this much.
SLACK = dt.timedelta(minutes=5)


def now() -> dt.datetime:
    """The time of this machine."""
    return dt.datetime.now(dt.UTC)


def look(settings: Settings) -> Iterator[Finding]:
    """See `Check`."""
    if missing_store(settings) is not None:
        return
    engine = open_engine(settings.store_url)
    latest: dict[str, dt.datetime] = {}
    try:
        tables = inspect(engine).get_table_names()
        columns = {
            "留痕": AuditRow.at,
            "对话": ConversationRow.changed_at,
            "起草": DraftRow.changed_at,
            "资料": DocumentRow.ingested_at,
        }
        with engine.connect() as connection:
            for result, column in columns.items():
                if column.class_.__tablename__ in tables and (at := connection.scalar(select(func.max(column)))):
                    latest[result] = at
    finally:
        engine.dispose()
    ahead = [f"{result} {at.astimezone():%Y-%m-%d %H:%M}" for result, at in latest.items() if at > now() + SLACK]
    if ahead:
        yield Finding(
            level="bad",
            what=f"有记录晚于现在（{now().astimezone():%Y-%m-%d %H:%M}）：{'，'.join(ahead)}",
            next_step="请校准系统时间（timedatectl）；时间不对会影响登录、留痕和“去年”指哪年",
        )
    else:
        yield fine("没有晚于现在的记录")


CHECKS.register("clock")(Check(title="时钟", order=50, look=look))

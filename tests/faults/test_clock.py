"""A clock that is a year out: nobody stays logged in for ever, nothing is lost, and the doctor tells."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest

from assistant.build import build_assistant
from assistant.engine import Question
from corpus.audit import Asked, read_deeds, record
from corpus.drafts import Drafts
from corpus.logins import Logins
from corpus.store import Store
from tests.faults.conftest import ANSWERED, ASKED, Office, kept

YEAR = dt.timedelta(days=365)
PASSWORD = "纸短情长 471193"


class Shifted(dt.datetime):
    """The system's clock, out by `by`."""

    by = dt.timedelta()

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Shifted:
        return cast(Shifted, dt.datetime.now(tz) + cls.by)


def set_clock(monkeypatch: pytest.MonkeyPatch, by: dt.timedelta) -> None:
    """Put the clock of what writes and judges times out by this much."""
    monkeypatch.setattr(Shifted, "by", by)

    class Module:
        datetime, timedelta, date, UTC, time, timezone, tzinfo = (
            Shifted,
            dt.timedelta,
            dt.date,
            dt.UTC,
            dt.time,
            dt.timezone,
            dt.tzinfo,
        )

    for module in (
        "corpus.logins",
        "corpus.tries",
        "corpus.store_rows",
        "corpus.drafts",
        "corpus.draft_rows",
        "corpus.conversations",
        "corpus.audit",
        "tools.doctor.checks.clock",
    ):
        monkeypatch.setattr(f"{module}.dt", Module)


@pytest.mark.parametrize("by", [-YEAR, YEAR])
def test_log_ins_end_or_can_be_made_anew_whichever_way_the_clock_jumps(
    office: Office, monkeypatch: pytest.MonkeyPatch, by: dt.timedelta
) -> None:
    store = Store(office.settings.store_url)
    logins = Logins(store.session, office.settings)
    token = logins.log_in("王老师", PASSWORD, "127.0.0.1")
    assert logins.seat(token) is not None
    set_clock(monkeypatch, by)
    if by > dt.timedelta():
        assert logins.seat(token) is None
    again = logins.log_in("王老师", PASSWORD, "127.0.0.1")
    assert logins.seat(again) is not None
    # Back to the right time: what was begun in the future does not outlive its hours.
    set_clock(monkeypatch, dt.timedelta())
    logins.log_in("王老师", PASSWORD, "127.0.0.1")
    set_clock(monkeypatch, max(by, dt.timedelta()) + dt.timedelta(days=2))
    assert logins.seat(again) is None
    store.close()


@pytest.mark.parametrize("by", [-YEAR, YEAR])
def test_work_at_a_wrong_time_is_kept_in_the_order_it_was_done(
    office: Office, monkeypatch: pytest.MonkeyPatch, by: dt.timedelta
) -> None:
    before = kept(office.settings)
    store = Store(office.settings.store_url)
    set_clock(monkeypatch, by)
    record(store, "export", user="王老师", subject="错时一")
    set_clock(monkeypatch, dt.timedelta())
    record(store, "export", user="王老师", subject="正时二")
    items = [(deed.id, deed.subject) for deed in read_deeds(store, Asked())]
    numbers = {subject: number for number, subject in items}
    assert numbers["错时一"] < numbers["正时二"]
    drafts = Drafts(store.session)
    one = drafts.listed()[0][0]
    set_clock(monkeypatch, by)
    assert drafts.save(one, "# 错时稿\n", 2).number == 3
    set_clock(monkeypatch, dt.timedelta())
    assert drafts.save(one, "# 正时稿\n", 3).number == 4
    # Versions go by number, never by the clock.
    assert drafts.read(one).drafted.text == "# 正时稿\n"
    store.close()
    after = kept(office.settings)
    assert all(line in after["audit"] for line in before["audit"])
    found = office.doctor()
    assert ("clock" in found) == (by > dt.timedelta())
    if "clock" in found:
        assert "校准系统时间" in found["clock"][0]
        assert "留痕" in found["clock"][0]
    assert ANSWERED in office.answer()


def test_last_year_goes_by_the_documents_and_not_by_a_clock_that_may_be_wrong(office: Office) -> None:
    known = set()
    for today in (dt.date(2022, 3, 1), dt.date(2024, 3, 1), dt.date(2030, 3, 1)):
        assistant = build_assistant(office.settings.model_copy(update={"today": today}))
        known.add(assistant.invoke(Question(text=ASKED.replace("2023年", "去年"))).answer)
        assistant.store.close()
    (said,) = known
    # The year that was taken is named, so that nobody takes it for another.
    assert "2022年" in said

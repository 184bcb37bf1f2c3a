"""The rows behind an answer, downloaded from the conversation."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from openpyxl import load_workbook

from tests.ui.test_talks import asked, client, talks
from ui.talks import Talks

__all__ = ["client", "talks"]  # fixtures


def test_the_rows_behind_an_answer_are_downloaded_as_a_workbook(
    talks: Talks, client: TestClient, tmp_path: Path
) -> None:
    here = asked(talks, "示例县一共有多少所小学？")
    turn = talks.conversations.read(here).turns[-1]
    assert turn.trace is not None
    count = len(turn.trace.rows[0].numbers)
    assert f"用到{count}行" in turn.trace.answer
    assert f"/talk/turns/{turn.id}/rows.xlsx" in talks.show(here).talk
    (tmp_path / "rows.xlsx").write_bytes(client.get(f"/talk/turns/{turn.id}/rows.xlsx").content)
    sheet = load_workbook(tmp_path / "rows.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == list(turn.trace.rows[0].numbers)


def test_an_answer_from_texts_offers_no_rows(talks: Talks, client: TestClient) -> None:
    here = asked(talks, "海淀新增了多少个学位")
    turn = talks.conversations.read(here).turns[-1]
    assert "rows.xlsx" not in talks.show(here).talk
    refused = client.get(f"/talk/turns/{turn.id}/rows.xlsx")
    assert refused.status_code == 404
    assert "重新提问" in refused.text

"""Two app processes on one PostgreSQL, each with handles of its own: what one does, the other goes on with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from assistant.build import build_assistant
from assistant.engine import Question
from assistant.live import LiveAssistant
from core.settings import Settings
from corpus.conversations import Conversations
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tests.servers import PostgresServer

FIRST = "全区有小学37所。"
LATER = "全区有幼儿园58所。"


def test_a_conversation_and_a_new_document_are_seen_by_both(
    tmp_path: Path, small: Settings, postgres: PostgresServer
) -> None:
    settings = settings_for(
        tmp_path / "data", small.data_dir, database_url=postgres.new_database(), reading_processes=1
    )
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "海淀区2023年教育工作总结.txt").write_text(f"海淀区2023年教育工作总结\n{FIRST}\n", encoding="utf-8")
    assert [one.outcome for one in ingest([folder], settings)] == ["added"]
    one, other = (LiveAssistant(partial(build_assistant, settings)) for _ in range(2))

    here, there = (Conversations(assistant.store.session, "李四") for assistant in (one, other))
    asked = "海淀区2023年有多少所小学？"
    talk = here.begin(asked)
    turn = here.ask(talk, asked)
    trace = one.invoke(Question(text=asked))
    assert "37" in trace.answer
    here.finish(turn, "done", trace=trace)
    [read] = there.read(talk).turns
    assert read.trace == trace
    there.ask(talk, "幼儿园呢")
    assert [turn.question for turn in here.read(talk).turns] == [asked, "幼儿园呢"]

    (folder / "海淀区2024年教育工作总结.txt").write_text(f"海淀区2024年教育工作总结\n{LATER}\n", encoding="utf-8")
    assert [one.outcome for one in ingest([folder], settings)] == ["unchanged", "added"]
    for assistant in (one, other):
        assert "58" in assistant.invoke(Question(text="海淀区2024年有多少所幼儿园？")).answer
    for assistant in (one, other):
        assistant.store.close()

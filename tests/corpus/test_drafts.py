"""Drafts in the store: each owner's apart, every saved text kept, two savers lose nothing, kept over a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.chart import Chart, Series
from core.drafted import Drafted
from core.errors import DataError
from core.schema import Citation, Missing
from core.settings import Settings
from corpus.drafts import MAX_CHARS, Drafts
from corpus.store import Store
from ingest.pipeline import ingest
from tests.conftest import settings_for

DRAFTED = Drafted(
    kind="工作简报",
    text="# 甲县工作简报\n\n新增学位960个[1]。\n",
    sources=(
        Citation(ref="1", kind="document", document_id="d", title="总结", quote="新增学位960个。", start=0, end=9),
    ),
    charts=(("k-0", Chart(kind="rank", title="图", labels=("甲",), series=(Series(name="值", values=(1.0,)),))),),
    notes=("注",),
    missing=(Missing(kind="indicator", asked="甲县择校率"),),
)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    made = Store(database)
    yield made
    made.close()


@pytest.fixture
def drafts(store: Store) -> Drafts:
    return Drafts(store.session)


def test_a_draft_comes_back_as_it_was_with_sources_charts_and_notes(drafts: Drafts) -> None:
    kept = drafts.read(drafts.keep(DRAFTED))
    assert kept.drafted == DRAFTED
    assert (kept.title, kept.number, kept.latest) == ("甲县工作简报", 1, 1)
    assert kept.saved_at.tzinfo is not None


def test_every_saved_text_stays_and_the_latest_is_read_first(drafts: Drafts) -> None:
    one = drafts.keep(DRAFTED)
    assert drafts.save(one, "# 第二稿\n", 1).number == 2
    assert drafts.save(one, "没有标题", 2).number == 3
    assert [drafts.read(one, number).drafted.text for number in (1, 2, 3)] == [DRAFTED.text, "# 第二稿\n", "没有标题"]
    assert drafts.read(one).number == 3
    assert drafts.read(one).title == "未命名"
    assert drafts.read(one, 2).latest == 3
    assert drafts.read(one, 1).drafted.sources == DRAFTED.sources


def test_two_who_save_the_same_version_both_keep_their_text_and_the_second_is_told(drafts: Drafts) -> None:
    one = drafts.keep(DRAFTED)
    first, second = drafts.save(one, "# 甲的稿\n", 1), drafts.save(one, "# 乙的稿\n", 1)
    assert (first.beside, second.beside) == (False, True)
    assert (first.number, second.number) == (2, 3)
    assert [drafts.read(one, number).drafted.text for number in (2, 3)] == ["# 甲的稿\n", "# 乙的稿\n"]


def test_the_latest_changed_is_listed_first(drafts: Drafts) -> None:
    first, second = drafts.keep(DRAFTED), drafts.keep(DRAFTED)
    assert [one for one, _, _ in drafts.listed()] == [second, first]
    drafts.save(first, "# 改过的\n", 1)
    assert [(one, title) for one, title, _ in drafts.listed()] == [(first, "改过的"), (second, "甲县工作简报")]


def test_another_owner_finds_none_of_it_by_any_way(drafts: Drafts, store: Store) -> None:
    one = drafts.keep(DRAFTED)
    other = Drafts(store.session, "zhang")
    assert other.listed() == []
    for deed in (lambda: other.read(one), lambda: other.save(one, "改", 1), lambda: other.delete(one)):
        with pytest.raises(DataError, match="这份稿子已不在") as error:
            deed()
        assert error.value.next_step
    assert drafts.read(one).latest == 1


def test_a_deleted_draft_is_gone_with_its_versions(drafts: Drafts) -> None:
    one, other = drafts.keep(DRAFTED), drafts.keep(DRAFTED)
    drafts.save(one, "改", 1)
    drafts.delete(one)
    assert [left for left, _, _ in drafts.listed()] == [other]
    with pytest.raises(DataError, match="已不在"):
        drafts.read(one, 1)


def test_a_version_that_never_was_names_those_there_are(drafts: Drafts) -> None:
    one = drafts.keep(DRAFTED)
    with pytest.raises(DataError, match="没有第7版") as error:
        drafts.read(one, 7)
    assert "第1版至第1版" in error.value.next_step


def test_a_text_beyond_all_measure_is_not_saved(drafts: Drafts) -> None:
    one = drafts.keep(DRAFTED)
    with pytest.raises(DataError, match="超过40万字"):
        drafts.save(one, "字" * (MAX_CHARS + 1), 1)
    assert drafts.read(one).latest == 1


def test_drafts_outlive_a_rebuild(tmp_path: Path, texts: Path, small: Settings, model_dir: Path) -> None:
    assert small.data_dir.is_dir()  # the model is built by then
    settings = settings_for(tmp_path / "data", model_dir)
    ingest([texts], settings)
    store = Store(settings.store_url)
    one = Drafts(store.session).keep(DRAFTED)
    Drafts(store.session).save(one, "# 第二稿\n", 1)
    store.close()
    ingest([texts], settings, rebuild=True)
    store = Store(settings.store_url)
    kept = Drafts(store.session).read(one)
    assert (kept.latest, kept.drafted.text, kept.drafted.sources) == (2, "# 第二稿\n", DRAFTED.sources)
    store.close()

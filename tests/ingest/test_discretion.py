"""Secrecy marks stop a file until someone confirms; the words in running text do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import Settings
from corpus.library import Library
from corpus.store import Store
from ingest.discretion import find_mark
from ingest.pipeline import FileReport, ingest
from tests.conftest import settings_for

BODY = "甲县工作总结\n全县有小学12所。\n"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("秘密★1年\n" + BODY, "秘密★1年"),
        ("机密★启用前\n" + BODY, "机密★启用前"),
        ("绝 密\n" + BODY, "绝密"),
        ("机密★1年　　　特急\n" + BODY, "机密★1年"),
        ("密级：内部\n" + BODY, "内部"),
        ("【内部资料，注意保存】\n" + BODY, "内部资料，注意保存"),
        ("内部文件 不得外传\n" + BODY, "内部文件不得外传"),
        ("甲县情况通报（内部）\n" + BODY, "内部"),
        (BODY * 10 + "（仅供内部参考，请勿外传）\n", "仅供内部参考，请勿外传"),
        ("当前位置：首页\n发布时间：2024-01-01\n秘密\n" + BODY, "秘密"),
    ],
)
def test_a_mark_at_head_or_foot_is_found_as_written(text: str, mark: str) -> None:
    assert find_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "甲县工作总结\n保守国家秘密，保护商业秘密。\n",
        "关于加强机密文件管理的通知\n各校：\n",
        "一、秘密管理\n要求如下。\n",
        "内部管理制度\n第一条 为加强内部管理，制定本制度。\n",
        "密级：公开\n" + BODY,
        "".join(f"第{n}段正文。\n" for n in range(60)) + "秘密不外传的故事。\n",
    ],
)
def test_the_words_in_running_text_are_no_mark(text: str) -> None:
    assert find_mark(text) == ""


def test_a_files_name_can_carry_the_mark() -> None:
    assert find_mark(BODY, "机密_甲县总结") == "机密"
    assert find_mark(BODY, "甲县总结（内部资料）") == "内部资料"
    assert find_mark(BODY, "保密工作总结") == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "密.txt").write_text("秘密★1年\n" + BODY, encoding="utf-8")
    (made / "明.txt").write_text("乙县工作总结\n全县有小学20所。\n", encoding="utf-8")
    return made


@pytest.fixture
def settings(tmp_path: Path, small: Settings) -> Settings:
    return settings_for(tmp_path / "data", small.data_dir)


def reports(settings: Settings, folder: Path, **more: object) -> dict[str, FileReport]:
    return {report.source: report for report in ingest([folder], settings, **more)}


def stored(settings: Settings) -> list[str]:
    store = Store(settings.store_url)
    ids = [document.id for document in Library(store).documents()]
    store.close()
    return ids


def test_a_marked_file_waits_with_its_reason_and_the_rest_goes_in(settings: Settings, folder: Path) -> None:
    result = reports(settings, folder)
    assert (result["密.txt"].outcome, result["明.txt"].outcome) == ("held", "added")
    assert "秘密★1年" in result["密.txt"].detail
    assert "--confirm-classified" in result["密.txt"].detail
    assert stored(settings) == ["明"]


def test_a_word_given_once_holds_for_later_runs_and_rebuilds(settings: Settings, folder: Path) -> None:
    result = reports(settings, folder, confirmed=[folder / "密.txt"], who="张三")
    assert result["密.txt"].outcome == "added"
    assert reports(settings, folder)["密.txt"].outcome == "unchanged"
    assert reports(settings, folder, rebuild=True)["密.txt"].outcome == "added"


def test_another_mark_wants_another_word_and_the_file_is_withdrawn(settings: Settings, folder: Path) -> None:
    reports(settings, folder, confirmed=[folder / "密.txt"], who="张三")
    (folder / "密.txt").write_text("机密★3年\n" + BODY, encoding="utf-8")
    ingest([folder], settings)
    assert stored(settings) == ["明"]


def test_the_manifests_word_counts(settings: Settings, folder: Path) -> None:
    (folder / "manifest.toml").write_text('[documents."密.txt"]\nconfirmed_by = "张三"\n', encoding="utf-8")
    assert reports(settings, folder)["密.txt"].outcome == "added"


def test_a_word_without_a_name_is_none(settings: Settings, folder: Path) -> None:
    with pytest.raises(SettingsError, match="--who"):
        ingest([folder], settings, confirmed=[folder / "密.txt"])

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import Settings
from ingest.press import Press, load_press


@pytest.mark.parametrize(
    ("name", "press"),
    [
        ("某某日报", True),
        ("映象网", True),
        ("某市融媒体中心", True),
        ("某县教育局", False),
        ("教育信息网络中心", False),
        ("情报研究所", False),
    ],
)
def test_press_is_known_by_the_offices_word_list(name: str, press: bool) -> None:
    assert load_press(Settings().lexicon_dir).is_press(name) == press


def test_an_office_may_write_its_own_list_or_none(tmp_path: Path) -> None:
    assert load_press(tmp_path) == Press()
    assert not Press().is_press("某某日报")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "press.toml").write_text('contains = ["某论坛"]\n', encoding="utf-8")
    assert load_press(tmp_path / "own").is_press("某论坛网友")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "press.toml").write_text("contains = [", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"press\.toml 写法有误"):
        load_press(tmp_path / "broken")

"""Spun texts: words that no office writes, and words that differ from a near-copy's."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import ROOT, Settings
from corpus.library import Library
from corpus.store import Store
from ingest.pipeline import ingest
from ingest.spun import SpunWords, load_spun, replaced_words
from tests.conftest import settings_for

SOUND = """某县教育局2024年工作总结
发布时间：2024-12-20
全县坚持立德树人，全面加强学校建设，健全管理制度，新增学位4200个，改造校舍26所。
各校扎实开展教研活动，教师队伍结构持续优化，教学质量稳步提高，群众满意度明显上升。
保障水平不断提高，全年落实教育经费3.2亿元，资助困难学生6300人次，生均公用经费足额拨付。
突出安全工作，排查整改隐患57处，开展演练132场，校园及周边环境进一步改善，师生安全感增强。
下一步，将继续深化改革，推进集团化办学，扩大优质资源覆盖面，努力办好人民满意的教育。
"""
SPUN = (
    SOUND.replace("学校建设", "黉舍扶植")
    .replace("制度", "轨制")
    .replace("教师", "西席")
    .replace("突出", "凸起")
    .replace("开展", "睁开")
    .replace("困难", "坚苦")
)


def test_words_that_no_office_writes_are_warned_of() -> None:
    result = load_spun(Settings().lexicon_dir).warning(SPUN)
    assert result.startswith("文字疑经同义替换（“黉舍”似为“学校”")
    assert load_spun(Settings().lexicon_dir).warning(SOUND) == ""


def test_the_packaged_texts_are_not_spun() -> None:
    words = load_spun(Settings().lexicon_dir)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "corpus" / "documents").glob("*.txt")]
    assert texts
    assert [words.warning(text) for text in texts] == [""] * len(texts)


def test_a_word_inside_another_counts_once() -> None:
    words = SpunWords(usual={"事情": "工作", "事情总结": "工作总结", "黉舍": "学校"}, least=2)
    assert "等2处" in words.warning("黉舍事情总结")
    assert words.warning("事情总结") == ""


def test_an_office_may_have_its_own_list_or_none(tmp_path: Path) -> None:
    assert load_spun(tmp_path).warning(SPUN) == ""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "spun.toml").write_text("[words", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"spun\.toml 写法有误"):
        load_spun(broken)


def test_replaced_words_are_found_beside_a_near_copy() -> None:
    assert ("学校建设", "黉舍扶植") in replaced_words(SOUND, SPUN)
    assert ("开展", "睁开") in replaced_words(SOUND, SPUN)
    assert replaced_words(SOUND, SOUND) == []


def test_other_figures_and_sentences_written_anew_are_no_replaced_words() -> None:
    assert replaced_words(SOUND, SOUND.replace("4200", "4300")) == []
    anew = SOUND.replace("新增学位4200个，改造校舍26所", "投用幼儿园三所，招聘教师一百二十名")
    assert replaced_words(SOUND, anew) == []


def test_a_spun_repost_stands_behind_the_sound_text(tmp_path: Path, model_dir: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    filler = "".join(f"第{n}所学校完成标准化验收，投入使用情况良好，运行平稳有序。\n" for n in range(1, 60))
    (folder / "原件.txt").write_text(SOUND + filler, encoding="utf-8")
    (folder / "转载.txt").write_text(SPUN + filler, encoding="utf-8")
    settings = settings_for(tmp_path / "data", model_dir)
    ingest([folder], settings)
    library = Library(Store(settings.store_url))
    spun, sound = library.document("转载"), library.document("原件")
    assert any("疑经同义替换" in item for item in spun.quality)
    assert any("处词语不同（如“" in item and "疑有一份经同义替换" in item for item in spun.quality)
    assert spun.behind > sound.behind

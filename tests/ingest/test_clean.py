from __future__ import annotations

from core.settings import Settings
from ingest.clean import clean_text, load_furniture

PAGE = """当前位置:首页 > 政务公开
某县教育局工作总结
发布时间:2024-07-09 来源:某县教育局
【字号:
分享:
\u3000\u3000全县资助192.46\u00a0万元。
第二段。
第三段。
责任编辑:张三
友情链接
无关的正文
"""


def cleaned() -> tuple[str, tuple[str, ...], tuple[tuple[int, int, int], ...]]:
    result = clean_text(PAGE, load_furniture(Settings().lexicon_dir))
    return result.text, result.info, result.offsets


def test_furniture_goes_and_the_text_stays_verbatim() -> None:
    text, _, _ = cleaned()
    assert text == "某县教育局工作总结\n全县资助192.46\u00a0万元。\n第二段。\n第三段。"


def test_page_information_is_kept_apart() -> None:
    _, info, _ = cleaned()
    assert any("2024-07-09" in line for line in info)


def test_the_map_leads_back_to_the_raw_text() -> None:
    text, _, offsets = cleaned()
    for clean_start, raw_start, length in offsets:
        assert PAGE[raw_start : raw_start + length] == text[clean_start : clean_start + length]
    assert sum(length for _, _, length in offsets) + len(offsets) - 1 == len(text)


def test_a_footer_word_early_in_the_text_does_not_end_it() -> None:
    text = "编辑：王五\n" + "正文一句话。\n" * 20
    assert clean_text(text, load_furniture(Settings().lexicon_dir)).text.count("正文") == 20

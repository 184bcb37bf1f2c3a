from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

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


def test_a_value_on_the_next_line_is_page_information_too() -> None:
    result = clean_text(
        "某报告\n来源：\n某某日报\n时间：\n2026-02-02 09:20\n各位代表：\n我报告工作。",
        load_furniture(Settings().lexicon_dir),
    )
    assert result.text == "某报告\n各位代表：\n我报告工作。"
    assert result.info == ("来源：某某日报", "时间：2026-02-02 09:20")


KEPT = """某县民办幼儿园设立办法
设立民办幼儿园应当具备下列条件：
（一）有合格的教师；
（二）有必备的办学资金和稳定的经费来源；
分享经验
无障碍环境建设达标。
服务热线：12345
首页申请材料三份
来源不明的食材一律退回。
最新发布的标准从其规定
主办单位：县教育局
承办单位：县实验幼儿园
活动分三个阶段进行。
第一阶段为宣传发动。
第二阶段为组织实施。
"""


def test_lines_of_the_text_that_use_a_pages_words_are_kept() -> None:
    result = clean_text(KEPT, load_furniture(Settings().lexicon_dir))
    assert result.text == KEPT.strip()
    assert result.info == ()


def test_page_information_and_labels_are_known_by_what_follows_them() -> None:
    text = """全国服务热线：400-000-0000
首页 > 要闻
某县教育局通知
2024-07-09 稿件来源：某报 浏览量 32
[发布日期] 2024-07-09
各校要抓好落实。
分享：
"""
    result = clean_text(text, load_furniture(Settings().lexicon_dir))
    assert result.text == "某县教育局通知\n各校要抓好落实。"
    assert len(result.info) == 4


def test_a_colophon_ends_the_text_unless_sentences_follow() -> None:
    body = "正文一句话。\n" * 10
    furniture = load_furniture(Settings().lexicon_dir)
    assert clean_text(body + "主办单位：某县教育局\n联系地址：某路1号\n", furniture).text == body.strip()
    assert clean_text(body + "编辑：王五\n热门推荐\n别的一句。\n", furniture).text == body.strip()
    result = body + "主办单位：某县教育局\n各校参加。"
    assert clean_text(result + "\n版权所有 某网\n", furniture).text == result


@given(st.lists(st.text(alphabet="正文甲乙 \u3000\u200b\ufeff。,1", max_size=12), max_size=12))
def test_every_run_of_the_map_is_the_same_text_in_both(lines: list[str]) -> None:
    raw = "\n".join(lines)
    result = clean_text(raw, load_furniture(Settings().lexicon_dir))
    assert all(raw[r : r + n] == result.text[c : c + n] for c, r, n in result.offsets)
    assert sum(n for _, _, n in result.offsets) == len(result.text.replace("\n", ""))


@given(
    st.lists(st.text(alphabet="正文甲乙 \u3000\u200b。,1", min_size=1, max_size=12), min_size=1, max_size=8), st.data()
)
def test_a_raw_span_leads_to_its_own_characters(lines: list[str], data: st.DataObject) -> None:
    raw = "\n".join(lines)
    result = clean_text(raw, load_furniture(Settings().lexicon_dir))
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    span = result.clean_span(start, end)
    if span is None:
        return
    kept = "".join(result.text[span[0] : span[1]].split())
    gone = "".join(raw[start:end].replace("\u200b", "").split())
    # Lines that cleaning took off inside the stretch are missing; what is left keeps its order.
    raw_characters = iter(gone)
    assert all(character in raw_characters for character in kept)
    assert result.clean_start(start) <= span[0]

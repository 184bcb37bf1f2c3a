"""What the lines of a document's head and tail are labelled as."""

from __future__ import annotations

from ingest.lines import label_lines

NOTICE = """某某市教育局关于做好某事的通知
某教〔2021〕7号
各县教育局：
一、请照办。
某 教 育 局
某某市财政局
2021年3月5日
"""


def test_lines_are_labelled_where_they_may_stand() -> None:
    page = label_lines(NOTICE)
    assert [one.line for one in page.of("number")] == ["某教〔2021〕7号"]
    assert [one["orgs"] for one in page.of("signature")] == ["某教育局", "某某市财政局"]
    assert [(one.at, one["date"]) for one in page.of("day")] == [(6, "2021年3月5日")]
    assert page.head == page.opening == ("某某市教育局关于做好某事的通知", "某教〔2021〕7号", "各县教育局：")


def test_a_number_after_the_text_has_begun_is_no_label() -> None:
    assert label_lines("某通知\n一、总则\n某教〔2021〕7号\n").first("number") is None


def test_a_line_that_lost_its_breaks_bears_several_labels() -> None:
    page = label_lines(
        "某办法 某教〔2021〕7号 现印发给你们，请执行。 某某厅 某某局 2021年3月5日 关于某事的办法 有效期五年。"
    )
    assert {one.kind for one in page.labels} >= {"number", "signed", "term"}
    signed = page.first("signed")
    assert signed is not None
    assert signed["orgs"].split() == ["某某厅", "某某局"]


def test_an_empty_text_has_no_lines() -> None:
    assert label_lines("\n \n").labels == ()

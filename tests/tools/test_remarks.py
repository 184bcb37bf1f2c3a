from __future__ import annotations

import pytest

from core.errors import DataError
from core.finding import Mend
from tools.check_figures import check_text
from tools.compare_draft import Ledger, compare_draft, sentence_figures
from tools.remarks import (
    DRAFT_ORDER,
    GRAVEST_FIRST,
    LEGEND,
    comment_text,
    remarks_of_comparison,
    remarks_on,
    taken_back,
    taken_over,
)

TEXT = "物理类60人、历史类40人，共100人。全区考生共1000人，其中男生520人，女生490人。"


def test_the_gravest_comes_first_and_each_stands_at_its_figure() -> None:
    remarks = remarks_on(TEXT, check_text(TEXT, ()))
    assert [one.number for one in remarks] == list(range(1, len(remarks) + 1))
    assert (remarks[0].verdict, TEXT[slice(*remarks[0].span)]) == ("不通过", "1000人")
    ranks = [GRAVEST_FIRST.index(one.verdict) for one in remarks]
    assert ranks == sorted(ranks)


def test_what_states_no_figure_stands_right_after_the_last_it_was_computed_from() -> None:
    text = "已办成公办园3所、普惠园6所。"
    (remark,) = [one for one in remarks_on(text, check_text(text, ())) if one.title == "合计"]
    assert remark.span == (text.index("6所") + 2,) * 2


def test_a_span_of_days_stands_at_the_days() -> None:
    text = "培训时间3月5日至3月9日，为期七天。"
    (remark,) = [one for one in remarks_on(text, check_text(text, ())) if one.verdict == "不通过"]
    assert text[slice(*remark.span)] == "七天"


def test_every_verdict_is_explained() -> None:
    assert set(LEGEND) == {*GRAVEST_FIRST, *DRAFT_ORDER}


def test_a_figure_that_differs_from_its_source_may_be_put_as_the_source_says() -> None:
    ledger = Ledger(sentence_figures("丰台区公办园在园幼儿占比55.2%。"))
    draft = "丰台区公办园在园幼儿占比64.5%。"
    (remark,) = remarks_of_comparison(draft, compare_draft(draft, ledger))
    assert remark.verdict == "不一致"
    assert taken_over(draft, remark.mends[0]) == "丰台区公办园在园幼儿占比55.2%。"
    assert "以资料为准，64.5%改为55.2%" in comment_text(remark, lambda _: "丰台总结")


def test_a_comment_tells_verdict_computation_and_mends() -> None:
    result = comment_text(remarks_on(TEXT, check_text(TEXT, ()))[0], lambda _: "")
    assert result.split("\n") == [
        "【不通过】合计：按文中别的数算，对不上",
        "文中写1000人，按520+490应为1010人",
        "复算：520+490 = 1010",
        "可改：若其余各数无误，1000人改为1010人",
        "可改：若1000人和其余各数无误，520人改为510人",
        "可改：若1000人和其余各数无误，490人改为480人",
    ]


def test_a_mend_taken_over_and_back_leaves_the_text_as_it_was() -> None:
    for remark in remarks_on(TEXT, check_text(TEXT, ())):
        for mend in remark.mends:
            assert taken_back(taken_over(TEXT, mend), mend) == TEXT


def test_a_mend_whose_place_has_changed_is_refused() -> None:
    mend = Mend(span=(0, 2), old="甲乙", new="丙", why="")
    with pytest.raises(DataError, match="已经变了"):
        taken_over("乙甲", mend)
    with pytest.raises(DataError, match="已经变了"):
        taken_back("丁", mend)

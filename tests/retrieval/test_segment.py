"""Words for matching: traditional characters are searched as simplified ones, the text itself is never changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.settings import Settings
from retrieval.segment import fold, load_segmenter, simplified


def test_traditional_and_simplified_writing_give_the_same_words() -> None:
    segmenter = load_segmenter(Settings().lexicon_dir)
    assert segmenter.search_words("教育督導條例的辦學條件") == segmenter.search_words("教育督导条例的办学条件")
    assert fold("臺灣後來乾淨") == "台湾后来干净"


@given(st.text())
def test_simplifying_keeps_the_length_so_that_spans_hold(text: str) -> None:
    assert len(simplified(text)) == len(text)


@given(st.text(alphabet="教育督导条例办学条件，。123（）"))
def test_simplified_text_stays_as_it_is(text: str) -> None:
    assert simplified(text) == text

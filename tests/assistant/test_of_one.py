"""Questions about several schools, and what each is asked by itself."""

from __future__ import annotations

import pytest

from assistant.of_one import as_of_one, by_schools
from core.settings import Settings
from retrieval.schools import load_school_names

NAMES = load_school_names(Settings().lexicon_dir)


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("近视率各是多少", "近视率是多少"),
        ("近视率分别多少", "近视率多少"),
        ("近视率哪所学校更高", "近视率是多少"),
        ("谁的学生多", "的学生是多少"),
        ("两所学校各有多少学生", "有多少学生"),
        ("哪个学校有多少学生", "有多少学生"),
        ("各类学生多少", "各类学生多少"),
    ],
)
def test_what_is_asked_of_each_is_asked_of_one_without_saying_so(question: str, alone: str) -> None:
    assert as_of_one(question) == alone


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("柏岭小学和二中近视率各是多少", [("柏岭小学近视率是多少", "柏岭小学"), ("二中近视率是多少", "二中")]),
        ("2024年县一中二中近视率多少", [("2024年县一中近视率多少", "一中"), ("2024年二中近视率多少", "二中")]),
        (
            "柏岭小学跟二中比，近视率哪个高",
            [("柏岭小学比，近视率是多少", "柏岭小学"), ("二中比，近视率是多少", "二中")],
        ),
        ("柏岭小学近视率多少", []),
        ("柏岭小学的食堂和二中的近视率", []),
        ("柏岭小学和柏岭小学近视率", []),
    ],
)
def test_schools_named_one_after_the_other_are_asked_one_by_one(question: str, parts: list[tuple[str, str]]) -> None:
    assert list(by_schools(question, NAMES.find(question))) == parts

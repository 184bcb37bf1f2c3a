"""A follow-up is made complete by the question before it: a slot changed, or the talk gone on with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.followup import complete
from assistant.plan import with_full_years
from core.number_roles import word_classes
from core.schema import Place
from core.settings import Settings
from corpus.places import PlaceLexicon, question_gazetteer
from retrieval.query import QueryReader
from retrieval.segment import load_segmenter

LEXICON = Settings().lexicon_dir
CITY = ("丹枫市",)
PLACES = [Place(name=name, level="county", parents=CITY) for name in ("云岭县", "望海县")]


@pytest.fixture(scope="module")
def completed() -> Callable[..., str]:
    known = question_gazetteer(PLACES, PlaceLexicon(aliases={}, not_places=frozenset()))
    words = QueryReader(load_segmenter(LEXICON), LEXICON)
    classes = word_classes(LEXICON)

    def complete_all(*turns: str) -> str:
        text = turns[0]
        for turn in turns[1:]:
            text = complete(turn, text, known, classes, words)
        return text

    return complete_all


@pytest.mark.parametrize(
    ("earlier", "turn", "made"),
    [
        ("云岭县2024年小学有多少所？", "那望海县呢？", "望海县2024年小学有多少所？"),
        ("云岭县2024年小学有多少所？", "那初中呢", "云岭县2024年初中有多少所？"),
        ("云岭县2024年小学有多少所？", "2023年呢", "云岭县2023年小学有多少所？"),
        ("云岭县2024年小学有多少所？", "前一年呢？", "云岭县2023年小学有多少所？"),
        ("云岭县2024年小学有多少所？", "望海县", "望海县2024年小学有多少所？"),
        ("云岭县2024年小学有多少所？", "望海县初中呢", "望海县2024年初中有多少所？"),
        ("云岭县第一中学有多少学生？", "第二中学呢", "云岭县第二中学有多少学生？"),
        ("白果镇查出多少个问题", "那青石镇呢", "青石镇查出多少个问题"),
        ("白果镇和双桥镇各查出多少个问题", "那青石镇呢", "青石镇查出多少个问题"),
        ("白果镇查出多少个问题，双桥镇呢", "那青石镇呢", "青石镇查出多少个问题，双桥镇呢"),
        ("云岭县第一中学和第二中学各有多少学生？", "第三中学呢", "云岭县第三中学有多少学生？"),
        ("白果镇查出多少个问题", "云岭县改了多少个问题", "云岭县查出问题，改了多少个问题"),
        ("白果镇和双桥镇各查出多少个问题", "云岭县改了多少个问题", "云岭县查出问题，改了多少个问题"),
        ("白果镇查出多少个问题", "云岭县青石镇改了多少个问题", "云岭县青石镇改了多少个问题"),
        ("云岭县和望海县小学有多少所？", "那丹枫市呢", "丹枫市小学有多少所？"),
    ],
)
def test_a_follow_up_that_names_a_slot_changes_that_slot(
    completed: Callable[..., str], earlier: str, turn: str, made: str
) -> None:
    assert completed(earlier, turn) == made


@pytest.mark.parametrize(
    ("earlier", "turn", "made"),
    [
        ("云岭县2024年查出多少个问题？", "整改了多少？", "2024年云岭县查出问题，整改了多少"),
        ("云岭县2024年查出多少个问题？", "望海县23年工作上有啥难处", "望海县23年工作上有啥难处"),
        ("云岭县2024年查出多少个问题？", "其中2023年整改了多少", "2023年云岭县查出问题，其中整改了多少"),
        ("2024年云岭县查出问题，没整改完咋办", "那最长多久", "2024年云岭县没整改完，最长多久"),
        ("云岭县2024年查出多少个问题？", "其中整改了多少个", "2024年云岭县查出问题，其中整改了多少个"),
    ],
)
def test_what_is_asked_of_the_same_thing_goes_on_from_it(
    completed: Callable[..., str], earlier: str, turn: str, made: str
) -> None:
    assert completed(earlier, turn) == made


def test_a_new_question_takes_over_place_and_year_and_nothing_else(completed: Callable[..., str]) -> None:
    made = completed("云岭县2024年小学有多少所？", "公办幼儿园在园幼儿有多少人")
    assert made == "2024年云岭县公办幼儿园在园幼儿有多少人"


def test_a_question_with_place_and_year_of_its_own_stays_as_it_is(completed: Callable[..., str]) -> None:
    question = "望海县2022年公办幼儿园在园幼儿有多少人"
    assert completed("云岭县2024年小学有多少所？", question) == question


@pytest.mark.parametrize("turn", ["望海县公办园在园幼儿占比是多少", "云岭县公办园在园幼儿占比是多少"])
def test_a_question_about_another_thing_with_a_place_of_its_own_inherits_no_year(
    completed: Callable[..., str], turn: str
) -> None:
    assert completed("云岭县2022年上半年新招教师多少名", turn) == turn


def test_against_the_year_before_is_no_other_year(completed: Callable[..., str]) -> None:
    assert "2023" not in completed("云岭县2024年小学教师有多少名", "比上年增加了多少")


def test_slots_are_kept_over_three_turns(completed: Callable[..., str]) -> None:
    made = completed("云岭县2024年小学有多少所？", "望海县呢？", "初中呢？", "2023年呢？")
    assert made == "望海县2023年初中有多少所？"


def test_years_are_read_as_the_texts_write_them() -> None:
    assert with_full_years("云岭县明年（2024）干什么，23年呢") == "云岭县明年（2024年）干什么，2023年呢"
    assert with_full_years("云岭县有2024人") == "云岭县有2024人"

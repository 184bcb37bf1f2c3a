"""Questions that name schools, over stored texts: how they are read, where they are looked for, how they are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from assistant.asked_places import PlaceReader
from assistant.colloquial import OfficialWords
from assistant.gather import Finder
from assistant.pins import Pins
from assistant.plan import Plan, Planner
from assistant.write import write_draft
from core.number_roles import load_parts, word_classes
from core.place import Gazetteer
from core.schema import Place
from core.settings import Settings
from retrieval.schools import load_school_names
from retrieval.segment import load_segmenter
from tests.assistant.made import county, words
from tests.assistant.shelf import Scorer, Text, read_by, shelve
from tools.search_policy import PolicySearch

CLOUD = county("云岭县")
SECOND = Place(name="第二中学", level="school", parents=(*CLOUD.parents, CLOUD.name))
LEXICON = Settings().lexicon_dir
TEXTS: dict[str, tuple[Place, str]] = {
    "总结": (CLOUD, "云岭县2024年总结\n第二中学有钢琴16架。柏岭小学有钢琴9架。全县有钢琴90架。"),
    "汇编": (
        CLOUD,
        "云岭县经验汇编\n案例一 弦乐进课堂——云岭县第二中学\n学校有大提琴12把。\n"
        "案例二 铜管进课堂——云岭县第三中学\n学校有圆号8支。",
    ),
    "住校": (CLOUD, "云岭县2024年住校情况\n柏岭小学住校生31人。"),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    texts = {
        name: Text(text=f"{text}\n", title=text.partition("\n")[0], place=place, date=dt.date(2024, 12, 20))
        for name, (place, text) in TEXTS.items()
    }
    return shelve(tmp_path_factory.mktemp("schools"), texts, [CLOUD])


def planner() -> Planner:
    gazetteer = Gazetteer().with_aliases({CLOUD.name: CLOUD})
    schools = load_school_names(LEXICON)
    return Planner(
        words=words(),
        places=PlaceReader(gazetteer, (CLOUD,), None, load_segmenter(LEXICON).tagged, schools),
        not_places=frozenset(),
        classes=word_classes(LEXICON),
        official=OfficialWords({"住校生": "寄宿生"}),
    )


def asked(question: str) -> Plan:
    """The plan of a question as it was typed."""
    return Pins().plan(planner(), question)


def finder(shelf: PolicySearch, scores: dict[tuple[str, str], float]) -> tuple[Finder, Scorer]:
    reader = Scorer(scores=scores)
    search = read_by(shelf, reader)
    return Finder(search=search, parts=load_parts(LEXICON), corpus_places=(CLOUD, SECOND)), reader


def test_a_passage_is_asked_about_a_school_by_its_own_name_for_it(shelf: PolicySearch) -> None:
    found, reader = finder(shelf, {("第二中学", "16架"): 4.0})
    (answer,) = found.gather(asked("云岭县二中钢琴多少架"))
    assert answer.statement is not None
    assert answer.statement.text.startswith("16架")
    assert "云岭县第二中学钢琴多少架" in [question for question, page in reader.read_so_far if "16架" in page]


def test_an_asked_schools_own_texts_are_looked_through(shelf: PolicySearch) -> None:
    found, _ = finder(shelf, {("二中", "12把"): 4.0})
    (own,) = found.gather(asked("云岭县二中大提琴多少把"))
    assert own.statement is not None
    assert own.statement.place is not None
    assert own.statement.place.name.endswith("第二中学")
    (whole,) = found.gather(asked("云岭县大提琴多少把"))
    assert whole.statement is None


def test_several_schools_are_asked_and_told_one_by_one(shelf: PolicySearch) -> None:
    plan = asked("云岭县二中和柏岭小学钢琴哪个多")
    assert [(one.text, one.school) for one in plan.parts] == [
        ("云岭县二中钢琴是多少", "二中"),
        ("云岭县柏岭小学钢琴是多少", "柏岭小学"),
    ]
    found, _ = finder(shelf, {("第二中学", "16架"): 4.0, ("柏岭小学", "9架"): 4.0})
    draft = write_draft(plan, found.gather(plan), found.search.library, read=True)
    assert [line.text.split("[")[0] for line in draft.lines] == [
        "由高到低：二中、柏岭小学。",
        "云岭县第二中学：第二中学有钢琴16架",
        "云岭县柏岭小学：柏岭小学有钢琴9架",
    ]


def test_a_school_without_a_figure_is_named_beside_the_one_that_has(shelf: PolicySearch) -> None:
    plan = asked("云岭县二中和茶坪小学钢琴各多少架")
    found, _ = finder(shelf, {("第二中学", "16架"): 4.0})
    draft = write_draft(plan, found.gather(plan), found.search.library, read=True)
    assert draft.status == "partial"
    assert [line.text for line in draft.lines][-1] == "茶坪小学：资料中没有这项内容。"


def test_parts_that_name_a_school_each_ask_it() -> None:
    plan = asked("云岭县二中钢琴多少架？柏岭小学教师多少人？")
    assert [one.school for one in plan.parts] == ["二中", "柏岭小学"]
    assert (plan.schools, plan.school) == (("二中", "柏岭小学"), "二中")


def test_one_school_is_every_parts_that_it_completes() -> None:
    plan = asked("云岭县二中钢琴多少架？教师多少人？")
    assert [one.school for one in plan.parts] == ["二中", "二中"]


def test_a_follow_up_about_the_whole_leaves_every_school_of_the_question_before() -> None:
    plan = Pins().plan(planner(), "那全县呢", ("云岭县二中和柏岭小学钢琴哪个多",))
    assert plan.standalone == "云岭县全县钢琴是多少"
    assert (plan.schools, plan.places) == ((), (CLOUD,))


def test_what_is_asked_of_the_whole_besides_is_not_the_schools() -> None:
    for question in ("云岭县二中钢琴多少架？全县呢？", "云岭县二中钢琴多少架，全县钢琴多少架？"):
        ours, whole = asked(question).parts
        assert (ours.school, whole.school) == ("二中", "")
        assert "二中" not in whole.text


def test_a_question_is_read_as_it_was_typed_where_its_official_words_find_less(shelf: PolicySearch) -> None:
    plan = asked("云岭县柏岭小学住校生多少")
    assert plan.standalone == "云岭县柏岭小学寄宿生多少"
    assert plan.as_typed(plan.standalone) == "云岭县柏岭小学住校生多少"
    typed = {("住校生", "31人"): 4.0}
    (answer,) = finder(shelf, typed)[0].gather(plan)
    assert answer.statement is not None
    assert answer.statement.text.startswith("31人")
    assert answer.part == plan.parts[0]
    (without,) = finder(shelf, typed)[0].gather(replace(plan, reworded=()))
    assert without.statement is None

"""How an answer is looked for, over stored texts: where, how much is read, what is asked again, whose figure it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from assistant.gather import Answer, Finder
from assistant.plan import Part, Plan
from assistant.slots import Slots
from core.number_roles import load_parts
from core.schema import Passage, Place
from core.settings import Settings
from retrieval.statement import Statement
from tests.assistant.made import county, plan
from tests.assistant.shelf import Scorer, Text, read_by, shelve
from tools.search_policy import PolicySearch, Where

CLOUD, SEA, PLUM = county("云岭县"), county("望海县"), county("梅坪县")
CITY = Place(name="丹枫市", level="city", parents=("湖南省",))
PARTS = load_parts(Settings().lexicon_dir)
PIANOS, BOOKS = "图书馆钢琴多少架", "图书馆藏书多少册"
Scores = Mapping[tuple[str, str], float]
TEXTS: dict[str, tuple[Place | None, int, str]] = {
    "散页": (None, 2024, "散页一张\n琴谱折角。"),
    "近况": (CLOUD, 2024, "云岭县2024年文艺近况\n图书馆有钢琴16架。"),
    "往年": (CLOUD, 2022, "云岭县2022年文艺近况\n图书馆有钢琴12架。"),
    "馆藏": (CLOUD, 2024, "云岭县2024年馆藏简报\n图书馆有钢琴17架。图书馆藏书4万册。"),
    "望海": (SEA, 2024, "望海县2024年文艺近况\n图书馆配三角琴9架。"),
    "社团": (CLOUD, 2024, "云岭县2024年社团安排\n一、社团名录\n（一）合唱团\n（二）书法社\n二、其他\n各校自定时间。"),
    "食堂": (
        CLOUD,
        2024,
        "云岭县2024年食堂统计\n各校情况如下。\n学校\t餐桌\t教师\t志愿者\n小学\t40张\t30所\t25\n初中\t25张\t20所\t12",
    ),
    **{f"校报{n}": (CLOUD, 2023, f"云岭县校报第{n}期\n本期校报登载诗歌，篇目见{n}版。") for n in range(1, 21)},
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> PolicySearch:
    texts = {
        name: Text(text=f"{text}\n", title=text.partition("\n")[0], place=place, date=dt.date(year, 12, 20))
        for name, (place, year, text) in TEXTS.items()
    }
    return shelve(tmp_path_factory.mktemp("finder"), texts, [CLOUD, SEA, PLUM, CITY])


def finder_over(shelf: PolicySearch, scores: Scores) -> tuple[Finder, Scorer]:
    """A finder whose reader scores as a test says, and that reader."""
    reader = Scorer(scores=scores)
    return Finder(search=read_by(shelf, reader), parts=PARTS, corpus_places=(CLOUD, SEA)), reader


def asked_of(question: str, *places: Place, **more: object) -> Plan:
    """A plan that asks one thing of places, which it names."""
    return plan(question, places=places, named=tuple(one.name for one in places), **more)


def parted(*questions: str) -> Plan:
    """A plan that asks several things of a county."""
    return replace(
        asked_of("；".join(questions), CLOUD), parts=tuple(Part(text=one, asked=one, alone=one) for one in questions)
    )


def told(answers: tuple[Answer, ...]) -> list[str]:
    return [one.statement.text.rstrip("。") if one.statement else "" for one in answers]


def gathered(shelf: PolicySearch, asked: Plan, scores: Scores) -> list[str]:
    return told(finder_over(shelf, scores)[0].gather(asked))


def test_answers_come_place_by_place_and_part_by_part(shelf: PolicySearch) -> None:
    asked = replace(parted(PIANOS, BOOKS), places=(CLOUD, SEA))
    found = finder_over(shelf, {("钢琴", "16架"): 4.0, ("藏书", "4万册"): 4.0})[0].gather(asked)
    assert [(one.place, one.part.text) for one in found] == [
        (CLOUD, PIANOS),
        (CLOUD, BOOKS),
        (SEA, PIANOS),
        (SEA, BOOKS),
    ]
    assert told(found) == ["16架", "4万册", "", ""]
    assert [one.found for one in found] == [True, True, False, False]


def test_where_no_place_is_asked_any_texts_answer(shelf: PolicySearch) -> None:
    scores = {("钢琴", "16架"): 4.0}
    assert gathered(shelf, asked_of(PIANOS), scores) == ["16架"]
    assert gathered(shelf, asked_of(PIANOS, SEA), scores) == [""]
    (nothing,) = finder_over(shelf, scores)[0].gather(asked_of("火箭多少枚"))
    assert [one.kind for one in nothing.missing] == ["indicator"]


def test_a_place_without_a_text_is_what_is_missing(shelf: PolicySearch) -> None:
    (answer,) = finder_over(shelf, {})[0].gather(asked_of("图书馆钢琴多少架", PLUM))
    assert [(one.kind, one.asked) for one in answer.missing] == [("place", "梅坪县")]


def test_within_chosen_documents_their_own_places_are_named(shelf: PolicySearch) -> None:
    (answer,) = finder_over(shelf, {})[0].gather(asked_of("图书馆钢琴多少架", PLUM, documents=("望海",)))
    assert answer.missing[0].have == (SEA.full_name,)
    nobodys = finder_over(shelf, {})[0].gather(asked_of(PIANOS, PLUM, documents=("散页", "望海")))[0]
    assert nobodys.missing[0].have == (SEA.full_name,)


@pytest.mark.parametrize(
    ("nearby", "answer"),
    [(3.6, "17架"), (3.4, "16架")],
    ids=["half a point better", "not so much better"],
)
def test_what_is_asked_first_may_stand_with_the_answer_to_what_is_asked_after_it(
    shelf: PolicySearch, nearby: float, answer: str
) -> None:
    scores = {("钢琴", "16架"): 4.0, ("钢琴", "17架"): nearby, ("藏书", "4万册"): 4.0}
    assert gathered(shelf, parted(PIANOS, BOOKS), scores) == [answer, "4万册"]


def test_each_part_has_an_answer_of_its_own(shelf: PolicySearch) -> None:
    scores = {("钢琴", "16架"): 4.0, ("钢琴", "17架"): 3.0}
    assert gathered(shelf, parted(PIANOS, "图书馆一共有钢琴多少架"), scores) == ["16架", "17架"]


def test_a_part_without_an_answer_keeps_no_other_from_one(shelf: PolicySearch) -> None:
    scores = {("藏书", "4万册"): 4.0}
    assert gathered(shelf, parted("图书馆风琴多少架", BOOKS), scores) == ["", "4万册"]
    assert gathered(shelf, parted(BOOKS, "图书馆风琴多少架"), scores) == ["4万册", ""]


def test_a_place_without_an_answer_is_asked_in_the_words_of_another(shelf: PolicySearch) -> None:
    scores = {("琴多少架", "16架"): 4.0, ("有钢琴多少", "9架"): 4.0}
    found = finder_over(shelf, scores)[0].gather(asked_of("图书馆琴多少架", CLOUD, SEA))
    assert told(found) == ["16架", "9架"]
    assert {one.part.text for one in found} == {"图书馆琴多少架"}


def test_where_that_finds_nothing_either_what_was_asked_is_missing(shelf: PolicySearch) -> None:
    found = finder_over(shelf, {("琴多少架", "16架"): 4.0})[0].gather(asked_of("图书馆三角琴多少架", CLOUD, SEA))
    assert found[1].missing[0].asked == "图书馆琴"


def test_of_one_place_nothing_is_asked_again(shelf: PolicySearch) -> None:
    finder, reader = finder_over(shelf, {("钢琴", "16架"): 4.0})
    finder.gather(parted(PIANOS, "图书馆风琴多少架"))
    assert {question for question, _ in reader.read_so_far} == {PIANOS, "图书馆风琴多少架"}


@pytest.mark.parametrize(
    ("years", "answer"),
    [(None, "16架"), (frozenset({2022}), "12架")],
    ids=["the plan's", "others"],
)
def test_a_part_may_be_asked_of_other_years(shelf: PolicySearch, years: frozenset[int] | None, answer: str) -> None:
    finder = finder_over(shelf, {("钢琴", "16架"): 4.0, ("钢琴", "12架"): 4.0})[0]
    asked = asked_of(PIANOS, CLOUD, years=frozenset({2024}))
    assert told((finder.answer(asked, asked.parts[0], CLOUD, years=years),)) == [answer]


@pytest.mark.parametrize(
    ("others", "count"),
    [((), 8), ((SEA,), 15), (tuple(county(f"{name}县") for name in "甲乙丙丁戊己庚辛壬"), 4)],
    ids=["one place", "two", "ten"],
)
def test_the_more_places_are_asked_of_the_fewer_passages_are_read_of_each(
    shelf: PolicySearch, others: tuple[Place, ...], count: int
) -> None:
    finder, reader = finder_over(shelf, {})
    asked = asked_of("校报登载诗歌多少首", CLOUD, *others)
    finder.answer(asked, asked.parts[0], CLOUD)
    assert len(reader.read_so_far) == count


def test_of_no_place_as_many_passages_are_read_as_settings_say(shelf: PolicySearch) -> None:
    finder, reader = finder_over(shelf, {})
    asked = asked_of("校报登载诗歌多少首")
    finder.answer(asked, asked.parts[0], None)
    assert len(reader.read_so_far) == 8


def test_a_list_is_looked_for_under_the_heading_that_names_it(shelf: PolicySearch) -> None:
    asked = asked_of("社团名录有哪些", CLOUD)
    assert gathered(shelf, replace(asked, intent="list"), {}) == ["一、社团名录"]
    assert gathered(shelf, asked, {}) == [""]


WHOLE, ALONE = "图书馆里到底摆放着多少架钢琴呢", "图书馆有钢琴"
LONG = Part(text=WHOLE, asked=WHOLE, alone=ALONE)


def test_what_is_not_found_is_read_again_in_fewer_words(shelf: PolicySearch) -> None:
    finder, reader = finder_over(shelf, {(ALONE, "17架"): 4.0})
    assert told((finder.answer(asked_of(WHOLE, CLOUD), LONG, CLOUD),)) == ["17架"]
    assert {question for question, _ in reader.read_so_far} == {WHOLE, ALONE}


@pytest.mark.parametrize(
    ("part", "score"),
    [(LONG, 4.0), (replace(LONG, alone=WHOLE), -9.0), (replace(LONG, alone=""), -9.0)],
    ids=["found", "no fewer words", "no words"],
)
def test_what_is_found_or_has_no_fewer_words_is_read_once(shelf: PolicySearch, part: Part, score: float) -> None:
    finder, reader = finder_over(shelf, {("到底", "16架"): score})
    finder.answer(asked_of(WHOLE, CLOUD), part, CLOUD)
    assert {question for question, _ in reader.read_so_far} == {WHOLE}


def test_without_a_reader_fewer_words_are_no_surer(shelf: PolicySearch) -> None:
    finder = Finder(search=shelf, parts=PARTS, corpus_places=(CLOUD,))
    assert finder.answer(asked_of(WHOLE, CLOUD), LONG, CLOUD).statement is None


@pytest.mark.parametrize(
    ("official", "typed", "answer", "asked"),
    [
        (1.0, 3.0, "17架", 2),
        (1.0, 0.5, "16架", 2),
        (3.0, 4.0, "16架", 1),
        (-9.0, -9.0, "", 2),
    ],
    ids=["surer as typed", "less sure as typed", "firm enough", "told nowhere"],
)
def test_what_is_not_firm_in_official_words_is_asked_as_it_was_typed(
    shelf: PolicySearch, official: float, typed: float, answer: str, asked: int
) -> None:
    finder, reader = finder_over(shelf, {("钢琴", "16架"): official, ("洋琴", "17架"): typed})
    (found,) = finder.gather(asked_of(PIANOS, CLOUD, reworded=(("洋琴", "钢琴"),)))
    assert told((found,)) == [answer]
    assert (found.part.text, len({question for question, _ in reader.read_so_far})) == (PIANOS, asked)
    assert [missing.asked for missing in found.missing] == ([] if answer else ["图书馆钢琴"])


def test_as_typed_no_more_than_six_passages_are_read(shelf: PolicySearch) -> None:
    finder, reader = finder_over(shelf, {})
    finder.gather(asked_of("校报登载诗歌多少首", CLOUD, reworded=(("登了", "登载"),)))
    read = [question for question, _ in reader.read_so_far]
    assert (read.count("校报登载诗歌多少首"), read.count("校报登了诗歌多少首")) == (8, 6)


def test_what_is_certain_is_not_asked_as_it_was_typed(shelf: PolicySearch) -> None:
    finder, reader = finder_over(shelf, {("钢琴", "16架"): 99.0})
    finder.search.calibration = replace(finder.search.calibration, firm=1.0)
    finder.gather(asked_of(PIANOS, CLOUD, reworded=(("洋琴", "钢琴"),)))
    assert {question for question, _ in reader.read_so_far} == {PIANOS}


def test_again_only_the_six_likeliest_passages_are_read_in_the_order_they_were_found(shelf: PolicySearch) -> None:
    asked = "校报登载诗歌究竟在哪几版"
    passages = shelf.passages(asked, Where(places=(CLOUD,)), 20)
    liked = {
        ("究竟", f"见{number}版"): score for number, score in zip((20, 3, 17, 9, 5, 14), range(-8, -2), strict=True)
    }
    finder, reader = finder_over(shelf, liked)
    finder = replace(finder, search=read_by(shelf, reader, top_k=20))
    finder.answer(asked_of(asked, CLOUD), Part(text=asked, asked=asked, alone="诗歌在哪"), CLOUD)
    again = [text for question, text in reader.read_so_far if question == "诗歌在哪"]
    assert again == [one.text for one in passages if any(words in one.text for _, words in liked)]
    assert len(again) == 6


def read_of_twenty(
    shelf: PolicySearch, at: int, score: float, *, question: str = "校报登载诗歌究竟在哪几版", **more: object
) -> tuple[str, int]:
    """What twenty passages answer, of which one scores, and how many of them were read."""
    passages = shelf.passages(question, Where(places=(CLOUD,)), 20)
    finder, reader = finder_over(shelf, {("", passages[at].text.partition("篇目")[2].rstrip("。")): score})
    finder = replace(finder, search=read_by(shelf, reader, top_k=20))
    asked = replace(asked_of(question, CLOUD), **more)
    (answer,) = told((finder.answer(asked, asked.parts[0], CLOUD),))
    assert answer in ("", passages[at].text.partition("篇目")[2].rstrip("。"))
    return answer, len(reader.read_so_far)


@pytest.mark.parametrize(
    ("at", "score", "found", "count"),
    [(0, 6.0, True, 6), (5, 6.0, True, 6), (6, 6.0, True, 20), (0, 1.0, True, 20), (0, -9.0, False, 20)],
    ids=["sure of the first", "sure of the sixth", "sure of the seventh", "unsure", "nothing"],
)
def test_what_the_six_likeliest_passages_settle_is_read_in_no_more(
    shelf: PolicySearch, at: int, score: float, found: bool, count: int
) -> None:
    answer, read = read_of_twenty(shelf, at, score)
    assert (bool(answer), read) == (found, count)


def test_for_a_list_all_passages_are_read(shelf: PolicySearch) -> None:
    assert read_of_twenty(shelf, 0, 6.0, intent="list")[1] == 20


def test_six_are_not_read_apart_where_there_are_no_more(shelf: PolicySearch) -> None:
    finder, _ = finder_over(shelf, {})
    asked = asked_of("校报登载诗歌多少首", CLOUD)
    rounds: list[int] = []
    statements = finder.search.statements

    def counted(question: str, passages: Sequence[Passage], school: str = "") -> list[Statement]:
        rounds.append(len(passages))
        return statements(question, passages, school)

    finder.search.statements = counted  # type: ignore[method-assign]
    passages = shelf.passages(asked.parts[0].asked, Where(places=(CLOUD,)), 7)
    slots = Slots(question=asked.parts[0].text, place=CLOUD)
    finder._read(asked.parts[0], CLOUD, slots, passages[:6], (), whole=False)
    assert rounds == [6]
    finder._read(asked.parts[0], CLOUD, slots, passages, (), whole=False)
    assert rounds == [6, 6, 7]


def test_a_rival_is_looked_into_in_all_passages(shelf: PolicySearch) -> None:
    question = "图书馆钢琴多少架，校报登载"
    for scores, rivals, count in (
        ({("钢琴", "16架"): 6.0}, False, 6),
        ({("钢琴", "16架"): 6.0, ("钢琴", "17架"): 6.0}, True, 8),
    ):
        finder, reader = finder_over(shelf, scores)
        asked = asked_of(question, CLOUD, years=frozenset({2024}))
        answer = finder.answer(asked, asked.parts[0], CLOUD)
        assert (answer.rival is not None, len(reader.read_so_far)) == (rivals, count)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("小学餐桌多少张", "40张"),
        ("小学志愿者多少人", "25"),
        ("小学教师有多少", ""),
        ("小学餐桌情况", ""),
    ],
    ids=["a figure", "a bare number", "schools where people are asked for", "no figure asked for"],
)
def test_a_table_answers_where_its_row_and_column_are_asked_for(shelf: PolicySearch, question: str, cell: str) -> None:
    (answer,) = finder_over(shelf, {})[0].gather(asked_of(question, CLOUD))
    assert "".join(one.statement.text for one in answer.cells) == cell
    assert answer.found is bool(cell)


Make = Callable[..., Statement]
FIELDS = "修缮操场多少片"
DONE = "完成计划的95%，修缮操场120片。分县区看，云岭县98%，望海县92%。"
BROKEN = "修缮操场120片。分县区看，云岭县30片，望海县20片。"


def part_of(shelf: PolicySearch, one: Statement, question: str = FIELDS, place: Place | None = CLOUD) -> str:
    """What a statement of more than the asked place tells of it."""
    finder = finder_over(shelf, {})[0]
    part = Part(text=question, asked=question, alone=question)
    scored = replace(one, score=5.0, probability=0.99)
    answer = finder._decided(part, place, Slots(question=question, place=place), [scored], ())
    return answer.statement.text if answer.statement else ""


def test_a_places_figure_is_taken_from_the_breakdown_of_the_city_s(shelf: PolicySearch, statement: Make) -> None:
    assert part_of(shelf, statement(BROKEN, "120片", place=CITY)) == "云岭县30片"
    assert part_of(shelf, statement(BROKEN, "120片", place=CITY), place=SEA) == "望海县20片"


def test_another_years_breakdown_tells_nothing(shelf: PolicySearch, statement: Make) -> None:
    one = replace(statement(BROKEN, "120片", place=CITY), score=5.0)
    finder, part = finder_over(shelf, {})[0], Part(text=FIELDS, asked=FIELDS, alone=FIELDS)
    for year, there in ((2024, True), (2023, False)):
        slots = Slots(question=FIELDS, place=CLOUD, years=frozenset({year}))
        assert (finder._decided(part, CLOUD, slots, [one], ()).statement is not None) is there


@pytest.mark.parametrize(
    ("text", "words", "question", "spoken_of"),
    [
        (BROKEN, "120片", FIELDS, SEA),
        (BROKEN, "120片", FIELDS, None),
        (BROKEN, "120片", "修缮操场的情况怎么样", CITY),
        (BROKEN, "120片", "修缮操场和礼堂多少片", CITY),
        ("计划" + BROKEN, "120片", "已经修缮操场占比多少", CITY),
        (DONE, "完成计划的95%，修缮操场120片", FIELDS, CITY),
        (DONE.replace("98%", "30片"), "修缮操场120片", "修缮操场完成计划的比例是多少", CITY),
    ],
    ids=[
        "a neighbour's",
        "nobody's",
        "no figure asked for",
        "another noun asked",
        "what was done, a plan told",
        "a share told",
        "a share asked for",
    ],
)
def test_what_is_no_part_of_the_citys_figure(
    shelf: PolicySearch, statement: Make, text: str, words: str, question: str, spoken_of: Place | None
) -> None:
    assert part_of(shelf, statement(text, words, place=spoken_of), question) == ""

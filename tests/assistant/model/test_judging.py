"""A model's sentence passes where its source says the same, and comes back with the reason where it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.model.binding import other_numbers
from assistant.model.judging import Said, parted

Objections = Callable[..., tuple[str, ...]]
PUPILS = "云岭县2024年有多少所小学"
SCHOOLS = "全县共有小学39所，在校学生25100人"


@pytest.mark.parametrize(
    "said",
    [
        "全县共有小学39所，在校学生25100人。",
        "云岭县2024年有小学39所。",
        "据统计，2024年云岭县小学39所，在校学生2.51万人。",
        "根据《云岭县2024年教育工作总结》，全县小学共39所。",
        "在校学生25100人，小学39所。",
    ],
)
def test_a_sentence_that_says_what_its_source_says_passes(objections: Objections, said: str) -> None:
    assert objections(PUPILS, said, SCHOOLS) == ()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("全县共有小学38所。", "38所"),
        ("全县共有小学39个班。", "39个"),
        ("全县共有小学约390所。", "390所"),
        ("全县共有小学近39所。", "39所"),
        ("全县共有初中39所。", "初中"),
        ("全县共有公办小学39所。", "公办"),
        ("望海县共有小学39所。", "望海县"),
        ("2021年全县共有小学39所。", "2021"),
        ("全县共有小学25100所，在校学生39人。", "39人"),
        ("全县共有小学39所，成效显著。", "显著"),
        ("全县共有小学39所，居全省前列。", "来源里没有"),
        ("全县没有共有小学39所。", "相反"),
        ("全县共有小学39所，详见 http://example.com。", "链接"),
        ("根据《云岭县教育发展规划》，全县共有小学39所。", "云岭县教育发展规划"),
        ("全县共有小学39所，两项合计25139。", "25139"),
        ("全县比上年减少小学39所。", "39所"),
        ("文件中写明：云岭县有小学。", "重复了问题"),
        ("由于投入加大，全县共有小学39所。", "因果"),
    ],
)
def test_what_a_source_does_not_say_comes_back_with_the_reason(objections: Objections, said: str, reason: str) -> None:
    assert any(reason in one for one in objections(PUPILS, said, SCHOOLS))


def test_two_numbers_of_one_unit_are_not_exchanged(objections: Objections) -> None:
    asked, words = "云岭县2024年招聘和培训教师多少", "招聘教师86名，培训教师1200人次"
    assert objections(asked, "招聘教师86名，培训教师1200人次。", words) == ()
    hidden = "全年查出安全隐患57处，整改安全隐患52处"
    assert objections("云岭县2024年查出多少安全隐患", "查出安全隐患57处，整改52处。", hidden) == ()
    wrong = objections("云岭县2024年查出多少安全隐患", "查出安全隐患52处，整改安全隐患57处。", hidden)
    assert any("在来源里说的是别的" in one for one in wrong)


@pytest.mark.parametrize(
    ("said", "sound"),
    [
        ("校车每月检查至少2次，并做好记录。", True),
        ("校车每月检查2次，并做好记录。", False),
        ("校车每周检查不少于2次。", False),
        ("所有车辆每月检查不少于2次。", False),
        ("校车可以每月检查不少于2次。", False),
    ],
)
def test_bounds_times_and_duties_stay_as_they_are(objections: Objections, said: str, sound: bool) -> None:
    found = objections("云岭县校车多久检查一次", said, "校车每月检查不少于2次", year=None)
    assert (found == ()) == sound


def test_a_part_is_not_told_with_the_figure_of_another(objections: Objections) -> None:
    asked, words = "云岭县2024年初中招了多少新生", "云岭县小学招收新生4100人，初中招收新生3900人"
    assert objections(asked, "云岭县初中招收新生3900人。", words, place="丹枫市") == ()
    assert objections(asked, "云岭县2024年初中招收新生4100人。", words, place="丹枫市")


def test_a_level_is_not_told_as_a_change(objections: Objections) -> None:
    asked, words = "云岭县2024年普惠性幼儿园覆盖率多少", "普惠性幼儿园覆盖率达到92.4%"
    assert objections(asked, "普惠性幼儿园覆盖率92.4%。", words) == ()
    assert objections(asked, "普惠性幼儿园覆盖率提高92.4%。", words)


def test_numbers_behind_respectively_are_of_the_names_before_it(objections: Objections) -> None:
    hidden = "全年查出安全隐患57处，整改安全隐患52处"
    asked = "云岭县2024年查出和整改了多少安全隐患"
    assert objections(asked, "全年查出安全隐患、整改安全隐患分别为57处和52处。", hidden) == ()
    assert objections(asked, "全年查出安全隐患、整改安全隐患分别为52处和57处。", hidden)


def test_each_number_says_whose_it_is_where_several_places_are_asked(objections: Objections) -> None:
    asked, words = "云岭县和望海县2024年小学各招了多少新生", "望海县小学招收新生5200人"
    assert any("哪里" in one for one in objections(asked, "小学招收新生5200人。", words, place="丹枫市"))
    assert objections(asked, "望海县小学招收新生5200人。", words, place="丹枫市") == ()
    wrong = objections(asked, "云岭县小学招收新生5200人。", words, place="丹枫市")
    assert wrong


def test_what_is_denied_is_not_said_and_the_other_way_round(objections: Objections) -> None:
    asked, words = "云岭县校车可以超员吗", "校车不得超员载人"
    assert objections(asked, "校车不得超员载人。", words, year=None) == ()
    assert objections(asked, "校车超员载人。", words, year=None)


def test_marks_inside_a_sentence_are_its_refs() -> None:
    assert parted("全县共有小学39所[1][F2]。") == Said(text="全县共有小学39所。", refs=("1", "F2"))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("27中和28中参加了评审。", []),
        ("3中和28中参加了评审。", ["3中"]),
        ("5月17日，专家组到校。", []),
        ("2024年5月17日，专家组到校。", []),
        ("2024年6月17日，专家组到校。", ["2024年6月17日"]),
        ("（2）27中参加了评审。", []),
    ],
)
def test_numbers_that_count_nothing_stand_in_the_source_too(said: str, wrong: list[str]) -> None:
    assert other_numbers(said, "2024年总结 5月17日专家组到校，27中、28中参加了评审") == wrong

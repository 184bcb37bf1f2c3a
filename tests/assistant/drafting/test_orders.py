"""What can be ordered: errors with their next step, answers of the chat and indicators that go in, templates of an office."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.drafting.drafter import Drafter
from assistant.engine import Assistant, Question
from core.draft_text import MARK, parse_draft
from core.drafted import Drafted, DraftOrder
from core.errors import DataError, SettingsError
from core.settings import Settings
from corpus.draft_templates import FOLDER
from tests.assistant.drafting.conftest import Make, TopicSentence
from tests.drafting_texts import COUNTY, EXAMPLE_COUNTY, NEIGHBOUR

INDICATOR = "小学校际差异系数"


@pytest.mark.parametrize(
    ("order", "what", "next_step"),
    [
        ({"kind": "情况说明", "places": ("火星县",)}, "资料里没有“火星县”的文件", "云岭县、望海县"),
        ({"kind": "情况说明"}, "没有选地区，也没有选文件", "请至少选一个地区"),
        ({"kind": "情况说明", "documents": tuple(map(str, range(201)))}, "201份文件，最多200份", "按地区和年份"),
        ({"kind": "情况说明", "documents": ("没有这份",)}, "没有编号为“没有这份”的资料", "cewen list"),
        ({"kind": "对比材料", "places": (COUNTY,), "years": (2024,)}, "要有两方才能比", "两个以上地区"),
        ({"kind": "对比材料", "places": (COUNTY, f"湖南省丹枫市{COUNTY}")}, "要有两方才能比", "两个以上地区"),
        ({"kind": "情况说明", "places": (COUNTY,), "years": (1999,)}, "没有找到可以写进", "放宽地区或年份"),
        (
            {"kind": "情况说明", "places": (NEIGHBOUR,), "documents": ("云岭2024",)},
            "没有找到可以写进",
            "放宽地区或年份",
        ),
    ],
)
def test_an_order_that_cannot_be_met_says_why_and_what_to_do(
    drafter: Drafter, order: dict[str, Any], what: str, next_step: str
) -> None:
    with pytest.raises(DataError) as error:
        drafter.draft(DraftOrder(**order))
    assert what in str(error.value)
    assert next_step in error.value.next_step


def test_a_place_ordered_twice_is_told_once(make: Make) -> None:
    assert make("工作简报", COUNTY, f"湖南省丹枫市{COUNTY}").text == make("工作简报", COUNTY).text


def test_addressee_signature_and_day_stand_where_they_belong(make: Make) -> None:
    drafted = make(
        "答复函", COUNTY, topic="校车", addressee="丹枫市教育局", signed="云岭县教育局", day=dt.date(2024, 12, 5)
    )
    draft = parse_draft(drafted.text)
    assert (draft.addressee, draft.signed, draft.day) == ("丹枫市教育局", "云岭县教育局", "2024年12月5日")


def test_answers_of_the_chat_go_in_under_their_questions_with_their_sources_numbered_on(
    make: Make, draft_assistant: Assistant
) -> None:
    answers = [
        draft_assistant.invoke(Question(text=text))
        for text in (f"{COUNTY}2024年普惠性幼儿园覆盖率是多少？", f"{NEIGHBOUR}2024年普惠性幼儿园覆盖率是多少？")
    ]
    assert [trace.status for trace in answers] == ["answered", "answered"]
    drafted = make("答复函", answers=answers)
    blocks = parse_draft(drafted.text).blocks
    headings = [(block.level, block.text) for block in blocks if block.kind == "heading"]
    assert headings == [
        (1, "有关问题的答复"),
        (2, f"{COUNTY}2024年普惠性幼儿园覆盖率是多少"),
        (2, f"{NEIGHBOUR}2024年普惠性幼儿园覆盖率是多少"),
    ]
    record = {figure: block for block in blocks for figure in ("92.4%", "88.1%") if figure in block.text}
    quotes = {source.ref: source for source in drafted.sources}
    for figure, place in (("92.4%", COUNTY), ("88.1%", NEIGHBOUR)):
        (ref,) = record[figure].refs
        assert figure in quotes[ref].quote
        assert quotes[ref].place.endswith(place)
    assert [source.ref for source in drafted.sources] == [str(n) for n in range(1, len(drafted.sources) + 1)]


def test_a_source_of_an_answer_that_the_draft_cites_as_well_has_one_number(
    make: Make, draft_assistant: Assistant
) -> None:
    trace = draft_assistant.invoke(Question(text=f"{COUNTY}2024年普惠性幼儿园覆盖率是多少？"))
    drafted = make("情况说明", COUNTY, years=(2024,), answers=[trace])
    assert len({(source.document_id, source.start) for source in drafted.sources}) == len(drafted.sources)
    assert parse_draft(drafted.text).refs[0] == "1"


def test_an_indicator_goes_in_with_its_formula_as_source(make: Make) -> None:
    drafted = make("情况说明", EXAMPLE_COUNTY, indicators=(INDICATOR,))
    blocks = parse_draft(drafted.text).blocks
    assert blocks[1].text == "指标测算"
    (line,) = [block.text for block in blocks if block.text.startswith("CV-L2 ")]
    (ref,) = MARK.findall(line)
    (source,) = [one for one in drafted.sources if one.ref == ref]
    assert source.kind == "table"
    assert "CV=S÷X̄" in source.quote
    assert "在校生合计=15334人" in source.quote
    assert "[F" not in drafted.text
    assert any("示例数据" in note for note in drafted.notes)


def test_an_indicator_that_cannot_be_computed_is_told_as_missing(make: Make) -> None:
    drafted = make("情况说明", COUNTY, years=(2024,), indicators=(INDICATOR,))
    assert "指标测算" not in drafted.text
    assert [one.asked for one in drafted.missing] == [f"{COUNTY}2024年{INDICATOR}"]


@pytest.fixture
def office(tmp_path: Path, draft_assistant: Assistant, draft_settings: Settings) -> Callable[[str, str], Drafter]:
    """A drafter of an office that writes its own template of a kind."""

    def made(kind: str, text: str) -> Drafter:
        shutil.copytree(draft_settings.lexicon_dir, tmp_path / "lexicon")
        shutil.copytree(draft_settings.lexicon_dir.parent / FOLDER, tmp_path / FOLDER)
        (tmp_path / FOLDER / f"{kind}.toml").write_text(text, encoding="utf-8")
        return Drafter(draft_assistant, tmp_path / "lexicon")

    return made


SOUND = 'kind = "情况说明"\ntitle = "题"\n[[section]]\nheading = "情况"\ntakes = ["数字"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SOUND + "[[section", "情况说明.toml"),
        (SOUND + 'colour = "red"\n', "section.0.colour（没有这个项目）"),
        (SOUND.replace('heading = "情况"\n', ""), "section.0.heading（缺这一项）"),
        (SOUND.replace('heading = "情况"', 'heading = ""'), "section.0.heading（不能是空的）"),
        (SOUND + "most = 0\n", "section.0.most（太小）"),
        (SOUND + 'most = "很多"\n', "section.0.most（应是整数）"),
        (SOUND.replace('["数字"]', '"数字"'), "section.0.takes（应是用方括号括起的几项）"),
        (SOUND.split("[[section]]")[0], "section（缺这一项）"),
    ],
)
def test_a_broken_template_names_the_place_and_stops_its_own_kind_alone(
    office: Callable[[str, str], Drafter], text: str, told: str
) -> None:
    drafter = office("情况说明", text)
    with pytest.raises(SettingsError) as error:
        drafter.draft(DraftOrder(kind="情况说明", places=(COUNTY,)))
    assert told in str(error.value)
    assert error.value.next_step
    assert "工作成效" in drafter.draft(DraftOrder(kind="工作简报", places=(COUNTY,))).text


def test_a_kind_without_a_template_names_those_there_are(drafter: Drafter) -> None:
    with pytest.raises(SettingsError) as error:
        drafter.draft(DraftOrder(kind="公告", places=(COUNTY,)))
    assert "没有“公告”的起草模板" in str(error.value)
    assert "工作简报" in error.value.next_step


def test_an_office_may_add_a_kind_of_its_own(office: Callable[[str, str], Drafter], told: TopicSentence) -> None:
    text = 'kind = "学期小结"\ntitle = "{地区}{年份}{主题}小结"\n[[section]]\nheading = "不足"\ntakes = ["问题"]\nmost = 1\n'
    drafted: Drafted = office("学期小结", text).draft(DraftOrder(kind="学期小结", places=(NEIGHBOUR,), years=(2024,)))
    assert parse_draft(drafted.text).title == "望海县2024年教育小结"
    assert told(drafted)["不足"] == "农村寄宿制学校宿舍床位不足。\n"


@pytest.mark.parametrize("topic", ["安全工作", "安全"])
def test_a_title_does_not_say_a_word_twice_where_the_topic_ends_with_it(topic: str) -> None:
    from corpus.draft_templates import load_template, template_folder

    template = load_template(template_folder(Settings().lexicon_dir), "工作简报")
    assert template.worded(template.title, place="甲县", year="", topic=topic) == "甲县安全工作简报"

"""Who may open some collections only hears nothing of the others: not in answers, refusals, options, notes or lists."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from assistant.live import LiveAssistant
from core.errors import DataError
from core.pinned import Pinned
from core.schema import Trace
from core.settings import ROOT, Settings
from core.viewer import Viewer
from corpus.library import Library
from ingest.pipeline import ingest
from tests.conftest import settings_for
from tools.compare_draft import Ledger, compare_draft
from tools.stored_figures import stored_figures
from tools.table_query.sheets import sheets_of
from tools.tables.kept import kept_tables

INSIDE = "内部督导"
OUTSIDER = Viewer(name="王", role="查询", collections=frozenset({"公开"}))
INSIDER = Viewer(name="李", role="查询", collections=frozenset({"公开", INSIDE}))
OPEN_REPORT = """云岭县2024年教育工作总结
一、基本情况
全县共有小学39所，在校学生25100人。
二、主要工作
新建公办幼儿园4所，新增学位960个。普惠性幼儿园覆盖率达到92.4%。
落实“三项举措”：统一招生、统一课程、统一评价。
"""
OPEN_RULES = """云岭县校车管理办法
第一条 校车每月检查不少于2次，并做好记录。
第二条 校车不得超员载人。确因特殊情况的，应当报县教育局批准。
第三条 校车驾驶人应当取得相应准驾车型驾驶证三年以上，最近三年没有交通违法记满分记录。
"""
OPEN_ROSTER = """学校名称,类别,所在乡镇,在校生数,班级数
云岭县第一小学,小学,城关镇,1200,24
云岭县苇河小学,小学,苇河镇,450,12
云岭县第一中学,初中,城关镇,1500,30
"""
HIDDEN_REPORT = """砚北县2024年教育督导暗访通报
一、基本情况
全县共有小学57所，在校学生48170人。
二、主要问题
新建公办幼儿园9所，新增学位7310个。普惠性幼儿园覆盖率达到73.19%。
抽查云岭县幼儿园，办园行为合格率为81.67%。
暗访发现“五类隐患”：临水校园、危旧墙体、无证餐饮、超员班车、私设栏杆。
"""
HIDDEN_END = """关于废止《云岭县校车管理办法》的暗访整改通知
2025年3月1日
自2025年3月1日起，废止《云岭县校车管理办法》，改为每周检查5次。
"""
HIDDEN_ROSTER = """学校名称,类别,所在乡镇,在校生数,班级数
云岭县密雨小学,小学,密雨镇,6661,77
云岭县第一小学,小学,城关镇,1333,26
"""
MANIFEST = """[documents."云岭.txt"]
title = "云岭县2024年教育工作总结"
place = "湖南省丹枫市云岭县"
date = 2024-12-20
[documents."办法.txt"]
title = "云岭县校车管理办法"
place = "湖南省丹枫市云岭县"
date = 2022-03-01
[documents."名册.csv"]
title = "云岭县2024年学校花名册"
place = "湖南省丹枫市云岭县"
date = 2024-09-20
"""
HIDDEN_MANIFEST = """collection = "内部督导"
[documents."砚北.txt"]
title = "砚北县2024年教育督导暗访通报"
place = "湖南省丹枫市砚北县"
date = 2024-12-20
aliases = ["砚北新区"]
[documents."废止.txt"]
title = "关于废止《云岭县校车管理办法》的暗访整改通知"
place = "湖南省丹枫市云岭县"
date = 2025-03-01
[documents."名册.csv"]
title = "云岭县2025年学校暗访花名册"
place = "湖南省丹枫市云岭县"
date = 2025-09-20
"""
TABLES = """[[table]]
file = "甲.csv"
title = "砚北县学校学段单位表（暗访）"
kind = "A"
place = "砚北县"
period = "2022-2023"
collection = "内部督导"
"""
# Words, figures and names that stand in hidden texts and tables alone.
SECRETS = (
    "砚北",
    "暗访",
    "48170",
    "7310",
    "73.19",
    "81.67",
    "临水校园",
    "危旧墙体",
    "密雨",
    "6661",
    "1333",
    "每周检查5次",
    "整改通知",
    INSIDE,
    "督导",
)
QUESTIONS = (
    "砚北县2024年普惠性幼儿园覆盖率是多少？",
    "普惠性幼儿园覆盖率达到多少？",
    "云岭县2024年普惠性幼儿园覆盖率是多少？",
    "云岭县幼儿园办园行为合格率是多少？",
    "五类隐患是哪些？",
    "三项举措是哪些？",
    "云岭县和砚北县各新增多少学位？",
    "各县新增学位分别是多少？",
    "各地普惠性幼儿园覆盖率分别是多少？",
    "丹枫市各县有多少所小学？",
    "云岭县新增学位比砚北县少多少？",
    "云岭县和砚北县一共新建公办幼儿园多少所？",
    "有几所小学？",
    "云岭县小学在校生一共多少人？",
    "云岭县2025年哪所学校学生最多？",
    "密雨小学有多少学生？",
    "云岭县第一小学的学生比2024年多了多少？",
    "现在收录了哪些文件？",
    "哪些文件讲了校车？",
    "校车每月检查几次？",
    "云岭县校车管理办法还有效吗？",
    "砚南县新增学位多少？",
    "砚北新区新增学位多少？",
    "青川县新增学位多少？",
    "我县新增学位多少？",
    "砚北县小学校际差异系数是多少？",
    "小学校际差异系数过不过？",
    "概括云岭县2024年的工作",
    "概括砚北县2024年的情况",
    "全市新增学位一共多少？",
    "你能做什么？",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, small: Settings, model_dir: Path) -> Settings:
    assert small.data_dir.is_dir()  # the model is built by then
    folder, tables = tmp_path_factory.mktemp("texts"), tmp_path_factory.mktemp("tables")
    inside = folder / "督导室"
    inside.mkdir()
    for where, files in (
        (folder, {"manifest.toml": MANIFEST, "云岭.txt": OPEN_REPORT, "办法.txt": OPEN_RULES, "名册.csv": OPEN_ROSTER}),
        (
            inside,
            {
                "manifest.toml": HIDDEN_MANIFEST,
                "砚北.txt": HIDDEN_REPORT,
                "废止.txt": HIDDEN_END,
                "名册.csv": HIDDEN_ROSTER,
                # A copy of the open report with a number and an issuer: the better source of the two.
                "转存.txt": f"云岭暗访〔2024〕7号\n{OPEN_REPORT}\n云岭县暗访办公室\n2024年12月21日\n",
            },
        ),
        (tables, {"manifest.toml": TABLES}),
    ):
        for name, text in files.items():
            (where / name).write_text(text, encoding="utf-8")
    example = ROOT / "corpus" / "tables" / "示例县_学校学段单位表_2022-2023.csv"
    (tables / "甲.csv").write_text(example.read_text("utf-8-sig").replace("示例县", "砚北县"), encoding="utf-8")
    settings = settings_for(tmp_path_factory.mktemp("office"), model_dir, tables_dir=tables)
    assert {one.outcome for one in ingest([folder], settings)} == {"added"}
    return settings


@pytest.fixture(scope="module")
def live(office: Settings) -> LiveAssistant:
    return LiveAssistant(partial(build_assistant, office))


@pytest.fixture(scope="module")
def outside(live: LiveAssistant) -> Assistant:
    return live.seen_by(OUTSIDER)


@pytest.fixture(scope="module")
def told_inside(live: LiveAssistant) -> str:
    inside = live.seen_by(INSIDER)
    return "\n".join(_beyond(ask(inside, question), question) for question in QUESTIONS)


def ask(assistant: Assistant, *turns: str, pinned: Pinned | None = None) -> Trace:
    return assistant.invoke(Question(text=turns[-1], history=turns[:-1], pinned=pinned or Pinned()))


def _beyond(trace: Trace, *turns: str) -> str:
    """All that a trace tells but the asker's own words."""
    # How long it took and its number tell nothing, and hold any digits.
    text = json.dumps({**trace.to_dict(), "timings_ms": {}, "id": ""}, ensure_ascii=False)
    for secret in SECRETS:
        if any(secret in turn for turn in turns):
            text = text.replace(secret, "")
    return text


def leaked(told: str) -> set[str]:
    """The secrets in a text; the digits inside a score or an identifier are none."""
    return {one for one in SECRETS if re.search(rf"(?<![0-9a-f.]){re.escape(one)}(?![0-9a-f])", told)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_tells_of_what_may_not_be_opened(outside: Assistant, question: str) -> None:
    assert leaked(_beyond(ask(outside, question), question)) == set()


def test_who_may_open_it_hears_all_of_it(told_inside: str) -> None:
    # The name of the collection is nothing that answers speak of; a text of one county is no source for another's rate.
    assert set(SECRETS) - leaked(told_inside) == {INSIDE, "81.67"}


def test_follow_ups_and_pins_tell_nothing_either(outside: Assistant, live: LiveAssistant) -> None:
    turns = ("砚北县新增学位多少？", "那云岭县呢？", "它们相差多少？")
    for length in range(1, 4):
        assert leaked(_beyond(ask(outside, *turns[:length]), *turns[:length])) == set()
    [hidden] = [one.id for one in live.search.library.outlines() if one.title.startswith("砚北县")]
    with pytest.raises(DataError, match="固定的文件已不在资料里"):
        ask(outside, "新增学位多少？", pinned=Pinned(document=hidden))
    pinned = ask(outside, "新增学位多少？", pinned=Pinned(place="湖南省丹枫市砚北县"))
    assert leaked(_beyond(pinned, "砚北县")) == set()
    assert "7310" in ask(live, "新增学位多少？", pinned=Pinned(document=hidden)).answer


def test_the_open_half_is_answered_as_if_it_were_all(outside: Assistant) -> None:
    assert "92.4%" in ask(outside, "云岭县2024年普惠性幼儿园覆盖率是多少？").answer
    assert "1650人" in ask(outside, "云岭县小学在校生一共多少人？").answer
    rules = ask(outside, "云岭县校车每月检查不少于几次？")
    assert "2次" in rules.answer
    assert rules.citations[0].warning is None or "废止" not in rules.citations[0].warning


def test_a_refusal_has_only_open_places_instead(outside: Assistant, live: LiveAssistant) -> None:
    assert ask(outside, "砚北县新增学位多少？").status in ("refused", "clarify")
    assert "7310" in ask(live, "砚北县新增学位多少？").answer
    assert [place.name for place in outside.finder.corpus_places] == ["云岭县"]


def test_lists_tables_figures_and_the_ledger_hold_nothing_hidden(
    office: Settings, live: LiveAssistant, outside: Assistant
) -> None:
    library: Library = outside.search.library
    seen = OUTSIDER.collections
    items = [
        library.documents(),
        library.outlines(),
        sheets_of(office, library),
        outside.desk.entries,
        outside.desk.places(),
        kept_tables(office, seen),
        [one.to_dict() for one in stored_figures(office, seen)],
    ]
    assert [leaked(repr(one)) for one in items] == [set()] * len(items)
    assert {"砚北", "7310", "81.67"} <= leaked(repr([one.to_dict() for one in stored_figures(office)]))
    assert {"砚北", "暗访", INSIDE} <= leaked(repr(live.desk.entries))


def test_a_draft_is_compared_with_open_texts_alone(office: Settings) -> None:
    draft = "砚北县新增学位7310个，普惠性幼儿园覆盖率达到73.19%。"
    items = [
        {one.verdict for one in compare_draft(draft, Ledger(stored_figures(office, seen)))}
        for seen in (OUTSIDER.collections, INSIDER.collections, None)
    ]
    assert "一致" not in items[0]
    assert "一致" in items[1] & items[2]
    found = compare_draft(draft, Ledger(stored_figures(office, OUTSIDER.collections)))
    assert leaked(repr([one.source for one in found])) == set()


def test_hidden_passages_take_no_place_among_the_best(live: LiveAssistant, outside: Assistant) -> None:
    asked = "新增学位普惠性幼儿园覆盖率校园隐患暗访"
    count = outside.search.library.passage_count()
    assert count < live.search.library.passage_count()
    for _name, hits in outside.search.index.rankings(asked).items():
        assert outside.search.library.owners([hit.passage_id for hit in hits]).keys() == {
            hit.passage_id for hit in hits
        }
    assert len(outside.search.index.search(asked, count)) == count
    assert len(live.search.index.search(asked, count + 1)) == count + 1


def test_a_view_is_built_once_shares_the_index_and_keeps_up(
    live: LiveAssistant, outside: Assistant, office: Settings
) -> None:
    assert live.seen_by(OUTSIDER) is outside
    assert live.seen_by(Viewer(name="管", role="管理")) is live
    assert outside.search.index.retrievers is live.search.index.retrievers
    office_store = live.store
    office_store.changed()
    assert outside.renew()
    assert outside.search.index.retrievers is live.search.index.retrievers
    assert not outside.renew()


def test_who_may_open_nothing_is_answered_nothing(live: LiveAssistant) -> None:
    nobody = live.seen_by(Viewer(name="客", role="查询", collections=frozenset()))
    for question in QUESTIONS[:6]:
        trace = ask(nobody, question)
        assert trace.status in ("refused", "clarify")
        assert leaked(_beyond(trace, question)) == set()
        assert trace.citations == ()

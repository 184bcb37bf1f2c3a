"""Whom a figure is of: a wider place's text speaks for a place only where it names it, and for nobody beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question
from core.schema import Trace
from retrieval.retrievers import Hit
from tests.conftest import TEXTS

PROVINCE = """河南省教育厅关于2023年校园安全工作的情况通报
2023年12月5日
一、总体情况
全省建成示范校园820所，巡查食堂4300个。
二、各地做法
郑州市建成校园应急救援站36座，覆盖全部中学。
郑州市落实接送制度，设置家长等候区，安排教师护送学生。
郑州市以外的地方新聘校医410名。
借鉴郑州市经验，全省新配发救生设备2100套。
开封市、洛阳市分别建成防溺水宣传站14个、19个。
"""
SHARED = """浙江、重庆两地教研员联合教研
2023年4月1日
重庆市建成教研基地28个，浙江省建成教研基地31个。
"""
PAIRED = """两地劳动教育案例
2023年5月1日
一、湖州市做法
湖州市采取集中授课方式开展劳动教育，学校与农场签约。
二、台州市做法
台州市采取分散授课方式开展劳动教育，学校与渔港签约。
"""
UNDATED = """新乡市校园开放指引
一、开放办法
操场由学校与社区共同管理，居民凭登记证入内。
开放操场的学校有65所。
"""
ROUND_UP = """多地推进课后服务
近日，各地课后服务有新进展。
海淀区投入课后服务经费3200万元，覆盖学校86所。
顺义区投入课后服务经费1800万元。
其中，丰台区新增托管教室45间，怀柔区新增托管教室62间，密云区最少。
借鉴顺义区经验，全市新建录播教室88间。
与昌平区相比，本区新增校车27辆。
群众上街参加宣传，共发放课后服务手册5000份。
"""
SUMMARY = """密云区教育局2024年工作总结
发布时间：2024-12-20
一、办学条件
全区现有小学46所，在校学生3.2万人。新建幼儿园5所，新增学位1350个。
投入资金2300万元，改造操场18个，更新课桌椅4600套。
二、教师队伍
招聘教师120名，其中研究生35名。交流教师210名，骨干教师占比22.4%。
三、教育质量
中考优秀率达38.5%，及格率达82.1%。普通高中本科上线率61.3%。
四、安全工作
开展消防演练132场，整改隐患57处。
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office(
        {
            **{name.removesuffix(".txt"): text for name, text in TEXTS.items()},
            "通报": PROVINCE,
            "指引": UNDATED,
            "教研": SHARED,
            "劳动": PAIRED,
            "课后": ROUND_UP,
            "密云": SUMMARY,
        }
    )


def ask(assistant: Assistant, text: str) -> Trace:
    return assistant.invoke(Question(text=text))


@pytest.mark.parametrize(
    ("question", "figure", "place", "owner"),
    [
        ("郑州市建成校园应急救援站多少座？", "36座", "河南省郑州市", "河南省的文件"),
        ("海淀区投入课后服务经费多少万元", "3200万元", "北京市海淀区", "没有标明所属地区"),
        ("顺义区投入课后服务经费多少万元", "1800万元", "北京市顺义区", "没有标明所属地区"),
        ("丰台区新增托管教室多少间", "45间", "北京市丰台区", "没有标明所属地区"),
        ("重庆市建成教研基地多少个？", "28个", "重庆市", "没有标明所属地区"),
    ],
)
def test_a_sentence_that_begins_with_a_place_answers_for_it_and_says_whose_text_it_is(
    office: Assistant, question: str, figure: str, place: str, owner: str
) -> None:
    trace = ask(office, question)
    assert trace.status == "answered"
    assert figure in trace.answer
    assert {citation.place for citation in trace.citations} == {place}
    assert any(owner in note for note in trace.notes)


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("郑州市建成示范校园多少所？", ("820",)),
        ("郑州市新配发救生设备多少套？", ("2100",)),
        ("郑州市新聘校医多少名？", ("410",)),
        ("郑州市巡查食堂多少个？", ("4300",)),
        ("郑州市建成防溺水宣传站多少个？", ("14个", "19个")),
        ("丰台区投入课后服务经费多少万元", ("3200", "1800")),
        ("顺义区新建录播教室多少间", ("88",)),
        ("昌平区新增校车多少辆", ("27",)),
        ("上街区共发放课后服务手册多少份", ("5000",)),
        ("密云区新增托管教室多少间", ("45间", "62间")),
        ("丰台区评选区级名师多少名", ("36名",)),
    ],
)
def test_what_a_text_tells_of_others_or_of_all_is_never_told_of_a_place(
    office: Assistant, question: str, others: tuple[str, ...]
) -> None:
    answer = ask(office, question).answer
    assert not any(other in answer for other in others)


def test_a_title_of_two_places_makes_the_text_of_neither(office: Assistant) -> None:
    places = {document.title: document.place for document in office.search.library.documents()}
    assert places["浙江、重庆两地教研员联合教研"] is None
    assert places["多地推进课后服务"] is None


@pytest.mark.parametrize(
    "question",
    [
        "密云区初中在校学生多少人？",
        "密云区高考优秀率是多少？",
        "密云区专科上线率是多少？",
        "密云区滨江街道小学有多少所？",
        "密云区实验小学在校学生多少人？",
        "密云区农村小学有多少所？",
    ],
)
def test_a_figure_of_another_part_school_or_street_is_refused(office: Assistant, question: str) -> None:
    trace = ask(office, question)
    assert trace.status == "refused"
    assert [missing.kind for missing in trace.missing] == ["indicator"]


def test_last_years_figure_is_refused_where_the_text_tells_this_years(office: Assistant) -> None:
    trace = ask(office, "密云区去年中考优秀率是多少？")
    assert [(missing.kind, missing.asked) for missing in trace.missing] == [("period", "2023年")]


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("密云区小学在校学生多少人？", "3.2万人"),
        ("密云区小学有多少所？", "46所"),
        ("密云区改造操场投入了多少资金？", "2300万元"),
        ("密云区交流教师多少名？", "210名"),
        ("密云区骨干教师占比多少？", "22.4%"),
        ("密云区中考优秀率是多少？", "38.5%"),
        ("密云区开展消防演练多少场？", "132场"),
        ("密云区招聘教师中研究生多少名？", "35名"),
    ],
)
def test_of_the_figures_of_a_sentence_the_asked_one_is_told(office: Assistant, question: str, figure: str) -> None:
    trace = ask(office, question)
    assert trace.status == "answered"
    assert figure in trace.answer


def test_an_answer_is_never_of_two_places(office: Assistant) -> None:
    trace = ask(office, "采取什么授课方式开展劳动教育？")
    assert trace.status == "answered"
    assert len({citation.place for citation in trace.citations}) == 1
    assert not ("农场" in trace.answer and "渔港" in trace.answer)


def test_a_passage_the_store_no_longer_has_is_passed_over(office: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    hits = office.search.index.search
    gone = Hit(passage_id="gone@1", score=9.0)
    monkeypatch.setattr(type(office.search.index), "search", lambda _, *given: [gone, *hits(*given)])
    assert "36座" in ask(office, "郑州市建成校园应急救援站多少座？").answer


def test_without_a_date_a_rule_answers_with_a_note_and_a_figure_never_does(office: Assistant) -> None:
    rule = ask(office, "2022年新乡市如何管理开放操场？")
    assert rule.status == "answered"
    assert "凭登记证" in rule.answer
    assert any("无法核对是否为所问的年份" in note for note in rule.notes)
    figure = ask(office, "2022年新乡市开放操场的学校有多少所？")
    assert figure.status == "refused"
    assert figure.missing[0].kind == "period"
    assert "65" not in figure.answer


def test_sounds_across_two_words_are_no_place(office: Assistant) -> None:
    # 会海淀 holds the place itself; 还点 (hai dian) across 归还|点名 only sounds like it.
    plan = office.planner.read("器材归还点名制度是什么", None)
    assert plan.places == ()
    assert plan.typo is None


def test_a_typed_word_that_sounds_like_a_place_is_still_found(office: Assistant) -> None:
    assert [place.name for place in office.planner.read("风台区新增了多少个学位", None).places] == ["丰台区"]


def test_a_doubled_district_mark_is_no_unknown_place(office: Assistant) -> None:
    assert office.planner.read("海淀区区教育局评了多少名区级名师", None).unknown == ()

"""What the texts of a wider place and of the country may say for a place, and what they never do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question
from core.schema import Trace
from retrieval.retrievers import Hit

PROVINCE = """河南省教育厅关于2023年校园安全工作的情况通报
2023年12月5日
一、总体情况
全省建成示范校园820所，巡查食堂4300个。
二、各地做法
郑州市建成校园应急救援站36座，覆盖全部中学。
郑州市落实接送制度，设置家长等候区，安排教师护送学生。
郑州市改造校门，增设隔离栏，我省将组织学习。
平顶山市开展应急演练57场，我省将推广其做法，年内培训应急教官900名。
郑州市以外的地方新聘校医410名。
借鉴郑州市经验，全省新配发救生设备2100套。
开封市、洛阳市分别建成防溺水宣传站14个、19个。
"""
CITY = """郑州市教育局2023年工作总结
2023年12月30日
一、工作成效
全市开展家庭教育讲座260场。
"""
COUNTRY = """教育部办公厅关于做好校车安全管理的通知
教基厅〔2023〕9号
各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局：
一、校车使用许可
学校申请校车使用许可，应当提交车辆检验证明和驾驶人资格材料。
二、校车检查
学校每月检查校车4次。广东省可以适当增加校车检查内容。
教育部办公厅
2023年6月1日
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
操场开放率变化明显，提高到78%。
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office(
        {"通报": PROVINCE, "总结": CITY, "校车": COUNTRY, "指引": UNDATED, "教研": SHARED, "劳动": PAIRED}
    )


def ask(assistant: Assistant, text: str) -> Trace:
    return assistant.invoke(Question(text=text))


def test_a_provinces_sentence_that_begins_with_a_city_answers_for_it(office: Assistant) -> None:
    trace = ask(office, "郑州市建成校园应急救援站多少座？")
    assert trace.status == "answered"
    assert "36座" in trace.answer
    assert trace.citations[0].place == "河南省郑州市"
    assert any("河南省的文件" in note and "郑州市" in note for note in trace.notes)


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("郑州市建成示范校园多少所？", "820"),
        ("郑州市新配发救生设备多少套？", "2100"),
        ("郑州市培训应急教官多少名？", "900"),
        ("郑州市新聘校医多少名？", "410"),
        ("郑州市巡查食堂多少个？", "4300"),
        ("郑州市建成防溺水宣传站多少个？", "14"),
        ("郑州市每月检查校车几次？", "4次"),
    ],
)
def test_the_provinces_and_the_countrys_figures_never_do(office: Assistant, question: str, others: str) -> None:
    trace = ask(office, question)
    assert trace.status == "refused"
    assert others not in trace.answer


def test_a_title_of_two_places_makes_the_text_of_neither(office: Assistant) -> None:
    titled = {document.title: document for document in office.search.library.documents()}
    assert titled["浙江、重庆两地教研员联合教研"].place is None
    trace = ask(office, "重庆市建成教研基地多少个？")
    assert "28个" in trace.answer
    assert "31" not in trace.answer


@pytest.mark.parametrize(
    ("question", "shown", "left_out"),
    [
        ("郑州市如何落实接送制度？", "安排教师护送学生", "隔离栏"),
        ("郑州市如何改造校门？", "改造校门", "我省"),
    ],
)
def test_an_open_answer_ends_where_the_sentence_leads_back(
    office: Assistant, question: str, shown: str, left_out: str
) -> None:
    trace = ask(office, question)
    assert trace.status == "answered"
    assert trace.answer.startswith("郑州市")
    assert shown in trace.answer
    assert left_out not in trace.answer


def test_what_the_country_rules_is_told_as_the_countrys(office: Assistant) -> None:
    trace = ask(office, "郑州市申请校车使用许可应当提交哪些材料？")
    assert trace.status == "partial"
    assert "车辆检验证明" in trace.answer
    assert trace.citations[0].place == "全国"
    assert [missing.kind for missing in trace.missing] == ["document"]
    assert any("郑州市自己的规定" in note and "全国性文件" in note for note in trace.notes)


def test_what_the_country_says_of_another_place_is_not_told(office: Assistant) -> None:
    trace = ask(office, "郑州市如何增加校车检查内容？")
    assert "适当增加" not in trace.answer


def test_a_second_sentence_is_never_of_another_place(office: Assistant) -> None:
    trace = ask(office, "采取什么授课方式开展劳动教育？")
    assert trace.status == "answered"
    assert len({citation.place for citation in trace.citations}) == 1
    assert not ("农场" in trace.answer and "渔港" in trace.answer)


def test_a_rate_without_a_date_never_does_either(office: Assistant) -> None:
    trace = ask(office, "2022年新乡市操场开放率如何变化？")
    assert "78" not in trace.answer


def test_a_passage_the_store_no_longer_has_is_passed_over(office: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    hits = office.search.index.search
    gone = Hit(passage_id="gone@1", score=9.0)
    monkeypatch.setattr(type(office.search.index), "search", lambda _, *given: [gone, *hits(*given)])
    trace = ask(office, "郑州市建成校园应急救援站多少座？")
    assert "36座" in trace.answer
    assert ask(office, "郑州市申请校车使用许可应当提交哪些材料？").status == "partial"


def test_a_rule_without_a_date_answers_with_a_note(office: Assistant) -> None:
    trace = ask(office, "2022年新乡市如何管理开放操场？")
    assert trace.status == "answered"
    assert "凭登记证" in trace.answer
    assert any("无法核对是否为所问的年份" in note for note in trace.notes)


def test_a_figure_without_a_date_never_does(office: Assistant) -> None:
    trace = ask(office, "2022年新乡市开放操场的学校有多少所？")
    assert trace.status == "refused"
    assert trace.missing[0].kind == "period"
    assert "65" not in trace.answer

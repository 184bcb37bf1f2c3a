"""The checker's rules: what holds, what does not, and what must not be called wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.finding import Finding
from core.relations import check_relations
from core.relations_limits import Threshold


def verdicts(text: str, kind: str) -> list[str]:
    return [f.verdict for f in check_relations(text) if f.kind == kind]


def only(text: str, kind: str) -> Finding:
    (found,) = [f for f in check_relations(text) if f.kind == kind]
    return found


# (text that holds, the same with one operand changed, kind)
PAIRS = [
    (
        "共有考生950人。其中，物理类考生620人，历史类考生330人。",
        "共有考生950人。其中，物理类考生620人，历史类考生340人。",
        "和",
    ),
    ("共有学校100所，其中小学60所、初中30所、高中10所。", "共有学校110所，其中小学60所、初中30所、高中10所。", "和"),
    ("男生520人，女生480人，共1000人。", "男生520人，女生480人，共1100人。", "和"),
    ("设20个考场（文科1-8考场，理科12个考场）。", "设21个考场（文科1-8考场，理科12个考场）。", "和"),
    ("招生1200人，比上年增加200人，增幅20%。", "招生1200人，比上年增加200人，增幅30%。", "增长率"),
    ("教学点2772个，相较五年前减少631个，减幅18.54%。", "教学点2772个，相较五年前减少631个，减幅18.94%。", "增长率"),
    ("在校生从1000人增加到1200人，增长20%。", "在校生从1000人增加到1200人，增长25%。", "变化率"),
    ("教师3000人，其中女教师2100人，占70%。", "教师3000人，其中女教师2100人，占75%。", "占比"),
    ("达标率由80%提高到90%，提高10个百分点。", "达标率由80%提高到90%，提高12个百分点。", "百分点"),
    ("本科率达到85%，比去年的82%提高3个百分点。", "本科率达到85%，比去年的82%提高5个百分点。", "百分点"),
    ("分为演讲(权重80%)和答辩(20%)两个环节。", "分为演讲(权重70%)和答辩(20%)两个环节。", "权重"),
    ("考核中五个部分分值各占20%。", "考核中五个部分分值各占25%。", "权重"),
    ("690分以上5人，680分以上9人，670分以上13人。", "690分以上5人，680分以上9人，670分以上7人。", "累计单调"),
    ("分为教师学校、校本学校和项目学校三个层次。", "分为教师学校、校本学校和项目学校四个层次。", "计数"),
    ("健全省、州、县、校四级教研体系。", "健全省、州、县、校五级教研体系。", "计数"),
    ("防治“小胖墩、小眼镜、小豆芽”“三小”。", "防治“小胖墩、小眼镜、小豆芽”“四小”。", "计数"),
    ("做好两方面工作：一是补短板。二是强弱项。", "做好三方面工作：一是补短板。二是强弱项。", "计数"),
    ("6月7-9日，27-29日，历时6天。", "6月7-9日，27-29日，历时7天。", "天数"),
    ("三年行动计划（2023—2025年）。", "三年行动计划（2023—2027年）。", "年数"),
    ("办班3期，每期50人，共培训150人。", "办班3期，每期50人，共培训180人。", "积"),
    ("20所学校共有学生12000人，校均600人。", "20所学校共有学生12000人，校均500人。", "均值"),
    ("学生25000人，教师1250人，生师比20:1。", "学生25000人，教师1250人，生师比18:1。", "生师比"),
    ("投入3亿元，是去年1.5亿元的2倍。", "投入3亿元，是去年1.5亿元的3倍。", "倍数"),
]


@pytest.mark.parametrize(("holds", "changed", "kind"), PAIRS)
def test_relation_that_holds_passes_and_a_changed_operand_fails(holds: str, changed: str, kind: str) -> None:
    assert set(verdicts(holds, kind)) <= {"通过", "约数内通过"}
    assert verdicts(holds, kind)
    assert "不通过" in verdicts(changed, kind)


def test_every_finding_quotes_the_text_and_says_its_numbers() -> None:
    text = "甲校招生1200人，比上年增加200人，增幅30%。"
    found = only(text, "增长率")
    assert found.quote in text
    assert [o.value for o in found.operands] == [1200, 200, 30]
    assert found.computed == pytest.approx(20)
    assert found.formula == "200/(1200-200)*100"
    assert found.stated == "30%"
    assert "20.00%" in found.suggestion


def test_three_numbers_that_disagree_get_both_mends_side_by_side() -> None:
    found = only("现有小学1.09万所，相较五年前减少551所，减幅5.06%。", "增长率")
    assert found.verdict == "不通过"
    assert found.computed == pytest.approx(4.81, abs=0.01)
    assert "11451" in found.readings[0]
    assert "10889" in found.readings[1]


def test_schools_of_two_stages_counted_twice_are_an_overlap_not_an_error() -> None:
    found = only("参与统计的学校39所，分别按照小学30所、初中13所分开计算。", "和(重叠)")
    assert found.verdict == "通过"
    assert found.computed == 4
    assert "一贯制" in found.readings[0]


def test_list_that_ends_in_deng_is_never_called_wrong() -> None:
    found = only("从实践、艺术、劳动等7个方面开发课程。", "列举不尽")
    assert found.verdict == "歧义"
    assert found.computed == 3


def test_approximate_operands_are_compared_as_intervals() -> None:
    assert verdicts("新增学位近7万个，其中优质学位5.7万余个，占比81.5%。", "占比") == ["约数内通过"]
    assert verdicts("新增学位近7万个，其中优质学位5.7万余个，占比61.5%。", "占比") == ["不通过"]


def test_rate_of_another_subject_is_not_held_against_the_pair() -> None:
    text = "检测2.3万批次，其中药残检测9000批次，质量安全合格率达98%。收入从3826亿元增长到4398亿元，年均增长6.5%。"
    assert [f for f in check_relations(text) if f.verdict == "不通过"] == []


def test_growth_of_output_may_be_at_constant_prices() -> None:
    found = only("地区生产总值较“十三五”末的9323亿元增加4374亿元，增长33.6%。", "增长率")
    assert found.verdict == "口径可疑"
    assert any("不变价" in reading for reading in found.readings)


def test_difference_of_two_percentages_told_as_percent_is_doubtful() -> None:
    assert verdicts("达标率由80%提高到90%，提高10%。", "百分点") == ["口径可疑"]
    assert only("达标率由62%提高到83%。", "百分点").computed == pytest.approx(21)


def test_completion_rate_above_a_hundred_implies_a_whole_target() -> None:
    found = only("新增组建22组，完成率达147%。", "反推")
    assert (found.verdict, round(found.computed or 0, 2)) == ("约数内通过", 146.67)


def test_share_above_a_hundred_is_impossible_and_growth_is_not() -> None:
    assert verdicts("公办园占比达到105%。", "不可能的值") == ["不通过"]
    assert verdicts("收入同比增长105%，目标完成率达到120%。", "不可能的值") == []


def test_lost_numbers_are_shown_and_never_filled_in() -> None:
    found = [
        f
        for f in check_relations("选派线余位名师送教，单次培训在线余人。教师每学期听课20以上，")
        if f.verdict == "文字残缺"
    ]
    assert len(found) == 3
    assert all(f.computed is None for f in found)
    assert verdicts("其余位次不变，业余人员剩余个案照旧，共享914节、每门，", "文字损坏") == []


def test_claim_is_held_against_the_limit_told_before_it() -> None:
    limits = "差异系数，小学均小于或等于0.50，初中均小于或等于0.45。"
    text = limits + "小学在0.225-0.779之间，未达到标准；初中在0.167-0.416之间，达到标准。"
    assert verdicts(text, "阈值") == ["通过", "通过"]
    assert "不通过" in verdicts(text.replace("未达到", "达到"), "阈值")


def test_standard_is_named_beside_the_figure_it_judges() -> None:
    line = Threshold(words=("覆盖率",), stage="", value=80, comparison=">=", unit="%", source="某标准")
    (found,) = check_relations("普惠园覆盖率达到90%。", [line])
    assert (found.verdict, found.computed) == ("通过", True)
    assert "某标准" in found.readings[0]
    (found,) = check_relations("普惠园覆盖率达到70%。", [line])
    assert found.verdict == "口径可疑"


def test_two_dates_of_one_thing_are_doubtful() -> None:
    assert verdicts("甲县小学5月31号完成招投标。后查，甲县小学于5月30日招投标采购。", "一致性") == ["口径可疑"]


@pytest.mark.parametrize(
    "text",
    [
        "最低工资标准每月提高183元，基础养老金、低保标准每月分别提高25元、50元。",
        "累计创建42个示范村、22个示范片区，推进32个改造项目。",
        "遗址先后入选全国年度十大考古新发现。",
        "人均生产总值从5.6万元增至7.8万元，超过1万美元，年均增长5.4%。",
        "城乡居民收入从46503元和16935元分别提高到58794元和23184元。",
        "健全中央、省、市相关制度，落实四项制度。",
        "2023年招生300人，2024年招生420人。",
    ],
)
def test_ordinary_sentences_raise_no_alarm(text: str) -> None:
    assert [f for f in check_relations(text) if f.verdict == "不通过"] == []


@given(st.integers(10, 900), st.integers(10, 900), st.integers(1, 9))
def test_total_of_two_halves_is_right_exactly_when_it_is_their_sum(one: int, two: int, off: int) -> None:
    right = f"共有考生{one + two}人，其中理科{one}人，文科{two}人。"
    wrong = f"共有考生{one + two + off}人，其中理科{one}人，文科{two}人。"
    assert "通过" in verdicts(right, "和")
    assert "不通过" in verdicts(wrong, "和")


@given(st.integers(100, 9000), st.integers(10, 90))
def test_rounded_growth_passes_and_a_far_one_fails(base: int, rise: int) -> None:
    rate = rise / base * 100
    text = f"在校生{base + rise}人，比上年增加{rise}人，增幅"
    assert set(verdicts(f"{text}{rate:.2f}%。", "增长率")) <= {"通过", "约数内通过"}
    assert "不通过" in verdicts(f"{text}{rate + 1:.2f}%。", "增长率")


def test_findings_do_not_depend_on_what_stands_around_them() -> None:
    draw = random.Random(7)
    for holds, _, kind in draw.sample(PAIRS, 8):
        alone = verdicts(holds, kind)
        framed = verdicts(f"认真贯彻落实。\n{holds}\n继续努力。", kind)
        assert framed == alone


@given(
    st.text(alphabet="0123456789%.，。；、（）“”一二三十百万亿个人年月日其中比占增从到至每共分别学校 \n-", max_size=120)
)
def test_any_text_is_checked_without_error_and_quoted_verbatim(text: str) -> None:
    assert all(f.quote in text for f in check_relations(text))


def test_a_pasted_table_without_full_stops_is_read_in_bounded_pieces() -> None:
    text = "共33个学生，" * 400
    assert [f for f in check_relations(text) if f.verdict == "不通过"] == []

"""The checker's engine: what holds, what does not, and what must not be called wrong."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arithmetic.claim import is_slip
from core.arithmetic.engine import check_arithmetic
from core.arithmetic.standards import Threshold
from core.finding import Finding

GOOD = {"通过", "约数内通过"}


def wrong(text: str) -> list[Finding]:
    return [finding for finding in check_arithmetic(text) if finding.verdict == "不通过"]


def held(text: str) -> list[Finding]:
    return [finding for finding in check_arithmetic(text) if finding.verdict in GOOD]


# (text that holds, the same with one figure changed)
PAIRS = [
    (
        "共有考生950人。其中，物理类考生620人，历史类考生330人。",
        "共有考生950人。其中，物理类考生620人，历史类考生340人。",
    ),
    ("共有学校100所，其中小学60所、初中30所、高中10所。", "共有学校110所，其中小学60所、初中30所、高中10所。"),
    ("男生520人，女生480人，共1000人。", "男生520人，女生480人，共1100人。"),
    ("招生1200人，比上年增加200人，增幅20%。", "招生1200人，比上年增加200人，增幅30%。"),
    ("教学点2772个，相较五年前减少631个，减幅18.54%。", "教学点2772个，相较五年前减少631个，减幅18.94%。"),
    ("在校生从1000人增加到1200人，增长20%。", "在校生从1000人增加到1200人，增长25%。"),
    ("教师3000人，其中女教师2100人，占70%。", "教师3000人，其中女教师2100人，占75%。"),
    ("达标率由80%提高到90%，提高10个百分点。", "达标率由80%提高到90%，提高12个百分点。"),
    ("工程2019年3月启动，2022年2月完成，历时三年。", "工程2019年3月启动，2022年2月完成，历时五年。"),
    ("3月4日开始、3月12日完毕，前后共用9天。", "3月4日开始、3月12日完毕，前后共用19天。"),
    ("今年发放200万元，是2019年50万元的4倍。", "今年发放200万元，是2019年50万元的6倍。"),
    (
        "90分及以上为优，75—89分为良，60—74分为中，59分及以下为差。",
        "90分及以上为优，75—89分为良，60—72分为中，59分及以下为差。",
    ),
    ("考核实行百分制：环境30分，管理40分，效果30分。", "考核实行百分制：环境30分，管理40分，效果20分。"),
    (
        "教师共500人。按性别分，女教师300人，占60%；男教师200人，占40%。",
        "教师共500人。按性别分，女教师300人，占60%；男教师200人，占45%。",
    ),
    (
        "每人每天补助30元、全年10天，享受学生200人，全年需资金6万元。",
        "每人每天补助30元、全年10天，享受学生200人，全年需资金6亿元。",
    ),
    (
        "各县得分为：东县92分，西县88分，南县90分。总体平稳。南县排名第二。",
        "各县得分为：东县92分，西县88分，南县90分。总体平稳。西县排名第二。",
    ),
    (
        "班额｜班数｜占比（%）\n小｜20｜20.0\n中｜50｜50.0\n大｜30｜30.0\n合计｜100｜—",
        "班额｜班数｜占比（%）\n小｜20｜20.0\n中｜50｜50.0\n大｜30｜35.0\n合计｜100｜—",
    ),
    ("学生300人，专任教师20人，生师比为15∶1。", "学生300人，专任教师20人，生师比为18∶1。"),
    ("经费由100万元增加到200万元，四年翻了一番。", "经费由100万元增加到300万元，四年翻了一番。"),
    (
        "参加测试60人，90分及以上20人，80至89分30人，79分以下10人。",
        "参加测试70人，90分及以上20人，80至89分30人，79分以下10人。",
    ),
    ("年度考核实行百分制。学习30分，工作40分，纪律30分。", "年度考核实行百分制。学习30分，工作40分，纪律40分。"),
    ("每天活动90分钟，未达到不少于120分钟的要求。", "每天活动130分钟，未达到不少于120分钟的要求。"),
    ("本科率达到85%，比去年的82%提高3个百分点。", "本科率达到85%，比去年的82%提高5个百分点。"),
    ("分为演讲(权重80%)和答辩(20%)两个环节。", "分为演讲(权重70%)和答辩(20%)两个环节。"),
    ("690分以上5人，680分以上9人，670分以上13人。", "690分以上5人，680分以上9人，670分以上7人。"),
    ("分为教师学校、校本学校和项目学校三个层次。", "分为教师学校、校本学校和项目学校四个层次。"),
    ("做好两方面工作：一是补短板。二是强弱项。", "做好三方面工作：一是补短板。二是强弱项。"),
    ("6月7-9日，27-29日，历时6天。", "6月7-9日，27-29日，历时7天。"),
    ("三年行动计划（2023—2025年）。", "三年行动计划（2023—2027年）。"),
    ("办班3期，每期50人，共培训150人。", "办班3期，每期50人，共培训180人。"),
    ("20所学校共有学生12000人，校均600人。", "20所学校共有学生12000人，校均500人。"),
    ("学生25000人，教师1250人，生师比20:1。", "学生25000人，教师1250人，生师比18:1。"),
    ("投入3亿元，是去年1.5亿元的2倍。", "投入3亿元，是去年1.5亿元的3倍。"),
    ("7月1日至11日（首尾两日均计入），开展检查，为期11天。", "7月1日至11日（首尾两日均计入），开展检查，为期9天。"),
    ("定于2023年5月17日（星期三）召开会议。", "定于2023年5月17日（星期二）召开会议。"),
    ("排名由上年的第12位上升至第8位，前移4个位次。", "排名由上年的第12位上升至第8位，前移5个位次。"),
    ("甲镇84.4%，乙镇82.5%，丙镇72.1%，甲镇最高。", "甲镇84.4%，乙镇82.5%，丙镇72.1%，丙镇最高。"),
    ("竣工面积68442平方米，即6.84万平方米。", "竣工面积68442平方米，即0.68万平方米。"),
    ("工程5月1日开工，9月1日竣工，工期4个月。", "工程5月1日开工，9月1日竣工，工期2个月。"),
    ("需求2600个，现有学位900个，缺口1700个。", "需求2600个，现有学位900个，缺口1100个。"),
    ("最高分95.3分、最低分71.9分，平均88.1分。", "最高分95.3分、最低分71.9分，平均98.1分。"),
    ("最大班额依次为48人、39人、44人，均未超过50人。", "最大班额依次为48人、39人、44人，均未超过45人。"),
    ("职业学校招生1429人，比去年的1212人增长17.9%。", "职业学校招生1429人，比去年的1212人增长15.2%。"),
    ("男教师96人，女教师224人，男女比例为3∶7。", "男教师96人，女教师224人，男女比例为4∶6。"),
    ("语文120分、数学120分、体育60分，总分300分。", "语文120分、数学120分、体育60分，总分310分。"),
    ("基地从18个发展到72个，翻了两番。", "基地从18个发展到72个，翻了三番。"),
    ("参训教师926名，累计完成57412学时，人均62学时。", "参训教师926名，累计完成57412学时，人均52学时。"),
]


@pytest.mark.parametrize(("holds", "changed"), PAIRS)
def test_relation_that_holds_passes_and_a_changed_figure_fails(holds: str, changed: str) -> None:
    assert held(holds)
    assert wrong(holds) == []
    assert wrong(changed)


# A sound table, and the same with one cell changed.
TABLE = """乡镇\t学校\t教师\t学生\t合计
甲镇\t4\t61\t720\t785
乙镇\t3\t55\t611\t669
丙镇\t5\t80\t902\t987
合计\t12\t196\t2233\t2441"""


def test_a_sound_table_passes() -> None:
    assert len(held(TABLE)) >= 8
    assert wrong(TABLE) == []


@pytest.mark.parametrize("cell", ["61", "611", "902", "669", "196", "2233"])
def test_one_changed_cell_of_a_table_is_found_with_its_row_or_column(cell: str) -> None:
    changed = TABLE.replace(f"\t{cell}\t", f"\t{int(cell) + 9}\t", 1).replace(f"\t{cell}\n", f"\t{int(cell) + 9}\n", 1)
    assert changed != TABLE
    found = wrong(changed)
    assert found
    assert all("一列" in one.suggestion or "一行" in one.suggestion for one in found)


def test_tables_with_bars_ranks_shares_and_conclusions_are_read() -> None:
    ranks = "| 学校 | 得分 | 名次 |\n|---|---|---|\n| 甲校 | 81.5 | 3 |\n| 乙校 | 83.4 | 2 |\n| 丙校 | 90.1 | 1 |\n"
    assert wrong(ranks) == []
    assert wrong(ranks.replace("| 83.4 | 2 |", "| 83.4 | 3 |"))
    lines = "指标\t系数\t标准\t结论\n教师\t0.51\t≤0.50\t未达标\n面积\t0.45\t≤0.50\t达标"
    assert wrong(lines) == []
    assert wrong(lines.replace("0.51\t≤0.50\t未达标", "0.51\t≤0.50\t达标"))


def test_a_finding_says_what_was_recomputed_and_both_mends() -> None:
    text = "招生1200人，比上年增加200人，增幅30%。"
    (found,) = wrong(text)
    assert found.quote in text
    assert len(found.quote) <= 120
    assert [one.value for one in found.operands] == [1200, 200, 30]
    assert found.computed == pytest.approx(20)
    assert found.stated == "30%"
    assert len(found.readings) == 2
    assert "20" in found.suggestion


@pytest.mark.parametrize(
    "text",
    [
        "小学62所、初中21所（均含九年一贯制学校），学校共计79所。",
        "公用经费5126万元，按可比口径增长6.7%；上年为5034万元。",
        "师生比1∶13.6（按编制数计算），在校生11260人，教师912人。",
        "专职教练由12人增加到30人，生师比由2100:1降至840:1。",
    ],
)
def test_where_a_reading_fits_nothing_is_called_wrong(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "教师1286人，其中持有教师资格证的1207人、大专以上学历1251人。",
        "全县平均31.4%，三所高中分别为41.2%、27.5%和18.6%。",
        "城关片、河东片、山区片等五个学区。",
        "最低工资标准每月提高183元，基础养老金、低保标准每月分别提高25元、50元。",
        "累计创建42个示范村、22个示范片区，推进32个改造项目。",
        "遗址先后入选全国年度十大考古新发现。",
        "人均生产总值从5.6万元增至7.8万元，超过1万美元，年均增长5.4%。",
        "城乡居民收入从46503元和16935元分别提高到58794元和23184元。",
        "健全中央、省、市相关制度，落实四项制度。",
        "2023年招生300人，2024年招生420人。",
        "产业投资比重提升至55.7%、提高4.7个百分点，民间投资占比34%、提高1.3个百分点。",
        "收入同比增长105%，目标完成率达到120%。",
        # A share of a whole with another name; a rate of a part; a change beside a rate; other rates.
        "总投入900万元，其中设备300万元，占财政支出的12%。",
        "参训教师100人，参训率95%，其中小学40人，参训率90%。",
        "上线90人，比上年增加10人，上线率45%。",
        "覆盖率由60%提高到100%；及格率88%，比上年提高2个百分点。",
        # Parts that do not part the whole, or that cross.
        "幼儿园100所，其中公办50所、普惠性民办40所。",
        "学生100人，其中寄宿生80人、留守儿童40人。",
        "学生60人，教职工25人，其中专任教师20人，师生比为1∶3。",
        "随班就读20人，送教10人，另在普通班15人，教师9人，三种方式合计45人。",
        "共用600万元，比2019年的500万元增长20%，其中设备400万元、培训200万元。",
        # Each figure has its own line; a rule's ratio; a rate for half a year; a row that counts.
        "平均班额分别为18人、27人，均未突破20人、30人的上限。",
        "专任教师60人，兼职40人，按1∶50的比例配备。",
        "按每生每年1000元资助，上半年资助40人、发放2万元。",
        "一类每人10元、二类20元、三类30元。",
        "社团由10个增至12个，学生参与率达到九成。",
        "存储由20兆扩至50兆，扩大1.5倍；学校100所，比上年增加20所，增长25%。",
        "校长班5月3日报到、5月10日返程，为期6天。",
        "3日至5日报名，8日至9日展演，展演共两天。",
        "藏书9000册，按300名学生计，生均30册，新书占比超过一成。",
        "学生610人，教师40人，生师比在15∶1左右。",
        "走访3个社区，写出报告60份，人均2份。",
        "测试20人：优秀8人，合格7人，待提高5人。",
    ],
)
def test_ordinary_sentences_raise_no_alarm(text: str) -> None:
    assert wrong(text) == []


def test_a_figure_told_again_with_another_value_is_found() -> None:
    text = "一年来，全市新建改扩建学校28所。在项目推进中，{}所新建改扩建学校已全部投入使用。"
    assert wrong(text.format(28)) == []
    assert wrong(text.format(27))


def test_a_part_above_its_whole_is_wrong() -> None:
    assert wrong("300名参加，其中280人达标。") == []
    assert wrong("300名参加，其中380人达标。")
    assert wrong("在12个参赛班级中，有9个获奖。") == []
    assert wrong("在12个参赛班级中，有15个获奖。")


def test_a_slip_is_told_from_another_figure() -> None:
    assert is_slip(855, 585)
    assert is_slip(6300, 0.63)
    assert is_slip(120, 130)
    assert not is_slip(120, 347)
    assert not is_slip(120, 120)


def test_lost_numbers_are_shown_and_never_filled_in() -> None:
    text = "选派线余位名师送教，单次培训在线余人。教师每学期听课20以上，"
    found = [one for one in check_arithmetic(text) if one.verdict == "文字残缺"]
    assert len(found) == 3
    assert all(one.computed is None for one in found)


def test_claim_is_held_against_the_limit_told_before_it() -> None:
    limits = "差异系数，小学均小于或等于0.50，初中均小于或等于0.45。"
    text = limits + "小学在0.225-0.779之间，未达到标准；初中在0.167-0.416之间，达到标准。"
    assert wrong(text) == []
    assert wrong(text.replace("未达到", "达到"))


def test_standard_is_named_beside_the_figure_it_judges() -> None:
    line = Threshold(words=("覆盖率",), stage="", value=80, comparison=">=", unit="%", source="某标准")
    (found,) = check_arithmetic("普惠园覆盖率达到90%。", [line])
    assert (found.verdict, found.computed) == ("通过", True)
    assert "某标准" in found.readings[0]
    (found,) = check_arithmetic("普惠园覆盖率达到70%。", [line])
    assert (found.verdict, found.computed) == ("仅派生", False)


@given(st.integers(10, 900), st.integers(10, 900), st.integers(1, 9))
def test_total_of_two_halves_is_right_exactly_when_it_is_their_sum(one: int, two: int, off: int) -> None:
    assert held(f"共有考生{one + two}人，其中理科{one}人，文科{two}人。")
    assert wrong(f"共有考生{one + two + off}人，其中理科{one}人，文科{two}人。")


@given(st.integers(100, 9000), st.integers(10, 90))
def test_rounded_growth_passes_and_a_far_one_fails(base: int, rise: int) -> None:
    rate = rise / base * 100
    text = f"在校生{base + rise}人，比上年增加{rise}人，增幅"
    assert wrong(f"{text}{rate:.2f}%。") == []
    assert wrong(f"{text}{rate + 1:.2f}%。")


def test_findings_do_not_depend_on_what_stands_around_them() -> None:
    draw = random.Random(7)
    for holds, changed in draw.sample(PAIRS, 12):
        assert wrong(f"认真贯彻落实。\n{holds}\n继续努力。") == []
        assert wrong(f"认真贯彻落实。\n{changed}\n继续努力。")


@given(
    st.text(
        alphabet="0123456789%.，。；、（）“”一二三十百万亿个人年月日其中比占增从到至每共分别学校 \n-\t|", max_size=120
    )
)
def test_any_text_is_checked_without_error_and_quoted_verbatim(text: str) -> None:
    assert all(finding.quote in text for finding in check_arithmetic(text))


def test_a_pasted_table_without_full_stops_is_read_in_bounded_pieces() -> None:
    assert wrong("共33个学生，" * 400) == []


@pytest.mark.slow
def test_a_hundred_thousand_numbers_are_read_in_bounded_time() -> None:
    started = time.perf_counter()
    check_arithmetic("今年招生1200人，教师88人，共12个班，占35%。" * 25_000)
    assert time.perf_counter() - started < 120

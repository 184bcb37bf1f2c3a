"""Figures of tables inside documents: the asked row and column, or a refusal that gives no other cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant, Question

BULLETIN = """# 密云区2024年教育事业统计公报

发布时间：2025-01-20
来源：密云区教育委员会

一、总体情况

全区教育事业平稳发展，办学条件继续改善，教师队伍不断壮大，各项工作按计划推进。

表1 各学段基本情况

| 学段 | 学校数（所） | 其中：公办（所） | 在校生数（人） | 专任教师（人） | 生师比 |
| --- | --- | --- | --- | --- | --- |
| 幼儿园 | 82 | 45 | 18,420 | 1,870 | 9.9 |
| 小学 | 68 | 61 | 38,730 | 2,610 | 14.8 |
| 普通高中 | 9 | 7 | 11,905 | 1,140 | 10.4 |
| 合计 | 159 | 113 | 69,055 | 5,620 | |

二、经费情况

表2 2024年教育经费投入情况（单位：万元）

| 项目 | 2023年 | 2024年 | 增减% |
| --- | --- | --- | --- |
| 一般公共预算教育经费 | 82,300 | 91,850 | 11.60 |
| 校舍维修改造资金 | 3,210 | 2,980 | -7.17 |

三、乡镇小学情况

表3 部分乡镇小学情况

| 序号 | 乡镇 | 小学数（所） | 在校生数（人） | 寄宿生数（人） | 六年巩固率 |
| --- | --- | --- | --- | --- | --- |
| 1 | 溪翁庄镇 | 4 | 2,220 | 860 | 99.6% |
| 2 | 古北口镇 | 2 | 1,316 | 1,240 | 98.9% |
"""
SCHOOLS = """# 延庆区2024年学校情况统计

发布时间：2024-12-20

表1 各校基本情况

| 序号 | 学校名称 | 学段 | 在校生数（人） | 专任教师数（人） |
| --- | --- | --- | --- | --- |
| 1 | 延庆区第一小学 | 小学 | 1,820 | 98 |
| 2 | 延庆区第二中学 | 初中 | 1,210 | 102 |
| 3 | 延庆区永宁学校 | 九年一贯制 | 980 | 88 |

表2 年度指标完成情况

| 指标 | 单位 | 目标值 | 完成值 |
| --- | --- | --- | --- |
| 新增学位 | 个 | 1,200 | 1,350 |
| 校舍改造投入 | 万元 | 5,200 | 5,380.5 |
"""
PARTS = """# 平谷区2024年学校统计

发布时间：2024-12-20

表1 民办学校情况

| 学段 | 学校数（所） |
| --- | --- |
| 小学 | 3 |
| 合计 | 3 |

表2 部分乡镇初中情况

| 乡镇 | 初中数（所） |
| --- | --- |
| 夏各庄镇 | 1 |
| 马坊镇 | 2 |
| 合计 | 3 |

表3 各学段学生情况

| 学段 | 公办 | | 合计 | |
| --- | --- | --- | --- | --- |
| | 在校生（人） | 教师（人） | 在校生（人） | 教师（人） |
| 高中 | 2,100 | 180 | 2,600 | 215 |
"""
_TOWNS = [
    "北房",
    "杨宋",
    "桥梓",
    "怀北",
    "汤河口",
    "渤海",
    "九渡河",
    "琉璃庙",
    "宝山",
    "长哨营",
    "喇叭沟门",
    "庙城",
    "雁栖",
]
TOWNS = "\n".join(
    [
        "# 怀柔区2024年乡镇小学统计",
        "",
        "发布时间：2024-12-20",
        "",
        "表1 各乡镇小学情况",
        "",
        "| 乡镇 | 小学数（所） |",
        "| --- | --- |",
        *(f"| {name}镇 | {count} |" for count, name in enumerate(_TOWNS, 1)),
    ]
)
CITY = """# 北京市2024年各区中考情况通报

发布时间：2024-07-20

表1 各区中考情况

| 区 | 参考人数（人） | 优秀率 |
| --- | --- | --- |
| 海淀区 | 26,310 | 41.2% |
| 延庆区 | 2,105 | 22.8% |
"""


@pytest.fixture(scope="module")
def office(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    return make_office({"公报.md": BULLETIN, "通报.md": CITY, "学校.md": SCHOOLS, "平谷.md": PARTS, "怀柔.md": TOWNS})


@pytest.mark.parametrize(
    ("question", "told", "value", "unit"),
    [
        ("密云区小学有多少所？", "密云区2024年小学·学校数：68所[1]。", 68, "所"),
        ("密云区公办小学有多少所？", "小学·公办：61所", 61, "所"),
        ("密云区普通高中专任教师有多少人？", "1,140人", 1140, "人"),
        ("密云区普通高中生师比是多少？", "10.4", 10.4, ""),
        ("密云区2024年一般公共预算教育经费是多少？", "91,850万元", 918_500_000, "元"),
        ("密云区2023年校舍维修改造资金多少万元？", "3,210万元", 32_100_000, "元"),
        ("密云区校舍维修改造资金比上年增减百分之几？", "-7.17%", -7.17, "%"),
        ("密云区古北口镇有几所小学？", "古北口镇·小学数：2所", 2, "所"),
        ("密云区溪翁庄镇小学有多少寄宿生？", "溪翁庄镇·寄宿生数：860人", 860, "人"),
        ("密云区在校生一共有多少人？", "69,055人", 69_055, "人"),
        ("平谷区民办小学有多少所？", "小学·学校数：3所", 3, "所"),
        ("平谷区马坊镇初中有多少所？", "马坊镇·初中数：2所", 2, "所"),
        ("延庆区第二中学在校生多少人？", "1,210人", 1210, "人"),
        ("延庆区永宁学校专任教师有多少人？", "88人", 88, "人"),
        ("延庆区2024年中考优秀率是多少？", "延庆区·优秀率：22.8%", 22.8, "%"),
        ("延庆区2024年新增学位多少个？", "新增学位·完成值：1,350个", 1350, "个"),
        ("延庆区2024年新增学位目标是多少？", "新增学位·目标值：1,200个", 1200, "个"),
        ("延庆区2024年校舍改造投入多少万元？", "5,380.5万元", 53_805_000, "元"),
    ],
)
def test_the_cell_of_the_asked_row_and_column_answers(
    office: Assistant, question: str, told: str, value: float, unit: str
) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "answered"
    assert told in trace.answer
    assert [(figure.value, figure.unit) for figure in trace.figures] == [(value, unit)]
    assert not trace.checks.unsupported
    row = trace.citations[0]
    assert office.search.library.document(row.document_id).text[row.start : row.end] == row.quote


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("密云区各学段生师比分别是多少？", [9.9, 14.8, 10.4]),
        ("密云区幼儿园和小学专任教师各有多少人？", [1870, 2610]),
        ("密云区2023年和2024年一般公共预算教育经费分别是多少？", [823_000_000, 918_500_000]),
        ("密云区各乡镇小学数是多少？", [4, 2]),
    ],
)
def test_several_rows_or_years_are_told_one_by_one(office: Assistant, question: str, values: list[float]) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "answered"
    assert [figure.value for figure in trace.figures] == values


def test_cells_are_set_against_each_other(office: Assistant) -> None:
    trace = office.invoke(Question(text="延庆区中考优秀率跟海淀区差多少？"))
    assert trace.status == "computed"
    assert round(trace.figures[0].value, 6) == 18.4
    assert [one.value for one in trace.figures[0].inputs] == [22.8, 41.2]
    assert not trace.checks.unsupported


def test_of_a_long_column_the_first_rows_are_told(office: Assistant) -> None:
    trace = office.invoke(Question(text="怀柔区各乡镇小学数是多少？"))
    assert trace.status == "answered"
    assert [figure.value for figure in trace.figures] == list(range(1, 13))
    assert trace.answer.endswith("其余各行见原表。")


@pytest.mark.parametrize(
    "question",
    [
        "密云区民办小学有多少所？",
        "密云区小学寄宿生有多少人？",
        "密云区太师屯镇有多少所小学？",
        "密云区普通高中在校生比小学少多少人？",
        "密云区2022年一般公共预算教育经费是多少？",
        "密云区2025年小学有多少所？",
        "密云区中考优秀率是多少？",
        "密云区小学有多少人？",
        "密云区公办幼儿园占比是多少？",
        "密云区小学退休教师有多少人？",
        "密云区有多少个镇？",
        "延庆区小学在校生多少人？",
        "平谷区小学有多少所？",
        "平谷区初中有多少所？",
        "延庆区初中在校生多少人？",
        "延庆区第三小学在校生多少人？",
    ],
)
def test_a_row_or_column_that_is_not_there_gives_no_other_cell(office: Assistant, question: str) -> None:
    trace = office.invoke(Question(text=question))
    assert trace.status == "refused"
    assert not trace.figures


def test_a_table_of_another_place_is_no_table_of_the_asked_one(office: Assistant) -> None:
    trace = office.invoke(Question(text="延庆区小学有多少所？"))
    assert trace.status == "refused"
    assert "68" not in trace.answer

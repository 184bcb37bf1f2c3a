"""The other tables of the fictional 示例县: the county's year, kindergartens, 高考 bands, pupils' scores, contests."""

from __future__ import annotations

import random

from corpus.example_county import COUNTY, TOWNS, YEARS, Row, School


def county_row(year: int, draw: random.Random, pupils: int, private: int) -> Row:
    """One year of 县级年度表; what a bureau would know and one or two things it has not filled in."""
    eligible = round(pupils / 40)
    moved = round(eligible * (0.085 + 0.03 * year))
    migrants = round(pupils * 0.09)
    disabled = round(pupils * 0.006)
    quota = 1400 + 60 * year
    valid = 3200 + 150 * year
    row: Row = {
        "年度": YEARS[year],
        "县区": COUNTY,
        "学龄人口(6-11岁)": round(pupils * 0.63),
        "学龄人口(12-14岁)": round(pupils * 0.36),
        "学龄人口(3-5岁)": round(pupils * 0.195),
        "一般公共预算教育支出": round(pupils * (1.31 + 0.035 * year), 2),
        "在校生总数": pupils,
        "教师年均工资": 98200 + 4100 * year,
        "公务员年均工资": 97500 + 4300 * year,
        "符合交流条件教师": eligible,
        "实际交流教师": moved,
        "其中骨干": round(moved * (0.19 + 0.04 * year)),
        "符合条件随迁子女": migrants,
        "公办就读": round(migrants * 0.86),
        "政府购买服务民办就读": round(migrants * 0.05),
        "优质高中计划": quota,
        "分配名额": round(quota * (0.49 + 0.03 * year)),
        "农村校名额": round(quota * 0.22),
        "适龄残疾儿童数": disabled,
        "适龄残疾儿童入学数": disabled - 3 + year,
        "特教公用经费": 640 * (5900 + 400 * year),
        "特教学生": 640,
        "小规模学校核定生均定额": 720,
        "小学就近入学比例": 100,
        "初中就近入学比例": 96.4 + year,
        "满意度有效份数": valid,
        "满意份数": round(valid * (0.872 + 0.01 * year)),
        "民办义教在校生": private,
        "义教在校生": pupils,
        "一票否决": "否",
    }
    row |= {f"{code}判定": "达标" for code in ("G1", "G10", "Q3", "Q5", "Q7", "Q8")}
    row |= {"G2判定": "达标" if year else "待定", "G2材料": "县政府“四统一”实施方案" if year else "", "Q6判定": "待定"}
    row |= {
        "质量监测等级(数学)": "Ⅲ",
        "质量监测差异率(数学)": round(0.16 - 0.02 * year + draw.uniform(-0.003, 0.003), 3),
    }
    return row


def kindergarten_rows(draw: random.Random, year: str) -> list[Row]:
    """Twenty-four kindergartens of three natures; most within their class sizes."""
    natures = ["公办"] * 11 + ["普惠性民办"] * 8 + ["非普惠民办"] * 5
    rows: list[Row] = []
    for number, nature in enumerate(natures, 1):
        classes = draw.choice((1, 2, 2, 3, 4))
        sizes = {
            group: classes * draw.randint(low, high)
            for group, low, high in (("小班", 18, 25), ("中班", 22, 30), ("大班", 26, 36))
        }
        children = sum(sizes.values())
        teachers = max(classes * 3, round(children / draw.uniform(11.5, 16)))
        row: Row = {
            "年度": year,
            "县区": COUNTY,
            "园名": f"示例{TOWNS[number % len(TOWNS)][:2]}第{number}幼儿园",
            "标识码": f"91{number:08d}",
            "园所性质": nature,
            "在园幼儿": children,
        }
        for group, count in sizes.items():
            row |= {f"{group}班数": classes, f"{group}人数": count}
        row |= {
            "专任教师": teachers,
            "园长数": 1,
            "保育员": classes * 3,
            "教职工": teachers + classes * 3 + 4,
            "持证教师": teachers + 1 - (draw.random() < 0.25),
            "生均公用经费": draw.choice((520, 560, 600)),
            "在编教师平均工资": 88000 if nature == "公办" else "",
            "非在编教师平均工资": draw.choice((58000, 66000, 70000)),
            "园舍建筑面积": round(children * draw.uniform(8.5, 14), 1),
            "活动用房面积": round(children * draw.uniform(6.5, 8.4), 1),
            "室外场地面积": round(children * draw.uniform(3.2, 6), 1),
            "规划设计年份": draw.randint(2005, 2021),
        }
        rows.append(row)
    return rows


def band_rows(draw: random.Random, year: int) -> list[Row]:
    """Cumulative counts of two 高中 by track and line."""
    rows: list[Row] = []
    for school, strength in (("示例第一高级中学", 1.0), ("示例第二高级中学", 0.3)):
        for track, size in (("物理", 820), ("历史", 310)):
            candidates = round(size * (0.9 + 0.2 * strength)) + 14 * year
            count = round(candidates * 0.02 * strength * (1 + 0.2 * year)) if track == "物理" else round(4 * strength)
            for line in (660, 640, 620, 600):
                rows.append(
                    {
                        "年度": str(2023 + year),
                        "县区": COUNTY,
                        "学校": school,
                        "科类": track,
                        "口径": "累计",
                        "分数下限": line,
                        "人数": count,
                        "考生总数": candidates,
                    }
                )
                count += round(candidates * 0.03 * strength * draw.uniform(0.8, 1.2)) + (line == 620)
    return rows


def score_rows(draw: random.Random, junior: list[School]) -> list[Row]:
    """A 中招 examination: a third of each school's pupils, made-up numbers for names."""
    rows: list[Row] = []
    for position, school in enumerate(junior):
        middle = draw.uniform(395, 470)
        for number in range(1, round(school.pupils["初中"] / 3) + 1):
            absence = draw.choices(("无", "无故", "有故"), weights=(985, 10, 5))[0]
            score = round(min(740.0, max(90.0, draw.gauss(middle, 95))) * 2) / 2
            rows.append(
                {
                    "年度": YEARS[1],
                    "考试批次": "中招",
                    "县区": COUNTY,
                    "乡镇": TOWNS[position % len(TOWNS)],
                    "学校": school.name,
                    "学籍号": f"示{position:02d}{number:04d}",
                    "年级": "九年级",
                    "总分": score if absence == "无" else "",
                    "满分": 750,
                    "缺考标志": absence,
                }
            )
    return rows


def contest_rows(draw: random.Random, junior: list[School]) -> list[Row]:
    """Three years of contests among junior schools; a weak school is weak again, a head is changed."""
    strength = {school.name: draw.gauss(70, 8) for school in junior}
    rows: list[Row] = []
    for year in (2023, 2024, 2025):
        for contest in ("教学质量", "中招"):
            for number, school in enumerate(junior):
                head = f"校长{number + 1}" if not (number == 3 and year > 2023) else f"校长{number + 1}（新任）"
                rows.append(
                    {
                        "年度": str(year),
                        "县区": COUNTY,
                        "评比": contest,
                        "对象类别": "初中",
                        "对象": school.name,
                        "校长": head,
                        "得分": round(strength[school.name] + draw.gauss(0, 2.5), 2),
                        "完成目标责任书": "是" if draw.random() < 0.6 else "否",
                    }
                )
    return rows


def routine_rows(draw: random.Random, every: list[School]) -> list[Row]:
    """学校常规管理 of a school year: two items of equal weight, one of them not yet given for one school."""
    rows: list[Row] = []
    for number, school in enumerate(every):
        process = round(draw.uniform(78, 97), 1)
        rows.append(
            {
                "年度": YEARS[1],
                "县区": COUNTY,
                "对象": school.name,
                "过程督导": process,
                "学期结果检查": "" if number == 7 else round(process + draw.uniform(-6, 4), 1),
            }
        )
    return rows

"""Tables of the fictional 示例县 for single lines: duties, scored items, posts, large classes, aid, 高考, sleep.

Each has something that meets, something that misses and, mostly, something not filled.
"""

from __future__ import annotations

import random

from corpus.example_county import COUNTY, YEARS, Row, School

HIGH = ("示例第一高级中学", "示例第二高级中学")


def _head(year: str, school: str = "") -> Row:
    row: Row = {"年度": year, "县区": COUNTY}
    return row | {"学校": school} if school else row


def duty_rows(draw: random.Random, every: list[School]) -> list[Row]:
    """Eight schools, each with a head, two deputies, a dean and four teachers, in one term."""
    rows: list[Row] = []
    for number, school in enumerate(every[:8], 1):
        heard = draw.randint(30, 48)
        posts = ("校长", "副校长", "业务副校长", "教导主任", *["教师"] * 4)
        for place, post in enumerate(posts, 1):
            full = draw.choice((12, 14, 16))
            lessons: int | str = ""
            if post != "教师":
                share = 1 / 2 if post == "教导主任" else 1 / 3
                lessons = max(1, round(full * share) + draw.choice((-1, 0, 0, 1, 2)))
            own = heard if post == "校长" else round(heard * draw.uniform(0.7, 1.0))
            if post == "教师":
                own = draw.randint(18, 44)
            rows.append(
                _head(YEARS[1], school.name)
                | {
                    "学期": "下",
                    "姓名": f"教职工{number:02d}{place:02d}",
                    "职务": post,
                    "周兼课节次": "" if (number, post) == (5, "副校长") else lessons,
                    "同学科满工作量": full if post != "教师" else "",
                    "听评课节数": own,
                    "教学周数": 20,
                    "教龄": draw.choice((1, 2, 6, 11, 18)) if post == "教师" else draw.randint(12, 30),
                }
            )
    return rows


def item_rows(draw: random.Random, every: list[School]) -> list[Row]:
    """Three schools over 62 items that sum to 1,000; the third has two items not scored."""
    rows: list[Row] = []
    worth = [17] * 8 + [16] * 54
    for number, (school, level) in enumerate(zip(every[26:29], (0.93, 0.81, 0.873), strict=True)):
        for item, most in enumerate(worth, 1):
            score = round(min(most, most * level * draw.uniform(0.92, 1.06)), 1)
            rows.append(
                _head(YEARS[1], school.name)
                | {
                    "培育起始年份": 2021 if number else 2022,
                    "指标序号": item,
                    "一级指标": f"领域{min(7, (item - 1) // 9 + 1)}",
                    "三级指标": f"示例指标{item}",
                    "分值": most,
                    "得分": "" if number == 2 and item in (17, 40) else score,
                }
            )
    return rows


def post_rows(draw: random.Random, stages: list[Row]) -> list[Row]:
    """Approved posts and staff of every school and stage of 学校学段单位表, and of two senior schools."""
    sizes = [(str(row["学校名称"]), str(row["学段"]), int(row["在校生数"])) for row in stages]
    sizes += [(HIGH[0], "高中", 2718), (HIGH[1], "高中", 1486)]
    rows: list[Row] = []
    for name, stage, count in sizes:
        line = {"小学": 19, "初中": 13.5, "高中": 12.5}[stage]
        posts = max(3, round(count / line * draw.uniform(0.93, 1.12)))
        held = round(posts * draw.uniform(0.94, 1.0))
        rows.append(
            _head(YEARS[1], name)
            | {
                "学段": stage,
                "在校生数": count,
                "核定编制数": posts,
                "在编教职工数": held,
                "教职工数": held + draw.randint(0, 6),
            }
        )
    return rows


def large_class_rows() -> list[Row]:
    """Nine years of classes of 56 and more, down to none in primary and junior schools and to a few in senior ones."""
    record = {
        "小学": (61, 48, 30, 17, 9, 4, 0, 0, 0),
        "初中": (38, 33, 21, 12, 6, 3, 1, 0, 0),
        "高中": (24, 22, 19, 17, 15, 12, 9, 6, 3),
    }
    entering = {"小学": (6, 3, 0), "初中": (5, 2, 0), "高中": (7, 6, 6, 5, 4, 3, 2, 0, 0)}
    classes = {
        "小学": (365, 366, 368, 369, 370, 370, 371, 371, 371),
        "初中": (230, 233, 236, 239, 241, 243, 245, 247, 244),
        "高中": (84, 85, 86, 87, 88, 89, 90, 91, 92),
    }
    rows: list[Row] = []
    for stage, counts in record.items():
        for place, count in enumerate(counts):
            own = entering[stage]
            rows.append(
                _head(f"{2015 + place}-{2016 + place}")
                | {
                    "学段": stage,
                    "总班数": classes[stage][place],
                    "大班额班数": count,
                    "66以上班数": count // 6,
                    "起始年级大班额班数": own[place] if place < len(own) else 0,
                }
            )
    return rows


def aid_rows() -> list[Row]:
    """One year's aid by stage and programme; a stage where not all in need are reached."""
    result = (
        ("学前", "学前资助", 412, 412, 824, 41.2),
        ("小学", "生活补助", 1186, 1186, 2372, 88.95),
        ("初中", "生活补助", 974, 968, 1936, 90.75),
        ("高中", "国家助学金", 803, 803, 1606, 160.6),
    )
    return [
        _head(YEARS[1])
        | {
            "学段": stage,
            "资助项目": programme,
            "困难学生数": poor,
            "受助人数": aided,
            "受助人次": grants,
            "资助金额": money,
        }
        for stage, programme, poor, aided, grants, money in result
    ]


def admission_rows(year: int) -> list[Row]:
    """Two senior schools by track: those who sat, and those who reached each line; one cell not filled."""
    result = (
        (HIGH[0], "物理", (902, 588, 874), (916, 612, 893)),
        (HIGH[0], "历史", (341, 187, 322), (355, 201, 339)),
        (HIGH[1], "物理", (787, 166, 561), (801, 183, 590)),
        (HIGH[1], "历史", (298, 41, 177), (312, 46, 192)),
    )
    rows: list[Row] = []
    for school, track, *years in result:
        sat, first, degree = years[year]
        rows.append(
            _head(str(2023 + year), school)
            | {"科类": track, "参考人数": sat, "一本上线人数": first, "本科上线人数": degree}
        )
    return rows


def rest_rows(draw: random.Random, every: list[School]) -> list[Row]:
    """Hours slept and exercised in every school and stage; one school has not filled its exercise."""
    sizes = [(school.name, stage) for school in every for stage in school.pupils] + [(name, "高中") for name in HIGH]
    rows: list[Row] = []
    for number, (name, stage) in enumerate(sizes):
        line = {"小学": 10.0, "初中": 9.0, "高中": 8.0}[stage]
        slept = round(line + draw.choice((-0.6, -0.3, 0.0, 0.0, 0.1, 0.2)), 1)
        watched = draw.randint(40, 120)
        rows.append(
            _head(YEARS[1], name)
            | {
                "学段": stage,
                "监测学生数": watched,
                "平均睡眠时长": slept,
                "睡眠达标学生数": round(watched * (0.92 if slept >= line else 0.7)),
                "每天校内锻炼时长": "" if number == 11 else draw.choice((0.8, 1, 1, 1, 1.2)),
            }
        )
    return rows

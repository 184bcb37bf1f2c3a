"""The fictional 示例县, drawn from a seed: `python -m corpus.example_county` writes its tables.

39 schools, four of them nine-year: 30 primary and 13 junior units in two school years. Sizes are lognormal, resources
scatter around the national lines, old town schools are crowded and village schools have room; so that some schools and
some coefficients fail. Nothing in it is a real school.
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 20260901
COUNTY = "示例县"
YEARS = ("2022-2023", "2023-2024")
NOTE = "示例数据"
KINDS = {
    "学校学段单位表": "A",
    "县级年度表": "B",
    "幼儿园表": "C",
    "学生成绩表": "D",
    "高考分数段表": "E",
    "评分表": "F",
    "评比结果表": "H",
    "兼课听评课表": "J",
    "三级指标评分表": "K",
    "教职工编制表": "T",
    "大班额台账": "M",
    "学生资助表": "R",
    "高考上线表": "N",
    "作息锻炼表": "W",
}
# The county is smaller than the one the scheme was written for: it sets its own lines.
OPTIONS = {
    "学生成绩表": {"优秀线": "800", "良好线": "1400", "合格线": "2000"},
    # It has no rules of its own either: it is judged by those of another place, which every answer says.
    "兼课听评课表": {"参照": "太康县"},
    "三级指标评分表": {"参照": "贵州省"},
}
FOLDER = Path(__file__).parent / "tables"
TOWNS = ("城关镇", "东河镇", "西岭镇", "南湖镇", "北塘乡", "青山乡")
Row = dict[str, str | int | float]


@dataclass(frozen=True, kw_only=True)
class School:
    """What stays the same from year to year. `richness` scales what is there per pupil, by resource."""

    code: str
    name: str
    kind: str
    area: str
    founder: str
    founded: int
    pupils: dict[str, int]
    richness: dict[str, float]


def schools(draw: random.Random) -> list[School]:
    """The 39 schools: 26 primary, 9 junior, 4 nine-year."""
    kinds = ["小学"] * 26 + ["初级中学"] * 9 + ["九年一贯制"] * 4
    found = []
    for number, kind in enumerate(kinds, 1):
        area = draw.choices(("城区", "镇区", "乡村"), weights=(3, 4, 5) if kind == "小学" else (4, 5, 1))[0]
        middle = {"城区": 1150, "镇区": 620, "乡村": 230}[area]
        pupils = {}
        if kind != "初级中学":
            pupils["小学"] = round(min(1980, max(56, draw.lognormvariate(math.log(middle), 0.38))))
        if kind != "小学":
            pupils["初中"] = round(min(1950, max(150, draw.lognormvariate(math.log(middle * 0.9 + 120), 0.3))))
        town = "城区" if area == "城区" else TOWNS[number % len(TOWNS)]
        suffix = {"小学": "小学", "初级中学": "中学", "九年一贯制": "学校"}[kind]
        # Crowded schools have less of everything that does not grow with enrolment.
        room = (620 / sum(pupils.values())) ** 0.18
        richness = {
            key: draw.lognormvariate(0.08, spread) * (room if key in ("rooms", "field", "screens") else 1)
            for key, spread in (
                ("degrees", 0.12),
                ("backbone", 0.7),
                ("arts", 0.26),
                ("rooms", 0.24),
                ("field", 0.48),
                ("equipment", 0.34),
                ("screens", 0.2),
                ("money", 0.1),
            )
        }
        founder = "民办" if number in (12, 33) else "县级教育部门"
        found.append(
            School(
                code=f"90{number:08d}",
                name=f"示例{town.removesuffix('镇').removesuffix('乡')}第{number}{suffix}",
                kind=kind,
                area=area,
                founder=founder,
                founded=draw.randint(1948, 2019),
                pupils=pupils,
                richness=richness,
            )
        )
    return found


def stage_rows(school: School, year: int, draw: random.Random) -> Iterator[Row]:
    """The rows of one school in one school year, one a stage; whole-school amounts on each row of a through school."""
    better = 1 + 0.04 * year
    pupils = {stage: round(count * draw.uniform(0.97, 1.02) ** year) for stage, count in school.pupils.items()}
    everyone = sum(pupils.values())
    weighted = pupils.get("小学", 0) + 1.25 * pupils.get("初中", 0)
    rich = school.richness
    indoor = round(everyone * draw.uniform(0.15, 0.7), 1)
    classes = {stage: max(1, math.ceil(count / (43 if stage == "小学" else 47))) for stage, count in pupils.items()}
    screens = round(weighted * 0.024 * rich["screens"] * better)
    shared: Row = {
        "教学及辅助用房面积": round(weighted * 5.1 * rich["rooms"] + indoor, 1),
        "室内体育用房面积": indoor,
        "运动场地面积": round(max(200.0, weighted * 8.6 * rich["field"] - indoor), 1),
        "教学仪器设备资产值": round(weighted * 2150 * rich["equipment"] * better / 10000, 2),
        "网络多媒体教室": min(screens, 3 * sum(classes.values())),
    }
    for stage, count in pupils.items():
        people = _people(school, stage, count, classes[stage], better, draw)
        more = _more(school, stage, count, classes[stage], draw)
        yield {**_identity(school, stage, pupils), **people, **shared, **more}


def _identity(school: School, stage: str, pupils: dict[str, int]) -> Row:
    through = school.kind == "九年一贯制"
    return {
        "县区": COUNTY,
        "学校标识码": school.code,
        "学校名称": school.name,
        "办学类型": school.kind,
        "学段": stage,
        "举办者": school.founder,
        "城乡类型": school.area,
        "是否寄宿制": "是" if school.area == "镇区" and stage == "初中" else "否",
        "是否计校数": "是",
        "办学条件口径": "全校",
        "在校生数": pupils[stage],
        "同校其他学段在校生数(小学)": pupils["小学"] if through and stage == "初中" else "",
        "同校其他学段在校生数(初中)": pupils["初中"] if through and stage == "小学" else "",
    }


def _people(school: School, stage: str, count: int, classes: int, better: float, draw: random.Random) -> Row:
    rich = school.richness
    need = 4.75 if stage == "小学" else 5.95
    teachers = max(4, round(count / (17.2 if stage == "小学" else 13.1) * draw.uniform(0.95, 1.08)))
    high = min(teachers, round(count * need / 100 * rich["degrees"] * better))
    master = round(high * draw.uniform(0.01, 0.06))
    if stage == "小学":
        degrees = {"专科学历专任教师": round(high * draw.uniform(0.25, 0.5))}
        degrees["本科学历专任教师"] = high - master - degrees["专科学历专任教师"]
    else:
        degrees = {"专科学历专任教师": min(teachers - high, round(teachers * 0.08)), "本科学历专任教师": high - master}
    arts = round(count * 1.06 / 100 * rich["arts"])
    sport, music = round(arts * 0.45), round(arts * 0.28)
    largest = math.ceil(count / classes) + draw.randint(0, 5)
    over = largest > (45 if stage == "小学" else 50)
    return {
        "班数": classes,
        "最大班额": largest,
        "班额45(50)以上班数": max(1, round(classes * draw.uniform(0.05, 0.3))) if over else 0,
        "56-65班数": 0,
        "66以上班数": 0,
        "专任教师数": teachers,
        **degrees,
        "硕士学历专任教师": master,
        "博士学历专任教师": 0,
        "县级以上骨干教师": min(teachers, round(count * 1.25 / 100 * rich["backbone"])),
        "体育专任教师": sport,
        "音乐专任教师": music,
        "美术专任教师": max(0, arts - sport - music),
        "艺术专任教师": 0,
    }


def _more(school: School, stage: str, count: int, classes: int, draw: random.Random) -> Row:
    teachers = count / (17.2 if stage == "小学" else 13.1)
    budget = max(count, 100) * (720 if stage == "小学" else 940) * school.richness["money"]
    special = math.ceil(classes / 12)
    row: Row = {
        "音乐教室间数": max(0, special - (draw.random() < 0.15)),
        "音乐教室最小面积": draw.choice((72, 88, 96, 96, 100, 108)),
        "美术教室间数": max(0, special - (draw.random() < 0.12)),
        "美术教室最小面积": draw.choice((70, 90, 90, 94, 100)),
        "建校年份": school.founded,
        "公用经费预算": round(budget),
        "教师培训经费": round(budget * draw.choice((0.032, 0.045, 0.05, 0.055, 0.061))),
        "近5年满360学时教师": round(teachers * draw.uniform(0.82, 0.93)),
        "持证教师": round(teachers * 0.93),
        "计算机台数": round(count * draw.uniform(0.08, 0.22)),
        "图书册数": round(count * draw.uniform(16, 42)),
        "中级及以上教师": round(teachers * draw.uniform(0.35, 0.6)),
    }
    if stage == "初中":
        entered = round(count / 3 * draw.uniform(0.98, 1.04))
        came, went = draw.randint(0, 12), draw.randint(2, 18)
        row |= {
            "毕业生": max(1, entered + came - went - draw.randint(0, 7)),
            "三年前初一": entered,
            "转入": came,
            "转出": went,
            "死亡": 0,
        }
    return row


def write_table(folder: Path, title: str, period: str, rows: list[Row]) -> Path:
    """Write one table as UTF-8 csv with BOM, as spreadsheets like it."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / f"{COUNTY}_{title}_{period}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_tables(folder: Path = FOLDER, seed: int = SEED) -> list[Path]:
    """Write every table of the county.

    Returns:
        The files written.
    """
    from corpus import example_county_lines as lines
    from corpus import example_county_years as years

    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(seed)
    every = schools(draw)
    paths = []
    for year, label in enumerate(YEARS):
        rows: list[Row] = [{"年度": label, **row} for school in every for row in stage_rows(school, year, draw)]
        paths.append(write_table(folder, "学校学段单位表", label, rows))
        pupils = sum(int(row["在校生数"]) for row in rows)
        private = sum(int(row["在校生数"]) for row in rows if row["举办者"] == "民办")
        paths.append(write_table(folder, "县级年度表", label, [years.county_row(year, draw, pupils, private)]))
    paths.append(write_table(folder, "幼儿园表", YEARS[1], years.kindergarten_rows(draw, YEARS[1])))
    for year in (0, 1):
        paths.append(write_table(folder, "高考分数段表", str(2023 + year), years.band_rows(draw, year)))
    junior = [school for school in every if "初中" in school.pupils]
    paths.append(write_table(folder, "学生成绩表", YEARS[1], years.score_rows(draw, junior)))
    paths.append(write_table(folder, "评分表", YEARS[1], years.routine_rows(draw, every)))
    paths.append(write_table(folder, "评比结果表", "2023-2025", years.contest_rows(draw, junior)))
    paths.append(write_table(folder, "兼课听评课表", YEARS[1], lines.duty_rows(draw, every)))
    paths.append(write_table(folder, "三级指标评分表", YEARS[1], lines.item_rows(draw, every)))
    paths.append(write_table(folder, "教职工编制表", YEARS[1], lines.post_rows(draw, rows)))
    paths.append(write_table(folder, "大班额台账", "2015-2024", lines.large_class_rows()))
    paths.append(write_table(folder, "学生资助表", YEARS[1], lines.aid_rows()))
    for year in (0, 1):
        paths.append(write_table(folder, "高考上线表", str(2023 + year), lines.admission_rows(year)))
    paths.append(write_table(folder, "作息锻炼表", YEARS[1], lines.rest_rows(draw, every)))
    return paths


def write_manifest(paths: list[Path], folder: Path = FOLDER) -> Path:
    """Write `manifest.toml`, which names every table with its place, year and kind."""
    parts = []
    for path in paths:
        place, title, period = path.stem.split("_")
        fields = {"file": path.name, "title": f"{place}{title}（{period}）", "kind": KINDS[title], "place": place}
        fields |= {"period": period, "note": NOTE}
        text = "".join(f'{name} = "{value}"\n' for name, value in fields.items())
        options = ", ".join(f'"{name}" = "{value}"' for name, value in OPTIONS.get(title, {}).items())
        parts.append(f"[[table]]\n{text}" + (f"options = {{ {options} }}\n" if options else ""))
    manifest = folder / "manifest.toml"
    manifest.write_text(
        f"# {COUNTY}是虚构的，由 python -m corpus.example_county 生成；用它的回答都写明{NOTE}。\n\n" + "\n".join(parts),
        encoding="utf-8",
    )
    return manifest


def write_all(folder: Path = FOLDER) -> list[Path]:
    """Write every table of the county and the manifest."""
    paths = write_tables(folder)
    return [*paths, write_manifest(paths, folder)]


if __name__ == "__main__":
    write_all()

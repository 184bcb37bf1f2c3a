"""Made-up texts whose figures hold together: sentences of the forms that reports use, and tables."""

from __future__ import annotations

import random
from collections.abc import Sequence

_HAN = "二三四五六七八九"


def relation_texts(draw: random.Random, count: int) -> list[str]:
    """Made-up sentences whose figures hold together, of the forms that reports use."""

    def sum_of(names: Sequence[str], unit: str) -> str:
        values = [draw.randint(20, 900) for _ in names]
        text = "，".join(f"{name}{value}{unit}" for name, value in zip(names, values, strict=True))
        return draw.choice((f"共有{sum(values)}{unit}，其中{text}。", f"{text}，合计{sum(values)}{unit}。"))

    def growth() -> str:
        base, rise = draw.randint(200, 9000), draw.randint(10, 190)
        down = draw.random() < 0.5
        now = base - rise if down else base + rise
        word, rate = ("减少", "减幅") if down else ("增加", "增幅")
        return f"在校生{now}人，比上年{word}{rise}人，{rate}{rise / base * 100:.2f}%。"

    def share() -> str:
        whole = draw.randint(200, 9000)
        part = draw.randint(20, whole - 1)
        return f"全区专任教师{whole}人，其中骨干教师{part}人，占{part / whole * 100:.2f}%。"

    def points() -> str:
        first, second = draw.randint(400, 700) / 10, draw.randint(701, 990) / 10
        return f"达标率由{first}%提高到{second}%，提高{round(second - first, 1)}个百分点。"

    def weights() -> str:
        first = draw.randint(2, 6) * 10
        second = draw.randint(1, 9 - first // 10) * 10
        return f"考核权重为学习评价{first}%、实践评价{second}%、民主测评{100 - first - second}%。"

    def counted() -> str:
        names = draw.sample(
            ["教师培训", "课堂改革", "作业管理", "家校共育", "校园安全", "心理健康", "劳动教育"], draw.randint(3, 6)
        )
        return f"重点抓好{'、'.join(names)}{_HAN[len(names) - 2]}个方面。"

    def product() -> str:
        terms, each = draw.randint(2, 30), draw.randint(11, 90)
        return f"举办培训班{terms}期，每期{each}人，共培训{terms * each}人。"

    def change() -> str:
        first, second = draw.randint(100, 900), draw.randint(901, 3000)
        return f"学位从{first}个增加到{second}个，增长{(second - first) / first * 100:.2f}%。"

    def mean() -> str:
        schools, each = draw.randint(3, 60), draw.randint(100, 2000)
        return f"全区{schools}所学校共有学生{schools * each}人，校均{each}人。"

    makers = (
        lambda: sum_of(("小学", "初中", "高中"), "人"),
        lambda: sum_of(("男生", "女生"), "人"),
        lambda: sum_of(("一等奖", "二等奖", "三等奖"), "名"),
        growth,
        share,
        points,
        weights,
        counted,
        product,
        change,
        mean,
    )
    return [makers[at % len(makers)]() for at in range(count)]


def sound_table(draw: random.Random, size: int = 10) -> list[list[int]]:
    """Rows of numbers, the last of each row and of each column their sums."""
    rows = [[draw.randint(11, 999) for _ in range(size - 1)] for _ in range(size - 1)]
    rows = [[*row, sum(row)] for row in rows]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def table_text(rows: Sequence[Sequence[int]], mark: str) -> str:
    """A table as text, with names of rows and columns."""
    names = [*(f"第{n}镇" for n in range(1, len(rows))), "合计"]
    heads = [*(f"项目{n}" for n in range(1, len(rows[0]))), "小计"]
    lines = [["乡镇", *heads], *([name, *map(str, row)] for name, row in zip(names, rows, strict=True))]
    return "\n".join(mark.join(line) for line in lines)

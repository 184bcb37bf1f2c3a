"""Policy-like texts made up for measuring ingest: of a wanted length, no two alike, from nobody's files."""

from __future__ import annotations

import random
from pathlib import Path

_PLACES = ("清河县", "云岭区", "东川市", "南桥县", "青石区", "长林县", "双塔区", "白水市")
_TOPICS = (
    "学前教育普及普惠",
    "义务教育优质均衡",
    "普通高中特色发展",
    "职业教育产教融合",
    "教师队伍建设",
    "校园安全管理",
    "教育数字化",
    "家校社协同育人",
    "教育经费保障",
    "课后服务提质",
)
_MEASURES = (
    "新建改扩建{topic}相关学校{a}所，新增学位{b}个，其中小学学位{c}个",
    "落实{topic}专项资金{a}万元，同比增长{d}.{e}%，覆盖{place}全部{c}个乡镇",
    "组织{topic}培训{a}场次，参训教师{b}人次，评选骨干教师{c}名",
    "建立{topic}工作台账，实行月调度、季通报、年考核，整改问题{a}个，办结率达到{d}.{e}%",
    "会同发展改革、财政、人力资源社会保障等部门印发{topic}实施方案，明确{a}项任务和责任单位",
    "抽样{b}名学生开展{topic}监测，合格率为{d}.{e}%，较上年提高{a}.{e}个百分点",
)
_NUMERALS = "一二三四五六七八九十"


def make_text(seed: int, chars: int) -> str:
    """One work summary of about so many characters; the same seed gives the same text."""
    draw = random.Random(seed)
    place, year = draw.choice(_PLACES), draw.randint(2018, 2025)
    lines = [
        f"{place}教育局{year}年工作总结（第{seed}号）",
        f"{year}年，{place}教育局围绕{draw.choice(_TOPICS)}推进各项工作。",
    ]
    length, section = sum(map(len, lines)), 0
    while length < chars:
        topic = draw.choice(_TOPICS)
        if len(lines) % 5 == 2 and section < len(_NUMERALS):
            lines.append(f"{_NUMERALS[section]}、推进{topic}")
            section += 1
        sentences = []
        for measure in draw.sample(_MEASURES, 4):
            result = {name: draw.randint(2, 99) for name in "acde"} | {"b": draw.randint(100, 9999)}
            sentences.append(measure.format(topic=topic, place=place, **result) + "。")
        lines.append("".join(sentences))
        length = sum(map(len, lines))
    return "\n".join(lines) + "\n"


def make_folder(folder: Path, count: int, chars: int, seed: int = 0) -> list[Path]:
    """Write so many documents, one a file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"总结{number:05d}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(make_text(seed + number, chars), encoding="utf-8")
    return paths

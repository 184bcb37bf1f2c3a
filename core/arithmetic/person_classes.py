"""Ways in which the same pupils, teachers or schools are sorted: parts of two ways cross and need not add up."""

from __future__ import annotations

import re

# 寄宿生 and 留守儿童 may be one child; 公办 and 民办 are never one school.
_CLASSES = {
    "sex": re.compile(r"[男女](?:生|性|教师|幼儿|学生|童)"),
    "boarding": re.compile(r"[住寄]宿|走读"),
    "left behind": re.compile(r"留守"),
    "moved": re.compile(r"随迁|进城务工|外来"),
    "means": re.compile(r"困难|贫困|低保|资助|孤儿|特困"),
    "able": re.compile(r"残疾|残障|特殊(?:儿童|学生|需要)"),
    "people": re.compile(r"民族"),
    "party": re.compile(r"党员|团员"),
    "age": re.compile(r"\d+\s*周?岁|青年|中青年"),
    "degree": re.compile(r"研究生|硕士|博士|本科|专科|学历"),
    "rank": re.compile(r"[正副]?高级|中级|初级|职称"),
    "honour": re.compile(r"骨干|学科带头人|名师|特级"),
}


def class_of(words: str) -> str:
    """The way in which words sort people; '' where they sort them in none that crosses others."""
    return next((name for name, pattern in _CLASSES.items() if pattern.search(words)), "")

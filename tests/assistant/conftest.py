"""Small documents stored for real, and statements cut out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from assistant.engine import Assistant
from core.period import year_period
from core.schema import Document, Place, Section
from retrieval.statement import Statement

COUNTY = Place(name="云岭县", level="county", parents=("湖南省", "丹枫市"))


YEAR = """云岭县{year}年教育工作总结
一、基本情况
全县共有小学{primary}所，在校学生{pupils}人。
全县共有初中12所，在校学生{older}人。
二、主要工作
（一）办好学前教育。新建公办幼儿园{nurseries}所，新增学位{places}个。普惠性幼儿园覆盖率达到{share}%。
（二）建强教师队伍。招聘教师{hired}名，培训教师{trained}人次。
（三）守牢校园安全。全年查出安全隐患{found}处，整改安全隐患{mended}处。
三、存在问题
（一）城区学校学位紧张。
（二）农村学校教师年龄偏大。
（三）心理健康教师数量不足。
"""
BULLETIN = """丹枫市2024年义务教育招生情况通报
一、总体情况
全市小学招收新生32600人，初中招收新生28400人。
二、各县情况
云岭县小学招收新生4100人，初中招收新生3900人。
望海县小学招收新生5200人，初中招收新生4800人。
梅坪县小学招收新生2700人，初中招收新生2500人。
"""
RULES = """云岭县校车管理办法
第一章 总则
第一条 为加强校车安全管理，保障学生上下学安全，制定本办法。
第二章 驾驶人
第二条 校车驾驶人应当具备下列条件：
（一）取得相应准驾车型驾驶证三年以上；
（二）最近三年没有交通违法记满分记录；
（三）身体健康，没有传染性疾病。
第三章 检查
第三条 校车每月检查不少于2次，并做好记录。
第四条 校车不得超员载人。确因特殊情况的，应当报县教育局批准。
"""
MANIFEST = """[documents."云岭2023.txt"]
title = "云岭县2023年教育工作总结"
place = "湖南省丹枫市云岭县"
date = 2023-12-20
[documents."云岭2024.txt"]
title = "云岭县2024年教育工作总结"
place = "湖南省丹枫市云岭县"
date = 2024-12-20
[documents."通报.txt"]
title = "丹枫市2024年义务教育招生情况通报"
place = "湖南省丹枫市"
date = 2024-10-08
[documents."办法.txt"]
title = "云岭县校车管理办法"
place = "湖南省丹枫市云岭县"
date = 2022-03-01
[documents."望海.txt"]
title = "望海县2024年教育工作总结"
place = "湖南省丹枫市望海县"
date = 2024-12-22
"""
SEA = """望海县2024年教育工作总结
一、主要工作
全县改造运动场21片，新建食堂6个。
"""


@pytest.fixture(scope="session")
def bureau(make_office: Callable[[Mapping[str, str]], Assistant]) -> Assistant:
    """The assistant of a small bureau: a county's two years, a city's bulletin on its counties, rules in articles."""
    last = YEAR.format(
        year=2023,
        primary=41,
        pupils=24600,
        older=12100,
        nurseries=3,
        places=720,
        share="89.6",
        hired=64,
        trained=1050,
        found=63,
        mended=55,
    )
    this = YEAR.format(
        year=2024,
        primary=39,
        pupils=25100,
        older=11800,
        nurseries=4,
        places=960,
        share="92.4",
        hired=86,
        trained=1200,
        found=57,
        mended=52,
    )
    return make_office(
        {"manifest.toml": MANIFEST, "云岭2023": last, "云岭2024": this, "通报": BULLETIN, "办法": RULES, "望海": SEA}
    )


@pytest.fixture(scope="session")
def statement() -> Callable[..., Statement]:
    """Makes the statement that `words` are in a text of one section."""

    def make(
        text: str,
        words: str,
        *,
        place: Place | None = COUNTY,
        years: tuple[int, ...] = (2024,),
        headings: tuple[str, ...] = (),
        date: dt.date | None = dt.date(2024, 12, 20),
        title: str = "云岭县2024年总结",
        document: str = "d",
    ) -> Statement:
        from core.clauses import whole_sentences

        start = text.index(words)
        sentence = next((a, b) for a, b in whole_sentences(text) if a <= start < b)
        section = Section(
            id=f"{document}#1",
            document_id=document,
            heading=headings[-1] if headings else "",
            heading_path=headings,
            place=place,
            period=year_period(years[0]) if years else None,
            start=0,
            end=len(text),
            depth=len(headings),
        )
        stored = Document(id=document, title=title, text=text, sha256="", source=f"{document}.txt", date=date)
        return Statement(
            document=stored,
            section=section,
            sentence=sentence,
            start=start,
            end=start + len(words),
            place=place,
            years=frozenset(years),
        )

    return make

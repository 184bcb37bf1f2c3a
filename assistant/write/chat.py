"""Talk about the assistant itself: what it holds, what it can do, how to add to it; greetings and thanks."""

from __future__ import annotations

import re

from assistant.draft import Draft, Line
from corpus.library import Library

MAX_TITLES, MAX_PLACES = 12, 12
_ADD = re.compile(r"(?:怎么|如何|怎样)(?:添加|上传|导入|加|增加|放)")
_HOLDS = re.compile(r"资料|文件|数据|文档|收录|语料")
_THANKS = re.compile(r"谢|再见")


def write_chat(question: str, library: Library, tables: tuple[str, ...]) -> Draft:
    """The draft for talk about the assistant.

    Args:
        question: What is said.
        library: The texts.
        tables: Titles of the office's tables.
    """
    if _ADD.search(question):
        text = (
            "添加自己的资料：打开“资料库”，选择文件（Word、PDF、Excel、网页、图片等），核对标题、地区和日期，点“入库”，"
            "之后就可以提问。成批的文件也可以放进 corpus/documents 文件夹，在 manifest.toml 里写明后运行 make ingest。"
        )
    elif _THANKS.search(question) and not _HOLDS.search(question):
        text = "不客气。还可以接着问，例如某县某年的数字、几个地区的对比，或请我概括一份文件。"
    elif _HOLDS.search(question):
        text = _holdings(library, tables)
    else:
        text = (
            "我是策问，教育局的资料问答助手：按文件和统计表回答问题，每个数字都给出处；能对比地区和年份、计算差和占比、"
            f"列清单、写概要、核对文稿里的数字。资料里没有的会说明缺什么。{_holdings(library, tables)}"
        )
    return Draft(status="answered", lines=(Line(text=text),), listed=_listed(library, tables))


def _holdings(library: Library, tables: tuple[str, ...]) -> str:
    outlines = library.outlines()
    places = list(dict.fromkeys(one.place.name for one in outlines if one.place))
    titles = [f"《{one.title}》" for one in outlines]
    text = f"现有{len(titles)}份文件：{'、'.join(titles[:MAX_TITLES])}{'等' if len(titles) > MAX_TITLES else ''}"
    text += f"；涉及{'、'.join(places[:MAX_PLACES])}{'等地' if len(places) > MAX_PLACES else ''}" if places else ""
    text += f"；统计表{len(tables)}张：{'、'.join(tables[:MAX_PLACES])}" if tables else ""
    return f"{text}。全部清单见“资料库”页。"


def _listed(library: Library, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What the numbers of such talk are held against: titles, names of tables, and how many there are."""
    outlines = library.outlines()
    return (*(one.title for one in outlines), *tables, str(len(outlines)), str(len(tables)))

"""Secrecy marks: a file that carries one stops until someone confirms that it may be read in.

Only marks count, where marks stand: a line of its own at the head or foot, or the file's name. The words in running
text (商业秘密, 保守国家秘密) are no mark.
"""

from __future__ import annotations

import re

HEAD_LINES, FOOT_LINES, MAX_MARK = 12, 8, 40
_GRADE = r"(?:绝\s*密|机\s*密|秘\s*密)"
_TERM = r"(?:长期|[0-9０-９一二三四五六七八九十]{1,3}\s*[年个月天]{1,2}|启用前|.{0,6}前)"
_INSIDE = r"内部(?:资料|文件|材料|使用|刊物|参阅|参考|掌握|传阅|情况)|仅供(?:内部|领导)(?:使用|参考|参阅)"
_KEEP = r"(?:不得|请勿|严禁|禁止)(?:外传|外泄|扩散|上网|转载外传)|注意(?:保密|保存)|妥善保管"
_LINES = (
    re.compile(rf"[（(【\[]?\s*(?P<mark>{_GRADE}\s*(?:[★☆*＊]\s*{_TERM}?|[:：]?\s*{_TERM})?)\s*[）)】\]]?"),
    re.compile(rf"(?P<mark>{_GRADE}\s*[★☆]\s*{_TERM}?).{{0,20}}"),
    re.compile(rf"(?:密级|秘密等级)(?:和保密期限)?\s*[:：]\s*(?P<mark>(?:{_GRADE}|内\s*部).{{0,12}})"),
    re.compile(
        rf"[（(【\[]?\s*(?P<mark>(?:{_INSIDE}|{_KEEP})(?:[，,、；;\s]*(?:{_INSIDE}|{_KEEP}))*)\s*[！!。]?\s*[）)】\]]?"
    ),
    re.compile(rf".{{0,30}}[（(【\[](?P<mark>(?:内部|{_INSIDE})(?:[，,、\s]*(?:{_KEEP}))?|{_KEEP})[）)】\]]"),
)
_NAME = re.compile(
    rf"^(?P<mark>绝密|机密|秘密)(?=[★☆_\-—（(【\s])|[（(【\[](?P<inside>绝密|机密|秘密|内部|{_INSIDE})[）)】\]]"
)


def find_mark(text: str, name: str = "") -> str:
    """The secrecy mark that a document carries, as written; '' for none.

    Args:
        text: The text as received, page furniture and all: the mark stands in the head that cleaning may take off.
        name: The file's name.
    """
    named = _NAME.search(name)
    if named:
        return named["mark"] or named["inside"]
    head, foot = text[:4000].split("\n"), text[-3000:].split("\n")
    lines = [line.strip() for line in head if line.strip()][:HEAD_LINES]
    lines += [line.strip() for line in foot if line.strip()][-FOOT_LINES:]
    for line in lines:
        if len(line) > MAX_MARK:
            continue
        for pattern in _LINES:
            found = pattern.fullmatch(line)
            if found:
                return re.sub(r"\s+", "", found["mark"])
    return ""


def held_reason(mark: str, source: str) -> str:
    """Why a file was stopped, and what lets it in."""
    return (
        f"文件标有“{mark}”，未入库：确认可以使用后运行 python -m ingest … --confirm-classified {source} --who 姓名，"
        f'或在 manifest.toml 里给该文件写 confirmed_by = "姓名"'
    )

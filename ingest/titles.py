"""A document's title: the line of its head, or the file's name, that says most what the document is."""

from __future__ import annotations

import re

from core.record import Known

HEAD_LINES = 18
MIN_TITLE, MAX_TITLE = 4, 90
ENOUGH = 2.0
# What official texts call themselves; a title ends with one of them.
KINDS = (
    "条例|办法|规定|细则|通知|意见|方案|计划|规划|纲要|总结|报告|公告|通告|通报|决定|决议|批复|函|请示|汇报|要点|案例|制度|标准"
    "|指南|解释|法|章程|公报|纪要|令|规则|措施|规范|清单|答复|说明|公示|倡议书|公开信|讲话|简报|安排|目录|预案|指引|手册|工作情况|实施"
)
_ENDS = re.compile(rf"(?:{KINDS})(?:[（(〔][^（）()〔〕]{{1,16}}[）)〕])?$")
_BODY = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章条]|各位|[（(][一二三四五六七八九十][）)]|目\s*录$)"
)
_ADDRESSED = re.compile(r"[:：]$")
_NOT_TITLE = re.compile(
    r"[。；！？]|^(?:索引号|主题词|来源|发布|发文|名称|主题分类|文号|成文|附件|责任|编辑|——|――|>|目\s*录)"
)
_PHOTO = re.compile(r"摄$|记者|通讯员")
# Markdown hashes, and the 文号 that some sites put before the title.
_LEAD = re.compile(r"^(?:#+\s*|[一-鿿]{1,8}[〔\[（(](?:19|20)\d{2}[〕\]）)]\s*\d{1,4}\s*号\s*[-—－:：]\s*)")
_NAME_NUMBER = re.compile(r"^(?:\d{1,4}[_\-.、\s]+|附件\s*\d*[:：.、]?\s*)")
_NAME_DATE = re.compile(r"[_\-\s]*[（(]?(?:19|20)\d{2}[-_.]\d{1,2}[-_.]\d{1,2}[)）]?$|[（(](?:19|20)\d{6}[)）]$")
_GENERIC = re.compile(r"^(?:政府工作报告|工作报告|工作总结|工作要点|工作计划|年度工作总结|实施方案|通知|公告|报告)$")
_JOINS = re.compile(r"^(?:关于|适用|印发|转发|的|《)")
_MARKS = re.compile(r"[\s_\W]+")
_ORG_WORD = r"[一-鿿]{2,28}[部局厅办会委府院署组室校]"
_RUN_ON = re.compile(
    rf"(?:^|[\s　])(?P<orgs>(?:{_ORG_WORD}[\s　]*){{0,4}})"
    rf"(?P<about>关于[^。]{{2,70}}?的(?:{KINDS})(?:[（(][^（）()]{{1,8}}[）)])?)(?=[\s　]|关于|$)"
)
_SESSION = re.compile(
    r"((?:19|20)\d{2})年.{0,8}?在(.{2,24}?)第[一二三四五六七八九十\d]+[届次]|((?:19|20)\d{2})年.{0,8}?在(.{2,12}?)[一二三四五六七八九十]+届"
)


def name_title(name: str) -> str:
    """A file's name as a title: without its number, its date, and underscores; '' where it says nothing in Chinese."""
    bare = _NAME_DATE.sub("", _NAME_NUMBER.sub("", name)).strip(" _-")
    return re.sub(r"_+", " ", bare) if len(re.findall(r"[一-鿿]", bare)) >= MIN_TITLE else ""


def _bare(text: str) -> str:
    return _MARKS.sub("", text)


def _within(short: str, long: str) -> bool:
    """Whether all characters of one text stand in another, in order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _head(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n")[:HEAD_LINES]:
        bare = _LEAD.sub("", line).strip(" 　​")
        if _BODY.match(bare) and lines:
            break
        if bare:
            lines.append(bare)
    return lines


def _candidates(text: str) -> list[tuple[str, int]]:
    """(line, its number) of the head, and runs of short lines that together make one title."""
    lines = _head(text)
    found: list[tuple[str, int]] = []
    for i, line in enumerate(lines):
        found.append((line, i))
        joined = line
        for nxt in lines[i + 1 : i + 4]:
            if len(nxt) > 40 or _NOT_TITLE.search(nxt) or _ADDRESSED.search(joined) or not _JOINS.match(nxt):
                break
            joined += nxt
            found.append((joined, i))
    return found


def _score(line: str, at: int, name: str, marked: bool) -> float:
    if not MIN_TITLE <= len(line) <= MAX_TITLE or _NOT_TITLE.search(line) or _ADDRESSED.search(line):
        return 0.0
    score = 1.0 + (2.0 if _ENDS.search(line) else 0.0) + (1.0 if "关于" in line else 0.0) + (2.0 if marked else 0.0)
    score += 0.3 if re.search(r"(?:19|20)\d{2}年", line) else 0.0
    bare, result = _bare(line), _bare(name)
    if result and bare:
        shared = len(set(bare) & set(result)) / len(set(bare) | set(result))
        score += 2.0 * shared
    if _PHOTO.search(line) or re.search(r"会议上$", line) or re.fullmatch(r"[\d\s年月日:：.\-—（()）]+", line):
        score -= 3.0
    if re.search(r"第?[〔\[【（(]?(?:19|20)\d{2}[〕\]】）)]\s*第?\d+\s*号$", line):
        score -= 3.0
    return score - 0.12 * at


def _cut_run_on(line: str) -> str:
    """The title in front of a text whose line ends were lost: 某局 关于…的通知 各单位：…"""
    head = line[: 2 * MAX_TITLE].strip()
    found = _RUN_ON.search(head)
    if found:
        orgs = dict.fromkeys(found["orgs"].split())
        return f"{' '.join(orgs)}{found['about']}"
    return re.split(r"[\s。！？]", head)[0][:MAX_TITLE]


def _once(title: str) -> str:
    """A title that a page repeats without a space, once."""
    half = len(title) // 2
    return title[:half] if half and title[:half] == title[half:] else title


def own_title(text: str, name: str, properties_title: str = "") -> Known:
    """A document's title with how sure it is.

    Args:
        text: Cleaned text.
        name: The file's name without its ending, or a record's id.
        properties_title: The title in the file's properties; only help, they are often another document's.
    """
    named = name_title(name)
    first = text.split("\n", 1)[0]
    marked = {_LEAD.sub("", line).strip() for line in text.split("\n")[:HEAD_LINES] if line.startswith("# ")}
    scored = [(_score(line, at, named, line in marked), line) for line, at in _candidates(text)]
    if len(first) > 200:
        head = _cut_run_on(_LEAD.sub("", first))
        scored.append((_score(head, 0, named, False), head))
    best_score, best = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    best = _once(best.strip() if len(best) <= MAX_TITLE else _cut_run_on(best))
    if named:
        bare, result = _bare(best), _bare(named)
        lost = bare != result and len(bare) < len(result) and _within(bare, result)
        typed = bool(_ENDS.search(best)) or best in marked
        if best_score < ENOUGH or lost or (not typed and bool(_ENDS.search(named)) and not _within(result, bare)):
            return Known(value=named, sureness="推断", where=f"文件名 {name}")
    if _GENERIC.match(best):
        best_full = _completed(best, text)
        if best_full != best:
            return Known(value=best_full, sureness="推断", where=best)
    if best_score >= ENOUGH or (best and best_score >= 1.0):
        return Known(value=best, sureness="文中明写" if best_score >= ENOUGH else "推断", where=best)
    if MIN_TITLE <= len(properties_title) <= MAX_TITLE:
        return Known(value=properties_title, sureness="文件属性", where=properties_title)
    return Known(value=named or best or name, sureness="推断", where=name)


def _completed(generic: str, text: str) -> str:
    """政府工作报告 alone is the title of every province's: year and place of the session go in front."""
    for line in _head(text):
        found = _SESSION.search(line)
        if found:
            return f"{found[1] or found[3]}年{found[2] or found[4]}{generic}"
    return generic

"""A document's title: the line of its head, or the file's name, that says most what the document is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.record import Known
from ingest.lines import HAN, NUMBER, ORG, YEAR, Labelled, joint, label_lines

MIN_TITLE, MAX_TITLE, MAX_JOINED, RUN_ON = 4, 90, 40, 200
# Where the head has a line that may be the title, a line of the text is worth less.
ENOUGH, WITHIN = 2.0, 2.0
# What official texts call themselves; a title ends with one of them.
KINDS = (
    "条例|办法|规定|细则|通知|意见|方案|计划|规划|纲要|总结|报告|公告|通告|通报|决定|决议|批复|函|请示|汇报|要点|案例|制度|标准"
    "|指南|解释|法|章程|公报|纪要|令|规则|措施|规范|清单|答复|说明|公示|倡议书|公开信|讲话|简报|安排|目录|预案|指引|手册|工作情况|实施"
)
_ENDS = re.compile(rf"(?:{KINDS})(?:[（(〔][^（）()〔〕]{{1,16}}[）)〕])?$")
# Sentences, addressees, page information, bylines, numbers and dates alone, the session of a report.
_NO_TITLE = re.compile(
    r"[。；！？]|[:：]$|摄$|记者|通讯员|编辑[:：]|会议上$|^[\d\s年月日.\-—（()）]+$|^(?:——|――|>|目\s*录"
    r"|索引号|主题词|来源|发布|发文|名称|主题分类|文号|成文|附件|责任|编辑|特此)|[〔\[【（(]"
    rf"{YEAR}[〕\]】）)]\s*第?\d+\s*号$|^{joint(ORG)}$"
)
# Markdown hashes, and the 文号 that some sites put before the title.
_LEAD = re.compile(rf"^(?:#+\s*|{NUMBER}\s*[-—－:：]\s*)")
# What a file's name has beside the title: its place in a list, its day.
_NAME_EXTRA = re.compile(
    rf"^(?:\d{{1,4}}[_\-.、\s]+|附件\s*\d*[:：.、]?\s*)|[_\-\s]*[（(]?{YEAR}[-_.]\d{{1,2}}[-_.]\d{{1,2}}[)）]?$"
    r"|[（(](?:19|20)\d{6}[)）]$"
)
_GENERIC = re.compile(r"^(?:政府工作报告|(?:年度)?工作总结|工作(?:报告|要点|计划)|实施方案|通知|公告|报告)$")
_JOINS = ("关于", "适用", "印发", "转发", "的", "《")
_RUN_ON = re.compile(
    rf"(?:^|[\s　])(?P<orgs>(?:{HAN}{{2,28}}[部局厅办会委府院署组室校][\s　]*){{0,4}})"
    rf"(?P<about>关于[^。]{{2,70}}?的(?:{KINDS})(?:[（(][^（）()]{{1,8}}[）)])?)(?=[\s　]|关于|$)"
)


def name_title(name: str) -> str:
    """A file's name as a title: without its number, its date, and underscores; '' where it says nothing in Chinese."""
    bare = " ".join(part for part in _NAME_EXTRA.sub("", name).strip(" _-").split("_") if part)
    return bare if len(re.findall(HAN, bare)) >= MIN_TITLE else ""


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _within(short: str, long: str) -> bool:
    """Whether all characters of one text stand in another, in order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _candidates(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(line, its number) of the head, and runs of short lines that together make one title."""
    for i, line in enumerate(lines):
        yield line, i
        for following in lines[i + 1 : i + 4]:
            short = len(following) <= MAX_JOINED and following.startswith(_JOINS)
            if not short or _NO_TITLE.search(following) or line.endswith((":", "：")):
                break
            line += following
            yield line, i


def _score(line: str, name: str, marked: bool) -> float:
    if not MIN_TITLE <= len(line) <= MAX_TITLE or _NO_TITLE.search(line):
        return 0.0
    score = 1.0 + 2.0 * bool(_ENDS.search(line)) + 1.0 * ("关于" in line) + 2.0 * marked
    score += 0.3 * bool(re.search(f"{YEAR}年", line))
    bare, named = set(_bare(line)), set(_bare(name))
    return score + (2.0 * len(bare & named) / len(bare | named) if bare and named else 0.0)


def _cut_run_on(line: str) -> str:
    """The title in front of a text whose line ends were lost: 某局 关于…的通知 各单位：…"""
    head = line[: 2 * MAX_TITLE].strip()
    found = _RUN_ON.search(head)
    if found:
        return f"{' '.join(dict.fromkeys(found['orgs'].split()))}{found['about']}"
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
    named, page = name_title(name), label_lines(text)
    lines = [_LEAD.sub("", line) for line in page.opening]
    marked = {_LEAD.sub("", line) for line in page.opening if line.startswith("# ")}
    candidates = list(_candidates(lines))
    if lines and len(lines[0]) > RUN_ON:
        candidates.append((_cut_run_on(lines[0]), 0))
    scored = [(_score(line, named, line in marked) - 0.12 * at, at, line) for line, at in candidates]
    less = WITHIN * any(score >= 1.0 - 0.12 * at for score, at, _ in scored if at < len(page.head))
    weighed = [(score - less * (at >= len(page.head)), line) for score, at, line in scored]
    best_score, best = max(weighed, key=lambda pair: pair[0], default=(0.0, ""))
    best = _once(best if len(best) <= MAX_TITLE else _cut_run_on(best))
    if named:
        bare, bare_name = _bare(best), _bare(named)
        lost = len(bare) < len(bare_name) and _within(bare, bare_name)
        typed = bool(_ENDS.search(best)) or best in marked
        if best_score < ENOUGH or lost or (not typed and bool(_ENDS.search(named)) and not _within(bare_name, bare)):
            return Known(value=named, sureness="推断", where=f"文件名 {name}")
    if _GENERIC.match(best) and (full := _completed(best, page)) != best:
        return Known(value=full, sureness="推断", where=best)
    if best and best_score >= 1.0:
        return Known(value=best, sureness="文中明写" if best_score >= ENOUGH else "推断", where=best)
    if MIN_TITLE <= len(properties_title) <= MAX_TITLE:
        return Known(value=properties_title, sureness="文件属性", where=properties_title)
    return Known(value=named or best or name, sureness="推断", where=name)


def _completed(generic: str, page: Labelled) -> str:
    """政府工作报告 alone is the title of every province's: year and place of the session go in front."""
    session = next((one for one in page.of("session") if one["year"]), None)
    return f"{session['year']}年{session['place']}{generic}" if session else generic

"""Line ends that a copy turned into spaces: one line that holds a whole document is split into its paragraphs again.

Text copied out of a web page or a form often arrives so. Nothing is added or taken away: a space becomes a line end.
"""

from __future__ import annotations

import re

# No paragraph of a well-kept file is that long and holds spaces behind full stops.
LONG_LINE, MIN_SIGNS = 200, 2
MIN_HEADING, MAX_HEADING = 6, 40
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_OPENERS, _CLOSERS = "（(【《“‘「〔[", "）)】》”’」〕]"
_STOPPED = re.compile(r"[。！？；…][”’」』）)】]*$")
_LEADS_IN = re.compile(
    r"(?:如下|下列|以下|(?:位|局|府|厅|委|部|会|院|校|关|构|业|司|所|者|们|志|友|民|长)[)）]?)[：:]$"
)
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]"
    r"|第[一二三四五六七八九十百]+[章节条]|附\s?件\s?\d?[:：]"
)
_WORDS = re.compile(r"[\u4e00-\u9fff“《（(【]|\d{1,4}[年月日]")
# No figure ends a line that goes on in words: 学校 86 所 is written with spaces.
_ENDS_IN_WORDS = re.compile(r"[\u4e00-\u9fff”》）)】]$")


def restore_lines(text: str) -> str:
    """The text with the line ends that became spaces; the same length, and unchanged where no line is run together.

    Args:
        text: A text as received.
    """
    lines = text.strip("\n").split("\n")
    # A whole document on one line is a sign of its own.
    signs = MIN_SIGNS if len(lines) > 1 else 1
    return "\n".join(_split(line, signs) if len(line) > LONG_LINE else line for line in text.split("\n"))


def _split(line: str, signs_needed: int) -> str:
    """A long line with its paragraphs' ends, where enough spaces show that such ends were lost."""
    depths = _depths(line)
    breaks: list[int] = []
    signs = 0
    begins, stopped = 0, False
    for found in _SPACES.finditer(line):
        before, after = line[begins : found.start()], line[found.end() :]
        if not before or not after or depths[found.start()]:
            continue
        ends_sentence = bool(_STOPPED.search(before))
        indented = "\u3000\u3000" in found[0]
        sure = indented or ends_sentence or bool(_LEADS_IN.search(before))
        heads = _heads(before)
        # Before the first full stop stand title, number and the addressed, each once a line of its own.
        loose = (
            (heads or (not stopped and "，" not in before)) and _ENDS_IN_WORDS.search(before) and _WORDS.match(after)
        )
        stopped = stopped or bool(re.search("[。；]", before))
        if sure or loose or _ORDINAL.match(after):
            breaks.append(found.start())
            begins = found.end()
            # Two wide spaces indent a paragraph and nothing else.
            signs += MIN_SIGNS if indented else 1 if sure or signs_needed == 1 else 0
    if signs < signs_needed:
        return line
    characters = list(line)
    for at in breaks:
        characters[at] = "\n"
    return "".join(characters)


def _heads(stretch: str) -> bool:
    """Whether a stretch between two lost line ends is a heading: marked, or some words without a stop."""
    if _ORDINAL.match(stretch):
        return len(stretch) <= MAX_HEADING and not re.search("[。；]", stretch)
    return MIN_HEADING <= len(stretch) <= MAX_HEADING and not re.search("[。；，：:]", stretch)


def _depths(line: str) -> list[bool]:
    """For each character whether it stands inside brackets or quotation marks that close."""
    inside = [False] * len(line)
    opened: list[tuple[int, str]] = []
    for at, character in enumerate(line):
        if character in _OPENERS:
            opened.append((at, _CLOSERS[_OPENERS.index(character)]))
        elif character in _CLOSERS:
            match = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][1] == character), None)
            if match is not None:
                start = opened[match][0]
                if at - start <= LONG_LINE:
                    inside[start:at] = [True] * (at - start)
                del opened[match:]
    return inside

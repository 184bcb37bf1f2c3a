"""Values as a spreadsheet shows them: by their number format (ECMA-376 part 1, 18.8.31), for that is what is read."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from ingest.loaders.building import one_line
from ingest.loaders.date_formats import show_date

KEPT_DIGITS = 15  # what a spreadsheet keeps of a number: 0.1 + 0.2 is 0.3, and a longer code ends in noughts
_SECTION = re.compile(r'(?:"[^"]*"|\\.|!.|\[[^\]]*\]|[^;"\\!\[])+|(?<=;)|^', re.DOTALL)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>E[+-])|(?P<place>[0#?.,%@])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
_ANY_LENGTH = Context(prec=700)  # the largest number has 309 digits
_MINUS = re.compile(r"[-−－▲△负(（]")
_PLAIN = frozenset({"", "@", "General", "G/通用格式"})


@dataclass(frozen=True, kw_only=True)
class _Section:
    """One of the up to four parts of a format: what it applies to and its tokens, ("text", …) or ("place", sign)."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    def places(self) -> str:
        return "".join(sign for kind, sign in self.tokens if kind == "place")


def show(value: object, form: str = "") -> str:
    """A cell's value as the sheet shows it: 0.5402 under 0.00% is 54.02%; '' where the format hides it.

    Args:
        value: A number, date, truth value or text; None for an empty cell.
        form: The cell's number format.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return show_date(value, form)
    if isinstance(value, (int, float)):
        # A damaged file may hold what is no number at all.
        return one_line(show_number(value, form)) if math.isfinite(value) else ""
    return one_line(_shown_text(str(value), form))


def show_number(value: float, form: str = "") -> str:
    """A number under a format; a minus is always told, where the sheet only prints red or in brackets too."""
    if form in _PLAIN:
        return plain_number(value)
    section, first = _chosen(value, _sections(form))
    if section is None:
        return plain_number(value)
    places = section.places()
    bare = any(kind == "general" for kind, _ in section.tokens) or "@" in places
    # A sheet in scientific notation or fractions shows less than the number: its own digits are told.
    if any(kind == "exponent" for kind, _ in section.tokens) or re.search(r"[0#?].*/.*[0#?\d]", _skeleton(section)):
        return plain_number(value)
    text = _general(abs(value), section) if bare else _placed(abs(value), section)
    if value < 0 and re.search(r"[1-9]", text):
        marked = _MINUS.search(text)
        if marked and marked[0] in "(（":
            text = re.sub(r"[()（）]", "", text)
            marked = None
        text = text if marked and not first else f"-{text}"
    # Before a figure it says nothing but that money is meant, and keeps the figure from being known as one.
    return text.replace("¥", "").replace("￥", "")


def plain_number(value: float) -> str:
    """A number without a format, never in scientific notation."""
    return f"{_exact(value).normalize():f}"


def too_long(value: object) -> bool:
    """Whether a whole number has more digits than a spreadsheet keeps, so that its last ones are not to be trusted."""
    return isinstance(value, (int, float)) and abs(value) >= 10**KEPT_DIGITS


def _exact(value: float) -> Decimal:
    """The digits a spreadsheet keeps; those of a longer code that it does not are noughts, as it types them itself."""
    if too_long(value):
        whole = str(abs(int(value)))
        kept = int(whole[:KEPT_DIGITS] + "0" * (len(whole) - KEPT_DIGITS))
        return Decimal(kept if value > 0 else -kept)
    return Decimal(f"{value:.{KEPT_DIGITS}g}")


@lru_cache(maxsize=1000)
def _sections(form: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    for part in _SECTION.findall(form)[:4]:
        tokens: list[tuple[str, str]] = []
        condition = None
        for token in _TOKEN.finditer(part):
            kind = token.lastgroup
            if kind == "bracket":
                inside = token["bracket"]
                if compared := _CONDITION.match(inside):
                    condition = (compared[1], float(compared[2]))
                elif inside.startswith("$"):
                    tokens.append(("text", inside[1:].partition("-")[0]))
            elif kind in ("general", "exponent", "place"):
                tokens.append((kind, token[0]))
            elif kind:
                tokens.append(("text", token[kind]))
        found.append(_Section(tokens=tuple(tokens), condition=condition))
    return tuple(found)


def _chosen(value: float, sections: Sequence[_Section]) -> tuple[_Section | None, bool]:
    """The section that shows a number, and whether it is one that does not tell a minus by itself."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _COMPARED[section.condition[0]](value, section.condition[1]):
                return section, True
        return None, True
    numbers = sections[:3]
    if len(sections) == 1 and "@" in sections[0].places():
        return None, True
    if len(numbers) > 1 and value < 0:
        return numbers[1], False
    if len(numbers) > 2 and value == 0:
        return numbers[2], True
    return (numbers[0] if numbers else None), True


def _skeleton(section: _Section) -> str:
    return "".join(sign for _, sign in section.tokens)


def _general(value: float, section: _Section) -> str:
    return "".join(
        plain_number(value) if kind == "general" or sign == "@" else sign if kind == "text" else ""
        for kind, sign in section.tokens
    )


def _placed(value: float, section: _Section) -> str:
    """A number's digits in the places of a section; texts stand between them as in the format."""
    tokens = section.tokens
    digits = [i for i, (kind, sign) in enumerate(tokens) if kind == "place" and sign in "0#?"]
    if not digits:
        return "".join("%" if sign == "%" else sign for kind, sign in tokens if kind == "text" or sign == "%")
    point = next((i for i, token in enumerate(tokens) if token == ("place", ".")), len(tokens))
    whole = [i for i in digits if i < point]
    after = [i for i in digits if i > point]
    commas = [i for i, token in enumerate(tokens) if token == ("place", ",")]
    # A comma between places parts thousands; behind the last one before the point, or the last of all, it divides.
    edges = (whole[-1] if whole else -1, digits[-1])
    scaling = [i for i in commas if i > edges[1] or edges[0] < i < point]
    grouped = any(whole and whole[0] < i < whole[-1] for i in commas)
    shares = sum(token == ("place", "%") for token in tokens)
    exact = _exact(value) * 100**shares / 1000 ** len(scaling)
    rounded = f"{exact.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _ANY_LENGTH):f}"
    left, _, right = rounded.partition(".")
    shown: dict[int, str] = _whole_part("" if left == "0" else left, whole, tokens, grouped=grouped)
    wanted = [tokens[i][1] for i in after]
    while right and right[-1] == "0" and wanted[len(right) - 1] != "0":
        right = right[:-1]
    shown |= {i: right[at] if at < len(right) else "" for at, i in enumerate(after)}
    text = ""
    for i, (kind, sign) in enumerate(tokens):
        if kind == "text" or sign == "%":
            text += sign
        elif i == point:
            text += "." if right else ""
        else:
            text += shown.get(i, "")
    return "0" + text if text.startswith(".") else text


def _whole_part(left: str, places: list[int], tokens: tuple[tuple[str, str], ...], *, grouped: bool) -> dict[int, str]:
    """The digits before the point by the token that shows them: from the right, the first takes what is left over."""
    shown: dict[int, str] = {}
    count = 0
    rest = left
    for at in reversed(places):
        digit, rest = (rest[-1], rest[:-1]) if rest else ("0" if tokens[at][1] == "0" else "", "")
        if at == places[0]:
            digit, rest = rest + digit, ""
        text = ""
        for one in reversed(digit):
            text = one + ("," if grouped and count and count % 3 == 0 else "") + text
            count += 1
        shown[at] = text
    if not places and left:
        shown[-1] = left
    return shown


def _shown_text(text: str, form: str) -> str:
    """A text under a format: words around @ are shown with it, and a fourth section without @ shows none of it."""
    if form in _PLAIN or ("@" not in form and ";" not in form):
        return text
    sections = _sections(form)
    section = sections[3] if len(sections) > 3 else next((s for s in sections if "@" in s.places()), None)
    if section is None:
        return text
    return "".join(text if sign == "@" else sign if kind == "text" else "" for kind, sign in section.tokens)

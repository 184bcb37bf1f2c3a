"""What a Word document does not show: hidden text, white on white, too small to see; by the run and by its styles."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.numbering import W

_OFF = ("0", "false", "off", "none")
_SMALLEST = 3  # half points: what is smaller is no text to any reader
_PALE = 0xF8  # each of red, green and blue from here on is white to the eye
_MAX_STYLES = 20


def is_on(element: Any) -> bool:
    """Whether a setting that is there is switched on."""
    return element is not None and element.get(W + "val", "1") not in _OFF


def is_pale(colour: str) -> bool:
    """Whether a colour (RRGGBB) is white to the eye."""
    return bool(re.fullmatch(r"[0-9A-Fa-f]{6}", colour)) and all(int(colour[i : i + 2], 16) >= _PALE for i in (0, 2, 4))


def is_shaded(element: Any) -> bool:
    """Whether a w:shd gives text a ground that is not white."""
    if element is None:
        return False
    fill = element.get(W + "fill", "auto")
    pattern = element.get(W + "val", "clear") not in ("clear", "nil")
    return pattern or element.get(W + "themeFill") is not None or not (fill == "auto" or is_pale(fill))


class Looks:
    """How the runs of a document look.

    Args:
        styles: Root of styles.xml, or None.
        coloured_page: Whether the pages have a ground of their own, on which white text shows.
    """

    def __init__(self, styles: Any, *, coloured_page: bool) -> None:
        self._styles: dict[str, Any] = {}
        self._usual = ""
        self._defaults: Any = None
        self._coloured_page = coloured_page
        for style in styles.iter(W + "style") if styles is not None else ():
            self._styles[style.get(W + "styleId", "")] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._usual = style.get(W + "styleId", "")
        if styles is not None:
            self._defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._found: dict[tuple[str, str], Any] = {}

    def _of_style(self, style: str, path: str) -> Any:
        """An element of a style or of the nearest one that it is based on; None where none has it."""
        key = (style, path)
        if key not in self._found:
            found, name = None, style
            for _ in range(_MAX_STYLES):
                element = self._styles.get(name)
                if element is None:
                    break
                found = element.find(path)
                based = element.find(W + "basedOn")
                if found is not None or based is None:
                    break
                name = based.get(W + "val", "")
            self._found[key] = found
        return self._found[key]

    def _run(self, run: Any, paragraph: Any, name: str) -> Any:
        """A property of a run: its own, its style's, its paragraph's style's, or the document's; None if nowhere."""
        own = run.find(W + name) if run is not None else None
        if own is not None:
            return own
        result = run.find(W + "rStyle") if run is not None else None
        for style in (_name(result), self._paragraph_style(paragraph)):
            found = self._of_style(style, f"{W}rPr/{W}{name}") if style else None
            if found is not None:
                return found
        return self._defaults.find(W + name) if self._defaults is not None else None

    def _paragraph_style(self, paragraph: Any) -> str:
        return _name(paragraph.find(W + "pStyle") if paragraph is not None else None) or self._usual

    def grounded(self, paragraph: Any) -> bool:
        """Whether a paragraph (its w:pPr) stands on a ground that is not white."""
        own = paragraph.find(W + "shd") if paragraph is not None else None
        if own is None:
            own = self._of_style(self._paragraph_style(paragraph), f"{W}pPr/{W}shd")
        return self._coloured_page or is_shaded(own)

    def shades_tables(self, table: Any) -> bool:
        """Whether a table (its w:tblPr) or its style gives any of its cells a ground."""
        if table is None:
            return False
        style = self._styles.get(_name(table.find(W + "tblStyle")))
        for _ in range(_MAX_STYLES):
            if style is None:
                break
            if any(is_shaded(one) for one in style.iter(W + "shd")):
                return True
            style = self._styles.get(_name(style.find(W + "basedOn")))
        return is_shaded(table.find(W + "shd"))

    def hides(self, run: Any, paragraph: Any, *, grounded: bool) -> bool:
        """Whether the text of a run cannot be seen.

        Args:
            run: The run's w:rPr, or None.
            paragraph: The paragraph's w:pPr, or None.
            grounded: Whether it stands on a ground that is not white: white text shows there.
        """
        if is_on(self._run(run, paragraph, "vanish")) or is_on(self._run(run, None, "specVanish")):
            return True
        size = _name(self._run(run, paragraph, "sz"))
        if size.isdigit() and int(size) <= _SMALLEST:
            return True
        colour = self._run(run, paragraph, "color")
        if grounded or colour is None:
            return False
        result = colour.get(W + "val", "auto")
        themed = colour.get(W + "themeColor") in ("background1", "light1") and colour.get(W + "themeShade") is None
        if not (is_pale(result) or (result == "auto" and themed)):
            return False
        marked = _name(self._run(run, paragraph, "highlight"))
        return marked in ("", "none", "white") and not is_shaded(self._run(run, paragraph, "shd"))

    def web_only(self, run: Any) -> bool:
        """Whether a run is hidden in a web view: page numbers of a contents page are, and little else."""
        return run is not None and is_on(run.find(W + "webHidden"))


def _name(element: Any) -> str:
    return str(element.get(W + "val", "")) if element is not None else ""

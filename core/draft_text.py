"""The text of a draft as staff edit it: plain lines with a few marks, and the blocks they stand for.

`# ` begins the title, `主送：` the addressee, `## ` to `##### ` headings of level 1 to 4, `| a | b |` rows of a table
whose caption is the line `表：…` above, `![told](chart:key)` a chart, `落款：` and `日期：` the signature, `附件：` an
attachment. Everything else is a paragraph a line. `[1]` behind a sentence is the number of its source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEVELS = 4
MARK = re.compile(r"\[(\d{1,3})\]")
_HEADING = re.compile(r"(?P<marks>#{1,5})\s+(?P<text>\S.*)")
_CHART = re.compile(r"!\[(?P<told>[^\]]*)\]\(chart:(?P<key>[\w-]+)\)")
_FIELD = re.compile(r"(?P<name>主送|落款|日期|附件|表)[：:]\s*(?P<text>.*)")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
# Numbers that people write before a heading though it is numbered by itself.
_OWN_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．](?!\d)|[（(]\d{1,2}[)）])\s*"
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One part of a draft; `line` counts from 0 in its text.

    `kind` is heading, paragraph, table or chart. A heading has `level` 1 to 4, a table `head` and `rows` with its
    caption as `text`, a chart its `key` with what it tells as `text`.
    """

    kind: str
    text: str
    line: int
    level: int = 0
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    key: str = ""

    @property
    def refs(self) -> tuple[str, ...]:
        """Numbers of the sources it names, each once."""
        result = (self.text, *(cell for row in self.rows for cell in row))
        return tuple(dict.fromkeys(ref for part in result for ref in MARK.findall(part)))


@dataclass(frozen=True, kw_only=True)
class DraftText:
    """A draft's parts; a part that is not there is empty."""

    title: str = ""
    addressee: str = ""
    blocks: tuple[Block, ...] = ()
    attachments: tuple[str, ...] = ()
    signed: str = ""
    day: str = ""

    @property
    def refs(self) -> tuple[str, ...]:
        """Numbers of the sources in the order in which they are first named."""
        return tuple(dict.fromkeys(ref for block in self.blocks for ref in block.refs))


def without_marks(text: str) -> str:
    """A text without the numbers of its sources."""
    return MARK.sub("", text)


def parse_draft(text: str) -> DraftText:
    """Read a draft's text; whatever is written is some block, nothing is lost."""
    fields: dict[str, str] = {}
    attachments: list[str] = []
    blocks: list[Block] = []
    caption, captioned, table = "", 0, list[tuple[int, tuple[str, ...]]]()

    def close_table() -> None:
        nonlocal caption
        if table:
            (line, head), *rows = table
            blocks.append(
                Block(kind="table", text=caption, line=line, head=head, rows=tuple(_fitted(r, head) for _, r in rows))
            )
            table.clear()
            caption = ""

    def close_caption() -> None:
        """A caption with no table below it is a paragraph."""
        nonlocal caption
        if caption:
            blocks.append(Block(kind="paragraph", text=f"表：{caption}", line=captioned))
            caption = ""

    for number, raw in enumerate(text.split("\n")):
        line = raw.strip()
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            if not _RULE.fullmatch(line):
                table.append((number, _cells(line)))
            continue
        close_table()
        if line:
            close_caption()
        heading, chart, field = _HEADING.match(line), _CHART.fullmatch(line), _FIELD.fullmatch(line)
        if heading and len(heading["marks"]) == 1 and "title" not in fields:
            fields["title"] = heading["text"].strip()
        elif heading:
            level = max(1, len(heading["marks"]) - 1)
            result = _OWN_NUMBER.sub("", heading["text"], count=1).strip() or heading["text"]
            blocks.append(Block(kind="heading", text=result, line=number, level=level))
        elif chart:
            blocks.append(Block(kind="chart", text=chart["told"], line=number, key=chart["key"]))
        elif field and field["name"] == "表":
            caption, captioned = field["text"], number
        elif field and field["name"] == "附件":
            attachments.append(field["text"])
        elif field and field["name"] not in fields:
            fields[field["name"]] = field["text"].strip()
        elif line:
            blocks.append(Block(kind="paragraph", text=line, line=number))
    close_table()
    close_caption()
    return DraftText(
        title=fields.get("title", ""),
        addressee=fields.get("主送", "").rstrip("：:"),
        blocks=tuple(blocks),
        attachments=tuple(one for one in attachments if one),
        signed=fields.get("落款", ""),
        day=fields.get("日期", ""),
    )


def _cells(line: str) -> tuple[str, ...]:
    r"""Cells of a row; `\|` is a | inside one."""
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line[1:-1]))


def _fitted(row: tuple[str, ...], head: tuple[str, ...]) -> tuple[str, ...]:
    """A row with as many cells as the head; what is more goes into the last."""
    if len(row) > len(head):
        return (*row[: len(head) - 1], " ".join(filter(None, row[len(head) - 1 :])))
    return (*row, *("" for _ in range(len(head) - len(row))))


def write_draft(draft: DraftText) -> str:
    """The text of a draft; `parse_draft` reads it back."""
    lines = [f"# {draft.title}"] if draft.title else []
    if draft.addressee:
        lines += ["", f"主送：{draft.addressee}"]
    for block in draft.blocks:
        lines.append("")
        if block.kind == "heading":
            lines.append(f"{'#' * (block.level + 1)} {block.text}")
        elif block.kind == "table":
            lines += [f"表：{block.text}", _row(block.head), f"|{' --- |' * len(block.head)}", *map(_row, block.rows)]
        elif block.kind == "chart":
            lines.append(f"![{block.text}](chart:{block.key})")
        else:
            lines.append(block.text)
    ends = [f"附件：{one}" for one in draft.attachments]
    ends += [f"{name}：{result}" for name, result in (("落款", draft.signed), ("日期", draft.day)) if result]
    return "\n".join([*lines, *(["", *ends] if ends else []), ""])


def _row(cells: tuple[str, ...]) -> str:
    items = [cell.replace("|", "\\|").replace("\n", " ") for cell in cells]
    return f"| {' | '.join(items)} |"

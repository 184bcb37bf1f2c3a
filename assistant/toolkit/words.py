"""What tools give, as text to read: answers with their sources below, a line a hit."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.toolkit.results import Answered, Cited, DraftMade, Lacking, Listed

# Of what a tool says in words; the values hold the rest.
MAX_WORDS = 20_000
CUT = "\n……（后面的见结构化结果，或缩小范围再查）"
NONE_FOUND = "没有找到"


def shortened(text: str) -> str:
    """A text that is not longer than a reader's patience, and says where it was cut."""
    return text if len(text) <= MAX_WORDS else text[:MAX_WORDS] + CUT


def source_line(one: Cited) -> str:
    """A source behind its mark: title, date and place in it, the quote, and what to beware of."""
    text = " ".join(part for part in (f"《{one.title}》", one.date, one.section, one.locator) if part)
    warning = f"（注意：{one.warning}）" if one.warning else ""
    return f"[{one.ref}] {text}：“{one.quote}”{warning}（编号：{one.document_id}）"


def lacking_lines(missing: Sequence[Lacking]) -> list[str]:
    """What is not in the corpus, a line each."""
    return [f"资料里没有：{one.asked}" + (f"；有：{'、'.join(one.have)}" if one.have else "") for one in missing]


def answer_text(answered: Answered) -> str:
    """An answer with its formulas, sources and what to beware of."""
    lines = [answered.answer]
    lines += [
        f"[{one.ref}] {one.name} {one.text or one.value}" + (f" = {one.formula}" if one.formula else "")
        for one in answered.figures
        if f"[{one.ref}]" in answered.answer
    ]
    lines += [source_line(one) for one in answered.citations]
    lines += [f"注：{note}" for note in answered.notes]
    lines += lacking_lines(answered.missing)
    lines += [f"可选：{option}" for option in answered.options]
    if answered.doubtful:
        lines.append("把握不大，请看原文。")
    return shortened("\n".join(lines))


def draft_text(made: DraftMade) -> str:
    """A draft with its sources below."""
    lines = [made.text, "", "来源：", *(source_line(one) for one in made.sources)]
    return shortened("\n".join([*lines, *(f"注：{note}" for note in made.notes), *lacking_lines(made.missing)]))


def document_line(one: Listed) -> str:
    """A document on a line."""
    known = "，".join(part for part in (one.issuer, one.doc_number, one.place, one.date, one.status) if part)
    warning = f"（注意：{'；'.join(one.quality)}）" if one.quality else ""
    return f"{one.id} 《{one.title}》{known}{warning}"

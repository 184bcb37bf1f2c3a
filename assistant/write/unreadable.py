"""What is said to a text that is no question: empty, endless, or without a Chinese word."""

from __future__ import annotations

from assistant.draft import Draft
from assistant.plan import MAX_QUESTION
from assistant.write.refuse import clarification, refusal
from core.schema import Missing


def unreadable(text: str) -> Draft | None:
    """A helpful answer to what is no question this corpus can answer: empty, endless, or without a Chinese word."""
    if not text:
        return clarification("请输入一个问题，例如：某区公办园在园幼儿占比是多少？", ())
    if len(text) > MAX_QUESTION:
        return clarification(
            f"问题有 {len(text)} 字，超过 {MAX_QUESTION} 字。请只写要问的那一句；核对整篇文稿请用“数据核对”。", ()
        )
    if not any("\u4e00" <= character <= "\u9fff" for character in text):
        missing = (Missing(kind="indicator", asked=text[:40]),)
        return Draft(
            status="refused",
            missing=missing,
            lines=refusal(missing).lines,
            notes=("本系统的资料都是中文，请用中文提问。The documents are Chinese; please ask in Chinese.",),
        )
    return None

"""The examples of docs/langchain.md, run one after the other as they stand; what they print is what the page says."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from markdown_it import MarkdownIt

from core.settings import ROOT, Settings

PAGE = ROOT / "docs" / "langchain.md"


class Model(GenericFakeChatModel):
    """A model that calls `ask` with the user's question, and says what the tool said first."""

    messages: Iterator[AIMessage | str] = iter(())

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, Any]:
        assert {"ask", "search"} <= {one.name for one in tools}
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        last = messages[-1]
        if isinstance(last, ToolMessage):
            said = AIMessage(str(last.content).splitlines()[0])
        else:
            call = {"name": "ask", "args": {"question": last.text}, "id": "1", "type": "tool_call"}
            said = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=said)])


def examples() -> list[tuple[int, str, str]]:
    """Line, code and what is printed, of each example of the page."""
    fences = [one for one in MarkdownIt().parse(PAGE.read_text(encoding="utf-8")) if one.type == "fence"]
    assert {one.info for one in fences} == {"python", "text"}
    found = []
    for one, after in zip(fences, [*fences[1:], None], strict=True):
        if one.info == "python":
            printed = after.content if after is not None and after.info == "text" else ""
            found.append((one.map[0] + 1, one.content, printed))
    return found


def test_the_examples_of_the_page_run_and_print_what_it_says(
    draft_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEWEN_DATA_DIR", str(draft_settings.data_dir))
    names: dict[str, Any] = {"model": Model()}
    result = examples()
    assert len(result) >= 9
    for line, code, printed in result:
        heard = io.StringIO()
        with redirect_stdout(heard):
            exec(compile("\n" * line + code, str(PAGE), "exec"), names)
        assert heard.getvalue() == printed, f"{PAGE.name}:{line}"

"""One answer's work of a language model: it calls tools and hands in sentences, within a budget."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import httpx
from langchain.agents import create_agent
from langchain.agents.middleware import AgentMiddleware, ModelCallLimitMiddleware, ModelRetryMiddleware
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain.agents.structured_output import ToolStrategy
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphRecursionError
from openai import APIConnectionError, InternalServerError, OpenAIError, RateLimitError
from pydantic import BaseModel, ConfigDict, Field

from assistant.model.judging import Said, parted
from assistant.model.making import seconds_left
from assistant.model.scoped_tools import DID
from assistant.trace_callbacks import TraceCallbacks
from core.errors import CewenError, WriterError
from core.schema import Step
from core.textspan import split_sentences

logger = logging.getLogger(__name__)
MAX_SENTENCES, RETRY_AFTER_S = 40, 0.5
BAD_CALL = "提交的格式不对：sentences 是句子的列表，每句有 text 和 refs。请改正后重新提交。"


class AnswerSentence(BaseModel):
    """一句话和它的出处。"""

    model_config = ConfigDict(extra="ignore")

    text: str = Field(max_length=1000, description="一句完整的话，不带出处标记。")
    refs: Annotated[list[str], Field(max_length=20)] = Field(description="出处编号，如 1、F1。")


class SubmitAnswer(BaseModel):
    """提交回答。查完资料后用它提交。"""

    model_config = ConfigDict(extra="ignore")

    sentences: Annotated[list[AnswerSentence], Field(max_length=MAX_SENTENCES)] = Field(
        description="回答的句子，结论在前；查不到就为空。"
    )
    missing: Annotated[list[str], Field(max_length=10)] = Field(default=[], description="查不到的内容。")


class OverBudget(WriterError):
    """The time, the requests or the tokens for the answer are used up."""


@dataclass
class Spent:
    """What a run has taken so far."""

    calls: int = 0
    tools: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seen: set[str] = field(default_factory=set)


class _Budget(AgentMiddleware):
    """Ends a run whose time or tokens are used up before the model is asked again."""

    def __init__(self, spent: Spent, tokens: int) -> None:
        super().__init__()
        self._spent, self._tokens = spent, tokens

    def before_model(self, state: Any, runtime: Any) -> None:
        """Raise where nothing is left.

        Raises:
            OverBudget: If time or tokens are used up.
        """
        if seconds_left() <= 0:
            raise OverBudget("语言模型超过了限定的时间", next_step="请调大 CEWEN_LLM_TIMEOUT_S 或换更快的模型")
        if self._spent.input_tokens + self._spent.output_tokens >= self._tokens:
            raise OverBudget("语言模型用完了限定的字数", next_step="请调大 CEWEN_LLM_TOKENS")
        self._spent.calls += 1


class ModelRun:
    """One run of the agent; more messages go on with it.

    Args:
        model: A LangChain chat model.
        tools: What it may call.
        system: The system prompt.
        calls: Most requests.
        tokens: Most tokens, read and written.
    """

    def __init__(self, model: Any, tools: Sequence[BaseTool], system: str, calls: int, tokens: int) -> None:
        self.spent = Spent()
        self.missing: tuple[str, ...] = ()
        self._calls = calls
        self._messages: list[AnyMessage] = []
        self._agent: Any = create_agent(
            model,
            list(tools),
            system_prompt=system,
            response_format=ToolStrategy(SubmitAnswer, handle_errors=lambda _: BAD_CALL),
            middleware=list[Any](
                [
                    ModelCallLimitMiddleware(thread_limit=None, run_limit=calls, exit_behavior="error"),
                    _Budget(self.spent, tokens),
                    ModelRetryMiddleware(
                        max_retries=1,
                        initial_delay=RETRY_AFTER_S,
                        backoff_factor=1.0,
                        max_delay=RETRY_AFTER_S,
                        jitter=False,
                        retry_on=(RateLimitError, InternalServerError, APIConnectionError),
                        on_failure="error",
                    ),
                ]
            ),
        )

    def ask(self, text: str) -> Iterator[Step | tuple[Said, ...]]:
        """Steps as tools are called, then the sentences handed in.

        Args:
            text: What is said to the model.

        Raises:
            WriterError: If the endpoint does not answer, answers what cannot be read, or the budget is used up.
        """
        self._messages.append(HumanMessage(text))
        submitted: SubmitAnswer | None = None
        try:
            for update in self._agent.stream(
                {"messages": self._messages},
                stream_mode="updates",
                config={"recursion_limit": 4 * self._calls + 8, "callbacks": [TraceCallbacks()]},
            ):
                for state in update.values():
                    for message in (state or {}).get("messages", ()):
                        self._messages.append(message)
                        yield from self._took(message)
                    submitted = (state or {}).get("structured_response", submitted)
        except (ModelCallLimitExceededError, GraphRecursionError) as error:
            raise OverBudget("语言模型问了太多次", next_step="请调大 CEWEN_LLM_CALLS") from error
        except (OpenAIError, httpx.HTTPError) as error:
            late = seconds_left() <= 0
            raise WriterError(
                "语言模型超过了限定的时间" if late else "语言模型没有回应",
                next_step="请检查 CEWEN_LLM_BASE_URL 与网络",
                retryable=True,
            ) from error
        except CewenError:
            raise
        except Exception as error:
            # The border to whatever an endpoint sends: half a call, other shapes, other types.
            logger.warning("the language model's reply could not be read", exc_info=True)
            raise WriterError("语言模型的回答读不懂", next_step="请换一个支持工具调用的模型") from error
        yield self._sentences(submitted)

    def _took(self, message: AnyMessage) -> Iterator[Step]:
        if not isinstance(message, AIMessage) or (message.id and message.id in self.spent.seen):
            return
        self.spent.seen.add(message.id or "")
        usage = message.usage_metadata
        if usage is not None:
            self.spent.input_tokens += usage["input_tokens"]
            self.spent.output_tokens += usage["output_tokens"]
        for call in message.tool_calls:
            if call["name"] in DID:
                self.spent.tools += 1
                asked = "，".join(str(value) for value in call["args"].values() if value)
                yield Step(title=f"语言模型：{DID[call['name']]}", detail=asked[:60])

    def _sentences(self, submitted: SubmitAnswer | None) -> tuple[Said, ...]:
        """What was handed in; of a model that only talks, its sentences with the marks in them."""
        if submitted is not None:
            self.missing = tuple(one[:80] for one in submitted.missing)
            made = []
            for one in submitted.sentences:
                inside = parted(one.text)
                refs = dict.fromkeys([*(ref.strip("[] ") for ref in one.refs), *inside.refs])
                made.append(Said(text=inside.text, refs=tuple(refs)))
            return tuple(one for one in made if one.text)
        last = self._messages[-1] if self._messages else None
        text = str(last.content) if isinstance(last, AIMessage) else ""
        said = [parted(text[start:end]) for start, end in split_sentences(text)][:MAX_SENTENCES]
        # A mark at the end of several sentences is of them all.
        for at in range(len(said) - 2, -1, -1):
            said[at] = replace(said[at], refs=said[at].refs or said[at + 1].refs)
        return tuple(one for one in said if one.text)

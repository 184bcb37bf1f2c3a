"""Wire shapes of clients of OpenAI: models and chat completions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MODEL, MAX_CONTENT, MAX_MESSAGES = "cewen", 200_000, 200


class TextPart(BaseModel):
    """A part of a message; text alone is understood."""

    model_config = ConfigDict(extra="allow", title="消息的一部分")

    type: Annotated[str, Field(max_length=40)] = Field(description="只支持 text")
    text: str = Field("", max_length=MAX_CONTENT, description="文字")


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="allow", title="消息")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="user 是问题；最后一条是要问的，先前的是上文；其余角色的内容不当指令"
    )
    content: Annotated[str, Field(max_length=MAX_CONTENT)] | Annotated[list[TextPart], Field(max_length=100)] | None = (
        Field(None, description="文字，或文字部分的数组")
    )


class ChatBody(BaseModel):
    """A request as OpenAI's clients send it; what only shapes a language model's style is taken and has no effect."""

    model_config = ConfigDict(
        extra="ignore",
        title="对话",
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "西湖区2023年新增学位多少个？"}]}]
        },
    )

    model: Annotated[str, Field(max_length=100)] = Field(description=f"{MODEL}")
    messages: list[Message] = Field(min_length=1, max_length=MAX_MESSAGES, description="从早到晚")
    stream: bool | None = Field(False, description="true：以事件流返回")
    stream_options: dict[str, Any] | None = Field(None, max_length=10, description="include_usage：最后给用量")
    n: int | None = Field(1, description="只能是 1")
    tools: list[Any] | None = Field(None, max_length=200, description="不支持")
    functions: list[Any] | None = Field(None, max_length=200, description="不支持")
    response_format: dict[str, Any] | None = Field(None, max_length=20, description="只支持 text")


class ModelOut(BaseModel):
    """A model that may be named."""

    model_config = ConfigDict(title="模型")

    id: str = Field(description="模型名")
    object: Literal["model"] = Field("model", description="固定为 model")
    created: int = Field(0, description="没有意义，固定为 0")
    owned_by: str = Field(MODEL, description="策问")


class ModelsOut(BaseModel):
    """The models that may be named."""

    model_config = ConfigDict(title="模型列表")

    object: Literal["list"] = Field("list", description="固定为 list")
    data: list[ModelOut] = Field(description="只有一个")


class UsageOut(BaseModel):
    """Tokens that were used: not counted, for no language model is asked by this address."""

    model_config = ConfigDict(title="用量")

    prompt_tokens: int = Field(0, description="没有统计，固定为 0")
    completion_tokens: int = Field(0, description="没有统计，固定为 0")
    total_tokens: int = Field(0, description="没有统计，固定为 0")


class ReplyOut(BaseModel):
    """The answer as a message."""

    model_config = ConfigDict(extra="allow", title="回答消息")

    role: Literal["assistant"] = Field("assistant", description="固定为 assistant")
    content: str = Field(description="答案，[1] 是来源的标号，后面是“来源：”")
    status: str = Field(description="answered、computed、partial、clarify、refused，见 /api/v1/ask")
    trace_id: str = Field(description="回答的编号，评价时用")
    citations: list[dict[str, Any]] = Field(description="出处，同 /api/v1/ask")
    figures: list[dict[str, Any]] = Field(description="数字，同 /api/v1/ask")
    missing: list[dict[str, Any]] = Field(description="缺什么，同 /api/v1/ask")


class ChoiceOut(BaseModel):
    """The one choice there is."""

    model_config = ConfigDict(title="选项")

    index: int = Field(0, description="固定为 0")
    message: ReplyOut = Field(description="回答")
    finish_reason: Literal["stop"] = Field("stop", description="固定为 stop")
    logprobs: None = Field(None, description="没有")


class CompletionOut(BaseModel):
    """An answer as OpenAI's clients read it."""

    model_config = ConfigDict(title="对话的回答")

    id: str = Field(description="这次回答的编号")
    object: Literal["chat.completion"] = Field("chat.completion", description="固定")
    created: int = Field(description="什么时候，Unix 秒")
    model: str = Field(MODEL, description="模型名")
    choices: list[ChoiceOut] = Field(description="只有一个")
    usage: UsageOut = Field(default_factory=UsageOut, description="没有统计")


class OpenAIError(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(title="错误内容")

    message: str = Field(description="出了什么事、下一步")
    type: str = Field(description="类别")
    param: str | None = Field(description="固定为空")
    code: str | None = Field(description="代号")


class OpenAIErrorBody(BaseModel):
    """A refusal as OpenAI's clients read it."""

    model_config = ConfigDict(title="错误")

    error: OpenAIError = Field(description="错误")

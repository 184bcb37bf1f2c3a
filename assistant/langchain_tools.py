"""The toolbox as LangChain tools, for agents and chains that others build."""

from __future__ import annotations

from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, ValidationError

from assistant.toolbox import Toolbox
from assistant.toolkit.arguments_wrong import wrong_arguments
from assistant.toolkit.catalogue import TOOLS, ToolSpec
from core.errors import CewenError


def langchain_tools(toolbox: Toolbox) -> list[BaseTool]:
    """Every tool of the catalogue, for the toolbox's viewer.

    A tool's content is text to read, with sources; its artifact is the same as a pydantic model (see
    `assistant.toolkit.results`). What cannot be done comes back as content that says why and what to do, not as an
    exception: a model that called it wrongly may try again.
    """
    return [_tool(spec, toolbox) for spec in TOOLS]


def _tool(spec: ToolSpec[Any], toolbox: Toolbox) -> BaseTool:
    def call(**given: Any) -> tuple[str, BaseModel]:
        try:
            result: tuple[str, BaseModel] = spec.call(toolbox, spec.takes(**given))
        except CewenError as error:
            raise ToolException(str(error)) from error
        return result

    def mistaken(error: ValidationError | Any) -> str:
        return wrong_arguments(error)

    return StructuredTool.from_function(
        call,
        name=spec.name,
        description=spec.description,
        args_schema=spec.takes,
        response_format="content_and_artifact",
        handle_tool_error=True,
        handle_validation_error=mistaken,
    )

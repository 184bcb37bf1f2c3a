"""What the MCP server offers: the tools of the catalogue, and every document as a resource."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from urllib.parse import quote, unquote

import anyio.to_thread
import mcp_types as types
from anyio import CapacityLimiter
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, ValidationError

from assistant.toolbox import MAX_TEXT, Toolbox
from assistant.toolkit.arguments_wrong import wrong_arguments
from assistant.toolkit.catalogue import BY_NAME, TOOLS, ToolSpec
from core.errors import CewenError
from core.schema import Document
from core.tracing import mark, span
from core.viewer import Viewer

logger = logging.getLogger(__name__)
NAME, SCHEME = "cewen", "cewen://documents/"
INSTRUCTIONS = (
    "策问：教育局的资料问答助手。一般的问题用 ask；要原句用 search，要文件里的数用 figures，要问统计表用 query_tables。"
    "回答里的 [1] 是引用，原句在 citations 里，与资料一字不差；转述时请保留标记和出处。"
    "资料里没有的，回答会说清缺什么，请不要补。"
)
FAILED, FAILED_STEP = "系统内部出错，这一步没有做成", "请稍后重试；若反复出现，请把时间告知管理员"
READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
AT_ONCE, PAGE = 4, 100
ViewerOf = Callable[[Any], Viewer]
Context = ServerRequestContext[Any]


class Offered:
    """The handlers of the server.

    Args:
        toolbox_of: Gives a person's toolbox.
        viewer_of: Who calls, by the HTTP request; None as the request where there is none (stdio).
    """

    def __init__(self, toolbox_of: Callable[[Viewer], Toolbox], viewer_of: ViewerOf) -> None:
        self._toolbox_of = toolbox_of
        self._viewer_of = viewer_of
        self._limiter: CapacityLimiter | None = None

    async def tools(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """Every tool with the schemas of what it takes and gives."""
        return types.ListToolsResult(tools=[_as_tool(spec) for spec in TOOLS])

    async def call(self, context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        """A tool's words and values; what cannot be done is a result that says why and what to do.

        Raises:
            MCPError: If there is no such tool.
        """
        spec = BY_NAME.get(asked.name)
        if spec is None:
            names = "、".join(BY_NAME)
            raise MCPError(code=types.INVALID_PARAMS, message=f"没有“{asked.name}”这个工具：可用的有 {names}")
        try:
            arguments = spec.takes.model_validate(asked.arguments or {})
        except ValidationError as error:
            return _refused(wrong_arguments(error))
        try:
            words, value = await self._working(context, lambda box: _called(spec, box, arguments))
        except CewenError as error:
            return _refused(str(error))
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=words)], structured_content=value.model_dump(mode="json")
        )

    async def resources(
        self, context: Context, asked: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The documents that the caller may open, a page at a time.

        Raises:
            MCPError: If they cannot be listed now.
        """
        skipped = int(asked.cursor) if asked and asked.cursor and asked.cursor.isdecimal() else 0
        try:
            listed = await self._working(context, lambda box: box.documents())
        except CewenError as error:
            raise MCPError(code=types.INTERNAL_ERROR, message=str(error)) from error
        more = str(skipped + PAGE) if skipped + PAGE < len(listed) else None
        shown = [_as_resource(one) for one in listed[skipped : skipped + PAGE]]
        return types.ListResourcesResult(resources=shown, next_cursor=more)

    async def templates(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        """How a document's address is made of its id."""
        result = types.ResourceTemplate(
            name="document",
            title="资料全文",
            uri_template=SCHEME + "{id}",
            mime_type="text/plain",
            description="一份资料的全文；编号见 list_documents，地址里要按网址转义。",
        )
        return types.ListResourceTemplatesResult(resource_templates=[result])

    async def resource(self, context: Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """The text of a document, cut where it is very long.

        Raises:
            MCPError: If there is none at that address, or it is not for the caller.
        """
        if not asked.uri.startswith(SCHEME):
            raise MCPError(code=types.INVALID_PARAMS, message=f"没有这个地址：资料的地址是 {SCHEME}编号")
        name = unquote(asked.uri.removeprefix(SCHEME))
        try:
            document = await self._working(context, lambda box: box.document(name))
        except CewenError as error:
            raise MCPError(code=types.INVALID_PARAMS, message=str(error)) from error
        text = document.text
        if len(text) > MAX_TEXT:
            text = f"{text[:MAX_TEXT]}\n……（全文 {len(text)} 字，后面的请用 get_document 从第 {MAX_TEXT} 字读起）"
        contents: list[types.TextResourceContents | types.BlobResourceContents] = [
            types.TextResourceContents(uri=asked.uri, mime_type="text/plain", text=text)
        ]
        return types.ReadResourceResult(contents=contents)

    async def _working(self, context: Context, work: Callable[[Toolbox], Any]) -> Any:
        """What some work with the caller's toolbox gives, in a thread of its own; few at once.

        Raises:
            CewenError: If it cannot be done.
        """
        viewer = self._viewer_of(context.request)
        # Made here: it belongs to the loop that serves.
        self._limiter = self._limiter or CapacityLimiter(AT_ONCE)
        try:
            return await anyio.to_thread.run_sync(lambda: work(self._toolbox_of(viewer)), limiter=self._limiter)
        except CewenError:
            raise
        except Exception as error:
            # The border to other makers' programs: they get a sentence, the log gets the rest.
            logger.exception("what an MCP client asked for failed")
            raise CewenError(FAILED, next_step=FAILED_STEP, retryable=True) from error


def make_mcp_server(toolbox_of: Callable[[Viewer], Toolbox], viewer_of: ViewerOf) -> Server[Any]:
    """The MCP server; see `Offered`."""
    offered = Offered(toolbox_of, viewer_of)
    return Server(
        NAME,
        version=version(NAME),
        title="策问",
        instructions=INSTRUCTIONS,
        on_list_tools=offered.tools,
        on_call_tool=offered.call,
        on_list_resources=offered.resources,
        on_list_resource_templates=offered.templates,
        on_read_resource=offered.resource,
    )


def document_address(document_id: str) -> str:
    """The address of a document as a resource."""
    return SCHEME + quote(document_id, safe="")


def _called(spec: ToolSpec[Any], box: Toolbox, arguments: Any) -> tuple[str, BaseModel]:
    with span("tool", tool=spec.name) as working:
        result: tuple[str, BaseModel] = spec.call(box, arguments)
        mark(working, characters=len(result[0]))
        return result


def _refused(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=why)], is_error=True)


def _as_tool(spec: ToolSpec[Any]) -> types.Tool:
    return types.Tool(
        name=spec.name,
        title=spec.title,
        description=spec.description,
        input_schema=spec.takes.model_json_schema(),
        output_schema=spec.gives.model_json_schema(),
        annotations=READ_ONLY,
    )


def _as_resource(document: Document) -> types.Resource:
    known = (document.issuer, document.place.full_name if document.place else "", document.date_label)
    return types.Resource(
        uri=document_address(document.id),
        name=document.id,
        title=document.title,
        mime_type="text/plain",
        description="，".join(part for part in known if part) or None,
    )

"""The 指标测算 tab: a family, the office's tables or an upload, its parameters; verdicts, gaps and files."""

from __future__ import annotations

from typing import Any

from core.viewer import LOCAL_VIEWER
from tools.charts.of_indicators import charts_of
from tools.indicators.family import Option
from tools.indicators.resource_lines import NAME as BALANCE
from ui.border import at_the_border
from ui.doors import needs
from ui.download import build_download
from ui.indicator_desk import Computed, IndicatorsDesk
from ui.pictures import Pictures
from ui.render import error_html
from ui.result_panels import result_html
from ui.rooms import Rooms
from ui.table_uploads import MAX_FILES, TYPES, load_uploads, preview_html
from ui.templating import render

# More parameters than this are folded, so that the button stays in sight.
FEW_OPTIONS = 4
EMPTY = render(
    "empty.html",
    text="选指标和表，点“测算”。结果写明判定、差距、用了哪些表和哪些标准；数据有问题会逐行列出，不会替您改数。",
)
HINT = render("balance_hint.html", balance=BALANCE)


def option_field(option: Option, value: str) -> Any:
    """The component in which one parameter is set: a drop-down where it has choices.

    Args:
        option: The parameter.
        value: What it begins with.
    """
    import gradio as gr

    # Said in words: what is drawn anew after the page has loaded, Gradio takes for an output and locks.
    if option.choices:
        return gr.Dropdown(list(option.choices), value=value, label=option.name, info=option.meaning, interactive=True)
    return gr.Textbox(value, label=option.name, info=option.meaning, max_lines=1, interactive=True)


def drawn(computed: Computed, pictures: Pictures) -> dict[str, str]:
    """The charts of a result as HTML, by the kind of chart."""
    if computed.result is None:
        return {}
    earlier = computed.material.earlier if computed.material else None
    charts = charts_of(computed.result, earlier)
    return {kind: pictures.html([one for one in charts if one.kind == kind]) for kind in {one.kind for one in charts}}


def build_indicators(rooms: Rooms) -> tuple[Any, Any]:
    """The tab's components; the family and the list of kept tables, which depends on who looks."""
    import gradio as gr

    def desk() -> IndicatorsDesk:
        return rooms.here().indicators

    # The families, what each is and the kinds of tables are the same for everybody.
    common = rooms.of(LOCAL_VIEWER).indicators
    names, kinds = common.families(), common.kinds()
    first = rooms.at_first(lambda room: room.indicators.kept(names[0]), [])
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            family = gr.Dropdown(names, value=names[0], label="算什么", elem_id="cw-ind-family")
            about = gr.HTML(common.describe(names[0]))
            source = gr.Radio(
                [("已存的表", "kept"), ("上传表格", "upload")],
                value="kept",
                label="用哪些数据",
                elem_id="cw-ind-source",
            )
            kept = gr.Dropdown(
                first, value=first[0][1] if first else None, label="已存的表（地区　年度）", elem_id="cw-ind-kept"
            )
            with gr.Group(visible=False) as uploading:
                files = gr.File(
                    label=f"xlsx、xls、et 或 csv，最多 {MAX_FILES} 个",
                    file_count="multiple",
                    file_types=TYPES,
                    elem_id="cw-ind-files",
                    height=150,
                )
                kind = gr.Dropdown([("按表头自动识别", ""), *kinds], value="", label="表的种类")
                confirmed = gr.Textbox(
                    label="已核实无误的警告（可空）",
                    placeholder="例如 W01:12、W05",
                    max_lines=1,
                    info="代码:行号；仍会列出，但不再剔除数据",
                )
            preview = gr.HTML("", elem_id="cw-ind-preview", elem_classes="cw-told")
            settings_box = gr.Column()
            with gr.Accordion("下载填报模板", open=False):
                wanted = gr.Dropdown(kinds, label="表的种类", elem_id="cw-ind-template")
                template = gr.Button("下载模板 xlsx", size="sm", elem_id="cw-ind-template-take")
                template_told = gr.HTML("", elem_id="cw-ind-template-told", elem_classes="cw-told")
        with gr.Column(scale=3, min_width=320):
            with gr.Row(visible=False) as taking:
                book = gr.Button("下载工作簿 xlsx", min_width=130, elem_id="cw-ind-book")
                report = gr.Button("下载自评报告 docx", min_width=130, visible=False, elem_id="cw-ind-report")
            found = gr.HTML("", elem_id="cw-ind-told", elem_classes="cw-told")
            out = gr.HTML(EMPTY, elem_id="cw-ind-out")
    state = gr.State(Computed())
    outputs = [state, out, taking, report]

    def shown(computed: Computed) -> tuple[Computed, str, Any, Any]:
        if computed.result is None:
            return failed("还没有结果：先点“测算”")
        charts = drawn(computed, rooms.here().pictures)
        html = result_html(computed.name, computed.result, computed.tables, computed.samples, charts)
        balance = computed.name == BALANCE
        return computed, html + (HINT if balance else ""), gr.update(visible=True), gr.update(visible=balance)

    def failed(message: str) -> tuple[Computed, str, Any, Any]:
        return Computed(), error_html(message), gr.update(visible=False), gr.update(visible=False)

    @needs("查询")
    def choose(name: str) -> tuple[str, Any]:
        choices = desk().kept(name)
        return desk().describe(name), gr.update(choices=choices, value=choices[0][1] if choices else None)

    @needs("查询")
    def look(paths: list[str] | None, told_kind: str, told_confirmed: str) -> str:
        return preview_html(load_uploads(paths, told_kind or "", told_confirmed or "")) if paths else ""

    @needs("查询")
    def switch(where: str) -> tuple[Any, Any, Any]:
        upload = where == "upload"
        return gr.update(visible=not upload), gr.update(visible=upload), gr.update(visible=upload)

    family.change(
        at_the_border(choose, lambda message: (error_html(message), gr.skip())),
        [family],
        [about, kept],
        show_progress="hidden",
    )
    source.change(switch, [source], [kept, uploading, preview], show_progress="hidden")
    gr.on(
        [files.change, kind.input, confirmed.submit],
        at_the_border(look, error_html),
        [files, kind, confirmed],
        [preview],
        show_progress="minimal",
    )

    with settings_box:

        @gr.render(inputs=[family, source, kept])  # type: ignore[untyped-decorator]
        @needs("查询")
        def parameters(name: str, where: str, table: str | None) -> None:
            options = desk().options(name, where, table or "")
            with gr.Accordion("参数（都有默认值）", open=len(options) <= FEW_OPTIONS, visible=bool(options)):
                fields = [option_field(option, value) for option, value in options]
            run = gr.Button("测算", variant="primary", elem_id="cw-ind-run")

            @needs("查询")
            def calculate(
                chosen: str,
                origin: str,
                entry: str | None,
                paths: list[str] | None,
                told_kind: str,
                checked: str,
                *values: str | None,
            ) -> tuple[Computed, str, Any, Any]:
                given = {option.name: value or "" for (option, _), value in zip(options, values, strict=True)}
                if origin == "upload":
                    return shown(desk().compute_uploads(chosen, paths, told_kind or "", checked or "", given))
                return shown(desk().compute_kept(chosen, entry or "", given))

            run.click(
                at_the_border(calculate, failed),
                [family, source, kept, files, kind, confirmed, *fields],
                outputs,
                show_progress="minimal",
                scroll_to_output=True,
            )

    build_download(book, lambda computed: desk().workbook(computed), [state], found, "cw-ind-book-file", rooms)
    build_download(report, lambda computed: desk().report(computed), [state], found, "cw-ind-report-file", rooms)
    build_download(template, lambda kind: desk().template(kind), [wanted], template_told, "cw-ind-template-file", rooms)
    return family, kept

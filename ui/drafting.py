"""The components of the 起草 tab and what their events do."""

from __future__ import annotations

from typing import Any

from core.drafted import DraftOrder
from core.viewer import LOCAL_VIEWER
from corpus.drafts import KeptDraft
from ui.border import at_the_border
from ui.doors import needs
from ui.download import build_download
from ui.draft_remarks import remarks_html, sources_html
from ui.drafting_desk import EMPTY, DraftingDesk
from ui.render import error_html
from ui.rooms import Rooms
from ui.templating import render
from ui.years import day_given, years_given

SOURCES = (("附一份来源清单", "附录"), ("文中加注，后附注释", "注释"), ("不列来源", "不列"))
USUAL, YES = "工作简报", "是"
# The id of the draft that is open, the version that is shown, and the latest there was when it was opened.
Held = tuple[str, int, int]
HOW = render("where.html", text="“## ”开头是标题，“[1]”是来源的编号，“| … |”是表格；保存时核对数字，旧版本都留着。")


def draft_choices(desk: DraftingDesk) -> list[Any]:
    """What the tab's lists hold now: kinds, places, documents, answers, drafts."""
    import gradio as gr

    kept = [(f"{title}（{at.astimezone():%m-%d %H:%M}）", one) for one, title, at in desk.drafts.listed()]
    found = (desk.kinds(), desk.places(), desk.documents(), desk.answers(), kept)
    return [gr.update(choices=list(one)) for one in found]


def build_drafting(rooms: Rooms) -> list[Any]:
    """The tab's components; the lists that grow with what is stored."""
    import gradio as gr

    def desk() -> DraftingDesk:
        return rooms.here().drafting

    kinds = rooms.at_first(lambda room: room.drafting.kinds(), [])
    known = rooms.at_first(lambda room: room.drafting.places(), [])
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=300):
            kind = gr.Dropdown(kinds, value=USUAL if USUAL in kinds else None, label="文种", elem_id="cw-draft-kind")
            places = gr.Dropdown(known, value=[], multiselect=True, label="地区（可多选）", elem_id="cw-draft-places")
            with gr.Row():
                years = gr.Textbox(
                    label="年份（可空）",
                    placeholder="2023 或 2022-2024",
                    max_lines=1,
                    min_width=120,
                    elem_id="cw-draft-years",
                )
                topic = gr.Textbox(
                    label="主题（可空）",
                    placeholder="例如 教师队伍",
                    max_lines=1,
                    min_width=120,
                    elem_id="cw-draft-topic",
                )
            with gr.Accordion("更多材料", open=False):
                documents = gr.Dropdown(
                    [], value=[], multiselect=True, label="只用这些文件", filterable=True, elem_id="cw-draft-documents"
                )
                answers = gr.Dropdown(
                    [],
                    value=[],
                    multiselect=True,
                    label="写进问答里的回答",
                    filterable=True,
                    elem_id="cw-draft-answers",
                )
                indicators = gr.Textbox(label="要测算的指标（用顿号隔开）", max_lines=1, elem_id="cw-draft-indicators")
            with gr.Accordion("主送、落款", open=False):
                addressee = gr.Textbox(label="主送机关", max_lines=1)
                signed = gr.Textbox(label="落款单位", max_lines=1)
                day = gr.Textbox(label="成文日期", placeholder="2024-01-08", max_lines=1)
            smooth = gr.Checkbox(
                False,
                label="用语言模型润色（数字和出处重新核验）",
                elem_id="cw-draft-smooth",
                visible=rooms.of(LOCAL_VIEWER).drafting.smooths,
            )
            run = gr.Button("起草", variant="primary", elem_id="cw-draft-run")
            kept = gr.Dropdown([], value=None, label="或打开以前的稿子", filterable=True, elem_id="cw-draft-kept")
        with gr.Column(scale=5, min_width=300):
            now = gr.HTML(EMPTY, elem_id="cw-draft-now", apply_default_css=False)
            text = gr.Textbox(
                label="稿子", lines=22, max_lines=40, visible=False, elem_id="cw-draft-text", show_label=True
            )
            how = gr.HTML(HOW, visible=False)
            with gr.Row(visible=False) as deeds:
                save = gr.Button("保存并核对", variant="primary", min_width=120, elem_id="cw-draft-save")
                version = gr.Dropdown([], value=None, label="看旧版本", min_width=120, elem_id="cw-draft-version")
                remove = gr.Button("删除", min_width=70, elem_id="cw-draft-remove")
            with gr.Row(visible=False) as takes:
                sources = gr.Radio(list(SOURCES), value="附录", label="导出时怎样列来源", elem_id="cw-draft-how")
                word = gr.Button("导出 Word", min_width=100, elem_id="cw-draft-docx")
                pdf = gr.Button("导出 PDF", min_width=100, elem_id="cw-draft-pdf")
                mark = gr.Button("导出 Markdown", min_width=100, elem_id="cw-draft-md")
            result = gr.HTML("", elem_id="cw-draft-told", elem_classes="cw-told")
            out = gr.HTML("", elem_id="cw-draft-out", apply_default_css=False)
    # Which draft is open, the version that is shown, and the latest that there was.
    opened = gr.State(("", 0, 0))
    # The browser's answer to a question; what a State holds stays on the server whatever a script returns for it.
    sure = gr.Textbox(visible=False)
    outputs = [opened, now, text, how, deeds, takes, version, result, out]

    def shown(one: KeptDraft, told_beside: str = "") -> tuple[Any, ...]:
        drafted = one.drafted
        versions = [(f"第{number}版", number) for number in range(one.latest, 0, -1)]
        about = f"{one.title} · 第{one.number}版，{one.saved_at.astimezone():%Y-%m-%d %H:%M}"
        head = render("where.html", text=about)
        below = remarks_html(desk().check(one), drafted.notes) + sources_html(one)
        visible = gr.update(visible=True)
        return (
            (one.id, one.number, one.latest),
            head,
            gr.update(value=drafted.text, visible=True),
            visible,
            visible,
            visible,
            gr.update(choices=versions, value=one.number),
            told_beside,
            below,
        )

    def not_done(message: str) -> tuple[Any, ...]:
        """What is open stays as it is."""
        return *(gr.skip() for _ in outputs[:-2]), error_html(message), gr.skip()

    @needs("查询")
    def begin(*result: Any) -> tuple[Any, ...]:
        typed, held, what, where, when, about, texts, turns, names, to, by, dated, polish = result
        order = DraftOrder(
            kind=what or "",
            topic=(about or "").strip(),
            places=tuple(where or ()),
            years=years_given(when),
            documents=tuple(texts or ()),
            answers=tuple(turns or ()),
            indicators=tuple(one.strip() for one in (names or "").replace("，", "、").split("、") if one.strip()),
            addressee=(to or "").strip(),
            signed=(by or "").strip(),
            day=day_given(dated),
            smooth=bool(polish),
        )
        number = desk().keep_edits(held[0], typed or "", held[1])
        return shown(desk().draft(order), _kept_words(number))

    @needs("查询")
    def keep(words: str, held: Held) -> tuple[Any, ...]:
        one, saved = desk().save(held[0], words, held[2])
        beside = f"别处也保存过，您的稿子存为第{saved.number}版，前面各版都在“看旧版本”里。"
        said = beside if saved.beside else "已保存。"
        return shown(one, render("said.html", text=said))

    @needs("查询")
    def open_one(one: str | None, typed: str, held: Held) -> tuple[Any, ...]:
        if not one:
            return tuple(gr.skip() for _ in outputs)
        number = desk().keep_edits(held[0], typed, held[1])
        return shown(desk().drafts.read(one), _kept_words(number))

    @needs("查询")
    def look_back(number: int | None, typed: str, held: Held) -> tuple[Any, ...]:
        kept_as = desk().keep_edits(held[0], typed, held[1])
        return shown(desk().drafts.read(held[0], int(number or 0)), _kept_words(kept_as))

    @needs("查询")
    def drop(answered: str, held: Held) -> tuple[Any, ...]:
        if answered != YES or not held[0]:
            return tuple(gr.skip() for _ in outputs)
        desk().drafts.delete(held[0])
        gone = gr.update(visible=False)
        told_gone = render("said.html", text="已删除。")
        return ("", 0, 0), EMPTY, gr.update(value="", visible=False), gone, gone, gone, gr.skip(), told_gone, ""

    order = [text, opened, kind, places, years, topic, documents, answers, indicators, addressee, signed, day, smooth]
    run.click(at_the_border(begin, not_done), order, outputs, show_progress="minimal")
    save.click(at_the_border(keep, not_done), [text, opened], outputs, show_progress="minimal")
    kept.input(at_the_border(open_one, not_done), [kept, text, opened], outputs, show_progress="minimal")
    version.input(at_the_border(look_back, not_done), [version, text, opened], outputs, show_progress="minimal")
    remove.click(
        at_the_border(drop, not_done),
        [sure, opened],
        outputs,
        show_progress="minimal",
        js=f"(sure, held) => [confirm('删除这份稿子和它的所有版本？不能恢复。') ? '{YES}' : '', held]",
    )
    for button, ending, elem_id in ((word, ".docx", "docx"), (pdf, ".pdf", "pdf"), (mark, ".md", "md")):

        def write(how_told: str, typed: str, held: Held, ending: str = ending) -> str:
            # What is seen goes out, also where nobody pressed 保存.
            desk().keep_edits(held[0], typed, held[1])
            return str(desk().write(desk().drafts.read(held[0]), ending, how_told))  # type: ignore[arg-type]

        build_download(button, write, [sources, text, opened], result, f"cw-draft-file-{elem_id}", rooms)
    return [kind, places, documents, answers, kept]


def _kept_words(number: int) -> str:
    text = f"原来那份稿子里没保存的修改，已存为它的第{number}版。"
    return render("said.html", text=text) if number else ""

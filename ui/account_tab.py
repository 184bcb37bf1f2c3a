"""The account part of 设置: who is logged in, one's password, and for 管理 everybody's accounts."""

from __future__ import annotations

from typing import Any

from core.viewer import ROLES
from corpus.passwords import MIN_CHARS
from ui.account_desk import DEEDS, AccountDesk
from ui.border import at_the_border
from ui.doors import needs
from ui.render import error_html
from ui.seats import seat_now

RANGE = "可看的资料集（用顿号隔开，不填就是全部资料）"


def build_account(desk: AccountDesk, page: Any) -> None:
    """The components of the account part.

    Args:
        desk: What they do.
        page: The Blocks, whose opening shows who is logged in.
    """
    import gradio as gr

    who = gr.HTML("", elem_id="cw-account")
    with gr.Accordion("改我的密码", open=False, elem_id="cw-password"):
        old = _secret("现在的密码", "cw-password-old")
        new, again = (
            _secret(f"新密码（至少 {MIN_CHARS} 个字符）", "cw-password-new"),
            _secret("再输一遍新密码", "cw-password-again"),
        )
        change = gr.Button("改密码", scale=0, min_width=110, elem_id="cw-password-run")
        changed = gr.HTML("", elem_id="cw-password-told", elem_classes="cw-told")
    with gr.Accordion("用户管理", open=False, visible=False, elem_id="cw-users") as keeping:
        listed = gr.HTML("", elem_id="cw-users-list")
        result = gr.HTML("", elem_id="cw-users-told", elem_classes="cw-told")
        with gr.Row():
            chosen = gr.Dropdown([], value=None, label="用户", filterable=True, elem_id="cw-users-chosen")
            deed = gr.Dropdown(list(DEEDS), value=DEEDS[0], label="操作", elem_id="cw-users-deed")
        with gr.Row():
            name = gr.Textbox(label="新用户的用户名（只在添加时填）", max_lines=1, elem_id="cw-users-name")
            role = gr.Dropdown(list(ROLES), value=ROLES[0], label="角色", elem_id="cw-users-role")
        with gr.Row():
            opened = gr.Textbox(label=RANGE, max_lines=1, elem_id="cw-users-range")
            password = _secret("密码（添加或重设时填）", "cw-users-password")
        with gr.Row():
            do = gr.Button("对选中的用户执行", min_width=180, scale=0, elem_id="cw-users-run")
            add = gr.Button("添加用户", variant="primary", min_width=110, scale=0, elem_id="cw-users-add")

    def people() -> tuple[str, Any]:
        return desk.listed(), gr.update(choices=desk.names())

    @needs("查询")
    def opening() -> tuple[str, Any, Any, Any]:
        if not seat_now().viewer.may("管理"):
            return desk.who(), gr.skip(), gr.skip(), gr.update(visible=False)
        return desk.who(), *people(), gr.update(visible=True)

    @needs("查询")
    def change_own(before: str, wanted: str, twice: str) -> tuple[str, str, str, str]:
        return desk.change_password(before, wanted, twice), "", "", ""

    def not_changed(message: str) -> tuple[Any, Any, Any, Any]:
        return error_html(message), gr.skip(), gr.skip(), gr.skip()

    @needs("管理")
    def added(who_new: str, secret: str, what: str, where: str) -> tuple[Any, ...]:
        return desk.add(who_new, secret, what, where), *people(), "", ""

    @needs("管理")
    def kept(what: str, whom: str | None, as_what: str, where: str, secret: str) -> tuple[Any, ...]:
        said = desk.change(what, whom or "", as_what, where, secret)
        rows, choices = people()
        return said, rows, choices, gr.skip(), ""

    def not_done(message: str) -> tuple[Any, ...]:
        return error_html(message), gr.skip(), gr.skip(), gr.skip(), gr.skip()

    quietly: dict[str, Any] = {"show_progress": "hidden"}
    page.load(opening, None, [who, listed, chosen, keeping], **quietly)
    change.click(at_the_border(change_own, not_changed), [old, new, again], [changed, old, new, again], **quietly)
    outputs = [result, listed, chosen, name, password]
    add.click(at_the_border(added, not_done), [name, password, role, opened], outputs, **quietly)
    do.click(at_the_border(kept, not_done), [deed, chosen, role, opened, password], outputs, **quietly)


def _secret(label: str, elem_id: str) -> Any:
    import gradio as gr

    return gr.Textbox(label=label, type="password", max_lines=1, elem_id=elem_id)

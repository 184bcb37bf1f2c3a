"""A button that makes a file when it is pressed and hands it to the browser at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.viewer import Role
from ui.border import at_the_border
from ui.doors import needs
from ui.render import error_html

if TYPE_CHECKING:
    from ui.rooms import Rooms


def build_download(
    button: Any,
    write: Callable[..., str],
    inputs: Sequence[Any],
    result: Any,
    elem_id: str,
    rooms: Rooms,
    role: Role = "查询",
) -> None:
    """Wire a button to a file made on demand.

    Gradio's own download button hands out what it already holds; a hidden one is filled first and pressed then.

    Args:
        button: What the official presses.
        write: Writes the file and gives its path.
        inputs: Components whose values `write` takes.
        result: HTML where an error is told.
        elem_id: Id for the hidden button, unique on the page.
        rooms: Where it is kept who took the file.
        role: Who may have it.
    """
    import gradio as gr

    hidden = gr.DownloadButton("下载", visible="hidden", elem_id=elem_id)

    @needs(role)
    def make(*given: Any) -> tuple[str | None, str]:
        path = write(*given)
        rooms.exported(Path(path).name)
        return path, ""

    def failed(message: str) -> tuple[str | None, str]:
        return None, error_html(message)

    press = f"""() => setTimeout(() => {{
        const held = document.getElementById('{elem_id}');
        const link = held && (held.matches('a,button') ? held : held.querySelector('a,button'));
        if (link && !document.querySelector('#{result.elem_id} .cw-error')) link.click();
    }}, 150)"""
    button.click(at_the_border(make, failed), list(inputs), [hidden, result], show_progress="minimal").then(
        None, None, None, js=press
    )

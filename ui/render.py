"""What every tab shows alike: text made safe, and errors."""

from __future__ import annotations

import html

AROUND_CHARS = 260


def escape(text: object) -> str:
    """Text made safe for HTML."""
    return html.escape(str(text), quote=True)


def error_html(message: str) -> str:
    """An error as the page shows it: what happened and what to do, never a stack trace."""
    return f'<div class="cw-answer cw-error" role="alert"><div class="cw-text">{escape(message)}</div></div>'

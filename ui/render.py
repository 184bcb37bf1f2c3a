"""What every tab shows alike: errors, in its own place or in the drawer."""

from __future__ import annotations

from ui.templating import render

AROUND_CHARS = 260


def error_html(message: str) -> str:
    """An error as the page shows it: what happened and what to do, never a stack trace."""
    return render("error.html", message=message)


def not_opened_html(message: str) -> str:
    """An error in the drawer, which has a title of its own."""
    return render("drawer_error.html", message=message)

"""What is said to the language model, one file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def prompt(name: str) -> str:
    """A prompt by its file's name without ending; its `{…}` are filled in by the caller."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")

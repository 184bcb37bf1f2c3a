"""How a run of ingest is to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """What is asked of a run beside its files.

    Attributes:
        rebuild: Empty store and indexes first and build them anew.
        sentences: False to leave sentence vectors out, where only passages will be ranked and nothing answered.
        confirmed: Files with a secrecy mark that `who` says may be read in; kept for later runs.
        who: Who confirms.
        dry: True to tell what would be done and write nothing.
        retry: True to read files again that failed before or wait, though nothing changed.
        share: True to share the work with other runs that share it, on the same PostgreSQL; ends when all is done.
        allow_empty: True to remove all documents of a folder that is empty now; else that is taken for a fault.
    """

    rebuild: bool = False
    sentences: bool = True
    confirmed: Sequence[Path] = ()
    who: str = ""
    dry: bool = False
    retry: bool = False
    share: bool = False
    allow_empty: bool = False


PLAIN = RunOptions()

"""The text of a file that is no document of the corpus: a draft, read as the corpus' documents are read."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders import LOADERS


def draft_text(path: Path) -> str:
    """What a file says, its documents one after another.

    Args:
        path: A file in one of the formats the corpus takes.

    Raises:
        LoadError: If it is broken, locked or of no such format.
        UnknownName: If no loader reads its ending.
    """
    return "\n".join(document.text for document in LOADERS[path.suffix.lower()](path))

"""An answer that is ready while a language model is still at work on its own."""

from __future__ import annotations

from dataclasses import dataclass

from core.schema import Trace


@dataclass(frozen=True, kw_only=True)
class Early:
    """The offline answer, whole and verified; the trace that follows may say the same in other words."""

    trace: Trace

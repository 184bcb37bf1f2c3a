"""What a language model was used for in one answer, and what that took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Usage:
    """A language model's part in an answer.

    `used`: its words are shown; `outcome` says so in Chinese, and if not, why. `calls` are requests to it, `tools` its
    calls of tools; tokens are the endpoint's count (0 where it tells none); `cost` is in yuan by the set prices.
    `sent_back` are sentences returned with a reason, `dropped` those that failed again.
    """

    model: str
    outcome: str
    used: bool = False
    calls: int = 0
    tools: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    sent_back: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

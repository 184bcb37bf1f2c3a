"""The log of a process: one line an event on standard error, without keys, passwords or personal numbers."""

from __future__ import annotations

import logging
import re
import sys

from core.masking import mask_personal

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
HIDDEN = "***"
_SECRETS = (
    # Keys of the API, what a header carries, the password in an address, and settings by their name.
    re.compile(r"(\bcw_)[\w-]{8,}"),
    re.compile(r"((?i:bearer|basic|token)\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(\w+://[^\s:/@]*:)[^\s@]+(?=@)"),
    re.compile(
        r"((?i:password|passwd|api[_-]?key|secret|token|authorization|cookie)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;]{4,}"
    ),
)


def redacted(text: str) -> str:
    """A text with whatever looks like a secret taken out and personal numbers masked."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return mask_personal(text)[0]


class Redacting(logging.Formatter):
    """Writes records, their tracebacks too, as `redacted` leaves them."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole of a record."""
        return redacted(super().format(record))


def start_log(level: int = logging.WARNING) -> None:
    """Send every log of this process to standard error, redacted; what was set before is replaced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)

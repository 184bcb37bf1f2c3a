"""Every error the product raises on purpose.

CewenError                  next_step, retryable
├── SettingsError           a setting is wrong
├── IndexMissing            nothing ingested yet
├── FingerprintMismatch     index and settings disagree
├── IndexUnavailable        a search server does not answer, or not as it should
├── IndexBroken             the files of the index are damaged, or hold less than the store says
├── IngestBusy              another ingest is at work in the data folder
├── StoreUnavailable        the database cannot be reached now
├── LoadError               a file cannot be read
├── BackupError             a backup cannot be made, read or put back
├── DataError               a table has missing or impossible values
├── Outdated                someone else changed what was being edited
├── ModelError              the embedding model cannot be built or loaded
│   └── ModelUnavailable    the model service does not answer
└── WriterError             the language model did not answer
"""

from __future__ import annotations


class CewenError(Exception):
    """An error that tells the reader what to do next.

    Args:
        message: What happened, in Chinese, naming the thing.
        next_step: What the reader can do about it.
        retryable: Whether the same call may succeed later.
    """

    def __init__(self, message: str, *, next_step: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.retryable = retryable

    def __str__(self) -> str:
        return f"{self.message}：{self.next_step}" if self.next_step else self.message


class SettingsError(CewenError):
    """A setting has a value that cannot work."""


class IndexMissing(CewenError):
    """There is no index to search."""


class FingerprintMismatch(CewenError):
    """The index was built with other settings, another lexicon or another model."""


class IndexStale(CewenError):
    """The index that is open is no longer the one on disk: another process wrote it."""


class IndexUnavailable(CewenError):
    """The server that keeps the index cannot be reached, or failed; the same call may succeed later."""


class IndexBroken(CewenError):
    """The files of the index are damaged or lack what they should hold; they can be made anew from the store."""

    def __init__(self, message: str, *, next_step: str = "请运行 cewen doctor --mend 重建索引（资料不受影响）") -> None:
        super().__init__(message, next_step=next_step)


class IngestBusy(CewenError):
    """Another ingest is at work in the same data folder."""


class StoreUnavailable(CewenError):
    """The database does not answer, or cannot be written to now; the same call may succeed later."""

    def __init__(self, message: str, *, next_step: str = "", retryable: bool = True) -> None:
        super().__init__(message, next_step=next_step, retryable=retryable)


class LoadError(CewenError):
    """A file cannot be read as its format."""


class BackupError(CewenError):
    """A backup cannot be made, read or put back; nothing was changed."""


class DataError(CewenError):
    """A table or a number cannot be used as it stands."""


class Outdated(CewenError):
    """What a person edits was changed by someone else since it was opened; nothing was written.

    Args:
        message: What was changed meanwhile, by whom and when.
        next_step: What the reader can do about it.
    """


class ModelError(CewenError):
    """The embedding model cannot be built or loaded."""


class ModelUnavailable(ModelError):
    """The model service cannot be reached, or has too much to do; the same call may succeed later."""


class WriterError(CewenError):
    """A configured language model failed to answer."""

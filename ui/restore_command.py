"""`cewen restore`: a backup put back."""

from __future__ import annotations

import sys

from ui.backup_command import put_back


def main() -> int:
    """Put a backup back."""
    return put_back()


if __name__ == "__main__":
    sys.exit(main())

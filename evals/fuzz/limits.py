"""How long a case may take and be."""

from __future__ import annotations

SLOWEST_S = 1.0  # of the processor's time, for one case
HANGING_S = 20  # of the clock's
LONGEST_TEXT, LONGEST_FILE = 600, 60_000  # bytes

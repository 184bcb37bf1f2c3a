"""What `make mutate` looks at: the code that decides, and the tests that belong to it, less those marked slow."""

from __future__ import annotations

TARGETS: dict[str, tuple[str, ...]] = {
    "assistant/slots.py": ("tests/assistant/test_slots_directly.py", "tests/assistant/test_slots.py"),
    "assistant/scope.py": ("tests/assistant/test_scope_directly.py",),
    "assistant/demerits.py": ("tests/assistant/test_demerits_directly.py", "tests/assistant/test_slots.py"),
    "assistant/gather.py": (
        "tests/assistant/test_gather_directly.py",
        "tests/assistant/test_finder_directly.py",
        "tests/assistant/test_finder_of_schools.py",
    ),
    "assistant/missing.py": ("tests/assistant/test_gather_directly.py", "tests/assistant/test_finder_directly.py"),
    "assistant/ranking.py": ("tests/assistant/test_ranking_directly.py", "tests/assistant/test_gather_directly.py"),
    "assistant/verify.py": ("tests/assistant/test_verify_directly.py", "tests/assistant/test_verify.py"),
    "assistant/write/computed.py": ("tests/assistant/test_computed_writing.py",),
    "assistant/write/listing.py": (
        "tests/assistant/test_listing_directly.py",
        "tests/assistant/test_long_answers_directly.py",
    ),
    "assistant/write/summary.py": (
        "tests/assistant/test_summary_directly.py",
        "tests/assistant/test_long_answers_directly.py",
    ),
    "core/arithmetic/claim.py": (
        "tests/core/test_claim_directly.py",
        "tests/core/test_mends.py",
        "tests/core/test_arithmetic.py",
    ),
}

"""Where the API is, and which of its addresses cost much."""

from __future__ import annotations

API, CHAT = "/api/v1", "/v1"
UPLOAD, COMPLETIONS = f"{API}/documents", f"{CHAT}/chat/completions"
# Calls that keep a processor busy: counted apart.
COSTLY = frozenset({f"{API}/ask", f"{API}/drafts", UPLOAD, COMPLETIONS})
# Addresses at which only looking whether the product is well is counted for nothing.
UNCOUNTED = frozenset({f"{API}/healthz", f"{API}/readyz", f"{API}/metrics"})
MAX_JSON_BYTES, MAX_UPLOAD_BYTES = 4 * 1024 * 1024, 200 * 1024 * 1024


def is_api(path: str) -> bool:
    """Whether an address is the API's, whether there is anything or not."""
    return any(path == one or path.startswith(f"{one}/") for one in (API, CHAT))


def speaks_openai(path: str) -> bool:
    """Whether errors at an address have OpenAI's shape."""
    return path == CHAT or path.startswith(f"{CHAT}/")

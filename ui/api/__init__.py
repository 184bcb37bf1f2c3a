"""The HTTP API for programs: /api/v1, and the same answers to clients of OpenAI at /v1."""

"""The figure ledger: every figure of texts and of their tables, read when it is asked for."""

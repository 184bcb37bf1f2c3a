"""How fast the product is on this machine, in one run: arithmetic, ingest, questions as a corpus grows, many users."""

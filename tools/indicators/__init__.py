"""One indicator family a file; each registers its name in `INDICATORS`."""

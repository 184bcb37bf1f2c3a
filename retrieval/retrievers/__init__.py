"""One retriever a file; each registers its name in `RETRIEVERS`."""

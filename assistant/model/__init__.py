"""A language model that may speak but not invent: it asks the project's tools, and every sentence of it is verified."""

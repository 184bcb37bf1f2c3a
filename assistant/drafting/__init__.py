"""Drafts that staff ask for: statements read from the texts, put into a template, each with a source."""

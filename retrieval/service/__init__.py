"""The models as a service: one process has them, and those that answer questions ask it over HTTP."""

"""The trained reader: where in a passage the answer to a question stands, and how surely there is one."""

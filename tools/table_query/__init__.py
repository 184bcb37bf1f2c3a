"""Plain questions over tables: typed sheets, a small closed query, and an engine that runs it.

`sheets_of` gives the typed tables of a store, `read_question` turns words into a `TableQuery`, `run` answers it with
DuckDB. No SQL text is ever built: columns have made-up names, values are bound.
"""

"""Tables an office fills: what their columns mean, how they are read, and what is wrong with them.

`load_table(path)` gives a `LoadedTable`; `TABLES` holds the declared schemas by kind (A to E, 指标手册 §8).
"""

from core.registry import Registry
from tools.tables.declaring import TableSchema

TABLES: Registry[TableSchema] = Registry("table kind", "tools.tables")

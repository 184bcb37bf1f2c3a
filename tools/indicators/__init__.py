"""One indicator family a file; each registers its name in `INDICATORS`.

`compute(name, tables, options)` in `tools.compute_indicator` is the entry point.
"""

from collections.abc import Callable

from core.registry import Registry
from tools.indicators.family import Family
from tools.indicators.standards import Standards

INDICATORS: Registry[Callable[[Standards], Family]] = Registry("indicator family", "tools.indicators")

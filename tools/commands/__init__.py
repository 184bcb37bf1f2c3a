"""Sub-commands of `python -m tools`, one file each.

A command registers a function `(argparse subparser) -> None` that declares its arguments and sets
`run=callable(args) -> int` as a default.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from core.registry import Registry

COMMANDS: Registry[Callable[[argparse.ArgumentParser], None]] = Registry("command", "tools.commands")

"""The page's HTML: templates filled in, all that they are given made safe but what a template made itself."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

# Ends and beginnings of lines where a tag or an expression stands on both sides.
_BETWEEN = re.compile(r"(?<=[>}])[ \t]*\n[ \t]*(?=[<{])")


class JoinedLines(Extension):
    """Leaves out the line breaks that only lay a template out: between buttons or in quoted text they would be seen."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """A template's source, its line breaks inside comments, so that errors still name the right line."""
        return _BETWEEN.sub("{#\n#}", source)


@lru_cache
def environment() -> Environment:
    """Where templates are read from, and how: whatever a value holds is text, and a value that is missing an error."""
    return Environment(
        loader=PackageLoader("ui"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[JoinedLines],
    )


def render(name: str, /, **values: Any) -> Markup:
    """A template filled in.

    Args:
        name: Its file in `templates`.
        values: What stands in it. Text is made safe; what another call gave is taken as it is.

    Raises:
        jinja2.UndefinedError: If the template asks for a value that is not given.
    """
    return Markup(environment().get_template(name).render(**values))

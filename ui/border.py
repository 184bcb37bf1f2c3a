"""The border of the page: whatever happens inside a tab, the official sees a sentence and the log gets the trace."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from core.errors import CewenError

logger = logging.getLogger(__name__)
INTERNAL = "系统内部出错，没有结果（不代表资料或数据有问题）。请稍后重试；若反复出现，请把操作和时间告知管理员。"
Given = ParamSpec("Given")
Shown = TypeVar("Shown")


def at_the_border(work: Callable[Given, Shown], failed: Callable[[str], Shown]) -> Callable[Given, Shown]:
    """A handler of the page that never raises.

    Args:
        work: What a button does.
        failed: What the same button shows for an error, given a Chinese sentence with its next step.

    Returns:
        `work`, with its errors turned into what `failed` gives; the signature stays, which Gradio reads.
    """

    @functools.wraps(work)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Shown:
        try:
            return work(*args, **kwargs)
        except CewenError as error:
            return failed(str(error))
        except Exception:
            logger.exception("a tab failed")
            return failed(INTERNAL)

    return guarded

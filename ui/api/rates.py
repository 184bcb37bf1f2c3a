"""How often one caller may call: counted over the last minute, dear calls apart."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from core.settings import Settings
from ui.api.refusals import Refused


class Rates:
    """The calls of every caller of one server.

    Args:
        settings: How many are let through.
    """

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._every = RateLimitItemPerMinute(settings.api_per_minute, namespace="every")
        self._costly = RateLimitItemPerMinute(settings.api_costly_per_minute, namespace="costly")

    def count(self, caller: str, *, costly: bool) -> None:
        """Count one call.

        Args:
            caller: Whose it is: a key, a person, or an address.
            costly: Whether it is one of the dear ones.

        Raises:
            Refused: If the caller called too often within a minute.
        """
        for item, name in ((self._costly, "问答、起草和上传"), (self._every, "接口")):
            if item is self._costly and not costly:
                continue
            if not self._limiter.hit(item, caller):
                frees = self._limiter.get_window_stats(item, caller).reset_time
                wait = max(1, math.ceil(frees - time.time()))
                raise Refused(
                    429,
                    f"调用太频繁：{name}每分钟最多 {item.amount} 次",
                    f"请过 {wait} 秒再试",
                    retry_after=wait,
                    code="rate_limit_exceeded",
                )

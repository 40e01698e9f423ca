"""How fast an endpoint may be asked: so many at once, so many requests and tokens a minute.

Told limits are kept; where the endpoint tells its own in its headers, those are kept too; and each
429 halves how many are asked at once, which then grows again with every answer (additive increase,
multiplicative decrease, as in TCP's congestion control, RFC 5681).
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiolimiter import AsyncLimiter

MINUTE = 60.0
_BURST = 0.1  # of a minute's worth: the bucket and its refill together stay below the limit
_UNITS: Mapping[str, float] = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


class Pace:
    """The turns in which an endpoint is asked.

    Args:
        most: Requests at once, at most.
        requests: A minute; None where nobody said.
        tokens: A minute, of question and answer together; None where nobody said.
    """

    def __init__(self, most: int, requests: int | None = None, tokens: int | None = None) -> None:
        self._most = most
        self._width = float(most)
        self._busy = 0
        self._free = asyncio.Condition()
        self._closed_until = self._narrowed = 0.0
        self._said = {"requests": requests, "tokens": tokens}
        self._buckets = {name: _bucket(limit) for name, limit in self._said.items() if limit}

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[float]:
        """Wait until one more request of so many tokens may go out; gives the time it begins."""
        async with self._free:
            await self._free.wait_for(lambda: self._busy < max(1, int(self._width)))
            self._busy += 1
        try:
            await self._open()
            for name, amount in (("requests", 1), ("tokens", tokens)):
                if bucket := self._buckets.get(name):
                    await _take(bucket, amount)
            await self._open()
            yield _now()
        finally:
            async with self._free:
                self._busy -= 1
                self._free.notify()

    def answered(self, headers: Mapping[str, str]) -> None:
        """An answer came: ask a little wider, within what its headers allow."""
        self._width = min(self._most, self._width + 1 / self._width)
        for name in ("requests", "tokens"):
            limit = _count(headers.get(f"x-ratelimit-limit-{name}"))
            if limit and self._said[name] is None:
                self._said[name] = limit
                self._buckets[name] = _bucket(limit)
            if _count(headers.get(f"x-ratelimit-remaining-{name}")) == 0:
                self.close(seconds(headers.get(f"x-ratelimit-reset-{name}", "")))

    def refused(self, began: float, wait: float) -> None:
        """A request that began then was one too many: ask half as many, after a wait of seconds."""
        self.close(wait)
        if began > self._narrowed:  # those that went out together count as one
            self._narrowed = _now()
            self._width = max(1.0, self._width / 2)

    def close(self, wait: float) -> None:
        """Let nobody begin for so many seconds."""
        self._closed_until = max(self._closed_until, _now() + wait)

    async def _open(self) -> None:
        while (wait := self._closed_until - _now()) > 0:  # noqa: ASYNC110 (it may be put off)
            await asyncio.sleep(wait)


def seconds(told: str) -> float:
    """The seconds of a duration as rate-limit headers tell it: 6m0s, 1.5s, 120ms, 7; else 0."""
    if re.fullmatch(r"\d+(\.\d+)?", told):
        return float(told)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", told)
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _bucket(limit: int) -> AsyncLimiter:
    """At most `limit` in any minute: the bucket's own size, and what it lets through beside it."""
    size = max(1.0, limit * _BURST)
    rest = max(limit - size, size)
    return AsyncLimiter(size, MINUTE * size / rest)


async def _take(bucket: AsyncLimiter, amount: float) -> None:
    """Take from a bucket; more than it holds is taken in several draughts."""
    while amount > 0:
        part = min(amount, bucket.max_rate)
        await bucket.acquire(part)
        amount -= part


def _count(told: str | None) -> int | None:
    return int(told) if told and told.isdecimal() else None


def _now() -> float:
    return asyncio.get_running_loop().time()

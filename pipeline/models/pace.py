"""How fast an endpoint may be asked: so many at once, so many requests and tokens a minute.

Told limits are kept; where the endpoint tells its own in its headers, those are kept too; and each
429 halves how many are asked at once, which then grows again with every answer (additive increase,
multiplicative decrease, as in TCP's congestion control, RFC 5681).
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from pipeline.models.resting import Rest, undisturbed

MINUTE = 60.0
_BURST = 6.0  # seconds' worth that may go out together; endpoints count in parts of a minute, too
_UNITS: Mapping[str, float] = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


class Pace:
    """The turns in which an endpoint is asked.

    Args:
        most: Requests at once, at most.
        requests: A minute; None where nobody said.
        tokens: A minute, of question and answer together; None where nobody said.
        rest: How to wait.

    Attributes:
        most: Requests at once, at most.
    """

    def __init__(
        self,
        most: int,
        requests: int | None = None,
        tokens: int | None = None,
        rest: Rest = undisturbed,
    ) -> None:
        self.most = most
        self._rest = rest
        self._width = float(most)
        self._busy = 0
        self._gate = asyncio.Lock()  # one at a time waits behind it, first come, first served
        self._one_back = asyncio.Event()
        self._closed_until = self._narrowed = 0.0
        self._limits = {"requests": _Limit(requests), "tokens": _Limit(tokens)}

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[float]:
        """Wait until one more request of so many tokens may go out; gives the time it begins."""
        async with self._gate:
            began = await self._begin({"requests": 1, "tokens": tokens})
            self._busy += 1
        try:
            yield began
        finally:
            self._busy -= 1
            self._one_back.set()

    async def _begin(self, takes: Mapping[str, int]) -> float:
        """Wait until not too many are out, and all limits allow one more."""
        while self._busy >= max(1, int(self._width)):
            self._one_back.clear()
            await self._one_back.wait()
        while (wait := self._wait(takes)) > 0:
            await self._rest(wait)
        await self._rest(0)
        now = _now()
        for name, limit in self._limits.items():
            limit.take(takes[name], now)
        return now

    def _wait(self, takes: Mapping[str, int]) -> float:
        now = _now()
        until = (limit.opens(takes[name], now) for name, limit in self._limits.items())
        return max(self._closed_until, *until) - now

    def answered(self, headers: Mapping[str, str]) -> None:
        """An answer came: ask a little wider, within what its headers allow."""
        self._width = min(self.most, self._width + 1 / self._width)
        self.told(headers)

    def told(self, headers: Mapping[str, str]) -> None:
        """Keep to what the headers of an answer, or of an error, say of the endpoint's limits."""
        for name, limit in self._limits.items():
            limit.told = _count(headers.get(f"x-ratelimit-limit-{name}")) or limit.told
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


class _Limit:
    """At most so much in any minute, and evenly. What is more than all of it has a minute alone.

    Attributes:
        told: What the endpoint says it is; the less of this and our own counts.
    """

    def __init__(self, own: int | None) -> None:
        self.told: int | None = None
        self._own = own
        self._taken: deque[tuple[float, int]] = deque()  # when, and how much, in the last minute
        self._sum = 0
        self._even = 0.0  # what was taken fills the time up to here, spread evenly

    def opens(self, amount: int, now: float) -> float:
        """When so much may be taken; some time ago, where it may be now."""
        while self._taken and self._taken[0][0] + MINUTE <= now:
            self._sum -= self._taken.popleft()[1]
        most = self._most()
        if most is None:
            return 0.0
        opens = self._even - _BURST
        over = self._sum + amount - most
        for at, taken in self._taken:
            if over <= 0:
                break
            over -= taken
            opens = max(opens, at + MINUTE)
        return opens

    def take(self, amount: int, now: float) -> None:
        """Take so much at a time."""
        self._taken.append((now, amount))
        self._sum += amount
        if most := self._most():
            self._even = max(self._even, now) + amount * MINUTE / most

    def _most(self) -> int | None:
        return min((limit for limit in (self._own, self.told) if limit), default=None)


def seconds(told: str) -> float:
    """The seconds of a duration as rate-limit headers tell it: 6m0s, 1.5s, 120ms, 7; else 0."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", told):  # more is no duration but a date
        return float(told)
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)", told)
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def _count(told: str | None) -> int | None:
    return int(told) if told and told.isdecimal() else None


def _now() -> float:
    return asyncio.get_running_loop().time()

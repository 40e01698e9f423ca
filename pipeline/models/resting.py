"""How to wait: for a turn, before another attempt, for a batch; who is stopped waits no more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from pipeline.errors import HaltedError

Rest: TypeAlias = Callable[[float], Awaitable[None]]
"""Waits so many seconds; raises HaltedError where there is nothing to wait for any more."""
_LOOK = 0.1  # seconds between two looks: whoever stops it may do so from a signal or a thread


async def undisturbed(seconds: float) -> None:
    """Wait; nobody stops it."""
    await asyncio.sleep(seconds)


def until(stop: Callable[[], bool]) -> Rest:
    """Wait, as long as nobody has said stop."""

    async def rest(seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not stop():
            left = end - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(min(left, _LOOK))
        raise HaltedError("stopped")

    return rest

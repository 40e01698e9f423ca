"""Waiting that takes no time: the clock jumps ahead instead."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import TypeAlias, TypeVar

import pytest

T = TypeVar("T")
Waits: TypeAlias = list[float]


class _Jump(selectors.SelectSelector):
    """Asked to wait, it puts the clock ahead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Nothing happens in the outside world, so nothing is waited for."""
        assert timeout is not None, "all wait for each other"
        self.now += timeout
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    """Its time is that of the jumps."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


def run(work: Coroutine[object, object, T]) -> T:
    """Run it to its end; for work that waits for nothing but time."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)


def skip(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Where others do answer in real time: what sleeps is told how long it slept, and did not."""
    waits: Waits = []
    loop, sleep = asyncio.get_running_loop(), asyncio.sleep
    real = loop.time

    async def skipped(wait: float) -> None:
        waits.append(wait)
        await sleep(0)

    monkeypatch.setattr("asyncio.sleep", skipped)
    monkeypatch.setattr(loop, "time", lambda: real() + sum(waits))
    return waits

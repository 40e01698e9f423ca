"""Models that keep what another one answers, and ask it only for what is missing.

`Keeping(Lazy(...), shelves, ...)` opens the real model when the first answer is missing.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from datetime import UTC, datetime
from typing import Self
from weakref import WeakValueDictionary

from pipeline.domain import Answer, Model, Reply, Request, Shelf


class Lazy:
    """A `Model` that is opened when it is first asked, and closed with this.

    Args:
        opener: Makes the real one ready; nothing of it is needed before it is asked.
    """

    def __init__(self, opener: Callable[[], AbstractAsyncContextManager[Model]]) -> None:
        self._opener = opener
        self._opened = AsyncExitStack()
        self._turn = asyncio.Lock()
        self._model: Model | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def __call__(self, request: Request) -> Reply:
        """Ask the real one; raises SetupError where it cannot be opened."""
        async with self._turn:
            if self._model is None:
                self._model = await self._opened.enter_async_context(self._opener())
        return await self._model(request)


class Keeping:
    """A `Model` that keeps every answer of another one, and never asks the same twice.

    An answer is on the disk before it is given, so that a run which breaks off goes on where
    it stopped.

    Attributes:
        newest: When the newest answer it has given was had.

    Args:
        model: Whom to ask what is kept nowhere yet.
        shelves: Where answers are kept; what the first of them has is given, and what one has
            the others get.
        clock: Tells the time, with its time zone.
        endpoint: The host that answers, for the record; never a URL that could hold a key.
        by: Name and version of the program, for the record.
        at_once: Most calls that are under way until their answers are kept, which is what a
            power cut can cost; None for any number.
    """

    def __init__(
        self,
        model: Model,
        shelves: Sequence[Shelf],
        clock: Callable[[], datetime],
        *,
        endpoint: str = "unknown",
        by: str = "provenote",
        at_once: int | None = None,
    ) -> None:
        self._model = model
        self._under_way = asyncio.Semaphore(at_once) if at_once else nullcontext()
        self._shelves = shelves
        self._clock = clock
        self._endpoint = endpoint
        self._by = by
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.newest: datetime | None = None

    async def __call__(self, request: Request) -> Reply:
        """The kept answer, or a new one, kept.

        Raises:
            ModelError: The model gave none, or the one that was kept cannot be used.
            OutputError, StoreError: It cannot be kept; told before the model is asked.
        """
        # equal questions at one time are asked once
        async with self._turns.setdefault(request.key, asyncio.Lock()):
            found = [shelf.find(request) for shelf in self._shelves]
            lacking = [s for s, had in zip(self._shelves, found, strict=True) if had is None]
            answer = next((had for had in found if had), None)
            if answer is None:
                async with self._under_way:
                    answer = await self._asked(request)
                    await self._kept(request, answer, lacking)
            else:
                await self._kept(request, answer, lacking)
            self.newest = max(self.newest or answer.at, answer.at)
            return answer.reply

    @staticmethod
    async def _kept(request: Request, answer: Answer, shelves: Sequence[Shelf]) -> None:
        for shelf in shelves:
            await asyncio.to_thread(shelf.keep, request, answer)

    async def _asked(self, request: Request) -> Answer:
        for shelf in self._shelves:
            shelf.make_ready(request)
        reply = await self._model(request)
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        return Answer(reply, now, self._endpoint, self._by)

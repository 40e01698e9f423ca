"""Models over a folder of recordings: one that only replays, one that also records.

`Record(Lazy(...))` is replay-or-record: the real model is opened when the first answer is missing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Self
from weakref import WeakValueDictionary

from pipeline.domain import Model, Reply, Request
from pipeline.errors import OutputError, RecordingError, SetupError
from pipeline.models.recordings.recording import (
    Basis,
    Recorded,
    Recording,
    basis,
    fewest,
    find,
    place,
    read,
    recordings,
    write,
)


class Replay:
    """A `Model` that answers from recordings and asks nobody.

    Attributes:
        newest: When the newest answer it has given was recorded.

    Raises:
        SetupError: There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise SetupError(f"there is no folder of recordings at {folder}; check --replay")
        self._folder = folder
        self._known: dict[str, Mapping[str, Mapping[Basis, datetime]]] = {}
        self.newest: datetime | None = None

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer, found in constant time.

        Raises:
            RecordingError: There is none, it is stale, or it was damaged or edited.
        """
        recording = find(place(self._folder, request))
        if recording is None:
            raise RecordingError(self._missing(request))
        self.newest = _later(self.newest, recording)
        return recording.answer()

    def _missing(self, request: Request) -> str:
        then = self._bases(request.prompt).get(request.article_id, {})
        newest = sorted(then, key=lambda one: then[one], reverse=True)
        if changes := fewest(old.changes(basis(request)) for old in newest):
            return (
                f"the recordings of prompt {request.prompt} for {request.article_id} are stale: "
                f"{' and '.join(changes)}; run with --record {self._folder} to make new ones"
            )
        return (
            f"no recorded reply for {request.article_id} (prompt {request.prompt}, "
            f"key {request.key[:6]}…); run with --record {self._folder} to make one"
        )

    def _bases(self, prompt: str) -> Mapping[str, Mapping[Basis, datetime]]:
        """For each article, what its recordings of a prompt were made from, and when last.

        Every recording of the prompt is read when its first answer is missing, and no more is
        kept of it than this.
        """
        if prompt not in self._known:
            found: defaultdict[str, dict[Basis, datetime]] = defaultdict(dict)
            for path in recordings(self._folder / prompt):
                with suppress(RecordingError, FileNotFoundError):  # damaged: of no matter here
                    recording = read(path)
                    of, at = found[recording.article.id], recording.recorded.at
                    made_from = basis(recording.asked())
                    of[made_from] = max(at, of.get(made_from, at))
            self._known[prompt] = found
        return self._known[prompt]


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


class Record:
    """A `Model` that keeps every answer of another one, and never asks the same twice.

    An answer is on the disk before it is given, so that a run which breaks off goes on where
    it stopped.

    Args:
        model: Whom to ask what is not recorded yet.
        folder: Made when the first answer is to be kept.
        clock: Tells the time, with its time zone.
        endpoint: The host that answers, for the record; never a URL that could hold a key.
        by: Name and version of the program, for the record.
    """

    def __init__(
        self,
        model: Model,
        folder: Path,
        clock: Callable[[], datetime],
        *,
        endpoint: str = "unknown",
        by: str = "provenote",
    ) -> None:
        self._model = model
        self._folder = folder
        self._clock = clock
        self._endpoint = endpoint
        self._by = by
        self._tried: set[Path] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.newest: datetime | None = None

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer, or a new one, recorded.

        Raises:
            ModelError: The model gave none, or the one recorded was damaged or edited.
            OutputError: The folder cannot be written; told before the model is asked.
        """
        path = place(self._folder, request)
        # equal questions at one time are asked once
        async with self._turns.setdefault(request.key, asyncio.Lock()):
            if recording := find(path):
                self.newest = _later(self.newest, recording)
                return recording.answer()
            self._try(path.parent)
            reply = await self._model(request)
            recording = Recording.of(request, reply, self._now())
            with _writing(self._folder):
                await asyncio.to_thread(write, path, recording)
            self.newest = _later(self.newest, recording)
            return reply

    def _try(self, home: Path) -> None:
        """See, before anybody is paid, that something can be written there."""
        if home in self._tried:
            return
        with _writing(self._folder):
            home.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=home).close()
        self._tried.add(home)

    def _now(self) -> Recorded:
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        return Recorded(now, self._endpoint, self._by)


def _later(newest: datetime | None, recording: Recording) -> datetime:
    """When the newest of the answers given was recorded."""
    return max(newest or recording.recorded.at, recording.recorded.at)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(
            f"cannot write recordings to {folder}: {reason}; choose another folder with --record"
        ) from exc

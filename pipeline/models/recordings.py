"""Answers kept in a folder: recorded once, replayed for ever.

One answer is one file, `<folder>/<prompt>/<key>.json`, found by its path alone and made to be
read in a review. It holds what was asked and what came back, and nothing of how it was sent:
no header and no key can get into it.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, cast

from pydantic import Field, TypeAdapter, ValidationError

from pipeline.domain import Json, Message, Model, Reply, Request, Sampled, Usage
from pipeline.errors import OutputError, RecordingError, SetupError


@dataclass(frozen=True, slots=True)
class PromptSource:
    """The prompt that a request was made from; `version` as in `Prompt`."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """The article that a request was made from; `sha256` as in `Article`."""

    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model saw."""

    model: str
    options: Mapping[str, bool | int | float]
    messages: tuple[Message, ...]
    schema: Mapping[str, object]


def _nothing(value: tuple[Sampled, ...]) -> bool:
    return not value


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back; how many tokens is told apart, under `usage`.

    `sampled` is left out where there is nothing to tell, as in every recording of old.
    """

    text: str
    finish_reason: str
    refusal: str | None
    model: str
    fingerprint: str | None
    sampled: Annotated[tuple[Sampled, ...], Field(exclude_if=_nothing)] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """When it was recorded (UTC, to the second), from which host, by which program."""

    at: datetime
    endpoint: str
    by: str


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the folder: the fields are those of its JSON, in the same order."""

    key: str
    prompt: PromptSource
    article: ArticleSource
    request: Asked
    reply: Answered
    usage: Usage
    recorded: Recorded

    def asked(self) -> Request:
        """The request that this answers."""
        return Request(
            model=self.request.model,
            messages=self.request.messages,
            schema=cast("Mapping[str, Json]", self.request.schema),
            prompt=self.prompt.name,
            prompt_version=self.prompt.version,
            article_id=self.article.id,
            article_sha256=self.article.sha256,
            options=self.request.options,
        )

    def answer(self) -> Reply:
        """The reply as it first came."""
        return Reply(**{**asdict(self.reply), "sampled": self.reply.sampled}, usage=self.usage)


_FORMAT = TypeAdapter(Recording)


def keys(folder: Path) -> frozenset[str]:
    """The keys of all recordings under a folder, told from the file names."""
    return frozenset(path.stem for path in folder.glob("*/*.json"))


class Replay:
    """A `Model` that answers from recordings and asks nobody.

    Raises:
        SetupError: There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise SetupError(f"there is no folder of recordings at {folder}; check --replay")
        self._folder = folder

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer, found in constant time.

        Raises:
            RecordingError: There is none, it is stale, or it was damaged or edited.
        """
        recording = _find(self._folder, request)
        if recording is None:
            raise RecordingError(self._missing(request))
        return recording.answer()

    def _missing(self, request: Request) -> str:
        last = self._newest.get((request.prompt, request.article_id))
        changes = _changes(last.asked(), request) if last else ()
        if changes:
            return (
                f"the recordings of prompt {request.prompt} for {request.article_id} are stale: "
                f"{' and '.join(changes)}; run with --record {self._folder} to make new ones"
            )
        return (
            f"no recorded reply for {request.article_id} (prompt {request.prompt}, "
            f"key {request.key[:6]}…); run with --record {self._folder} to make one"
        )

    @cached_property
    def _newest(self) -> Mapping[tuple[str, str], Recording]:
        """The last recording of each prompt and article; read once, when one is first missed."""
        found: dict[tuple[str, str], Recording] = {}
        for path in sorted(self._folder.glob("*/*.json")):
            with suppress(RecordingError):  # only a damaged recording that is asked for matters
                recording = _read(path)
                place = recording.prompt.name, recording.article.id
                if place not in found or found[place].recorded.at < recording.recorded.at:
                    found[place] = recording
        return found


class Record:
    """A `Model` that keeps every answer of another one, and never asks the same twice.

    An answer is on the disk before it is given, so that a run which breaks off goes on where
    it stopped.

    Args:
        model: Whom to ask what is not recorded yet.
        folder: Made if it is not there.
        clock: Tells the time, with its time zone.
        endpoint: The host that answers, for the record; never a URL that could hold a key.
        by: Name and version of the program, for the record.

    Raises:
        OutputError: The folder cannot be written; told before anything is asked.
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
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=folder).close()
        except OSError as exc:
            raise OutputError(_unwritable(folder, exc)) from exc

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer, or a new one, recorded.

        Raises:
            ModelError: The model gave none, or the one recorded was damaged or edited.
            OutputError: The answer cannot be written.
        """
        async with self._turns[request.key]:  # equal questions at one time are asked once
            recording = _find(self._folder, request)
            if recording is not None:
                return recording.answer()
            reply = await self._model(request)
            data = _FORMAT.dump_json(self._recording(request, reply), indent=2) + b"\n"
            try:
                await asyncio.to_thread(_write, _path(self._folder, request), data)
            except OSError as exc:
                raise OutputError(_unwritable(self._folder, exc)) from exc
            return reply

    def _recording(self, request: Request, reply: Reply) -> Recording:
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        return Recording(
            key=request.key,
            prompt=PromptSource(request.prompt, request.prompt_version),
            article=ArticleSource(request.article_id, request.article_sha256),
            request=Asked(request.model, request.options, request.messages, request.schema),
            reply=Answered(
                reply.text,
                reply.finish_reason,
                reply.refusal,
                reply.model,
                reply.fingerprint,
                reply.sampled,
            ),
            usage=reply.usage,
            recorded=Recorded(now, self._endpoint, self._by),
        )


def _path(folder: Path, request: Request) -> Path:
    return folder / request.prompt / f"{request.key}.json"


def _find(folder: Path, request: Request) -> Recording | None:
    """The recording of a request, checked to be of just this request; None if there is none."""
    path = _path(folder, request)
    try:
        recording = _read(path)
    except FileNotFoundError:
        return None
    if not recording.key == recording.asked().key == request.key:
        raise RecordingError(f"{path} was edited: it no longer matches its key; {_again(folder)}")
    return recording


def _read(path: Path) -> Recording:
    try:
        return _FORMAT.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as exc:
        raise RecordingError(f"cannot read {path}: {exc.strerror}; check its permissions") from exc
    except ValidationError as exc:
        raise RecordingError(
            f"{path} is no recording, or a damaged one; {_again(path.parent.parent)}"
        ) from exc


def _again(folder: Path) -> str:
    return f"restore it, or delete it and run with --record {folder}"


def _changes(then: Request, now: Request) -> tuple[str, ...]:
    """What differs between two requests of one prompt for one article, in words."""
    pairs = zip(_told(then), _told(now), strict=True)
    return tuple(
        f"the {what} changed since ({old} then, {new} now)"
        for (what, old), (_, new) in pairs
        if old != new
    )


def _told(request: Request) -> tuple[tuple[str, str], ...]:
    return (
        ("prompt", f"version {request.prompt_version[:6]}…"),
        ("article", f"sha256 {request.article_sha256[:6]}…"),
        ("model", request.model),
        ("options", json.dumps(dict(request.options), sort_keys=True)),
    )


def _unwritable(folder: Path, exc: OSError) -> str:
    reason = (exc.strerror or str(exc)).lower()
    return f"cannot write recordings to {folder}: {reason}; choose another folder with --record"


def _write(path: Path, data: bytes) -> None:
    """Write all or nothing, and have it on the disk before returning."""
    path.parent.mkdir(exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

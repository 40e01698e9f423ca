"""One recorded answer: `<folder>/<prompt>/<key>.json`.

It is found by its path alone and made to be read in a review. It holds what was asked and what
came back, and nothing of how it was sent: no header and no key can get into it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field, TypeAdapter, ValidationError

from pipeline.domain import Answer, Json, Message, Reply, Request, Sampled, Usage
from pipeline.errors import RecordingError
from pipeline.models import durable

_HALF_WRITTEN = re.compile(r"\..+\.json\.\d+")


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
class Basis:
    """What a question was made from: when it changes, the recorded answer is stale.

    Attributes:
        options: As JSON, its keys in order.
    """

    prompt: PromptSource
    article: ArticleSource
    model: str
    options: str

    def changes(self, now: "Basis") -> tuple[str, ...]:
        """What is not the same now, in words; nothing where only the question is another."""
        told = zip(self.told(), now.told(), strict=True)
        return tuple(
            f"the {what} changed since ({old} then, {new} now)"
            for (what, old), (_, new) in told
            if old != new
        )

    def told(self) -> tuple[tuple[str, str], ...]:
        """Each of the four by its name, in words."""
        return (
            ("prompt", f"version {self.prompt.version[:6]}…"),
            ("article", f"sha256 {self.article.sha256[:6]}…"),
            ("model", self.model),
            ("options", self.options),
        )


def fewest(changes: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Of several comparisons the one that found least; the first of equals."""
    return min(changes, key=len, default=())


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model saw."""

    model: str
    options: Mapping[str, bool | int | float]
    messages: tuple[Message, ...]
    schema: Mapping[str, object]


def _nothing(value: tuple[Sampled, ...] | int) -> bool:
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
class Tokens:
    """As in `Usage`; `cached_tokens` is left out where there are none."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: Annotated[int, Field(exclude_if=_nothing)] = 0


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
    usage: Tokens
    recorded: Recorded

    @classmethod
    def of(cls, request: Request, answer: Answer) -> "Recording":
        """What is kept of a request and its reply."""
        reply = answer.reply
        return cls(
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
            usage=Tokens(**asdict(reply.usage)),
            recorded=Recorded(answer.at, answer.endpoint, answer.by),
        )

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

    def answer(self) -> Answer:
        """The reply as it first came."""
        usage = Usage(**asdict(self.usage))
        reply = Reply(**{**asdict(self.reply), "sampled": self.reply.sampled}, usage=usage)
        return Answer(reply, **asdict(self.recorded))


def basis(request: Request) -> Basis:
    """What a request was made from."""
    return Basis(
        PromptSource(request.prompt, request.prompt_version),
        ArticleSource(request.article_id, request.article_sha256),
        request.model,
        json.dumps(dict(request.options), sort_keys=True),
    )


# --- in the folder ---------------------------------------------------------------------------

_FORMAT = TypeAdapter(Recording)


def place(folder: Path, request: Request) -> Path:
    """Where the recording of a request lies, whether there is one or not."""
    return folder / request.prompt / f"{request.key}.json"


def prompts_of(folder: Path) -> tuple[Path, ...]:
    """The folders of the prompts of which something is recorded, in order."""
    return tuple(sorted(home for home in folder.iterdir() if home.is_dir()))


def recordings(home: Path) -> tuple[Path, ...]:
    """The recordings of one prompt, in order; whether they are whole is not looked at."""
    return tuple(sorted(home.glob("*.json")))


def half_written(home: Path) -> tuple[Path, ...]:
    """What runs that were killed while they wrote have left behind, in order."""
    return tuple(sorted(p for p in home.glob(".*.json.*") if _HALF_WRITTEN.fullmatch(p.name)))


def read(path: Path) -> Recording:
    """A recording as it stands there.

    Raises:
        FileNotFoundError, NotADirectoryError: There is none.
        RecordingError: It cannot be read, or is no recording.
    """
    try:
        return _FORMAT.validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise RecordingError(f"cannot read {path}: {reason}; check its permissions") from exc
    except ValidationError as exc:
        raise RecordingError(f"{path} is no recording, or a damaged one; {_again(path)}") from exc


def find(path: Path) -> Recording | None:
    """A recording that answers the very question it is filed under; None if there is none.

    Raises:
        RecordingError: It cannot be read, or was damaged or edited.
    """
    try:
        recording = read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not recording.key == recording.asked().key == path.stem:
        raise RecordingError(f"{path} was edited: it no longer matches its key; {_again(path)}")
    return recording


def _again(path: Path) -> str:
    return f"restore it, or delete it and run with --record {path.parent.parent}"


_UNSEEN = re.compile(r"[^\n -~]")


def as_json(recording: Recording) -> bytes:
    """The file: a line a value, letters as letters, so that a difference can be read.

    What cannot be seen is written out, so that nothing hides in a review.
    """
    text = _FORMAT.dump_json(recording, indent=2).decode()
    shown = _UNSEEN.sub(lambda m: m[0] if m[0].isprintable() else json.dumps(m[0])[1:-1], text)
    return shown.encode() + b"\n"


def write(path: Path, recording: Recording) -> None:
    """Write all or nothing, and have it on the disk before returning; OSError where it fails."""
    durable.write(path, [as_json(recording)])

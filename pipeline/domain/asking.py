"""What a model is asked, and what comes back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol

from pipeline.domain.article import Span
from pipeline.domain.words import Json, Stance


@dataclass(frozen=True, slots=True)
class Prompt:
    """A folder of `prompts/`.

    Attributes:
        template: Jinja2, cut into turns by lines such as `--- user ---`.
        schema: What the model is asked to answer, as strict structured outputs accept it.
        strict: The same shape with lengths and patterns, checked here.
        version: sha256 of template and schema, in hexadecimal.
    """

    name: str
    template: str
    schema: Mapping[str, Json]
    strict: Mapping[str, Json]
    version: str


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Request:
    """What is sent to a model, and from what it was made.

    `key` covers what the model sees (model, messages, schema, sampling options) and nothing
    else, so equal questions share one answer; the prompt and article only say whose it is.
    """

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Json]
    prompt: str
    prompt_version: str
    article_id: str
    article_sha256: str
    options: Mapping[str, bool | int | float] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """sha256, in hexadecimal, of the canonical JSON of what the model sees."""
        seen = {
            "messages": [[m.role, m.content] for m in self.messages],
            "model": self.model,
            "options": dict(self.options),
            "schema": self.schema,
        }
        canonical = json.dumps(seen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and what its answer is about.

    Attributes:
        spans: The sentences asked about, in the order of their numbers in the prompt; an answer
            that gives numbers, or none, cites these.
        stance: The stance that the cue of the one sentence announces, where there is a cue.
        forbidden: Placeholder words of the prompt's examples, unless the text itself has them:
            an answer that holds one repeats the instructions.
    """

    request: Request
    prompt: Prompt
    spans: tuple[Span, ...] = ()
    stance: Stance | None = None
    forbidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply, or of many added up; the cached ones are among those of the prompt."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    @property
    def total(self) -> int:
        """Tokens of prompt and completion."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True, slots=True)
class Sampled:
    """One token of a reply, and how likely it and others were in its place.

    Attributes:
        text: The token as it was chosen; part of a letter may be lost.
        logprobs: The natural logarithm of the probability of the likeliest tokens.
    """

    text: str
    logprobs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        finish_reason: The endpoint's word: stop, length, content_filter.
        sampled: The tokens of the text, where the request asks for `logprobs` and the endpoint
            tells them.
    """

    text: str
    finish_reason: str
    model: str
    refusal: str | None = None
    fingerprint: str | None = None
    usage: Usage = field(default_factory=Usage)
    sampled: tuple[Sampled, ...] = ()


class Model(Protocol):
    """The seam to every model: endpoint, local or recorded. A plain async function will do."""

    async def __call__(self, request: Request) -> Reply:
        """Answer one request, or raise `ModelError`."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was kept: when it was had (UTC), from which host, and by which program."""

    reply: Reply
    at: datetime
    endpoint: str
    by: str


class Shelf(Protocol):
    """A place where replies are kept, each under the key of its request."""

    def find(self, request: Request) -> Answer | None:
        """What is kept for a request; raises PipelineError where it cannot be used."""
        ...

    def make_ready(self, request: Request) -> None:
        """Raise PipelineError where a reply could not be kept: before anything is paid for."""
        ...

    def keep(self, request: Request, answer: Answer) -> None:
        """Have a reply on the disk before returning; raises PipelineError where that fails."""
        ...

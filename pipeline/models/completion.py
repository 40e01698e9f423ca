"""A chat completion on the wire: how a Request is sent, and what is read of the answer.

The rest of an answer differs between endpoints and is left alone.
"""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, Field, FiniteFloat, NonNegativeInt, TypeAdapter, ValidationError

from pipeline.domain import Json, Message, Reply, Request, Sampled, Usage
from pipeline.errors import RefusedError
from pipeline.models.features import Features, Form, options

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam


class _Likely(BaseModel):
    token: str
    logprob: FiniteFloat


class _Token(_Likely):
    top_logprobs: list[_Likely] = []


class _Logprobs(BaseModel):
    content: list[_Token]


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None
    logprobs: object = None


class _Details(BaseModel):
    cached_tokens: NonNegativeInt | None = None


class _Usage(BaseModel):
    prompt_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt
    prompt_tokens_details: _Details | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    system_fingerprint: str | None = None
    usage: object = None


_LOGPROBS = TypeAdapter(_Logprobs)
_USAGE = TypeAdapter(_Usage)


@dataclass(frozen=True, slots=True)
class Wire:
    """The body of a request: `rest` holds the options and how the answer is held to the schema."""

    model: str
    messages: "list[ChatCompletionMessageParam]"
    rest: dict[str, Json]

    def body(self) -> dict[str, object]:
        """All of it in one."""
        return {"model": self.model, "messages": self.messages, **self.rest}


def to_wire(request: Request, features: Features) -> Wire:
    """A request as an endpoint of these features takes it."""
    said = request.messages
    if features.form != "json_schema":
        said = (Message("system", _instruction(request)), *said)
    rest = options(request.model, request.options, features)
    if held := _response_format(features.form, request):
        rest["response_format"] = held
    return Wire(request.model, [_turn(message) for message in said], rest)


def unsendable(request: Request) -> RefusedError:
    """What is told of a request that cannot be written as UTF-8, as the wire wants it."""
    return RefusedError(
        f"article {request.article_id} holds half a surrogate pair; repair its text"
    )


def _turn(message: Message) -> "ChatCompletionMessageParam":
    return cast("ChatCompletionMessageParam", {"role": message.role, "content": message.content})


def _response_format(form: Form, request: Request) -> Json:
    """How the answer is held to the schema on the wire; None where it is not."""
    if form == "json_schema":
        name = re.sub(r"[^a-zA-Z0-9_-]", "_", request.prompt)[:64]
        schema = dict(request.schema)
        return {"type": form, "json_schema": {"name": name, "strict": True, "schema": schema}}
    return {"type": form} if form == "json_object" else None


def _instruction(request: Request) -> str:
    """What a model is told where the wire does not carry the schema."""
    schema = json.dumps(dict(request.schema), ensure_ascii=False)
    return f"Answer with one JSON object that fits this JSON Schema, and nothing else:\n{schema}"


def read(body: bytes, request: Request) -> Reply:
    """The body of an answer as a Reply; a missing or null content is an empty text.

    Raises:
        ValidationError: It is no chat completion.
    """
    completion = _Completion.model_validate_json(body)
    choice = completion.choices[0]
    return Reply(
        text=choice.message.content or "",
        finish_reason=choice.finish_reason or "",
        model=completion.model or request.model,
        refusal=choice.message.refusal,
        fingerprint=completion.system_fingerprint,
        usage=_used(completion.usage),
        sampled=_sampled(choice.logprobs) if request.options.get("logprobs") else (),
    )


def _used(usage: object) -> Usage:
    """The tokens it took; none where they are told in no form that can be counted."""
    try:
        told = _USAGE.validate_python(usage)
    except ValidationError:
        return Usage()
    cached = (told.prompt_tokens_details or _Details()).cached_tokens or 0
    return Usage(told.prompt_tokens, told.completion_tokens, min(cached, told.prompt_tokens))


def _sampled(logprobs: object) -> tuple[Sampled, ...]:
    """The tokens and their chances; nothing where they are told in a form of the endpoint's own."""
    try:
        told = _LOGPROBS.validate_python(logprobs)
    except ValidationError:
        return ()
    return tuple(
        Sampled(t.token, {x.token: x.logprob for x in reversed([t, *t.top_logprobs])})
        for t in told.content
    )

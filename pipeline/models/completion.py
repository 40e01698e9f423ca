"""What is read of a chat completion; the rest differs between endpoints and is left alone."""

from pydantic import BaseModel, Field, FiniteFloat, TypeAdapter, ValidationError

from pipeline.domain import Reply, Request, Sampled, Usage


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


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None
    system_fingerprint: str | None = None
    usage: _Usage | None = None


_LOGPROBS = TypeAdapter(_Logprobs)


def read(body: bytes, request: Request) -> Reply:
    """The body of an answer as a Reply; a missing or null content is an empty text.

    Raises:
        ValidationError: It is no chat completion.
    """
    completion = _Completion.model_validate_json(body)
    choice, usage = completion.choices[0], completion.usage or _Usage()
    return Reply(
        text=choice.message.content or "",
        finish_reason=choice.finish_reason or "",
        model=completion.model or request.model,
        refusal=choice.message.refusal,
        fingerprint=completion.system_fingerprint,
        usage=Usage(usage.prompt_tokens, usage.completion_tokens),
        sampled=_sampled(choice.logprobs) if request.options.get("logprobs") else (),
    )


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

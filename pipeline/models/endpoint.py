"""Any OpenAI-compatible endpoint: OpenAI itself, vLLM, Ollama, llama.cpp.

One request is one call of `POST {base_url}/chat/completions` with a strict JSON schema.
What the model does is a value: a refusal, a cut-off (`finish_reason` "length") or a content
filter comes back in the `Reply`. What the endpoint does wrong is an `EndpointError`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from pydantic import ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from pipeline.domain import Message, Reply, Request
from pipeline.errors import EndpointError, RefusedError, SetupError
from pipeline.models.completion import read

if TYPE_CHECKING:
    from openai import APIError
    from openai.types.chat import ChatCompletionMessageParam

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 10.0
_CHANCES = frozenset({"logprobs", "top_logprobs"})  # options that some endpoints refuse
SAID_LIMIT = 200  # code points of the endpoint's own words that an error repeats


@dataclass(frozen=True, slots=True)
class Fault:
    """How one kind of failure is told, whether asking again may help, or asking otherwise."""

    sentence: str
    transient: bool = False
    refusal: bool = False


_NOT_A_MODEL = "{url} did not answer like a chat model; check the base url (it mostly ends in /v1)"
_WRONG_KEY = "{url} refused the key (401); set OPENAI_API_KEY to one it accepts"
_MALFORMED = (
    "{url} refused the request to {model}: {said}; ask less at once with --window, or check that "
    "the model takes JSON-schema answers"
)

# Every failure of the SDK, by the name of its class, so that the SDK is imported only when it
# is used. The most specific name of an exception's ancestry decides.
FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "APIConnectionError": Fault(
            "cannot reach {url}; check that it is running and that the base url is right",
            transient=True,
        ),
        "APITimeoutError": Fault(
            "{url} did not answer within {timeout:g} s; allow more time or ask less at once",
            transient=True,
        ),
        "AuthenticationError": Fault(_WRONG_KEY),
        "OAuthError": Fault(_WRONG_KEY),
        "PermissionDeniedError": Fault(
            "{url} does not let this key use {model} (403); use another key or another --model"
        ),
        "NotFoundError": Fault(
            "{url} knows no model {model} (404); check --model and the base url (it mostly ends "
            "in /v1)"
        ),
        "BadRequestError": Fault(_MALFORMED, refusal=True),
        "UnprocessableEntityError": Fault(_MALFORMED, refusal=True),
        "ConflictError": Fault("{url} is busy: {said}; try again later", transient=True),
        "RateLimitError": Fault(
            "{url} takes no more requests to {model} for now: {said}; ask fewer at a time, or "
            "check the account's credit",
            transient=True,
        ),
        "InternalServerError": Fault("{url} broke down: {said}; try again later", transient=True),
        "APIStatusError": Fault("{url} refused the request to {model}: {said}; check the base url"),
        "APIResponseValidationError": Fault(_NOT_A_MODEL),
        "APIError": Fault("{url} failed: {said}; try again later"),
    }
)


class Endpoint:
    """A `Model` behind a URL; use it as an async context manager, or call `close`.

    Args:
        base_url: Of the API, mostly ending in `/v1`; None for OpenAI's own.
        api_key: Sent as a bearer token; may be empty where none is asked for.
        timeout: Seconds of silence after which one attempt is given up.
        attempts: How often one request is tried in all.
        patience: Seconds after which no further attempt of one request is begun.

    Raises:
        SetupError: The base URL is not one, or the key holds characters no key has.
    """

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        timeout: float = 600,
        attempts: int = 4,
        patience: float = 1800,
    ) -> None:
        from openai import AsyncOpenAI, Timeout

        url = base_url or OPENAI_URL
        self.host = _host(url)
        self._key = _checked_key(api_key)
        self._url = _shown(url)
        self._timeout = timeout
        self._attempts = attempts
        self._patience = patience
        self._client = AsyncOpenAI(
            base_url=url,
            api_key=self._key,
            max_retries=0,  # one retry loop is enough, and it is the one below
            timeout=Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.close()

    async def __call__(self, request: Request) -> Reply:
        """Ask the model; transient failures are tried again with jitter.

        An endpoint that does not take a question for `logprobs` is asked without.

        Raises:
            RefusedError: The endpoint will not take this request.
            EndpointError: No answer came, or none that a chat model gives.
        """
        body = await self._body(request)
        try:
            return read(body, request)
        except ValidationError as exc:
            raise EndpointError(_NOT_A_MODEL.format(url=self._url)) from exc

    async def _body(self, request: Request) -> bytes:
        """The body of the answer, after as many attempts as it takes."""
        from openai import APIError

        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_transient),
            wait=_wait,
            stop=stop_after_attempt(self._attempts) | stop_before_delay(self._patience),
            reraise=True,
        )
        try:
            body: bytes = await retrying(self._ask, request)
        except APIError as exc:
            fault = _fault(exc) or FAULTS["APIError"]
            if fault.refusal and request.options.keys() & _CHANCES:
                options = {k: v for k, v in request.options.items() if k not in _CHANCES}
                return await self._body(replace(request, options=options))
            kind = RefusedError if fault.refusal else EndpointError
            raise kind(self._sentence(exc, fault, request)) from exc
        except UnicodeEncodeError as exc:
            raise EndpointError(
                f"article {request.article_id} holds half a surrogate pair; repair its text"
            ) from exc
        return body

    async def _ask(self, request: Request) -> bytes:
        """One attempt: the body of the answer, unread, since some endpoints answer in HTML."""
        raw = await self._client.chat.completions.with_raw_response.create(
            model=request.model,
            messages=[_wire(message) for message in request.messages],
            response_format={
                "type": "json_schema",
                "json_schema": {
                    "name": re.sub(r"[^a-zA-Z0-9_-]", "_", request.prompt)[:64],
                    "strict": True,
                    "schema": cast("dict[str, object]", dict(request.schema)),
                },
            },
            extra_body=dict(request.options),
        )
        return raw.content

    def _sentence(self, exc: "APIError", fault: Fault, request: Request) -> str:
        said = _tamed(exc.message.removeprefix("Error code: ").replace(self._key, "(the key)"))
        named = {"url": self._url, "model": request.model, "timeout": self._timeout}
        return fault.sentence.format(said=said, **named)


def _wire(message: Message) -> "ChatCompletionMessageParam":
    return cast("ChatCompletionMessageParam", {"role": message.role, "content": message.content})


def _fault(exc: BaseException) -> Fault | None:
    names = (cls.__name__ for cls in type(exc).__mro__)
    return next((FAULTS[name] for name in names if name in FAULTS), None)


def _is_transient(exc: BaseException) -> bool:
    fault = _fault(exc)
    return fault is not None and fault.transient


_backoff = wait_random_exponential(max=30)


def _wait(state: RetryCallState) -> float:
    """Seconds to the next attempt: what the endpoint asks for, and jitter on top."""
    from openai import APIStatusError

    exc = state.outcome.exception() if state.outcome else None
    asked = exc.response.headers.get("retry-after", "") if isinstance(exc, APIStatusError) else ""
    return retry_after(asked, datetime.now(UTC)) + _backoff(state)


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for, at `now`; 0 where it says nothing usable.

    Seconds or an HTTP date, as of RFC 9110 section 10.2.3.
    """
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - now).total_seconds()
        except (ValueError, TypeError):  # TypeError: a date without a time zone
            return 0.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0


def _tamed(said: str) -> str:
    """The endpoint's words on one line, printable and short: they are not ours to trust."""
    line = "".join(c if c.isprintable() else " " for c in said)
    return " ".join(line.split())[:SAID_LIMIT] or "no reason given"


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:
        pass
    raise SetupError(f"{url} is not a base url; write it like http://127.0.0.1:8080/v1")


def _shown(url: str) -> str:
    """A URL without what may be secret in it: user, password and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _checked_key(key: str) -> str:
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise SetupError("the api key holds characters that no key has; set OPENAI_API_KEY again")
    return key or "no-key"

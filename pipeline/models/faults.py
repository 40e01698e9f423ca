"""What can go wrong at an endpoint: one table of the SDK's exceptions, and of ours beside them.

The SDK is imported only where it is used, so exceptions are known by the names of their classes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.errors import EndpointError, RefusedError, StoppedError, TooLongError

SAID_LIMIT = 200  # code points of the endpoint's own words that an error repeats


class GarbledError(Exception):
    """An answer that breaks off, or has no end: what came of it is in its text."""


class NotAModelError(Exception):
    """An answer of something that is no chat model: a web page, say."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How one kind of failure is counted and told, and what may help.

    Attributes:
        kind: Under this it is counted.
        transient: Asking again may help.
        error: What it becomes when asking again did not, or cannot.
        untold: The endpoint may have answered, and billed, what never arrived.
    """

    kind: str
    sentence: str
    transient: bool = False
    error: type[EndpointError] | type[StoppedError] = EndpointError
    untold: bool = False


_WRONG_KEY = Fault(
    "wrong_key",
    "{url} refused the key (401); set OPENAI_API_KEY to one it accepts",
    error=StoppedError,
)
_MALFORMED = Fault(
    "refused_request",
    "{url} refused the request to {model}: {said}; ask less at once with --window, or check that "
    "the model takes JSON-schema answers",
    error=RefusedError,
)
_NO_MODEL = Fault(
    "unknown_model",
    "{url} knows no model {model} (404); check --model and the base url (it mostly ends in /v1)",
    error=StoppedError,
)
_NOT_A_MODEL = Fault(
    "not_a_model",
    "{url} did not answer like a chat model; check the base url (it mostly ends in /v1)",
    error=StoppedError,
)
_TOO_LONG = Fault(
    "too_long",
    "{url} takes no request to {model} as long as this: {said}; ask less at once with --window",
    error=TooLongError,
)
_UNREACHABLE = Fault(
    "unreachable",
    "cannot reach {url}; check that it is running and that the base url is right",
    transient=True,
)
_TIMEOUT = Fault(
    "timeout",
    "{url} did not answer within {timeout:g} s; ask less at once with --window, or fewer with "
    "--concurrency",
    transient=True,
    untold=True,
)
_GARBLED = Fault(
    "garbled",
    "{url} broke off its answer: {said}; try again later",
    transient=True,
    untold=True,
)

# Every failure by the name of its class, or of the class that it was raised from; of an exception's
# ancestry the nearest name decides.
FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "ConnectError": _UNREACHABLE,
        "ConnectTimeout": _UNREACHABLE,
        "APIConnectionError": Fault(
            "hung_up",
            "{url} broke the connection off before it answered; try again later",
            transient=True,
            untold=True,
        ),
        "TooManyRedirects": _NOT_A_MODEL,
        "APITimeoutError": _TIMEOUT,
        "AuthenticationError": _WRONG_KEY,
        "OAuthError": _WRONG_KEY,
        "PermissionDeniedError": Fault(
            "forbidden",
            "{url} does not let this key use {model} (403); use another key or another --model",
            error=StoppedError,
        ),
        "NotFoundError": _NO_MODEL,
        "BadRequestError": _MALFORMED,
        "UnprocessableEntityError": _MALFORMED,
        "ConflictError": Fault("busy", "{url} is busy: {said}; try again later", transient=True),
        "RateLimitError": Fault(
            "rate_limit",
            "{url} takes no more requests to {model} for now: {said}; ask fewer with --concurrency "
            "or --rpm, or check the account's credit",
            transient=True,
        ),
        "InternalServerError": Fault(
            "broke_down", "{url} broke down: {said}; try again later", transient=True
        ),
        "APIStatusError": Fault(
            "refused", "{url} refused the request to {model}: {said}; check the base url"
        ),
        "APIResponseValidationError": _NOT_A_MODEL,
        "APIError": Fault("failed", "{url} failed: {said}; try again later"),
        "GarbledError": _GARBLED,
        "NotAModelError": _NOT_A_MODEL,
        "TimeoutError": _TIMEOUT,
    }
)

# The published codes, types and statuses of errors that say more than the class does.
CODES: Mapping[str, Fault] = MappingProxyType(
    {
        "insufficient_quota": Fault(
            "no_credit",
            "the account at {url} has no credit left (429); add some, or use another key",
            error=StoppedError,
        ),
        "context_length_exceeded": _TOO_LONG,
        "string_above_max_length": _TOO_LONG,
        "exceed_context_size_error": _TOO_LONG,  # llama.cpp's type of it
        "content_filter": Fault(  # a hosted filter's answer to the question itself
            "filtered",
            "{url} did not let the request to {model} through its content filter: {said}",
            error=RefusedError,
        ),
        "model_not_found": _NO_MODEL,
        "invalid_api_key": _WRONG_KEY,
        "408": Fault("too_slow", "{url} gave up: {said}; try again later", transient=True),
    }
)


def fault(exc: BaseException) -> Fault | None:
    """What kind of failure an exception is; None for one that is not the endpoint's."""
    names = [cls.__name__ for cls in (type(exc.__cause__), *type(exc).__mro__)]
    found = next((FAULTS[name] for name in names if name in FAULTS), None)
    words = [str(getattr(exc, name, None)) for name in ("code", "type", "status_code")]
    return found and next((CODES[word] for word in words if word in CODES), found)


# The SDK's exception of each status that an answer may have.
_STATUSES: Mapping[int, str] = MappingProxyType(
    {
        400: "BadRequestError",
        401: "AuthenticationError",
        403: "PermissionDeniedError",
        404: "NotFoundError",
        409: "ConflictError",
        422: "UnprocessableEntityError",
        429: "RateLimitError",
    }
)


def status_fault(status: int, code: str | None) -> Fault:
    """What kind of failure an answer of a status is, which came otherwise than by the SDK."""
    other = "InternalServerError" if status >= 500 else "APIStatusError"
    return CODES.get(code or "", FAULTS[_STATUSES.get(status, other)])


def said(exc: BaseException, key: str) -> str:
    """The words of an exception, made harmless."""
    message: str = getattr(exc, "message", None) or str(exc)
    return harmless(message.removeprefix("Error code: "), key)


def harmless(words: str, key: str) -> str:
    """The endpoint's words on one line, printable, short and without the key: they are not ours."""
    line = words.replace(key, "(the key)")
    inert = "".join(c if c.isprintable() else " " for c in line)
    return " ".join(inert.split())[:SAID_LIMIT] or "no reason given"


@contextmanager
def unbroken() -> Iterator[None]:
    """What breaks off while it is read is a GarbledError."""
    from httpx2 import HTTPError

    try:
        yield
    except HTTPError as exc:
        raise GarbledError(str(exc) or type(exc).__name__) from exc


def api_errors() -> tuple[type[Exception], ...]:
    """What the SDK and the reading of its answers raise."""
    from openai import APIError

    return APIError, GarbledError, NotAModelError, TimeoutError

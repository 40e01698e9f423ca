"""The connection to an OpenAI-compatible API, over the openai SDK; its failures become ours.

`endpoint` asks one request at a time over it, `batch` hands in files.
"""

from collections.abc import Awaitable, Callable
from typing import Self, TypeVar
from urllib.parse import urlsplit

from pipeline.errors import EndpointError, SetupError, StoppedError
from pipeline.models.faults import FAULTS, Fault, api_errors, fault, harmless, said
from pipeline.models.patience import PATIENCE, Patience
from pipeline.models.resting import Rest, undisturbed

OPENAI_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 10.0
T = TypeVar("T")


class Client:
    """A connection with its key; use it as an async context manager.

    Args:
        base_url: Of the API, mostly ending in `/v1`; None for OpenAI's own.
        api_key: Sent as a bearer token; may be empty where none is asked for.
        timeout: Seconds that one attempt may take.
        patience: How long one request is tried.
        rest: How to wait between two attempts.

    Attributes:
        host: For records; never a URL that could hold a key.
        url: As it may be shown: without user, password and query.
        proven: This key got an answer here.

    Raises:
        SetupError: The base URL is not one, or the key holds characters no key has.
    """

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        timeout: float = 600,
        patience: Patience = PATIENCE,
        rest: Rest = undisturbed,
    ) -> None:
        from httpx2 import InvalidURL
        from openai import AsyncOpenAI, Timeout

        url = base_url or OPENAI_URL
        self.host = host_of(url)
        self.url = _shown(url)
        self.timeout = timeout
        self.proven = False
        self._key = checked_key(api_key)
        self._patience = patience
        self.rest = rest
        try:
            self.sdk = AsyncOpenAI(
                base_url=url,
                api_key=self._key,
                max_retries=0,  # one retry loop is enough: patience
                timeout=Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            )
        except InvalidURL as exc:
            raise _no_url(url) from exc

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give back the connections."""
        await self.sdk.close()

    async def call(
        self, attempt: Callable[[], Awaitable[T]], model: str, patience: Patience | None = None
    ) -> T:
        """What an attempt gives, after as many as it takes; `model` is for the words of an error.

        A patience of its own goes before that of the connection.

        Raises:
            EndpointError: None came of it; RefusedError where only this request is to blame.
            StoppedError: No request has a chance here, and none was answered before.
        """
        try:
            answer = await (patience or self._patience).call(attempt, self.rest)
        except api_errors() as exc:
            raise self.error(exc, model) from exc
        self.proven = True
        return answer

    def error(self, exc: Exception, model: str) -> EndpointError | StoppedError:
        """One of ours for one of the SDK's: a sentence that names the endpoint and the fix."""
        return self.told(fault(exc) or FAULTS["APIError"], self.said(exc), model)

    def told(self, found: Fault, words: str, model: str) -> EndpointError | StoppedError:
        """The same for a fault, and harmless words of the endpoint."""
        sentence = found.sentence.format(
            url=self.url, model=model, timeout=self.timeout, said=words
        )
        # what worked before may work again: then it is a failure like others
        kind = EndpointError if self.proven and found.error is StoppedError else found.error
        return kind(sentence)

    def said(self, exc: Exception) -> str:
        """The endpoint's words in an exception, as they may be repeated."""
        return said(exc, self._key)

    def harmless(self, words: str) -> str:
        """Words of the endpoint as they may be repeated: on one line, short, without the key."""
        return harmless(words, self._key)


def host_of(url: str) -> str:
    """The host of a base URL; raises SetupError where it is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return parts.hostname
    except ValueError:
        pass
    raise _no_url(url)


def _no_url(url: str) -> SetupError:
    shown = url.rpartition("@")[2]
    return SetupError(f"{shown} is not a base url; write it like http://127.0.0.1:8080/v1")


def _shown(url: str) -> str:
    """A URL without what may be secret in it: user, password and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def checked_key(key: str) -> str:
    """A key as it is sent; raises SetupError, which does not show it, where that cannot be."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise SetupError("the api key holds characters that no key has; set OPENAI_API_KEY again")
    return key or "no-key"

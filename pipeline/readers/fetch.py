"""An address -> the bytes that stand there: politely, within limits, and never from inside.

reach.py      which hosts may be reached
transport.py  connections to them, and the deadline
answers.py    what a server sent
robots.py     what a site asks of programs
refusals.py   what went wrong, in a sentence
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from pipeline.domain import Problem
from pipeline.readers.addresses import told
from pipeline.readers.answers import (
    HEADERS,
    Fetched,
    fetched,
    must_be_open,
    must_be_web,
    stamps,
)
from pipeline.readers.reach import Allow, FetchError, Resolve, is_public, resolve

if TYPE_CHECKING:
    from httpx2 import Client, Request
    from tenacity import RetryCallState

    from pipeline.readers.robots import Rules
    from pipeline.readers.transport import Deadline

_RULES_LAST = 86_400.0
"""Seconds for which a robots.txt is remembered (RFC 9309, 2.4)."""
_ERROR_LASTS = 60.0
"""Seconds for which a site that could not be reached is not asked again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken, and how fast.

    Attributes:
        max_bytes: Of one body, unpacked.
        redirects: Hops from the address that was given.
        seconds: For one address, from the first connection to the last byte; pauses apart.
        timeout: Seconds for a single step.
        delay: Seconds between two requests to one host; a site's own Crawl-delay is kept
            instead where it is longer, up to `longest_delay`.
        attempts: How often a request is tried where another attempt may help.
        entries: Of one feed.
    """

    max_bytes: int = 20_000_000
    redirects: int = 5
    seconds: float = 60.0
    timeout: float = 15.0
    delay: float = 1.0
    longest_delay: float = 30.0
    attempts: int = 3
    entries: int = 200


class Web:
    """A reader of the web; to be closed, or used as a context.

    Nothing is sent to a host that `allow` does not allow, whoever redirects there, and a site's
    robots.txt is asked before anything else of it. One request is made at a time.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        allow: Allow = is_public,
        resolve: Resolve = resolve,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is connected before the first address is asked for."""
        self.limits = limits
        self._allow, self._resolve, self._sleep = allow, resolve, sleep
        self._rules: dict[str, tuple[float, Rules | FetchError]] = {}
        self._free: dict[str, float] = {}
        self._stamps: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; it can be used again."""
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]

    def get(self, address: str, *, again: bool = False) -> Fetched | Problem:
        """What stands at an address, or why it cannot be had.

        Args:
            address: Of http or https.
            again: Ask only for what has changed since the last time (ETag, Last-Modified).
        """
        self._client.cookies.clear()
        try:
            return self._travel(address, self._stamps.get(address, {}) if again else {})
        except FetchError as error:
            return Problem(told(address), str(error))

    # --- one address -----------------------------------------------------------------------

    def _travel(self, address: str, known: dict[str, str], *, robots: bool = True) -> Fetched:
        """Follow an address to where it leads.

        Raises:
            FetchError: It leads nowhere.
        """
        request = self._request(address, known)
        hosts = {request.url.host}
        if robots:
            self._judge(request)
            self._pause(request.url.host)
        with self._deadline.within(self.limits.seconds):
            try:
                for _ in range(self.limits.redirects + 1):
                    found = self._tried(request, address, texts=robots)
                    if isinstance(found, Fetched):
                        return found
                    request = found
                    hosts.add(request.url.host)
                    must_be_web(request)
                    must_be_open(address, str(request.url))
                    if robots:
                        self._judge(request)
            finally:
                for host in hosts if robots else ():
                    self._free[host] = time.monotonic() + self._delay(host)
        raise FetchError(
            f"it redirects more than {self.limits.redirects} times; check the address", absent=True
        )

    def _request(self, address: str, known: dict[str, str]) -> "Request":
        from httpx2 import InvalidURL

        try:
            request = self._client.build_request("GET", address, headers=known)
        except (InvalidURL, UnicodeError, ValueError):
            raise FetchError("it is no address; check it") from None
        must_be_web(request)
        return request

    def _tried(self, request: "Request", address: str, *, texts: bool) -> "Fetched | Request":
        """One request, again where that may help."""
        from tenacity import Retrying, retry_if_exception, stop_after_attempt
        from tenacity import wait_random_exponential as backoff

        def transient(error: BaseException) -> bool:
            return (
                isinstance(error, FetchError)
                and error.transient
                and error.wait <= self.limits.longest_delay
            )

        def wait(state: "RetryCallState") -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.wait if isinstance(error, FetchError) else 0.0
            return max(asked, backoff(multiplier=self.limits.delay, max=10)(state))

        retrying = Retrying(
            stop=stop_after_attempt(self.limits.attempts),
            wait=wait,
            retry=retry_if_exception(transient),
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._send, request, address, texts)

    def _send(self, request: "Request", address: str, texts: bool) -> "Fetched | Request":
        from pipeline.readers.refusals import KINDS, of_exception

        try:
            response = self._client.send(request, stream=True)
            try:
                if response.next_request is not None:
                    return response.next_request
                found = fetched(response, address, self.limits.max_bytes, texts=texts)
                self._stamps[address] = stamps(response) or self._stamps.get(address, {})
                return found
            finally:
                response.close()
        except KINDS as error:
            raise of_exception(error) from error

    # --- manners -----------------------------------------------------------------------------

    def _judge(self, request: "Request") -> None:
        """Whether a site lets programs have an address."""
        if not self._rules_of(request).allows(str(request.url)):
            raise FetchError(
                "its site lets no programs read it (robots.txt); "
                "save the page with your browser and name the file"
            )

    def _rules_of(self, request: "Request") -> "Rules":
        site = str(request.url.copy_with(path="/", query=None, fragment=None, userinfo=b""))
        until, found = self._rules.get(site, (0.0, None))
        if found is None or time.monotonic() >= until:
            found, lasts = self._asked(site)
            self._rules[site] = (time.monotonic() + lasts, found)
        if isinstance(found, FetchError):
            raise found
        return found

    def _asked(self, site: str) -> "tuple[Rules | FetchError, float]":
        """What a site's robots.txt says, and for how many seconds to believe it."""
        from pipeline.readers.robots import no_rules, rules_of

        try:
            return rules_of(self._travel(f"{site}robots.txt", {}, robots=False).data), _RULES_LAST
        except FetchError as error:
            if error.absent:
                return no_rules(), _RULES_LAST
            return error, _ERROR_LASTS

    def _delay(self, host: str) -> float:
        asked = max(
            (
                rules.delay or 0.0
                for site, (_, rules) in self._rules.items()
                if not isinstance(rules, FetchError) and urlsplit(site).hostname == host
            ),
            default=0.0,
        )
        return max(self.limits.delay, min(asked, self.limits.longest_delay))

    def _pause(self, host: str) -> None:
        """Wait until a host may be asked again."""
        wait = self._free.get(host, 0.0) - time.monotonic()
        if wait > 0:
            self._sleep(wait)

    # --- what is built when it is needed -----------------------------------------------------

    @cached_property
    def _deadline(self) -> "Deadline":
        from pipeline.readers.transport import Deadline

        return Deadline()

    @cached_property
    def _client(self) -> "Client":
        from httpx2 import Client

        from pipeline.readers.transport import Transport

        return Client(
            transport=Transport(self._resolve, self._allow, self._deadline),
            headers={"User-Agent": f"provenote/{version('provenote')}", **HEADERS},
            timeout=self.limits.timeout,
            trust_env=False,
        )

"""What a server or a library says when nothing is fetched -> one sentence with the fix.

The libraries' exceptions and the statuses of HTTP, in one table each.
"""

import ssl

import httpcore2
import httpx2

from pipeline.readers.reach import FetchError

_SAVE = "save the page with your browser and name the file"
_LATER = "try again later"

_STATUSES = {
    401: f"it is behind a login (401); {_SAVE}",
    402: f"it is behind a paywall (402); {_SAVE}",
    403: f"it is not shown to programs, or not without a login (403); {_SAVE}",
    404: "there is no such page (404); check the address",
    407: "a proxy asks for a password (407); connect without one",
    410: "the page is gone (410); leave it out",
    429: f"the server asks for fewer requests (429); {_LATER}",
    451: "it is withheld for legal reasons (451); leave it out",
}
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that may be another a moment later."""

_FAULTS: tuple[tuple[type[Exception], str, bool], ...] = (
    (httpcore2.ConnectTimeout, f"its server does not answer; {_LATER}", True),
    (httpcore2.TimeoutException, f"its server takes too long to answer; {_LATER}", True),
    (httpcore2.ConnectError, f"its server cannot be connected to; {_LATER}", True),
    (httpcore2.NetworkError, f"its server broke off; {_LATER}", True),
    (httpcore2.RemoteProtocolError, f"its server does not speak HTTP as it should; {_SAVE}", True),
    (httpcore2.ProtocolError, "no request can be made of the address; check it", False),
    (httpcore2.UnsupportedProtocol, "it is neither http nor https; check the address", False),
    (httpcore2.ProxyError, "a proxy stands before it; connect without one", False),
    (httpx2.DecodingError, f"it is packed wrongly; {_SAVE}", False),
    (httpx2.InvalidURL, "it is no address; check it", False),
    (httpx2.RemoteProtocolError, "it redirects to what is no address; check it", False),
    (httpx2.UnsupportedProtocol, "it is neither http nor https; check the address", False),
    (httpx2.HTTPError, f"it cannot be fetched; {_SAVE}", False),
)
"""Exception -> what it means, and whether another attempt may help. The first that fits holds."""
KINDS = tuple(kind for kind, _, _ in _FAULTS)


def of_exception(error: Exception) -> FetchError:
    """What an exception of the libraries means."""
    if isinstance(error, FetchError):
        return error
    tls = _tls(error)
    if tls is not None:
        reason = getattr(tls, "verify_message", "") or tls.reason or "no reason given"
        return FetchError(
            f"its connection is not secure ({reason.lower().replace('_', ' ')}); {_SAVE}"
        )
    return next(
        FetchError(message, transient=again)
        for kind, message, again in _FAULTS
        if isinstance(error, kind)
    )


def of_status(status: int, wait: float = 0.0) -> FetchError:
    """What a status that is no success means (RFC 9110, section 15)."""
    message = _STATUSES.get(status)
    if message is None and status < 400:
        message = f"it redirects to nowhere ({status}); check the address"
    elif message is None and status < 500:
        message = f"its server refuses the request ({status}); check the address"
    elif message is None:
        message = f"its server fails ({status}); {_LATER}"
    again = status in _AGAIN
    return FetchError(message, transient=again, wait=wait, absent=400 <= status < 500 and not again)


def _tls(error: BaseException | None) -> ssl.SSLError | None:
    """The error of TLS that an exception was made of."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error

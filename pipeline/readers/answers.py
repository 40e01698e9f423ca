"""What a server answered -> the bytes of a text, or why it is none."""

from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING

from pipeline.readers.addresses import bare, same, wall
from pipeline.readers.reach import FetchError

if TYPE_CHECKING:
    from httpx2 import Request, Response

HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/rss+xml,"
    "application/atom+xml,text/plain;q=0.9,application/xml;q=0.8,*/*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_TEXTS = frozenset({
    "", "application/octet-stream", "application/pdf", "application/x-pdf",
    "application/xhtml+xml", "application/xml", "application/rss+xml", "application/atom+xml",
    "application/rdf+xml", "text/html", "text/markdown", "text/plain", "text/xml",
})  # fmt: skip
"""Media types that are read; what says nothing is looked into."""
_PACKINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_UNCHANGED = 304
_WALLS = {
    "login": "it leads to a login; sign in with your browser, save the page and name the file",
    "cookie": "it leads to a cookie notice; save the page with your browser and name the file",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands at an address.

    Attributes:
        url: Where it was found in the end.
        moved: That is another place than was asked for.
        kind: The media type in lower case, "" where none is told.
        charset: As the server declares it.
        unchanged: The server says that it is as it was; `data` is empty then.
    """

    url: str
    data: bytes
    moved: bool = False
    kind: str = ""
    charset: str | None = None
    unchanged: bool = False


def must_be_web(request: "Request") -> None:
    """Refuse what is no address of the web."""
    if request.url.scheme not in {"http", "https"} or not request.url.host:
        raise FetchError("it leads to what is neither http nor https; check the address")


def must_be_open(asked: str, leads_to: str) -> None:
    """Refuse a redirect to a login or a cookie notice."""
    kind = wall(asked, leads_to)
    if kind:
        raise FetchError(_WALLS[kind], absent=True)


def fetched(response: "Response", asked: str, max_bytes: int, *, texts: bool) -> Fetched:
    """The body of an answer that is no redirect.

    Args:
        response: Not read yet.
        asked: The address that was given at first.
        max_bytes: Unpacked.
        texts: Take only what may hold an article or a feed.

    Raises:
        FetchError: It is no success, no text, empty, or too large.
        httpx2.HTTPError, httpcore2 exceptions: It breaks off.
    """
    from pipeline.readers.refusals import of_status

    url = bare(str(response.url))
    if response.status_code == _UNCHANGED:
        return Fetched(url, b"", unchanged=True)
    if not response.is_success:
        raise of_status(response.status_code, _wait(response))
    kind, charset = _kind(response)
    if texts and kind not in _TEXTS:
        raise FetchError(f"it is no text but {kind}; give the address of the article's page")
    data = _body(response, max_bytes)
    if texts and not data.strip():
        raise FetchError("there is nothing at the address, not a word; check it")
    return Fetched(url, data, same(url) != same(asked), kind, charset)


def stamps(response: "Response") -> dict[str, str]:
    """What to send the next time, so that the same need not be sent again (RFC 9110, 13.1)."""
    return {
        ask: response.headers[told]
        for ask, told in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        if told in response.headers
    }


def _body(response: "Response", max_bytes: int) -> bytes:
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in _PACKINGS:
        raise FetchError(f"it is packed in a way that was not asked for ({packing[:40]}); save it")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise FetchError(f"it is larger than {max_bytes:,} bytes; save the part that you need")
    data = bytearray()
    for part in response.iter_bytes():
        data += part
        if len(data) > max_bytes:
            sent = response.num_bytes_downloaded
            bomb = packing not in {"", "identity"}
            raise FetchError(
                f"it unpacks to more than {max_bytes:,} bytes, out of {sent:,}; leave it out"
                if bomb
                else f"it is larger than {max_bytes:,} bytes; save the part that you need"
            )
    return bytes(data)


def _kind(response: "Response") -> tuple[str, str | None]:
    """The media type and the charset that a server declares."""
    header = Message()
    header["content-type"] = response.headers.get("content-type", "")
    told = response.headers.get("content-type", "").strip()
    charset = header.get_param("charset")
    return (
        header.get_content_type() if told else "",
        charset.strip().lower() if isinstance(charset, str) and charset.strip() else None,
    )


def _wait(response: "Response") -> float:
    """Seconds that a server asks to wait (RFC 9110, 10.2.3), where it counts them."""
    told = response.headers.get("retry-after", "").strip()
    return float(told) if told.isdecimal() and len(told) < 9 else 0.0

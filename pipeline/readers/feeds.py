"""A feed (RSS, Atom) -> its entries (feedparser)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Protocol, cast
from urllib.parse import urljoin

from pipeline.readers.addresses import host_of, web_or_none
from pipeline.readers.days import day_of

_WHOLE = 200
"""Words from which the text in a feed is taken for the whole article."""
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\b(?:read|continue reading|read more|weiterlesen|lire la suite"
    r"|leer más|full story)\b.{0,60})\W*$",
    re.IGNORECASE,
)
"""How a text ends that is continued elsewhere."""
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PRESCAN = 4096
_BROKEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What feedparser raises at documents that are damaged in ways it does not know."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    Attributes:
        url: Where its page is.
        outlet: Where it comes from, as the entry says, or the feed, if it lies at its host.
        html: Its own text, where the feed has the whole of it.
        version: Changes when the entry does.
    """

    url: str | None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    outlet: str | None = None
    html: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its order."""

    title: str | None
    entries: tuple[Entry, ...]


class _Found(Protocol):
    """What feedparser gives, as far as we look at it."""

    def get(self, key: str, default: object = None, /) -> object:
        """The value of a key."""

    def __contains__(self, key: str, /) -> bool: ...


def looks_like_feed(data: bytes) -> bool:
    """Whether the first element of a document is one that a feed begins with."""
    return _ROOT.search(data[:_PRESCAN]) is not None and b"<html" not in data[:_PRESCAN].lower()


def feed_of(data: bytes, address: str = "", kind: str = "") -> Feed | None:
    """The feed that a document is; None where it is none.

    Args:
        data: The document.
        address: Where it was found; links in it start from there.
        kind: Its media type, with charset, as the server declares it.
    """
    import feedparser

    told = {"content-location": address, "content-type": kind or "application/xml"}
    try:
        found = feedparser.parse(BytesIO(data), response_headers=told)
    except _BROKEN:
        return None
    if not found.get("version"):
        return None
    about = found.get("feed", {})
    title = _text(about, "title")
    hosts = {host_of(address), host_of(web_or_none(_text(about, "link")))} - {None}
    entries = (_entry(cast("_Found", one), address) for one in found.get("entries", []))
    return Feed(
        title,
        tuple(
            # A feed that gathers what others wrote is not their outlet.
            replace(one, outlet=title) if not one.outlet and host_of(one.url) in hosts else one
            for one in entries
        ),
    )


def _entry(found: _Found, address: str) -> Entry:
    link = _text(found, "link")
    written = _text(found, "published") or _text(found, "created")
    return Entry(
        web_or_none(_joined(address, link) if link else None),
        _text(found, "title"),
        "; ".join(_authors(found)) or None,
        day_of(written),
        _text(found.get("source") or {}, "title"),
        _whole(found),
        f"{_text(found, 'updated') if 'updated' in found else ''} {written}",
    )


def _joined(address: str, link: str) -> str:
    """A link of a feed in full; a damaged feed leaves it as it stands."""
    try:
        return urljoin(address, link)
    except ValueError:
        return ""


def _text(found: object, key: str) -> str | None:
    value = cast("_Found", found).get(key)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _authors(found: _Found) -> Iterator[str]:
    authors = found.get("authors")
    for author in authors if isinstance(authors, list) else []:
        name = _text(author, "name")
        if name and "@" not in name:
            yield name


def _whole(found: _Found) -> str | None:
    """The article itself, where the feed has it in full (content:encoded, or Atom's content).

    A summary is a teaser, however long.
    """
    contents = found.get("content")
    for content in contents if isinstance(contents, list) else []:
        html = cast("_Found", content).get("value")
        if isinstance(html, str):
            plain = re.sub(r"<[^<>]{0,2000}>", " ", html)
            if len(plain.split()) >= _WHOLE and not _CUT_OFF.search(plain.strip()[-200:]):
                return html
    return None

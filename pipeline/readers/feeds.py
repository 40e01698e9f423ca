"""A feed (RSS, Atom) -> its entries (feedparser)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol, cast

from pipeline.readers.addresses import web_or_none
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed.

    Attributes:
        url: Where its page is.
        html: Its own text, where the feed has the whole of it.
        version: Changes when the entry does.
    """

    url: str | None
    title: str | None = None
    author: str | None = None
    published: str | None = None
    html: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its order."""

    title: str | None
    entries: tuple[Entry, ...]


class _Found(Protocol):
    """What feedparser gives, as far as we look at it."""

    def get(self, key: str, default: object = None, /) -> object: ...


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
    found = feedparser.parse(BytesIO(data), response_headers=told)
    if not found.get("version"):
        return None
    entries = tuple(_entry(cast("_Found", one)) for one in found.get("entries", []))
    return Feed(_text(found.get("feed", {}), "title"), entries)


def _entry(found: _Found) -> Entry:
    written = _text(found, "published") or _text(found, "created")
    return Entry(
        web_or_none(_text(found, "link")),
        _text(found, "title"),
        "; ".join(_authors(found)) or None,
        day_of(written),
        _whole(found),
        f"{_text(found, 'updated')} {written}",
    )


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

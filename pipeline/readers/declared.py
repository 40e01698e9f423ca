"""What a web page declares of itself: meta elements, and JSON-LD (schema.org). Nothing is guessed.

A date that stands in the text, in an address or in a picture's name is no declaration.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.domain import Json
from pipeline.readers.days import day_of

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
)
_AUTHORS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_OUTLETS = ("og:site_name", "dc.publisher", "dcterms.publisher")
_KINDS = ("article", "posting", "report")
"""How the types of schema.org that are an article end."""
_MOST = 10_000
"""Values of JSON-LD that are looked at."""


class Element(Protocol):
    """An element of a page, as far as we look at it (lxml)."""

    @property
    def text(self) -> str | None:
        """What stands in it before its first child."""

    def get(self, key: str, /) -> str | None:
        """The value of an attribute."""

    def iter(self, tag: str, /) -> "Iterator[Element]":
        """Every element of a name in it, in order."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared; None where nothing is.

    Attributes:
        author: Names, set apart by "; ".
        published: ISO 8601 date.
        article: It declares to be an article.
        closed: It declares that its text is not for everybody (isAccessibleForFree).
    """

    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    article: bool = False
    closed: bool = False


def declared(tree: Element) -> Declared:
    """What a page declares; of two declarations, the one of its meta elements."""
    metas = _metas(tree)
    nodes = list(_articles(tree))
    node = nodes[0] if len(nodes) == 1 else {}  # Of several, who knows which is the page's own?
    dates = [
        *(metas.get(key, [""])[0] for key in _DATES),
        *_times(tree),
        _text(node, "datePublished"),
    ]
    return Declared(
        _first([*(metas.get(key, [""])[0] for key in _OUTLETS), *_names(node.get("publisher"))]),
        "; ".join(_authors(metas)) or "; ".join(dict.fromkeys(_names(node.get("author")))) or None,
        _first(day_of(date) or "" for date in dates),
        article=bool(nodes) or "article" in metas.get("og:type", []),
        closed=any(str(one.get("isAccessibleForFree")).lower() == "false" for one in nodes),
    )


def _first(values: Iterable[str]) -> str | None:
    return next((value for value in values if value), None)


def _metas(tree: Element) -> dict[str, list[str]]:
    """Names in lower case -> what is declared by them, in order."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("name", "property", "itemprop"):
            key = (element.get(attribute) or "").strip().lower()
            if key and content:
                found.setdefault(key, []).append(content)
    return found


def _times(tree: Element) -> Iterator[str]:
    """The times that a page marks as its publication (microdata)."""
    for element in tree.iter("time"):
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            yield element.get("datetime") or ""


def _authors(metas: dict[str, list[str]]) -> list[str]:
    """Names, without the addresses of profiles that stand in the same place."""
    for key in _AUTHORS:
        names = [_person(name) for name in metas.get(key, []) if "://" not in name]
        if any(names):
            return list(dict.fromkeys(filter(None, names)))
    return []


def _person(name: str) -> str:
    """A name without the "By" of a byline."""
    return name[3:] if name[:3].lower() == "by " else name


# --- JSON-LD -----------------------------------------------------------------------------


def _articles(tree: Element) -> Iterator[dict[str, Json]]:
    """The articles that a page's JSON-LD speaks of at its outer levels, not in lists of links."""
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        try:
            value: Json = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            if any(kind.lower().endswith(_KINDS) for kind in _texts(node.get("@type"))):
                yield node


def _nodes(value: Json) -> Iterator[dict[str, Json]]:
    """The objects of a document: it may be one, a list of them, or hold a list as its graph."""
    for one in (value if isinstance(value, list) else [value])[:_MOST]:
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            if isinstance(graph, list):
                yield from (node for node in graph[:_MOST] if isinstance(node, dict))


def _texts(value: Json) -> Iterator[str]:
    yield from (
        one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)
    )


def _text(node: dict[str, Json], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""


def _names(value: Json) -> Iterator[str]:
    """The names of persons or organisations: as text, as objects, or lists of either."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in _texts(name):
            if text.strip() and "://" not in text:
                yield _person(" ".join(text.split()))

"""Anchors and places of the page. Whatever an id holds, they are plain ASCII and each its own."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from pipeline.domain import Span

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def anchors(ids: Iterable[str]) -> list[str]:
    """One for each id, in order; an id that comes again gets a number behind it."""
    made: dict[str, int] = {}
    found = []
    for one in ids:
        name = "claim-" + quote(one, safe="", errors="surrogatepass")
        made[name] = made.get(name, 0) + 1
        # "+" is escaped in an id, so that no other id can have this anchor
        found.append(name if made[name] == 1 else f"{name}+{made[name]}")
    return found


def at(article: int, span: Span) -> str:
    """Where a span stands, as the script reads it: the article's number, start and end."""
    return f"{article}:{span.start}:{span.end}"


def language(name: str | None) -> str | None:
    """A language that may stand in an attribute (BCP 47, the common part)."""
    return name if name and _LANGUAGE.fullmatch(name) else None

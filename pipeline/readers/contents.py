"""Bytes of a file or of the web -> a draft, by what they are."""

import re
from dataclasses import replace

from pipeline.domain import Problem
from pipeline.readers.addresses import host_of
from pipeline.readers.apart import draft_apart
from pipeline.readers.decoding import decode
from pipeline.readers.drafts import Draft
from pipeline.readers.pages import draft_of_page
from pipeline.readers.pdfs import MAGIC

PAGES = frozenset({".html", ".htm", ".xhtml", "text/html", "application/xhtml+xml"})
"""Suffixes and media types of web pages."""
MARKDOWN = frozenset({".md", "text/markdown"})
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE)
_HEADING = re.compile(r"#[ \t]+(\S.{0,300}?)[ \t]*#*[ \t]*")
"""A line of Markdown that is a heading of the first order (CommonMark 4.2)."""
_LONGEST = 400
"""Characters of a line that may be a title."""


def draft_of(
    data: bytes,
    where: str,
    name: str,
    kind: str,
    charset: str | None = None,
    address: str | None = None,
) -> Draft | Problem:
    """The one text that bytes hold: of a PDF, a web page, or a plain text.

    Args:
        data: What was read.
        where: For a person.
        name: What its id is made from.
        kind: A suffix (".html") or a media type; a PDF is known by its first bytes.
        charset: As a server declares it.
        address: Where on the web it stands.
    """
    if data.startswith(MAGIC) or kind in {".pdf", "application/pdf", "application/x-pdf"}:
        draft = draft_apart(data, where, name, address)
    elif kind in PAGES or (address and _PAGE.match(data)):
        draft = draft_of_page(data, where, name, charset, address)
    else:
        draft = _plain(data, where, name, kind, charset, address)
    if isinstance(draft, Problem):
        return draft
    return replace(draft, outlet=draft.outlet or host_of(draft.url))


def _plain(
    data: bytes, where: str, name: str, kind: str, charset: str | None, address: str | None
) -> Draft | Problem:
    """A plain text as it is. Only Markdown says which of its lines is the title."""
    text = decode(data, where, charset, guessed=True)
    if isinstance(text, Problem):
        return text
    first = text.lstrip()[:_LONGEST].splitlines()[:1] if kind in MARKDOWN else []
    heading = _HEADING.fullmatch(first[0]) if first else None
    return Draft(where, name, text, title=heading[1] if heading else None, url=address)

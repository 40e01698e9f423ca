"""A web page -> a draft. trafilatura finds the article in it; the page says what it is."""

import re

from pipeline.domain import Problem
from pipeline.readers.addresses import web_or_none
from pipeline.readers.declared import Declared, declared
from pipeline.readers.decoding import decode
from pipeline.readers.drafts import Draft
from pipeline.readers.walls import wall_of

_CHARSET = re.compile(rb"<meta[^>]{1,200}charset=[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_PRESCAN = 1024
"""Bytes in which a page has to declare its encoding (WHATWG HTML, 4.2.5.4)."""

_NO_DATE = {"extensive_search": False, "min_date": "9999-12-31", "max_date": "9999-12-31"}
"""Only the date that the page declares is taken; trafilatura would guess one."""


def draft_of_page(
    data: bytes, where: str, name: str, charset: str | None = None, address: str | None = None
) -> Draft | Problem:
    """The text of the article in a page, with title, outlet, author, address and date as declared.

    The encoding is the one of a byte order mark, the server's, the page's own, or UTF-8; where
    nothing is declared, the one that the text itself makes certain.

    Args:
        data: The page.
        where: For a person.
        name: What its id is made from.
        charset: As the server declares it.
        address: Where the page was found.
    """
    page = decode(data, where, charset or _charset(data), guessed=True)
    if isinstance(page, Problem):
        return page
    import trafilatura

    tree = trafilatura.load_html(page)
    said = Declared() if tree is None else declared(tree)
    found = trafilatura.bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=_NO_DATE
    )
    if not isinstance(found, trafilatura.settings.Document):
        found = trafilatura.settings.Document()
    text = found.text or ""
    stopped = wall_of(page, text, said)
    if stopped:
        return Problem(where, stopped)
    return Draft(
        where,
        name,
        text,
        title=found.title,
        outlet=said.outlet,
        url=address or web_or_none(found.url),
        published=said.published,
        author=said.author,
    )


def _charset(data: bytes) -> str | None:
    """The encoding that a page declares of itself."""
    match = _CHARSET.search(data[:_PRESCAN])
    return match[1].decode("ascii", "replace").lower() if match else None

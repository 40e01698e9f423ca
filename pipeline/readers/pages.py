"""A web page -> a draft. trafilatura finds the article in it, and what the page says of itself."""

import re

from pipeline.domain import Problem
from pipeline.readers.decoding import decode
from pipeline.readers.drafts import Draft

_CHARSET = re.compile(rb"<meta[^>]{1,200}charset=[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_PRESCAN = 1024
"""Bytes in which a page has to declare its encoding (WHATWG HTML, 4.2.5.4)."""
_WINDOWS = {"iso-8859-1", "latin1", "ascii", "us-ascii"}
"""Labels that mean windows-1252 on the web (WHATWG Encoding, 4.2)."""

_DATE = {"original_date": True, "extensive_search": False, "max_date": "9999-12-31"}
"""Only the date that the page declares: a guess from its text would be passed on as a fact."""


def draft_of_page(data: bytes, where: str, name: str) -> Draft | Problem:
    """The text of the article in a page, with title, outlet, address and date as declared."""
    page = decode(data, where, _declared(data))
    if isinstance(page, Problem):
        return page
    import trafilatura

    found = trafilatura.bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params=_DATE
    )
    if not isinstance(found, trafilatura.settings.Document) or not found.text:
        return Problem(where, "no article is found in the page; save its text as .txt")
    address = found.url if (found.url or "").startswith(("https://", "http://")) else None
    return Draft(
        where,
        name,
        found.text,
        title=found.title,
        outlet=found.sitename,
        url=address,
        published=found.date,
    )


def _declared(data: bytes) -> str | None:
    """The encoding that a page declares of itself, by the name Python knows it by."""
    match = _CHARSET.search(data[:_PRESCAN])
    if match is None:
        return None
    label = match[1].decode("ascii", "replace").lower()
    return "windows-1252" if label in _WINDOWS else label

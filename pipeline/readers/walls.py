"""What stands before an article instead of it: a login, a paywall, a cookie notice, a script."""

import re

from pipeline.readers.declared import Declared

_FEW = 150
"""Words below which a text may be a teaser, or a notice."""
_PASSWORD = re.compile(r"<input[^>]{1,300}type=[\"']?password", re.IGNORECASE)
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_HARDLY_ANY = 30
"""Words of which a request for scripts may be all."""
_LOOKED_AT = 200_000
"""Characters of a page."""
_OFTEN = 40
"""Words a mention of cookies, at most, in a text that is about nothing else."""
_SCRIPT = re.compile(r"<noscript\b.{0,2000}?\bjavascript\b", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^<>]{0,2000}>")

_DO = "save the article's own text as .txt"
_LOGIN = f"the page shows a login, and no article; {_DO}"
_NOTICE = f"the page shows a cookie notice, and no article; {_DO}"


def wall_of(page: str, text: str, said: Declared) -> str | None:
    """The sentence that says what stands before the article of a page; None for nothing.

    Args:
        page: The page as it was read.
        text: The article that was found in it, if any.
        said: What the page declares of itself.
    """
    words = len(text.split())
    if words >= _FEW:
        return None
    if said.closed:
        return f"the page shows only the beginning (paywall); {_DO}"
    if words and said.article:
        return None
    page = page[:_LOOKED_AT]
    if _PASSWORD.search(page):
        return _LOGIN
    if words < _HARDLY_ANY and _SCRIPT.search(page):
        return f"the page is built by scripts, and empty without; {_DO}"
    if words:
        mentions = len(_COOKIES.findall(text))
        return _NOTICE if mentions > 1 and words <= mentions * _OFTEN else None
    if len(_COOKIES.findall(_TAGS.sub(" ", page))) > 1:
        return _NOTICE
    return f"no article is found in the page; {_DO}"

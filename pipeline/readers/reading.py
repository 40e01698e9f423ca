"""Sources -> drafts -> articles: what reading once and watching share."""

import hashlib
from collections.abc import Iterator

from pipeline.domain import Article, Problem
from pipeline.readers.drafts import Draft, shown
from pipeline.readers.feeds import Feed
from pipeline.readers.files import drafts_of
from pipeline.readers.folders import Named
from pipeline.readers.languages import code_of, language_of
from pipeline.readers.names import Names
from pipeline.readers.noise import noise_spans
from pipeline.readers.sites import Sites


def drafts_from(
    source: Named, sites: Sites, max_bytes: int, *, again: bool = False
) -> Iterator[Draft | Problem]:
    """The drafts of one file, or of one address."""
    if isinstance(source, str):
        yield from sites.drafts(source, again=again)
        return
    for found in drafts_of(source, max_bytes):
        if isinstance(found, Feed):
            yield from sites.entries(found, shown(source))
        else:
            yield found


def article_of(draft: Draft | Problem, names: Names) -> Article | Problem:
    """The article a draft becomes, unless its text or its id cannot be used."""
    if isinstance(draft, Problem):
        return draft
    if "\0" in draft.text:
        return Problem(draft.where, "it holds a NUL, so it is binary; save it as plain text")
    if not any(c.isalnum() for c in draft.text):
        return Problem(draft.where, "there are no words in it; fill it, or leave it out")
    try:
        data = draft.text.encode()
    except UnicodeEncodeError as error:  # JSON can write what UTF-8 cannot.
        return Problem(draft.where, f"half a character stands at {error.start}; write it whole")
    name = names.claim(draft.name) if draft.named else names.find(draft.name)
    if name is None:
        return Problem(
            draft.where, f'the id "{shown(draft.name)}" is taken; give every article its own'
        )
    return Article(
        id=name,
        text=draft.text,
        sha256=hashlib.sha256(data).hexdigest(),
        noise=noise_spans(draft.text),
        title=draft.title,
        outlet=draft.outlet,
        url=draft.url,
        published=draft.published,
        language=code_of(draft.language) or language_of(draft.text),
        author=draft.author,
    )

"""sources.csl.json: the articles as CSL-JSON 1.0.2, for Zotero, pandoc and other citers.

What an article does not tell is left out: no date of access or publication is made up.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from pipeline.domain import Article, Json, Result
from pipeline.writers.inert import web_address
from pipeline.writers.jsonl import dumps

_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")


def sources(results: Iterable[Result]) -> str:
    """One item an article, in order; `id` is the article's."""
    return dumps([_item(result.article) for result in results], indent=2) + "\n"


def _item(article: Article) -> dict[str, Json]:
    url = web_address(article.url)
    known: dict[str, Json] = {
        "id": article.id,
        "type": _type(article, url),
        "title": article.title,
        "author": [{"literal": name} for name in (article.author or "").split("; ") if name],
        "container-title": article.outlet,
        "URL": url,
        "issued": _issued(article.published) if article.published else None,
        "language": article.language,
    }
    return {name: value for name, value in known.items() if value}


def _type(article: Article, url: str | None) -> str:
    if article.outlet:
        return "article-newspaper"
    return "webpage" if url else "document"


def _issued(published: str) -> dict[str, Json]:
    """A date as numbers, as far as it is ISO 8601; anything else word for word."""
    if part := _YEAR_OR_MONTH.fullmatch(published):
        return {"date-parts": [[int(number) for number in part.groups() if number]]}
    try:
        day = datetime.fromisoformat(published)
    except ValueError:
        return {"literal": published}
    return {"date-parts": [[day.year, day.month, day.day]]}

"""When an article was published: from its metadata, from its text, or not at all.

A text is dated by the latest day it speaks of as past or present: "On Friday (March 7) the minister
told the press". Where the year is left out, a weekday beside the date tells it, counted from the
latest year that the articles name. No clock is read. An article without any date takes that of
another that passes on the same report, which is an inference and said to be one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.domain import Article, Dated, Origin, Parse, Span
from pipeline.wording.dates import Moment, moments

_TO_COME = re.compile(
    r"\b(?:will|would|to|next|upcoming|scheduled|planned?|propos\w+|expected|due|set|by|until"
    r"|before|ahead|deadline|if|unless|from)\b",
    re.IGNORECASE,
)
_REACH = 8  # years, within which a weekday and a day of the month meet at least once
_OLD = 45  # days between two dates of a text, beyond which the earlier is only background
_DATELINE = 200  # code points within which a text gives its own date


def timeline(
    articles: Sequence[Article], parses: Mapping[str, Parse], origins: Iterable[Origin]
) -> tuple[Dated, ...]:
    """Every article, dated ones first and in order; then by id."""
    dated = {one.article_id: one for one in dates(articles, parses)}
    for origin in origins:
        if origin.kind == "outlet":
            continue
        known = sorted(
            (found.date, relay.article_id)
            for relay in origin.articles
            if (found := dated[relay.article_id]).date and found.basis != "unknown"
        )
        for relay in origin.articles:
            if known and dated[relay.article_id].date is None:
                day, other = known[0]
                why = f"it passes on the same {origin.kind} as {other}"
                dated[relay.article_id] = Dated(relay.article_id, day, "inferred", why)
    return tuple(sorted(dated.values(), key=lambda d: (d.date is None, d.date or "", d.article_id)))


def dates(articles: Sequence[Article], parses: Mapping[str, Parse]) -> Iterator[Dated]:
    """Every article by itself."""
    least = max((y for a in articles for y in _years(a)), default=None)
    for article in articles:
        yield _dated(article, parses[article.id], least)


def day_of(dated: Dated) -> date | None:
    """The day as a value."""
    return date.fromisoformat(dated.date) if dated.date else None


def _dated(article: Article, parse: Parse, least: int | None) -> Dated:
    if day := published(article.published):
        return Dated(article.id, day.isoformat(), "metadata", "its metadata says so")
    found: list[tuple[date, bool, Moment]] = []
    for moment in moments(article.text):
        if _is_noise(article, moment) or _is_to_come(article, parse, moment):
            continue
        day, full = _resolved(moment, least)
        if day:
            found.append((day, full, moment))
    if not found:
        return Dated(article.id, None, "unknown", "neither metadata nor text tell a day")
    day, full, moment = max(found, key=lambda f: (f[0], f[1]))
    span = replace(article.span(moment.start, moment.end), article_id=article.id)
    if full:
        why = f"“{moment.text}” is the latest day that it speaks of as past"
        return Dated(article.id, day.isoformat(), "explicit", why, (span,))
    why = f"“{moment.text}”: in {day.year} that day of the week falls on it"
    return Dated(article.id, day.isoformat(), "inferred", why, (span,))


def published(said: str | None) -> date | None:
    """The day of a publication date, however its source writes it; None where it tells none."""
    if not said:
        return None
    try:
        return date.fromisoformat(said.strip()[:10])
    except ValueError:
        pass
    import dateparser

    found = dateparser.parse(
        said, settings={"REQUIRE_PARTS": ["day", "month", "year"], "PREFER_DATES_FROM": "past"}
    )
    return found.date() if found else None


def _resolved(moment: Moment, least: int | None) -> tuple[date | None, bool]:
    """The day that a moment means, and whether it tells its year itself."""
    days = moment.values.get("day", frozenset())
    if len(days) != 1:
        return None, False
    ((month, day),) = days  # type: ignore[misc]
    years = moment.values.get("year", frozenset())
    if len(years) == 1:
        (year,) = years
        return _day(int(str(year)), month, day), True
    weekdays = moment.values.get("weekday", frozenset())
    if len(weekdays) != 1 or least is None:
        return None, False
    (weekday,) = weekdays
    for year in range(least, least + _REACH):
        found = _day(year, month, day)
        if found and found.weekday() == weekday:
            return found, False
    return None, False


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years(article: Article) -> Iterator[int]:
    """The years that an article names, its metadata among them."""
    if day := published(article.published):
        yield day.year
    for moment in moments(article.text):
        years = moment.values.get("year", frozenset())
        if len(years) == 1 and not _is_noise(article, moment):
            (year,) = years
            yield int(str(year))


def _is_noise(article: Article, moment: Moment) -> bool:
    return any(n.start <= moment.start < n.end for n in article.noise)


def _is_to_come(article: Article, parse: Parse, moment: Moment) -> bool:
    """Whether the words before a date in its sentence look ahead."""
    at = parse.sentence_at(moment.start)
    start = parse.sentences[at][0] if at is not None else max(0, moment.start - 80)
    before = article.text[max(start, moment.start - 80) : moment.start]
    return _TO_COME.search(before) is not None

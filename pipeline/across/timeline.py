"""When an article was published: from its metadata, from its text, or not at all.

A text is dated by the latest day it speaks of as past or present: "On Friday (March 7) the minister
told the press". Where the year is left out, a weekday beside the date tells it, counted from the
latest year that the articles name, or back from a deadline that is near. No clock is read. An
article without any date takes that of another that passes on the same report, which is an inference
and said to be one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from pipeline.domain import Article, Dated, Origin, Parse
from pipeline.wording.dates import Moment, moments

_TO_COME = re.compile(
    r"\b(?:will|would|to|next|upcoming|scheduled|planned?|propos\w+|expected|due|set|by|until"
    r"|before|ahead|deadline|if|unless)\b",
    re.IGNORECASE,
)
# only what is a whole date by itself; no clock is read
_READING = {
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
    "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 (never used: all parts are required)
}
_BY = re.compile(r"\b(?:by|until|till|before|next|from)\s+(?:[\w,]+\s+){0,2}\Z", re.IGNORECASE)
_REACH = 8  # years, within which a weekday and a day of the month meet at least once
_SOON = timedelta(days=366)  # within which a deadline tells of which year a day is
Years = tuple[int | None, date | None]  # the latest that has come, the first deadline
_DATELINE = 200  # code points within which a text gives its own date


def timeline(known: Iterable[Dated], origins: Iterable[Origin]) -> tuple[Dated, ...]:
    """Every article, dated ones first and in order; then by id."""
    dated = {one.article_id: one for one in known}
    for origin in origins:
        if origin.kind == "outlet":
            continue
        days = sorted(
            (found.date, relay.article_id)
            for relay in origin.articles
            if (found := dated[relay.article_id]).date and found.basis != "unknown"
        )
        for relay in origin.articles:
            if days and dated[relay.article_id].date is None:
                day, other = days[0]
                why = f"it passes on the same {origin.kind} as {other}"
                dated[relay.article_id] = Dated(relay.article_id, day, "inferred", why)
    return tuple(sorted(dated.values(), key=lambda d: (d.date is None, d.date or "", d.article_id)))


def dates(articles: Sequence[Article], parses: Mapping[str, Parse]) -> Iterator[Dated]:
    """Every article by itself."""
    said = {a.id: [m for m in moments(a.text) if not _is_noise(a, m)] for a in articles}
    past = [year for a in articles for year in _years(a, said[a.id])]
    due = [day for a in articles for day in _deadlines(a, said[a.id])]
    years = (max(past, default=None), min(due, default=None))
    for article in articles:
        yield _dated(article, parses[article.id], said[article.id], years)


def day_of(dated: Dated) -> date | None:
    """The day as a value."""
    return date.fromisoformat(dated.date) if dated.date else None


def _dated(article: Article, parse: Parse, said: Sequence[Moment], years: Years) -> Dated:
    if day := published(article.published):
        return Dated(article.id, day.isoformat(), "metadata", "its metadata says so")
    found: list[tuple[date, bool, Moment]] = []
    for moment in said:
        if _is_to_come(article, parse, moment):
            continue
        day, full = _resolved(_with_weekday(moment, said, parse), years)
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

    found = dateparser.parse(said, settings=_READING)
    return found.date() if found else None


def _with_weekday(moment: Moment, said: Sequence[Moment], parse: Parse) -> Moment:
    """A dateline's day with the day of the week that its sentence tells: "July 4 ... on Friday"."""
    here = parse.sentence_at(moment.start)
    if moment.start > _DATELINE or moment.values.keys() != {"month", "day"}:
        return moment
    for other in said:
        if other.values.keys() == {"weekday"} and parse.sentence_at(other.start) == here:
            return replace(moment, values={**moment.values, **other.values})
    return moment


def _resolved(moment: Moment, years: Years) -> tuple[date | None, bool]:
    """The day that a moment means, and whether it tells its year itself."""
    day = _only(moment, "day")
    if not isinstance(day, tuple):
        return None, False
    year, weekday = _only(moment, "year"), _only(moment, "weekday")
    if isinstance(year, int):
        return _day(year, *day), True
    least, due = years
    if weekday is None:
        return None, False
    if least is not None:
        found = [_day(year, *day) for year in range(least, least + _REACH)]
    else:
        tried = [_day(due.year - back, *day) for back in (0, 1)] if due else []
        found = [d for d in tried if d and due and timedelta(0) <= due - d < _SOON]
    return next((d for d in found if d and d.weekday() == weekday), None), False


def _only(moment: Moment, kind: str) -> object:
    """What a moment surely tells in one dimension."""
    values = moment.values.get(kind, frozenset())
    return next(iter(values)) if len(values) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years(article: Article, said: Sequence[Moment]) -> Iterator[int]:
    """The years that an article names as past or present, its metadata among them."""
    if day := published(article.published):
        yield day.year
    for moment in said:
        year = _only(moment, "year")
        if isinstance(year, int) and not _is_due(article, moment):
            yield year


def _deadlines(article: Article, said: Sequence[Moment]) -> Iterator[date]:
    """The whole dates by which something is to happen; a bare year may be far off."""
    for moment in said:
        year, day = _only(moment, "year"), _only(moment, "day")
        if isinstance(year, int) and isinstance(day, tuple) and _is_due(article, moment):
            due = _day(year, *day)
            if due:
                yield due


def _is_due(article: Article, moment: Moment) -> bool:
    return _BY.search(article.text[max(0, moment.start - 40) : moment.start]) is not None


def _is_noise(article: Article, moment: Moment) -> bool:
    return any(n.start <= moment.start < n.end for n in article.noise)


def _is_to_come(article: Article, parse: Parse, moment: Moment) -> bool:
    """Whether the words before a date in its sentence look ahead."""
    at = parse.sentence_at(moment.start)
    start = parse.sentences[at][0] if at is not None else max(0, moment.start - 80)
    before = article.text[max(start, moment.start - 80) : moment.start]
    return _TO_COME.search(before) is not None

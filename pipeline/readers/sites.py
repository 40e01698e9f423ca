"""Addresses on the web -> drafts: pages, PDFs, texts, and the entries of feeds."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.domain import Problem
from pipeline.readers.addresses import host_of, of_feed, same, told
from pipeline.readers.answers import Fetched
from pipeline.readers.contents import PAGES, draft_of
from pipeline.readers.drafts import Draft, shown
from pipeline.readers.feeds import Entry, Feed, feed_of, looks_like_feed
from pipeline.readers.fetch import Web
from pipeline.readers.pages import draft_of_page

_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_XML = frozenset({"application/xml", "text/xml"})
_TRIES = 3
"""How often an entry that cannot be read is tried, over all rounds of a watch."""


class Sites:
    """Reads addresses; remembers the entries of feeds, so that each is read once."""

    def __init__(self, web: Web) -> None:
        """No entry is known yet."""
        self._web = web
        self._read: dict[str, str] = {}
        self._failed: Counter[str] = Counter()
        self._wrong: dict[str, list[Problem]] = {}

    def drafts(self, address: str, *, again: bool = False) -> Iterator[Draft | Problem]:
        """The article at an address, or those of a feed.

        Args:
            address: With `feed:` before it, it must be a feed.
            again: Nothing is read when nothing has changed since the last time; what was wrong
                with the address itself is wrong still.
        """
        where, wanted = told(address), of_feed(address)
        found = self._web.get(wanted or address, again=again)
        if isinstance(found, Problem):
            yield found
        elif found.unchanged:
            yield from self._wrong.get(where, ())
        else:
            self._wrong[where] = []
            for item in self._of(found, where, wanted):
                if isinstance(item, Problem) and item.where == where:
                    self._wrong[where].append(item)
                yield item

    def _of(self, found: Fetched, where: str, wanted: str | None) -> Iterator[Draft | Problem]:
        """What an address gave: a page, or a feed with its articles."""
        if looks_like_feed(found.data) or found.kind in _FEEDS:
            feed = feed_of(found.data, found.url, _content_type(found))
            if feed is not None:
                yield from self.entries(feed, where)
                return
        if wanted or found.kind in _FEEDS | _XML:
            what = "a web page" if found.kind in PAGES else found.kind or "something else"
            yield Problem(where, f"it is no feed (RSS, Atom) but {what}; give the feed's address")
        else:
            yield _draft(found, where)

    def entries(self, feed: Feed, where: str) -> Iterator[Draft | Problem]:
        """The articles of a feed that are new or changed: its own texts, or else their pages."""
        most = self._web.limits.entries
        if not feed.entries:
            yield Problem(where, "the feed has no entries; see that it is the right one")
        for number, entry in enumerate(feed.entries[:most], 1):
            yield from self._entry(entry, feed, f"{where}, entry {number}")
        if len(feed.entries) > most:
            yield Problem(
                where, f"of its {len(feed.entries):,} entries the first {most} are read; split it"
            )

    def _entry(self, entry: Entry, feed: Feed, place: str) -> Iterator[Draft | Problem]:
        if entry.url is None and entry.html is None:
            title = f' "{shown(entry.title)}"' if entry.title else ""
            yield Problem(place, f"the entry{title} has neither a link nor a text; leave it out")
            return
        key = same(entry.url) if entry.url else f"{feed.title} {entry.title} {entry.version}"
        if self._read.get(key) == entry.version or self._failed[key] >= _TRIES:
            return
        draft = self._article(entry, told(entry.url) if entry.url else place, key)
        if isinstance(draft, Problem):
            self._failed[key] += 1
            yield draft
            return
        self._read[key] = entry.version
        named = draft.outlet if draft.outlet != host_of(draft.url) else None
        yield replace(
            draft,
            outlet=named or entry.outlet or draft.outlet or host_of(draft.url),
            title=draft.title or entry.title,
            author=draft.author or entry.author,
            published=draft.published or entry.published,
        )

    def _article(self, entry: Entry, where: str, key: str) -> Draft | Problem:
        """The feed's own text, where it has the whole: no second request is needed then."""
        if entry.html is not None:
            page = f"<html><body><article>{entry.html}</article></body></html>"
            draft = draft_of_page(page.encode(), where, key, "utf-8", entry.url)
            if isinstance(draft, Draft) or entry.url is None:
                return draft
        assert entry.url is not None
        found = self._web.get(entry.url)
        return found if isinstance(found, Problem) else _draft(found, where)


def _draft(found: Fetched, where: str) -> Draft | Problem:
    return draft_of(found.data, where, same(found.url), found.kind, found.charset, found.url)


def _content_type(found: Fetched) -> str:
    return f"{found.kind}; charset={found.charset}" if found.charset else found.kind

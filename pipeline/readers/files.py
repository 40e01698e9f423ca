"""One file -> drafts, by its suffix."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.domain import Problem
from pipeline.readers.contents import draft_of
from pipeline.readers.drafts import Draft, shown
from pipeline.readers.feeds import Feed, feed_of, looks_like_feed
from pipeline.readers.lines import drafts_of_lines

FEEDS = frozenset({".rss", ".atom", ".xml"})


def drafts_of(path: Path, max_bytes: int) -> Iterator[Draft | Feed | Problem]:
    """What a file holds: one draft, or for JSONL one a line, or a feed; or what is wrong."""
    where = shown(path)
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            if suffix == ".jsonl":
                yield from drafts_of_lines(file, where, max_bytes)
                return
            size = os.fstat(file.fileno()).st_size
            data = file.read(max_bytes + 1) if size <= max_bytes else b""
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        yield Problem(where, f"it cannot be opened ({reason}); see that it is there and readable")
        return
    if max(size, len(data)) > max_bytes:
        yield Problem(where, f"it is larger than {max_bytes:,} bytes; split it")
    elif suffix in FEEDS:
        yield _feed(data, where)
    else:
        yield draft_of(data, where, path.stem, suffix)


def _feed(data: bytes, where: str) -> Feed | Problem:
    feed = feed_of(data) if looks_like_feed(data) else None
    return feed or Problem(where, "it is no feed (RSS, Atom); save its text as .txt")

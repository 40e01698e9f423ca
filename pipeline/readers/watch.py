"""Folders and feeds, looked at again and again: what is new or changed, in batches."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

from pipeline.domain import Article, Problem
from pipeline.readers.fetch import Web
from pipeline.readers.folders import Named, must_exist, sources_of
from pipeline.readers.names import Names
from pipeline.readers.reading import article_of, drafts_from
from pipeline.readers.sites import Sites

_SETTLED = 1.0
"""Seconds since its last change after which a file is taken to be written to its end."""

Batch = tuple[Article | Problem, ...]
_Stamp = tuple[int, int, int]


def watch(
    paths: Sequence[Named],
    interval: float,
    *,
    stop: Callable[[], bool],
    sleep: Callable[[float], object] = time.sleep,
    web: Web | None = None,
    max_bytes: int = 20_000_000,
) -> Iterator[Batch]:
    """Read what is there, then every `interval` seconds what is new or changed.

    An article comes again when its text changes, under the id it had. A file that changed within
    the last second may still be written, and is left for the next look. A problem is named once.
    With `threading.Event` as `stop=event.is_set` and `sleep=event.wait` it ends at once when the
    event is set, also in the middle of a wait.

    Args:
        paths: As for `read`. A folder may be empty.
        interval: Seconds between the end of one look and the next.
        stop: Asked before every look and after every batch.
        sleep: How to wait.
        web: Reads addresses; closed by whoever made it.
        max_bytes: Of one file, or of one line of a JSONL file.

    Yields:
        What is new, as `read` yields it; never an empty batch.

    Raises:
        SetupError: A path does not exist. Raised at once.
    """
    must_exist(paths)
    return _rounds(_Round(paths, web, max_bytes), interval, stop, sleep)


def _rounds(
    look: "_Round", interval: float, stop: Callable[[], bool], sleep: Callable[[float], object]
) -> Iterator[Batch]:
    with look:
        while not stop():
            batch = tuple(look.news())
            if batch:
                yield batch
            if not stop():
                sleep(interval)


class _Round:
    """What was seen so far, and the next look."""

    def __init__(self, paths: Sequence[Named], web: Web | None, max_bytes: int) -> None:
        self._paths, self._max_bytes = paths, max_bytes
        self._web, self._is_ours = web or Web(), web is None
        self._sites = Sites(self._web)
        self._stamps: dict[Path, _Stamp] = {}
        self._ids: dict[Path, list[str]] = {}
        self._told: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_ours:
            self._web.close()

    def news(self) -> Iterator[Article | Problem]:
        """What was not told before, of the sources that are new or changed."""
        names = Names()
        for item in self._changed(names):
            key = (
                (item.id, item.sha256) if isinstance(item, Article) else (item.where, item.message)
            )
            if key not in self._told:
                self._told.add(key)
                yield item

    def _changed(self, names: Names) -> Iterator[Article | Problem]:
        sources = list(sources_of(self._paths, may_be_empty=True))
        stamps = {one: _stamp(one) for one in sources if isinstance(one, Path)}
        fresh = {one for one in stamps if self._is_fresh(one, stamps[one])}
        for file in stamps:  # the ids of what stays as it is are taken
            for name in self._ids.get(file, []) if file not in fresh else []:
                names.claim(name)
        for source in sources:
            if isinstance(source, Problem):
                yield source
            elif isinstance(source, str) or source in fresh:
                yield from self._read(source, names)
        self._stamps |= {file: stamp for file, stamp in stamps.items() if file in fresh and stamp}

    def _read(self, source: Named, names: Names) -> Iterator[Article | Problem]:
        items = [
            article_of(draft, names)
            for draft in drafts_from(source, self._sites, self._max_bytes, again=True)
        ]
        if isinstance(source, Path):
            self._ids[source] = [item.id for item in items if isinstance(item, Article)]
        yield from items

    def _is_fresh(self, file: Path, stamp: _Stamp | None) -> bool:
        """Whether a file is another than it was, and written to its end."""
        if stamp is None:
            return True  # The reading will say why it cannot be opened.
        return self._stamps.get(file) != stamp and not 0 <= time.time() - stamp[0] / 1e9 < _SETTLED


def _stamp(file: Path) -> _Stamp | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

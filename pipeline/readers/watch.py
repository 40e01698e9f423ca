"""Folders and feeds, looked at again and again: what is there now."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from pipeline.domain import Article, Problem
from pipeline.readers.addresses import told
from pipeline.readers.fetch import Web
from pipeline.readers.files import FEEDS
from pipeline.readers.folders import Named, must_exist, sources_of
from pipeline.readers.names import Names
from pipeline.readers.reading import article_of, drafts_from
from pipeline.readers.sites import Sites

_SETTLED = 1.0
"""Seconds since its last change after which a file is taken to be written to its end."""

Inputs = tuple[Article | Problem, ...]
_Stamp = tuple[int, int, int]


def watch(
    paths: Sequence[Named],
    interval: float,
    *,
    stop: Callable[[], bool],
    sleep: Callable[[float], object] = time.sleep,
    web: Web | None = None,
    had: Iterable[Article] = (),
    max_bytes: int = 20_000_000,
) -> Iterator[Inputs]:
    """Read what is there, then look every `interval` seconds for what is new, changed or gone.

    A changed article keeps its id. A file that changed within the last second may still be
    written, and counts as it was until the next look, a second later. What an address gave once
    stays, though its feed no longer names it. With `threading.Event` as `stop=event.is_set` and
    `sleep=event.wait` it ends at once when the event is set, also in the middle of a wait.

    Args:
        paths: As for `read`. A folder may be empty.
        interval: Seconds between the end of one look and the next.
        stop: Asked before every look, between two articles, and after every look.
        sleep: How to wait.
        web: Reads addresses; closed by whoever made it.
        had: What addresses gave in an earlier watch, and still counts.
        max_bytes: Of one file, or of one line of a JSONL file.

    Yields:
        After every look all that there is, as `read` yields it.

    Raises:
        SetupError: A path does not exist. Raised at once.
    """
    must_exist(paths)
    return _looks(_Desk(paths, web, had, max_bytes, stop), interval, stop, sleep)


def _looks(
    desk: "_Desk", interval: float, stop: Callable[[], bool], sleep: Callable[[float], object]
) -> Iterator[Inputs]:
    with desk:
        while not stop():
            desk.look()
            if stop():
                return
            yield desk.inputs()
            if not stop():
                sleep(min(interval, _SETTLED) if desk.waits else interval)


class _Desk:
    """What each source holds, as of the last look."""

    def __init__(
        self,
        paths: Sequence[Named],
        web: Web | None,
        had: Iterable[Article],
        max_bytes: int,
        stop: Callable[[], bool],
    ) -> None:
        self._paths, self._max_bytes, self._stop = paths, max_bytes, stop
        self._web, self._is_ours = web or Web(), web is None
        self._sites = Sites(self._web)
        self._stamps: dict[Path, _Stamp] = {}
        self._files: dict[Path, Inputs] = {}
        self._fetched = {one.id: one for one in had}
        self._unfetched: dict[str, Problem] = {}
        self._sources: list[Path | Problem] = []
        self.waits = False
        """Whether a file may still be written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_ours:
            self._web.close()

    def inputs(self) -> Inputs:
        """All that there is: of the files in their order, then of the addresses."""
        of_files: list[Article | Problem] = []
        for source in self._sources:
            of_files += [source] if isinstance(source, Problem) else self._files.get(source, ())
        ids = {one.id for one in of_files if isinstance(one, Article)}
        fetched = (one for name, one in self._fetched.items() if name not in ids)
        return (*of_files, *self._unfetched.values(), *fetched)

    def look(self) -> None:
        """Read what is new or changed, and forget what is gone."""
        sources = list(sources_of(self._paths, may_be_empty=True))
        stamps = {one: _stamp(one) for one in sources if isinstance(one, Path)}
        changed = {
            one for one in stamps if stamps[one] is None or self._stamps.get(one) != stamps[one]
        }
        fresh = {one for one in changed if _is_settled(stamps[one])}
        self.waits = fresh != changed
        names = Names()
        for file in stamps:  # the ids of what stays as it is are taken
            for item in self._files.get(file, ()) if file not in fresh else ():
                if isinstance(item, Article):
                    names.claim(item.id)
        for source in sources:
            if self._stop():
                return
            if isinstance(source, Problem):
                continue
            if isinstance(source, str) or (source in fresh and source.suffix.lower() in FEEDS):
                self._fetch(source, names)
            elif source in fresh:
                self._files[source] = tuple(self._read(source, names))
        self._stamps |= {file: stamp for file, stamp in stamps.items() if file in fresh and stamp}
        self._sources = [one for one in sources if not isinstance(one, str)]

    def _fetch(self, address: Named, names: Names) -> None:
        """What is new at an address, or in a feed; what is wrong with it is told at every look."""
        where = told(address)
        self._unfetched.pop(where, None)
        for item in self._read(address, names):
            if isinstance(item, Problem):
                self._unfetched[item.where] = item
            else:
                self._fetched[item.id] = item
                self._unfetched.pop(told(item.url) if item.url else where, None)

    def _read(self, source: Named, names: Names) -> Iterator[Article | Problem]:
        for draft in drafts_from(source, self._sites, self._max_bytes, again=True):
            yield article_of(draft, names)
            if self._stop():
                return


def _is_settled(stamp: _Stamp | None) -> bool:
    """Whether a file is written to its end; of one that is gone, the reading will say so."""
    return stamp is None or not 0 <= time.time() - stamp[0] / 1e9 < _SETTLED


def _stamp(file: Path) -> _Stamp | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

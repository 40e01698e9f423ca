"""Watching folders and feeds: what is there now is told after every look, and stopping stops."""

import os
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from threading import Event

import pytest

from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.readers import Web, read, watch
from pipeline.readers.watch import Inputs
from tests.readers.site import Answer, Site
from tests.readers.test_feeds import feed, rss

STORY = "The ferry union in Cebu asked the port for twenty more life rafts."


def put(file: Path, text: str) -> None:
    """Write a file that has been there for a while."""
    file.write_text(text)
    changed = file.stat().st_mtime_ns - 60_000_000_000 + len(text)
    os.utime(file, ns=(changed, changed))


def looks(
    paths: list[Path | str],
    *between: Callable[[], object],
    web: Web | None = None,
    had: tuple[Article, ...] = (),
) -> Iterator[Inputs]:
    """What there is after each look; between two of them one thing happens, then it stops."""
    happens = list(between)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if happens:
            happens.pop(0)()

    yield from watch(
        paths, 5.0, stop=lambda: len(waits) > len(between), sleep=sleep, web=web, had=had
    )
    assert set(waits) <= {5.0, 1.0}
    assert len(waits) == len(between) + 1


def named(inputs: Inputs) -> list[str]:
    """The ids of articles, and what is wrong with the rest."""
    return [one.id if isinstance(one, Article) else one.message for one in inputs]


def test_what_is_there_is_told_as_read_tells_it(tmp_path: Path) -> None:
    """New, changed and gone; a changed article keeps its name, also beside another of that name."""
    (tmp_path / "b").mkdir()
    put(tmp_path / "a.txt", STORY)
    put(tmp_path / "b" / "a.txt", STORY + " Soon.")
    put(tmp_path / "nul.txt", "\0")
    found = looks(
        [tmp_path],
        lambda: put(tmp_path / "c.txt", STORY),
        lambda: put(tmp_path / "b" / "a.txt", STORY + " At once."),
        (tmp_path / "c.txt").unlink,
    )
    ids = []
    for inputs in found:
        assert inputs == tuple(read([tmp_path]))
        ids.append([one.id for one in inputs if isinstance(one, Article)])
    assert ids == [["a", "a-2"], ["a", "c", "a-2"], ["a", "c", "a-2"], ["a", "a-2"]]


def test_what_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    """A folder of thousands costs a look at it, and no more."""
    put(tmp_path / "a.txt", STORY)
    first, second = looks([tmp_path], lambda: put(tmp_path / "b.txt", STORY))
    assert first[0] is second[0]
    assert named(second) == ["a", "b"]


def test_lines_come_and_go(tmp_path: Path) -> None:
    """A growing file of JSON lines is what its lines are."""
    file = tmp_path / "wire.jsonl"
    first, second = (f'{{"id": {n}, "text": "{STORY}"}}\n' for n in (1, 2))
    put(file, first)
    found = looks([file], lambda: put(file, first + second), lambda: put(file, second))
    assert [named(one) for one in found] == [["1"], ["1", "2"], ["2"]]


def test_a_problem_is_told_as_long_as_there_is_one(tmp_path: Path) -> None:
    """What cannot be read is said until it can be read, and not afterwards."""
    file = tmp_path / "a.txt"
    put(file, " ")
    first, second, third = map(
        named,
        looks([tmp_path], lambda: put(tmp_path / "b.xyz", "x"), lambda: put(file, STORY)),
    )
    assert "no words" in first[0]
    assert [len(second), "no words" in second[0], "rename it" in second[1]] == [2, True, True]
    assert [third[0], "rename it" in third[1]] == ["a", True]


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    """Half an article is not read; nor is the next look put off for hours."""
    file = tmp_path / "a.txt"
    file.write_text(STORY[:10])
    waits: list[float] = []
    found = watch([tmp_path], 3600, stop=lambda: len(waits) > 1, sleep=waits.append)
    assert next(found) == ()
    put(file, STORY)
    assert [named(one) for one in found] == [["a"]]
    assert waits == [1.0, 3600]


def test_an_empty_folder_may_fill(tmp_path: Path) -> None:
    """To watch an empty folder is no mistake; one that is not there is."""
    found = looks([tmp_path], lambda: put(tmp_path / "a.txt", STORY))
    assert list(map(named, found)) == [[], ["a"]]
    with pytest.raises(SetupError, match="no such file or folder"):
        watch([tmp_path / "nowhere"], 1, stop=lambda: True)


def test_stopping_stops(tmp_path: Path) -> None:
    """After a signal no further look, and no wait; in the middle of a look nothing is told."""
    put(tmp_path / "a.txt", STORY)
    put(tmp_path / "b.txt", STORY)
    stopped = Event()
    waits: list[float] = []
    for inputs in watch([tmp_path], 5, stop=stopped.is_set, sleep=waits.append):
        assert len(inputs) == 2
        stopped.set()
    assert waits == []
    halfway = chain([False, False], repeat(True)).__next__
    assert list(watch([tmp_path], 5, stop=halfway)) == []


def test_a_feed_gains_entries(site: Site, web: Web) -> None:
    """Known pages are not fetched again; one that cannot be read is given up after a while."""
    site.paths |= {"/feed": feed(rss("<link>/a</link>", "<link>/gone</link>")), "/a": Answer()}

    def more() -> None:
        site.paths |= {
            "/feed": feed(rss("<link>/b</link>", "<link>/gone</link>")),
            "/b": Answer(),
        }

    found = list(looks([f"{site.url}/feed"], more, *[lambda: None] * 4, web=web))

    assert [len(inputs) for inputs in found] == [2, 3, 3, 3, 3, 3], "what left the feed stays"
    assert [sum(isinstance(one, Problem) for one in inputs) for inputs in found] == [1] * 6
    asked = site.asked_for()
    assert (asked.count("/a"), asked.count("/b"), asked.count("/gone")) == (1, 1, 3)
    assert asked.count("/feed") == 6


def test_a_feed_that_fails_for_a_while_is_told_for_a_while(site: Site, web: Web) -> None:
    """It is down, and what it gave stays; it is up, and nothing is wrong any more."""
    good = feed(rss("<link>/a</link>"))
    site.paths |= {"/feed": good, "/a": Answer()}

    def down() -> None:
        site.paths["/feed"] = Answer(status=404)

    def up() -> None:
        site.paths["/feed"] = good

    first, second, third = map(named, looks([f"{site.url}/feed"], down, up, web=web))

    assert first == third
    assert [len(second), second[1:]] == [2, first]


def test_a_saved_feed_gains_entries(site: Site, web: Web, tmp_path: Path) -> None:
    """A feed that another program writes is watched as one at an address."""
    site.paths |= {"/a": Answer(), "/b": Answer()}
    file = tmp_path / "saved.rss"

    def save(*links: str) -> None:
        items = (f"<link>{site.url}{link}</link>" for link in links)
        put(file, feed(rss(*items)).body.decode())

    save("/a")
    found = list(looks([file], lambda: save("/b", "/a"), web=web))

    assert [len(inputs) for inputs in found] == [1, 2]


def test_what_an_earlier_watch_had_still_counts(site: Site, web: Web) -> None:
    """A feed forgets its old entries; who watches it does not."""
    site.paths |= {"/feed": feed(rss("<link>/a</link>")), "/a": Answer(), "/b": Answer()}
    (old,) = (one for one in read([f"{site.url}/b"], web=web) if isinstance(one, Article))
    ((first, second),) = looks([f"{site.url}/feed"], web=web, had=(old,))
    assert first == old
    assert isinstance(second, Article)

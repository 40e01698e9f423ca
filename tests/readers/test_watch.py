"""Watching folders and feeds: what is new comes once, and stopping stops."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.readers import Web, watch
from tests.readers.site import Answer, Site
from tests.readers.test_feeds import feed, rss

STORY = "The ferry union in Cebu asked the port for twenty more life rafts."


def put(file: Path, text: str) -> None:
    """Write a file that has been there for a while."""
    file.write_text(text)
    changed = file.stat().st_mtime_ns - 60_000_000_000 + len(text)
    os.utime(file, ns=(changed, changed))


def rounds(
    paths: list[Path | str], *between: Callable[[], object], web: Web | None = None
) -> Iterator[list[str]]:
    """The names of what each batch holds; between two looks one thing happens, then it stops."""
    happens = list(between)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if happens:
            happens.pop(0)()

    found = watch(paths, 5.0, stop=lambda: len(waits) > len(between), sleep=sleep, web=web)
    for batch in found:
        assert batch
        yield [item.id if isinstance(item, Article) else item.message for item in batch]
    assert set(waits) == {5.0}


def test_what_is_new_or_changed_comes_once(tmp_path: Path) -> None:
    """Nothing twice; a changed article keeps its name, also beside another of that name."""
    (tmp_path / "b").mkdir()
    put(tmp_path / "a.txt", STORY)
    put(tmp_path / "b" / "a.txt", STORY + " Soon.")
    found = rounds(
        [tmp_path],
        lambda: None,
        lambda: put(tmp_path / "c.txt", STORY),
        lambda: put(tmp_path / "b" / "a.txt", STORY + " At once."),
        (tmp_path / "a.txt").touch,
        (tmp_path / "c.txt").unlink,
    )
    assert list(found) == [["a", "a-2"], ["c"], ["a-2"]]


def test_lines_that_are_added_come_alone(tmp_path: Path) -> None:
    """A growing file of JSON lines gives each line once, and one that changed again."""
    file = tmp_path / "wire.jsonl"
    first, second = (f'{{"id": {n}, "text": "{STORY}"}}\n' for n in (1, 2))
    put(file, first)
    changed = first.replace("twenty", "thirty")
    found = rounds([file], lambda: put(file, first + second), lambda: put(file, changed + second))
    assert list(found) == [["1"], ["2"], ["1"]]


def test_a_problem_is_named_once(tmp_path: Path) -> None:
    """What cannot be read is said, once, until it can be read."""
    file = tmp_path / "a.txt"
    put(file, " ")
    first, second, third = rounds(
        [tmp_path], lambda: put(tmp_path / "b.xyz", "x"), lambda: put(file, STORY)
    )
    assert "no words" in first[0]
    assert "rename it" in second[0]
    assert third == ["a"]


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    """Half an article is not read."""
    file = tmp_path / "a.txt"
    file.write_text(STORY[:10])
    assert list(rounds([tmp_path], lambda: put(file, STORY))) == [["a"]]


def test_an_empty_folder_may_fill(tmp_path: Path) -> None:
    """To watch an empty folder is no mistake; one that is not there is."""
    assert list(rounds([tmp_path], lambda: put(tmp_path / "a.txt", STORY))) == [["a"]]
    with pytest.raises(SetupError, match="no such file or folder"):
        watch([tmp_path / "nowhere"], 1, stop=lambda: True)


def test_stopping_stops(tmp_path: Path) -> None:
    """After a signal no further look, and no wait."""
    put(tmp_path / "a.txt", STORY)
    stopped = Event()
    waits: list[float] = []
    for batch in watch([tmp_path], 5, stop=stopped.is_set, sleep=waits.append):
        assert len(batch) == 1
        stopped.set()
    assert waits == []


def test_a_feed_gives_its_new_entries(site: Site, web: Web) -> None:
    """Known pages are not fetched again; one that cannot be read is given up after a while."""
    site.paths |= {"/feed": feed(rss("<link>/a</link>", "<link>/gone</link>")), "/a": Answer()}

    def more() -> None:
        item = "<link>/b</link>"
        site.paths |= {
            "/feed": feed(rss(item, "<link>/a</link>", "<link>/gone</link>")),
            "/b": Answer(),
        }

    found = list(rounds([f"{site.url}/feed"], more, *[lambda: None] * 4, web=web))

    assert [len(batch) for batch in found] == [2, 1]
    asked = site.asked_for()
    assert (asked.count("/a"), asked.count("/b"), asked.count("/gone")) == (1, 1, 3)
    assert asked.count("/feed") == 6


def test_problems_and_articles_come_as_read_gives_them(tmp_path: Path) -> None:
    """A batch holds the same values as a reading."""
    put(tmp_path / "a.txt", "\0")
    (batch,) = watch([tmp_path], 1, stop=iter([False, True, True]).__next__)
    assert isinstance(batch[0], Problem)

"""A watch: as articles come, the note is made anew, and nothing is asked twice."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.cli.outcome import exit_code
from pipeline.domain import Json
from pipeline.domain.telling import Event, Notice, Unread
from pipeline.errors import ModelError
from pipeline.jobs import running
from pipeline.jobs.running import Done
from pipeline.jobs.settings import Ask, How, Settings, Whom
from pipeline.jobs.watching import keep_watch
from tests.killed import Watch, slow_endpoint, write_articles, written
from tests.loopback import Quiet, serving
from tests.newsroom import CRANES, FEES, endpoint, parser, restates
from tests.test_killed import words
from tests.test_stopped import Starting, starting

__all__ = ["starting"]
NEVER = 20.0  # seconds after which a test has gone wrong


def put(file: Path, text: str) -> None:
    """Write a file that has been there for a while."""
    file.write_text(text, "utf-8")
    long_ago = time.time() - 60
    os.utime(file, (long_ago, long_ago))


class Desk:
    """A folder, a model behind a real endpoint, and a watch over the one that asks the other."""

    def __init__(self, home: Path, url: str) -> None:
        self.folder, self.out, self.url = home / "in", home / "out", url
        self.heard: list[Event] = []
        self.folder.mkdir(exist_ok=True)
        put(self.folder / "cranes.txt", CRANES)

    def settings(self, *more: str, **whom: float) -> Settings:
        """As a person would give them."""
        asked = Whom("tiny", self.url, max_tokens=int(whom.get("max_tokens", 10**9)))
        how = How(Ask.steps, allow_private=True)
        return Settings((str(self.folder), *more), self.out, asked, how)

    def watch(
        self, *between: Callable[[], object], settings: Settings | None = None, on: str = "look"
    ) -> Done | None:
        """After every notice that holds the word one thing happens; then it is stopped."""
        happens, began = list(between), time.monotonic()
        ended = False

        def hear(event: Event) -> None:
            nonlocal ended
            self.heard.append(event)
            if isinstance(event, Notice) and on in event.message:
                if happens:
                    happens.pop(0)()
                else:
                    ended = True

        return keep_watch(
            settings or self.settings(),
            0.05,
            hear,
            lambda: ended or time.monotonic() - began > NEVER,
        )

    @property
    def notices(self) -> list[str]:
        """What a person was told."""
        return [one.message for one in self.heard if isinstance(one, Notice)]


@pytest.fixture
def asked() -> Counter[str]:
    """What was asked, by the words of the question."""
    return Counter()


@pytest.fixture
def desk(tmp_path: Path, asked: Counter[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with one article."""
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path))
    monkeypatch.setattr("pipeline.jobs.edges.SpacyParser", parser)
    monkeypatch.setattr("pipeline.models.patience._backoff", lambda _: 0.0)

    def answer(prompt: str, shown: str) -> tuple[int, Json]:
        if (tmp_path / "down").exists():
            return 500, "out of order"
        asked[shown] += 1
        return restates(prompt, shown)

    with endpoint(answer) as url:
        yield Desk(tmp_path, url)


def test_what_comes_is_asked_about_and_nothing_twice(desk: Desk, asked: Counter[str]) -> None:
    """A file comes, one changes, one goes: the files are those of a run over what is there."""
    fees = desk.folder / "fees.txt"

    done = desk.watch(
        lambda: put(fees, FEES),
        lambda: put(fees, FEES + "\nThe bursar demanded a report.\n"),
        (desk.folder / "cranes.txt").unlink,
    )

    assert done
    assert [one.article_id for one in done.judged] == ["fees"]
    assert max(asked.values()) == 1
    assert len(desk.notices) == 4
    watched = written(desk.out)
    running.run(desk.settings(), desk.heard.append)
    assert written(desk.out) == watched
    assert max(asked.values()) == 1


def test_nothing_new_writes_nothing(desk: Desk) -> None:
    """A look that finds the same leaves the files alone; stopped, the last note is told."""
    looks = iter(range(8))
    ended = [False]

    def stop() -> bool:
        if (desk.out / "brief.md").exists():
            ended[0] = ended[0] or next(looks, None) is None
        return ended[0]

    done = keep_watch(desk.settings(), 0.01, desk.heard.append, stop)

    assert done
    assert exit_code(done, How()) == 0
    assert len(desk.notices) == 1


def test_an_endpoint_that_is_down_for_a_while_ends_nothing(
    desk: Desk, asked: Counter[str], tmp_path: Path
) -> None:
    """What it did not answer is asked at the next look, though nothing new came."""

    def down() -> None:
        (tmp_path / "down").touch()
        put(desk.folder / "fees.txt", FEES)

    done = desk.watch(down, (tmp_path / "down").unlink)

    assert done
    assert not done.unanswered
    assert [one.article_id for one in done.judged] == ["cranes", "fees"]
    assert max(asked.values()) == 1


def test_one_that_never_answered_ends_it_at_once(desk: Desk, tmp_path: Path) -> None:
    """A wrong address is no matter of waiting."""
    (tmp_path / "down").touch()
    with pytest.raises(ModelError):
        desk.watch()
    assert not (desk.out / "brief.md").exists()


def test_a_folder_that_cannot_be_written_for_a_while_ends_nothing(
    desk: Desk, asked: Counter[str]
) -> None:
    """What was answered meanwhile is kept, and written when that can be done again."""
    page = desk.out / "brief.html"

    def full() -> None:
        page.unlink()
        page.mkdir()
        (page / "in the way").touch()
        put(desk.folder / "fees.txt", FEES)

    def free() -> None:
        (page / "in the way").unlink(missing_ok=True)
        page.rmdir()

    done = desk.watch(full, free)

    assert done
    assert [one.article_id for one in done.judged] == ["cranes", "fees"]
    assert any("cannot write" in one for one in desk.notices)
    assert page.is_file()
    assert max(asked.values()) == 1


def test_a_spent_budget_ends_it(desk: Desk) -> None:
    """The budget is that of the whole watch, not of each look."""
    first = desk.watch()
    assert first
    enough = first.spent.most.total + 1000
    (desk.out / "ledger.sqlite").unlink()

    done = desk.watch(
        lambda: put(desk.folder / "fees.txt", FEES),
        lambda: pytest.fail("it went on without a budget"),
        settings=desk.settings(max_tokens=enough),
    )

    assert done
    assert done.over
    assert [one.article_id for one in done.judged] == ["cranes"]
    assert [one.where for one in done.unanswered] == ["fees"]


def test_what_a_feed_no_longer_names_stays(desk: Desk, asked: Counter[str]) -> None:
    """Also when the watch begins anew: the note is of all that came by."""
    items = ["/first"]

    class Site(Quiet):
        def do_GET(self) -> None:  # noqa: N802 (the library names it)
            page = "".join(f"<p>{line}</p>" for line in (CRANES + self.path).split("\n")) * 2
            entries = "".join(f"<item><link>{one}</link></item>" for one in items)
            feed = f'<rss version="2.0"><channel><title>Quay</title>{entries}</channel></rss>'
            known = {"/feed": (feed, "application/rss+xml")}
            body, kind = known.get(self.path, (f"<article>{page}</article>", "text/html"))
            missing = self.path == "/robots.txt"
            self.say(404 if missing else 200, b"" if missing else body.encode(), kind)

    with serving(Site) as host:
        settings = desk.settings(f"feed:http://{host}/feed")
        desk.watch(lambda: items.insert(0, "/second"), settings=settings)
        items[:] = ["/third"]
        done = desk.watch(settings=settings)

    assert done
    names = [one.article_id.split("-8")[0][-20:] for one in done.judged]
    lines = (desk.out / "articles.jsonl").read_text("utf-8").splitlines()
    urls = [url.rpartition("/")[2] for line in lines if (url := json.loads(line)["url"])]
    assert sorted(urls) == ["first", "second", "third"], names
    assert max(asked.values()) == 1


def test_what_cannot_be_read_is_told_once(desk: Desk) -> None:
    """And it is in the report for as long as it is so."""
    put(desk.folder / "empty.txt", " ")

    done = desk.watch(
        lambda: put(desk.folder / "fees.txt", FEES),
        lambda: put(desk.folder / "empty.txt", FEES.replace("Ostrava", "Brno")),
    )

    assert done
    assert not done.unread
    told = [one.problem.where for one in desk.heard if isinstance(one, Unread)]
    assert told == [str(desk.folder / "empty.txt")]


def test_nothing_to_read_writes_nothing(desk: Desk) -> None:
    """An empty folder is looked at until something comes; none came."""
    (desk.folder / "cranes.txt").unlink()
    looks = iter([False] * 20)
    assert keep_watch(desk.settings(), 0.01, desk.heard.append, lambda: next(looks, True)) is None
    assert not desk.out.exists()


def test_ctrl_c_while_it_waits_ends_it_well(
    tmp_path: Path, starting: Starting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note is there, and the exit code is that of the last run."""
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path))
    write_articles(tmp_path / "in", 1)
    with slow_endpoint(Watch(), 0.01) as url:
        given = words(tmp_path / "in", tmp_path / "out", url)
        process = starting([*given, "--watch", "--interval", "600"])
        assert process.stderr
        told = next(line for line in process.stderr if "next look" in line)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, err = process.communicate(timeout=60)

    assert "the note is written, of 1 article; the next look is in 600 seconds" in told
    assert process.returncode == 0, err
    assert time.monotonic() - began < NEVER
    assert (tmp_path / "out" / "brief.md").is_file()

"""A run that is killed loses at most the calls in flight, and none of the answers."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.killed import Watch, slow_endpoint, write_articles, written
from tests.newsroom import parser

ROOT = Path(__file__).parent.parent
AT_ONCE = 4


def words(articles: Path, output: Path, url: str) -> list[str]:
    """The command that is killed, and run again."""
    given = ["--model", "tiny", "--base-url", url, "--ask", "steps", "--concurrency", str(AT_ONCE)]
    return ["run", str(articles), "-o", str(output), *given]


def finish(given: list[str]) -> int:
    """The same command in this process, to its end; its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.jobs.edges.SpacyParser", parser)
        patch.setattr(sys, "argv", ["provenote", *given])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


def start(given: list[str], home: Path) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *given],
        env={"PATH": "", "PROVENOTE_MODELS": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def watch() -> Watch:
    """What the server answered."""
    return Watch()


@pytest.fixture(scope="module")
def url(watch: Watch, articles: Path) -> Iterator[str]:
    """A server that takes its time, on a machine that knows nothing of endpoints yet."""
    with pytest.MonkeyPatch.context() as patch, slow_endpoint(watch, 0.02) as found:
        patch.setenv("PROVENOTE_MODELS", str(articles.parent))
        yield found


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles."""
    folder = tmp_path_factory.mktemp("killed") / "in"
    write_articles(folder, 6)
    return folder


@pytest.fixture(scope="module")
def whole(watch: Watch, url: str, articles: Path) -> tuple[dict[str, bytes], int]:
    """What a run writes that nobody kills, and how many questions it asks."""
    output = articles.parent / "whole"
    watch.reset()
    assert finish(words(articles, output, url)) == 0
    assert max(watch.answered.values()) == 1
    return written(output), watch.answered.total()


@pytest.mark.parametrize("share", [0.02, 0.5, 1.0])
def test_a_killed_run_goes_on(
    watch: Watch,
    url: str,
    articles: Path,
    whole: tuple[dict[str, bytes], int],
    tmp_path: Path,
    share: float,
) -> None:
    """Killed after some of its answers, and run again: the same bytes, and no answer twice."""
    expected, questions = whole
    given = words(articles, tmp_path / "out", url)
    process: list[subprocess.Popen[bytes]] = []
    watch.reset(max(1, int(share * questions)), lambda: process[0].send_signal(signal.SIGKILL))
    process.append(start(given, articles.parent))
    assert process[0].wait(120) == -signal.SIGKILL
    kept = stored(tmp_path / "out" / "ledger.sqlite")
    before = watch.answered.total()

    assert finish(given) == 0

    assert written(tmp_path / "out") == expected
    asked_again = watch.answered.total() - before
    assert asked_again == questions - kept, "what was kept is not asked again"
    assert before - kept <= AT_ONCE, "nothing is lost but what was on its way"


def stored(ledger: Path) -> int:
    """How many answers are there, as any other program sees it."""
    with sqlite3.connect(ledger) as connection:
        (count,) = connection.execute("select count(*) from provenote_replies").fetchone()
    connection.close()
    return int(count)

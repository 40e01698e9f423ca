"""A run in batches, killed wherever it may be, goes on: nothing is lost and nothing paid twice."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from pipeline.domain import Json
from tests.models.batch_server import BatchServer, batch_server
from tests.models.handing_in import QUESTIONS, run, run_and_die

# the processes come from a server of their own, which has all of it loaded
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", r".*/pymp-[^/]+/listener-.*"])
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.models.handing_in", "openai"])
SECONDS = 60


def echo(_: str, shown: str) -> tuple[int, Json]:
    """Answer a question with its own words."""
    return 200, shown


def to_the_end(server: BatchServer, folder: Path) -> None:
    """The same command once more."""
    server.hooks.clear()
    process = PROCESSES.Process(target=run, args=(server.url, folder))
    process.start()
    process.join(SECONDS)
    assert process.exitcode == 0


def nothing_is_lost_or_paid_twice(server: BatchServer, folder: Path) -> None:
    """Every question has its answer on the disk, and was handed in once."""
    assert len(list((folder / "replies").rglob("*.json"))) == 2 * QUESTIONS
    assert len(server.handed_in()) == 2 * QUESTIONS
    assert set(server.handed_in().values()) == {1}
    assert not list((folder / "batch").glob("*.jsonl"))


def killed_at_request(
    server: BatchServer, folder: Path, at: int, when: str, by: signal.Signals
) -> bool:
    """Run until the so-manieth request, before or after the server deals with it."""
    process = PROCESSES.Process(target=run, args=(server.url, folder))
    numbers = count()
    killed = []

    def kill() -> None:
        assert process.pid
        killed.append(True)
        os.kill(process.pid, by)
        process.join(SECONDS)

    server.every = lambda w, _: kill() if w == when and next(numbers) == at else None
    process.start()
    process.join(SECONDS)
    server.every = None
    assert process.exitcode == ((-by if by == signal.SIGKILL else 130) if killed else 0)
    return bool(killed)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_request(tmp_path: Path, when: str, by: signal.Signals) -> None:
    """At each call of the API in turn, the server having dealt with it or not."""
    for at in count():
        folder = tmp_path / str(at)
        with batch_server(echo) as server:
            server.looks = 1
            killed = killed_at_request(server, folder, at, when, by)
            to_the_end(server, folder)
            nothing_is_lost_or_paid_twice(server, folder)
        if not killed:
            break
    assert at > 15


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_write(tmp_path: Path, when: str) -> None:
    """At each file that it writes in turn: request files, plans and answers."""
    for at in count():
        folder = tmp_path / str(at)
        with batch_server(echo) as server:
            process = PROCESSES.Process(target=run_and_die, args=(server.url, folder, at, when))
            process.start()
            process.join(SECONDS)
            to_the_end(server, folder)
            nothing_is_lost_or_paid_twice(server, folder)
        if process.exitcode == 0:
            break
    assert at > 25


def test_killed_again_and_again(tmp_path: Path) -> None:
    """A run that is killed at its every third request comes to its end all the same."""
    with batch_server(echo) as server:
        runs = 1
        while killed_at_request(server, tmp_path, 2, "after", signal.SIGKILL):
            runs += 1
        nothing_is_lost_or_paid_twice(server, tmp_path)
    assert runs > 3

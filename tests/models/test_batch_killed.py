"""A run in batches, killed wherever it may be, goes on: nothing is lost and nothing paid twice."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import pytest

from pipeline.domain import Json
from tests.models.batch_server import BatchServer, batch_server
from tests.models.handing_in import QUESTIONS, run, run_and_die

# the processes come from a server of their own, which has all of it loaded
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", r".*/pymp-[^/]+/listener-.*"])
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.models.handing_in", "httpcore2", "openai.resources.batches", "openai.resources.files"]
)
SECONDS = 60


def echo(_: str, shown: str) -> tuple[int, Json]:
    """Answer a question with its own words."""
    return 200, shown


def ended(target: Callable[..., None], *args: str | Path | int) -> int | None:
    """How a process ends that does this."""
    process = PROCESSES.Process(target=target, args=args)
    process.start()
    process.join(SECONDS)
    return process.exitcode


def nothing_is_lost_or_paid_twice(server: BatchServer, folder: Path) -> None:
    """Every question has its answer on the disk, and was handed in once."""
    assert len(list((folder / "replies").rglob("*.json"))) == 2 * QUESTIONS
    assert len(server.handed_in()) == 2 * QUESTIONS
    assert set(server.handed_in().values()) == {1}
    assert set(server.asked.values()) == {1}
    assert {path.suffix for path in (folder / "batch").iterdir()} == {".json"}


@pytest.mark.parametrize(("when", "turns"), [("after", (2, 1)), ("before", (3, 2, 1, 0))])
def test_killed_again_and_again(tmp_path: Path, when: str, turns: tuple[int, ...]) -> None:
    """Each process writes a few files, and is killed after them, or when the next is to follow.

    Files are the requests, how far each batch got, and the answers. So the run is begun anew from
    one after the other of the states it can leave on the disk, and after answers of the API that
    nobody wrote down.
    """
    with batch_server(echo) as server:
        runs = 0
        for at in islice(cycle(turns), 99):
            runs += 1
            code = ended(run_and_die, server.url, tmp_path, at, when)
            if code == 0:
                break
            assert code == -signal.SIGKILL
        nothing_is_lost_or_paid_twice(server, tmp_path)
    assert runs > 8


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("what", ["POST /files", "POST /batches", "GET /batches/", "GET /files/"])
def test_ended_while_it_waits(tmp_path: Path, what: str, by: signal.Signals) -> None:
    """Ctrl-C, or worse, while the API deals with a call: the same command goes on."""
    with batch_server(echo) as server:
        process = PROCESSES.Process(target=run, args=(server.url, tmp_path))

        def end() -> None:
            assert process.pid
            os.kill(process.pid, by)

        server.looks = 1
        server.hooks = {("before", what): end}
        process.start()
        process.join(SECONDS)
        assert process.exitcode == {signal.SIGINT: 130, signal.SIGKILL: -9}[by]

        assert ended(run, server.url, tmp_path) == 0
        nothing_is_lost_or_paid_twice(server, tmp_path)

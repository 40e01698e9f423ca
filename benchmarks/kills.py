"""Kill a real run at random instants, run it again, and compare all it wrote.

    python benchmarks/kills.py                     # 200 kills, SQLite
    python benchmarks/kills.py --kills 50 --store postgresql+psycopg://user@host/database

Every run is a process of its own (forked, so that the language model is loaded once) that asks a
real endpoint on loopback, which takes up to 50 ms for an answer. It is killed with SIGKILL at a
moment drawn from the time that a whole run takes, then run again to its end. What is written must
be what a run writes that nobody kills; of the answers that the server has sent, those that were
kept may not be asked for again, and no more may be lost than were on their way. In PostgreSQL the
tables of the ledger are dropped before each run.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

import pipeline.jobs.edges
from pipeline.cli import main as provenote
from pipeline.parser import SpacyParser
from pipeline.readers import read
from pipeline.store import NAME, of_folder
from pipeline.store.opening import open_url
from pipeline.store.tables import ledger
from tests.killed import Watch, slow_endpoint, write_articles, written

ARTICLES = 6
AT_ONCE = 4
SLOW = 0.05  # seconds
_FORK = get_context("fork")  # before any thread is begun


class Server:
    """An endpoint in a process of its own; `answered` counts what it has sent."""

    def __init__(self) -> None:
        self._count = _FORK.Value("q", 0)
        ours, theirs = _FORK.Pipe()
        self._process = _FORK.Process(target=self._serve, args=(theirs,), daemon=True)
        self._process.start()
        self.url = str(ours.recv())

    def _serve(self, pipe) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 (a Connection)
        count = self._count

        class Counting(Watch):
            def tell(self, question: bytes) -> None:  # noqa: ARG002
                with count.get_lock():
                    count.value += 1

        with slow_endpoint(Counting(), SLOW) as url:
            pipe.send(url)
            signal.pause()

    @property
    def answered(self) -> int:
        """Answers that were sent so far."""
        return int(self._count.value)


def start(words: list[str]) -> int:
    """The command in a process of its own; its number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    sys.argv = ["provenote", *words]
    try:
        provenote()
    except SystemExit as ended:
        os._exit(int(ended.code or 0))
    finally:
        os._exit(70)


def kept(output: Path, store: str | None) -> int:
    """How many answers the ledger has."""
    if store is None and not (output / NAME).exists():
        return 0
    with of_folder(output, store) as found:
        return found.answered()[0]


class Trials:
    """Runs over the same articles, each into a folder of its own."""

    def __init__(self, home: Path, server: Server, store: str | None) -> None:
        self._home = home
        self._server = server
        self._store = store
        write_articles(home / "in", ARTICLES)
        self._finish("first")  # what is found out about the endpoint is remembered
        sent, began = server.answered, time.perf_counter()
        self._expected = self._finish("whole")
        self.took = time.perf_counter() - began
        self.questions = server.answered - sent

    def kill(self, name: str, after: float) -> Counter[str]:
        """Kill a run after some seconds, run it again, and say what came of it."""
        sent = self._server.answered
        pid = start(self._words(name))
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        _, ended = os.waitpid(pid, 0)
        time.sleep(SLOW + 0.05)  # what was on its way is sent into the void
        first, stayed = self._server.answered - sent, kept(self._home / name, self._store)
        equal = self._finish(name, afresh=False) == self._expected
        again = self._server.answered - sent - first
        return Counter(
            {
                "killed": os.WIFSIGNALED(ended),
                "it had ended before": not os.WIFSIGNALED(ended),
                "before any answer": not first,
                "between the answers": 0 < stayed < self.questions,
                "after all answers": stayed == self.questions,
                "equal bytes": equal,
                "kept answers asked again": again + stayed - self.questions,
                "lost on their way": first - stayed,
                "more lost than were on their way": first - stayed > AT_ONCE,
            }
        )

    def _finish(self, name: str, *, afresh: bool = True) -> dict[str, bytes]:
        words = self._words(name, afresh=afresh)
        _, ended = os.waitpid(start(words), 0)
        if ended:
            raise SystemExit(f"the run ended with {os.waitstatus_to_exitcode(ended)}")
        return written(self._home / name)

    def _words(self, name: str, *, afresh: bool = True) -> list[str]:
        if self._store and afresh:
            engine = open_url(self._store)
            ledger.drop_all(engine)
            engine.dispose()
        words = ["run", str(self._home / "in"), "-o", str(self._home / name), "--ask", "steps"]
        words += ["--model", "tiny", "--base-url", self._server.url, "--concurrency", str(AT_ONCE)]
        return words + (["--store", self._store] if self._store else [])


def main(
    kills: Annotated[int, typer.Option(help="How many runs are killed.")] = 200,
    store: Annotated[str | None, typer.Option(help="A PostgreSQL database.")] = None,
    seed: Annotated[int, typer.Option(help="Of the moments.")] = 7,
) -> None:
    """Print how many were killed and what came of it."""
    server, chance = Server(), random.Random(seed)  # noqa: S311 (moments, no secrets)
    parser = SpacyParser()
    parser("A sentence that loads the model.")
    list(read([Path("fixtures/articles")]))  # loads what tells languages
    for heavy in ("openai", "pypandoc", "psycopg"):
        import_module(heavy)
    pipeline.jobs.edges.SpacyParser = lambda: parser  # type: ignore[assignment, misc]
    with TemporaryDirectory() as name:
        os.environ["PROVENOTE_MODELS"] = name
        trials = Trials(Path(name), server, store)
        print(f"a whole run: {trials.questions} questions in {trials.took:.1f} s")
        told: Counter[str] = Counter()
        for number in range(kills):
            told.update(trials.kill(str(number), chance.random() * trials.took))
    for what, count in told.items():
        print(f"{what:>33}: {count}")


if __name__ == "__main__":
    typer.run(main)

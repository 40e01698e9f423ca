"""Kill a real run at random instants, run it again, and compare all it wrote.

    python benchmarks/kills.py                     # 200 kills, SQLite
    python benchmarks/kills.py --kills 50 --store postgresql+psycopg://user@host/database

Every run is a process of its own (forked, so that the language model is loaded once) that asks a real
endpoint on loopback, which takes up to 50 ms for an answer. It is killed with SIGKILL at a moment drawn
from the time that a whole run takes, then run again to its end. What is written must be what a run
writes that nobody kills; of the answers that the server has sent, those that were kept may not be
asked for again, and no more may be lost than were on their way. PostgreSQL: the tables of the ledger
are dropped before each run.
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

import pipeline.cli.edges
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


def finish(words: list[str]) -> None:
    """The command, to its end."""
    _, ended = os.waitpid(start(words), 0)
    if ended:
        raise SystemExit(f"the run ended with {os.waitstatus_to_exitcode(ended)}")


def kept(output: Path, store: str | None) -> int:
    """How many answers the ledger has."""
    if store is None and not (output / NAME).exists():
        return 0
    with of_folder(output, store) as found:
        return found.answered()[0]


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
    pipeline.cli.edges.SpacyParser = lambda: parser  # type: ignore[assignment, misc]
    told: Counter[str] = Counter()
    with TemporaryDirectory() as name:
        home = Path(name)
        os.environ["PROVENOTE_MODELS"] = name
        write_articles(home / "in", ARTICLES)

        def words(output: Path) -> list[str]:
            asked = ["--model", "tiny", "--base-url", server.url, "--ask", "steps"]
            kept_in = ["--store", store] if store else []
            at_once = ["--concurrency", str(AT_ONCE)]
            return ["run", str(home / "in"), "-o", str(output), *asked, *at_once, *kept_in]

        def fresh() -> None:
            if store:
                engine = open_url(store)
                ledger.drop_all(engine)
                engine.dispose()

        fresh()
        finish(words(home / "first"))  # what is found out about the endpoint is remembered
        fresh()
        questions, began = server.answered, time.perf_counter()
        finish(words(home / "whole"))
        took = time.perf_counter() - began
        questions = server.answered - questions
        expected = written(home / "whole")
        print(f"a whole run: {questions} questions in {took:.1f} s")
        for number in range(kills):
            fresh()
            output = home / str(number)
            sent = server.answered
            pid = start(words(output))
            time.sleep(chance.random() * took)
            os.kill(pid, signal.SIGKILL)
            _, ended = os.waitpid(pid, 0)
            time.sleep(SLOW + 0.05)  # what was on its way is sent into the void
            first, stayed = server.answered - sent, kept(output, store)
            finish(words(output))
            again = server.answered - sent - first
            told["killed"] += os.WIFSIGNALED(ended)
            told["ended before"] += not os.WIFSIGNALED(ended)
            told["before any answer"] += not first
            told["between the answers"] += 0 < stayed < questions
            told["after all answers"] += stayed == questions
            told["equal bytes"] += written(output) == expected
            told["kept answers asked again"] += again + stayed - questions
            told["lost on their way"] += first - stayed
            told["most lost at once"] = max(told["most lost at once"], first - stayed)
    for what, count in told.items():
        print(f"{what:>26}: {count}")


if __name__ == "__main__":
    typer.run(main)

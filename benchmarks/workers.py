"""Two workers of a Ray cluster beside one: the same articles, at an endpoint of 200 ms.

    python benchmarks/workers.py
    python benchmarks/workers.py --rounds 3 --articles 60

Both run on loopback, on nodes of one core, with the same concurrency a worker, in turns. What is
told is the time of the run from its first question to its last answer, as the endpoint sees it: the
start of a cluster apart, and the note that is written at the end.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.cluster import OPEN, nodes
from tests.killed import Watch, slow_endpoint, write_articles

SECONDS = 0.2


class Clock(Watch):
    """When the first and the last answer were given."""

    def __init__(self) -> None:
        super().__init__()
        self.first = self.last = 0.0

    def tell(self, question: bytes) -> None:
        """An answer was sent."""
        super().tell(question)
        self.last = time.monotonic()
        self.first = self.first or self.last - SECONDS


def seconds(workers: int, articles: int, concurrency: int) -> tuple[float, int]:
    """One run on so many workers; its time, and how many questions it asked."""
    clock = Clock()
    with (
        TemporaryDirectory() as name,
        nodes(workers, Path(name)) as cluster,
        slow_endpoint(clock, SECONDS, SECONDS) as url,
    ):
        home = Path(name)
        write_articles(home / "in", articles)
        words = ["run", str(home / "in"), "-o", str(home / "out"), "--model", "tiny", "--base-url"]
        words += [url, "--ask", "steps", "--concurrency", str(concurrency), "--engine", "ray"]
        subprocess.run(  # noqa: S603
            [Path(sys.executable).parent / "provenote", *words, "--ray-address", cluster.address],
            env={**os.environ, **OPEN, "HOME": name, "PROVENOTE_MODELS": name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    return clock.last - clock.first, clock.answered.total()


def main(
    rounds: Annotated[int, typer.Option(help="Of which the medians are told.")] = 3,
    articles: Annotated[int, typer.Option(help="In each.")] = 60,
    concurrency: Annotated[int, typer.Option(help="Of each worker.")] = 4,
) -> None:
    """Print the seconds of each run, and the ratio of the medians."""
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, found in taken.items():
            took, asked = seconds(workers, articles, concurrency)
            found.append(took)
            print(f"{workers} worker(s): {took:6.2f} s for {asked} questions", flush=True)
    one, two = (statistics.median(found) for found in taken.values())
    print(f"medians: one {one:.2f} s, two {two:.2f} s: two are {one / two:.2f} times one")


if __name__ == "__main__":
    typer.run(main)

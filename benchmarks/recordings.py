"""How long one lookup takes among a thousand recordings, and among a hundred thousand.

    python benchmarks/recordings.py    # writes 400 MB into a temporary folder, and removes them

The requests are of the size of a small question. Seconds are of wall clock, as most of the work is
the disk's; the folder was just written, so that the disk itself is not what is measured.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.domain import Message, Model, Reply, Request
from pipeline.errors import ModelError
from pipeline.models.recordings import Rehearsal, Replay
from pipeline.models.recordings.recording import Recorded, Recording, as_json, place

SIZES = (1_000, 100_000)
LOOKUPS = 1_000
_REPLY = Reply('{"holder": null, "things": []}', "stop", "tiny-2")


def question(number: int, about: int | None = None, version: str = "ab12" * 16) -> Request:
    """A request of 2,500 characters, about one article in twenty questions."""
    said = (Message("system", "Read. " * 400), Message("user", f"question {number}"))
    article = f"article-{(number if about is None else about) // 20}"
    return Request("tiny", said, {"type": "object"}, "position", version, article, "0f" * 32)


def fill(folder: Path, numbers: range) -> None:
    """Write recordings as `Record` does, but without waiting for the disk each time."""
    (folder / "position").mkdir(exist_ok=True)
    recorded = Recorded(datetime(2031, 3, 9, tzinfo=UTC), "127.0.0.1", "provenote")
    for request in map(question, numbers):
        place(folder, request).write_bytes(as_json(Recording.of(request, _REPLY, recorded)))


def timed(model: Model, requests: Sequence[Request]) -> float:
    """Microseconds a request, answered or not."""

    async def ask() -> float:
        began = time.perf_counter()
        for request in requests:
            try:
                await model(request)
            except ModelError:
                continue
        return time.perf_counter() - began

    return asyncio.run(ask()) / len(requests) * 1e6


def measured(folder: Path, size: int) -> dict[str, float]:
    """What lookups take among so many recordings."""
    chance = random.Random(7)  # noqa: S311 (a benchmark, no secret)
    there = [question(n) for n in chance.sample(range(size), LOOKUPS)]
    new = [question(size + n) for n in range(LOOKUPS)]
    stale = [question(size + n, n, "cd34" * 16) for n in range(LOOKUPS)]
    replay = Replay(folder)
    return {
        "found (µs)": timed(replay, there),
        "not there (µs)": timed(Rehearsal(folder), new),
        "the first that is not there, explained (ms)": timed(replay, stale[:1]) / 1e3,
        "each after it (µs)": timed(replay, stale[1:]),
    }


def main() -> None:
    """Print a line for each kind of lookup, with the ratio between the two sizes."""
    told = []
    with TemporaryDirectory() as name:
        filled = 0
        for size in SIZES:
            fill(Path(name), range(filled, size))
            filled = size
            told.append(measured(Path(name), size))
    print(f"{'':>46} {SIZES[0]:>10,} {SIZES[1]:>10,} {'ratio':>6}")
    for what, few in told[0].items():
        many = told[1][what]
        print(f"{what:>46} {few:>10.1f} {many:>10.1f} {many / few:>6.2f}")


if __name__ == "__main__":
    main()

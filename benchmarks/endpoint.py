"""How fast an endpoint is asked, and what becomes of requests to one that misbehaves.

    python benchmarks/endpoint.py                           # beside the bare SDK
    python benchmarks/endpoint.py --peers /path/to/python   # and langextract and instructor

First a server on loopback, in a process of its own, answers every request after 200 ms: each
contender sends the same requests, in turn, and the medians of several rounds count: seconds of wall
clock, and of processor time a request, which others on the machine disturb less. Then one with
every fault mixed in: what was answered, what failed, and what was lost.
"""

import asyncio
import json
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, TypeAlias

import typer
from openai import AsyncOpenAI

from pipeline.domain import Message, Model, Reply, Request
from pipeline.errors import ModelError
from pipeline.models.client import Client
from pipeline.models.completion import to_wire
from pipeline.models.endpoint import Endpoint
from pipeline.models.features import Features, Memory
from pipeline.models.meter import Budget, Meter
from pipeline.models.pace import Pace
from pipeline.models.recordings import Record
from pipeline.prompts import default_folder, load
from tests.models.misbehaving import ANSWERS, FAULTS, LASTING, Misbehaving, always, mixed, running

AT_ONCE = 64
ANSWER_SECONDS = 0.2
PEERS = Path(__file__).with_name("endpoint_peers.py")
PEER_NAMES = ("instructor", "langextract", "langextract's provider")

Took: TypeAlias = tuple[float, float]
"""Seconds of wall clock, and of processor time, for all requests."""
Contender: TypeAlias = Callable[[], Took]
"""Sends all requests."""

EVERYTHING: Mapping[str, float] = {
    **dict.fromkeys(ANSWERS, 1.0),
    "answer": 40.0,
    **dict.fromkeys(FAULTS, 1.0),
    **dict.fromkeys(LASTING, 0.2),
}


def request(number: int) -> Request:
    """A question of the size that a small model is asked."""
    prompt = load("position", default_folder())
    said = (Message("system", "Read. " * 400), Message("user", f"{'words ' * 60}{number}"))
    options = {"temperature": 0, "max_tokens": 200, "seed": 3}
    return Request("tiny", said, prompt.schema, "position", "ab12", "ferry", "0f" * 32, options)


# --- the server, in a process of its own -------------------------------------------------


def _says(_prompt: str, _shown: str) -> str:
    """An answer that each of those who ask can read."""
    return '{"holder": null, "things": [], "extractions": []}'


def _serve(line: Connection, *, faults: bool) -> None:
    """Serve until the line is closed; tell what was seen when asked."""
    schedule, delay = (mixed(EVERYTHING), 0.05) if faults else (always("answer"), ANSWER_SECONDS)
    with running(Misbehaving(schedule, _says, delay=delay, keep_sent=False)) as server:
        line.send(server.url)
        while line.recv():
            line.send(server.log)


@contextmanager
def server(*, faults: bool = False) -> Iterator[tuple[str, Connection]]:
    """Its base URL, and the line to it."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_serve, args=(theirs,), kwargs={"faults": faults})
    process.start()
    try:
        yield ours.recv(), ours
    finally:
        ours.send(None)
        process.join()


# --- who asks ----------------------------------------------------------------------------


async def _all(ask: Callable[[Request], Awaitable[object]], requests: list[Request]) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*map(ask, requests))
    return time.perf_counter() - began, time.process_time() - worked


async def bare(url: str, requests: list[Request]) -> Took:
    """The openai SDK and a semaphore."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with AsyncOpenAI(base_url=url, api_key="no-key", max_retries=0) as client:

        async def ask(one: Request) -> object:
            wire = to_wire(one, Features())
            async with turns:
                return await client.chat.completions.create(
                    model=wire.model, messages=wire.messages, extra_body=wire.rest
                )

        return await _all(ask, requests)


@asynccontextmanager
async def endpoint(
    url: str, memory: Path, seconds: float = 600, meter: Meter | None = None
) -> AsyncIterator[Endpoint]:
    """The endpoint as the command builds it."""
    meter = meter or Meter("tiny", None, Budget())
    async with Client(base_url=url, api_key="", timeout=seconds) as client:
        yield Endpoint(client, meter, Pace(AT_ONCE), Memory(memory))


async def alone(url: str, requests: list[Request], memory: Path) -> Took:
    """Provenote's endpoint."""
    async with endpoint(url, memory) as model:
        return await _all(model, requests)


async def recorded(url: str, requests: list[Request], memory: Path) -> Took:
    """The same, with every answer on the disk before it is given."""
    with TemporaryDirectory() as folder:
        async with endpoint(url, memory) as model:
            return await _all(_kept(model, Path(folder)), requests)


def _kept(model: Model, folder: Path) -> Record:
    return Record(model, folder, lambda: datetime.now(UTC))


def peer(python: Path, name: str, url: str, requests: list[Request]) -> Took:
    """A peer in its own environment, asked the same."""
    one = requests[0]
    told = {
        "url": url,
        "count": len(requests),
        "at_once": AT_ONCE,
        "messages": [{"role": m.role, "content": m.content} for m in one.messages],
    }
    command = [str(python), str(PEERS), name, json.dumps(told)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    seconds, worked = said.split()
    return float(seconds), float(worked)


# --- the two parts -----------------------------------------------------------------------


def speed(count: int, rounds: int, peers: Path | None) -> None:
    """Requests a second of each, in turn, and beside the bare SDK."""
    requests = [request(number) for number in range(count)]
    with TemporaryDirectory() as folder, server() as (url, _):
        memory = Path(folder) / "endpoints.json"
        contenders: dict[str, Contender] = {
            "bare openai SDK": lambda: asyncio.run(bare(url, requests)),
            "provenote": lambda: asyncio.run(alone(url, requests, memory)),
            "provenote, recording": lambda: asyncio.run(recorded(url, requests, memory)),
        }
        for name in PEER_NAMES if peers else ():
            assert peers
            contenders[name] = lambda name=name: peer(peers, name, url, requests)  # type: ignore[misc]
        asyncio.run(alone(url, requests[:AT_ONCE], memory))  # all is imported, and remembered
        took: dict[str, list[Took]] = {name: [] for name in contenders}
        for _round in range(rounds):
            for name, ask in contenders.items():
                took[name].append(ask())
    first = median(seconds for seconds, _ in took["bare openai SDK"])
    print(f"{count:,} requests, {AT_ONCE} at a time, answered after {1000 * ANSWER_SECONDS:.0f} ms")
    print(f"{'':>22} {'seconds':>8} {'a second':>9} {'of bare':>8} {'work (ms)':>10}   rounds")
    for name, each in took.items():
        told = " ".join(f"{seconds:.2f}" for seconds, _ in each)
        mid, work = (median(column) for column in zip(*each, strict=True))
        figures = f"{mid:8.2f} {count / mid:9.0f} {first / mid:8.1%} {1000 * work / count:10.2f}"
        print(f"{name:>22} {figures}   {told}")


async def _ends(
    url: str, requests: list[Request], folder: Path, meter: Meter
) -> list[Reply | BaseException]:
    async with endpoint(url, folder / "endpoints.json", 2, meter) as model:
        keep = _kept(model, folder / "replies")
        return await asyncio.gather(*map(keep, requests), return_exceptions=True)


def faults(count: int) -> None:
    """Ask a server that does everything wrong; ask again for what failed; account for each."""
    requests = [request(number) for number in range(count)]
    with TemporaryDirectory() as folder, server(faults=True) as (url, line):
        for run in ("first run", "the same command again"):
            meter = Meter("tiny", None, Budget())
            began = time.perf_counter()
            ends = asyncio.run(_ends(url, requests, Path(folder), meter))
            spent = meter.spent()
            answered = sum(isinstance(end, Reply) for end in ends)
            failed = [end for end in ends if isinstance(end, ModelError) and str(end)]
            told = len(ends) - answered - len(failed)
            print(f"\n{run}: {count:,} requests, {time.perf_counter() - began:.0f} s")
            print(f"  {answered} answered, {len(failed)} failed with a reason, {told} lost")
            print(f"  {spent.attempts} attempts; failed: {dict(sorted(spent.failed.items()))}")
            print(f"  {dict(Counter(type(end).__name__ for end in failed))}")
        line.send("log")
        seen: list[tuple[str, str]] = line.recv()
    had: set[str] = set()
    again = 0
    for question, deed in seen:
        again += question in had
        if deed in ANSWERS:
            had.add(question)
    print(f"\nthe server was asked {len(seen)} times, {again} of them for what it had answered")


def main(
    count: Annotated[int, typer.Option(help="Requests of the race.")] = 2000,
    rounds: Annotated[int, typer.Option(help="Rounds of it.")] = 5,
    peers: Annotated[
        Path | None, typer.Option(help="A python that has langextract and instructor.")
    ] = None,
    bad: Annotated[int, typer.Option(help="Requests to the server that misbehaves.")] = 1000,
) -> None:
    """Print the figures."""
    if count:
        speed(count, rounds, peers)
    if bad:
        faults(bad)


if __name__ == "__main__":
    typer.run(main)

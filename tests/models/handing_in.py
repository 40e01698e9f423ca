"""A process that hands in batches and keeps the answers, made to be killed."""

import asyncio
import os
import signal
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from threading import Lock

from pipeline.models import durable
from pipeline.models.batch import Batch
from pipeline.models.batch.rows import Limits
from pipeline.models.client import Client
from pipeline.models.features import Memory
from pipeline.models.meter import Budget, Meter
from pipeline.models.recordings import Record
from tests.models.recorder import noon, question

QUESTIONS = 3  # each of which leads to another one


async def hand_in(url: str, folder: Path) -> None:
    """Ask questions and what follows from their answers, in files of two requests."""
    async with (
        Client(base_url=url, api_key="a-key-of-the-tests") as client,
        Batch(
            client=client,
            meter=Meter("tiny", None, Budget()),
            memory=Memory(None),
            folder=folder / "batch",
            notice=lambda _: None,
            limits=Limits(rows=2),
            poll=0.001,
            moment=0.02,
        ) as batch,
    ):
        record = Record(batch, folder / "replies", noon)

        async def twice(n: int) -> None:
            for number in (n, 100 + n):
                reply = await record(question(number))
                assert reply.text == f"question {number}"

        await asyncio.gather(*map(twice, range(QUESTIONS)))


def run(url: str, folder: Path) -> None:
    """Do so in a process of its own; SIGINT ends it as it ends the command."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        asyncio.run(hand_in(url, folder))
    except KeyboardInterrupt:
        os._exit(130)


def run_and_die(url: str, folder: Path, at: int, when: str) -> None:
    """The same, killed before or after it writes for the so-manieth time."""
    numbers, write, turn = count(), durable.write, Lock()

    def last(path: Path, parts: Iterable[bytes]) -> None:
        with turn:
            number = next(numbers)
            if number == at and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            write(path, parts)
            if number == at:
                os.kill(os.getpid(), signal.SIGKILL)

    durable.write = last
    run(url, folder)

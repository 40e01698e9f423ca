"""What tests of recordings share: a clock that stands still, models of a line, small requests."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TypeAlias

from pipeline.domain import Message, Reply, Request, Usage
from pipeline.errors import EndpointError

Ask: TypeAlias = Callable[..., Request]

REPLY = Reply(
    '{"summary": "Die Fähre fährt länger."}',
    "stop",
    "tiny-2",
    refusal=None,
    fingerprint="fp-7",
    usage=Usage(11, 5),
)


def noon() -> datetime:
    """A clock that stands still, in a time zone of its own."""
    return datetime(2031, 3, 9, 14, 0, 0, 123, tzinfo=timezone(timedelta(hours=2)))


class Echo:
    """A model that answers each question with its own words, and counts."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, request: Request) -> Reply:
        """Give the question back."""
        self.asked += 1
        await asyncio.sleep(0)
        return Reply(request.messages[0].content, "stop", request.model)


def question(number: int) -> Request:
    """One of many small requests."""
    said = (Message("user", f"question {number}"),)
    return Request("tiny", said, {"type": "object"}, "extract", "ab12", "ferry", "0f0f")


async def fixed(request: Request) -> Reply:  # noqa: ARG001  named by the Protocol
    """A model of one answer."""
    return REPLY


async def broken(request: Request) -> Reply:  # noqa: ARG001  named by the Protocol
    """A model that cannot be reached."""
    raise EndpointError("cannot reach it")


def files(folder: Path) -> list[Path]:
    """Every file under a folder, hidden ones included."""
    return [path for path in folder.rglob("*") if path.is_file()]


def only(folder: Path) -> Path:
    """The one file under a folder."""
    (path,) = files(folder)
    return path

"""Replay what is there, and ask only for what is not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from pipeline.domain import Model
from pipeline.errors import SetupError
from pipeline.models.keeping import Lazy
from pipeline.models.recordings import Record, Replay
from tests.models.recorder import REPLY, Ask, Echo, broken, fixed, noon


class Door:
    """A model that counts how often it is opened, asked and closed."""

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.echo = Echo()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Model]:
        """The model, ready to be asked."""
        self.opened += 1
        await asyncio.sleep(0)
        yield self.echo
        self.closed += 1


class Locked(AbstractAsyncContextManager[Model]):
    """A model that cannot be opened."""

    async def __aenter__(self) -> Model:
        raise SetupError("set OPENAI_API_KEY")

    async def __aexit__(self, *_: object) -> None:
        """Never opened, never closed."""


async def test_nothing_is_opened_while_every_answer_is_there(tmp_path: Path, ask: Ask) -> None:
    """No key, no endpoint, no local model is needed for what was recorded before."""
    await Record(fixed, tmp_path, noon)(ask())
    door = Door()

    async with Lazy(door.open) as model:
        assert await Record(model, tmp_path, noon)(ask()) == REPLY

    assert (door.opened, door.closed) == (0, 0)


async def test_what_is_missing_is_asked_and_kept(tmp_path: Path, ask: Ask) -> None:
    """The model is opened once for all that is missing, asked for nothing else, and closed."""
    await Record(fixed, tmp_path, noon)(ask("old"))
    door = Door()

    async with Lazy(door.open) as model:
        record = Record(model, tmp_path, noon)
        replies = await asyncio.gather(*(record(ask(word)) for word in ("old", "new", "newer")))

    assert [reply.text for reply in replies] == [REPLY.text, "new", "newer"]
    assert (door.opened, door.echo.asked, door.closed) == (1, 2, 1)
    assert (await Replay(tmp_path)(ask("newer"))).text == "newer"


async def test_model_that_cannot_be_opened_costs_no_recorded_answer(
    tmp_path: Path, ask: Ask
) -> None:
    """Without a key the first missing answer says so; those that are there are given."""
    await Record(fixed, tmp_path, noon)(ask("old"))
    async with Lazy(Locked) as model:
        record = Record(model, tmp_path, noon)
        with pytest.raises(SetupError, match="set OPENAI_API_KEY"):
            await record(ask("new"))
        assert await record(ask("old")) == REPLY


def test_a_folder_that_may_only_be_read_still_answers(tmp_path: Path, ask: Ask) -> None:
    """Nothing is written, not even tried, while nothing is missing."""
    asyncio.run(Record(fixed, tmp_path, noon)(ask()))
    folders = (tmp_path, tmp_path / "extract")
    before = [folder.stat().st_mtime_ns for folder in folders]

    assert asyncio.run(Record(broken, tmp_path, noon)(ask())) == REPLY
    assert [folder.stat().st_mtime_ns for folder in folders] == before

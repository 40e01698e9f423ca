"""Many recordings, and many questions at once."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.domain import Model
from pipeline.errors import EndpointError, RecordingError, RefusedError
from pipeline.models.recordings import Record, Rehearsal, Replay
from tests.models.recorder import Ask, Echo, broken, files, noon, question


@given(st.permutations([n // 2 for n in range(128)]))
@settings(max_examples=10)
def test_many_at_once_get_their_own_answers(numbers: list[int]) -> None:
    """64 questions at once, in any order, each twice: all get their own, recorded once."""
    echo = Echo()

    async def answers(model: Model) -> list[str]:
        replies = await asyncio.gather(*(model(question(n)) for n in numbers))
        return [reply.text for reply in replies]

    with TemporaryDirectory() as name:
        recorded = asyncio.run(answers(Record(echo, Path(name), noon)))
        replayed = asyncio.run(answers(Replay(Path(name))))

    assert recorded == replayed == [f"question {n}" for n in numbers]
    assert echo.asked == 64


_heard: list[tuple[str, object]] | None = None


def _hear(event: str, words: tuple[object, ...]) -> None:
    if _heard is not None and event in {"open", "os.listdir", "os.scandir"}:
        _heard.append((event, words[0]))


@pytest.fixture(scope="module")
def _ears() -> None:
    sys.addaudithook(_hear)  # cannot be taken away again, only be made deaf


@contextmanager
def touched() -> Iterator[list[tuple[str, object]]]:
    """The files that are opened and the folders that are listed meanwhile."""
    global _heard  # noqa: PLW0603  (the interpreter calls a function of no object)
    _heard = []
    try:
        yield _heard
    finally:
        _heard = None


@pytest.mark.usefixtures("_ears")
async def test_lookup_opens_one_file_and_lists_no_folder(tmp_path: Path, ask: Ask) -> None:
    """A hundred thousand recordings are as quick as one: the question itself says where to look."""
    record, replay = Record(Echo(), tmp_path, noon), Replay(tmp_path)
    for n in range(20):
        await record(ask(f"question {n}"))

    for model in (replay, record, Rehearsal(tmp_path)):
        with touched() as seen:
            await model(ask("question 7"))
        assert seen == [("open", str(tmp_path / "extract" / f"{ask('question 7').key}.json"))]
    with touched() as seen, pytest.raises(RefusedError):
        await Rehearsal(tmp_path)(ask("new"))
    assert seen == [("open", str(tmp_path / "extract" / f"{ask('new').key}.json"))]
    with touched() as seen, pytest.raises(EndpointError):
        await Record(broken, tmp_path, noon)(ask("new"))
    assert {event for event, _ in seen} == {"open"}
    assert not {str(path) for path in files(tmp_path)} & {path for _, path in seen}


@pytest.mark.usefixtures("_ears")
async def test_many_misses_read_every_recording_once(tmp_path: Path, ask: Ask) -> None:
    """What is stale is told for each of many misses, and the folder is read once for all."""
    record = Record(Echo(), tmp_path, noon)
    for n in range(20):
        await record(ask(f"question {n}", prompt_version="111111"))
    await record(ask("of another prompt", prompt="judge"))
    replay = Replay(tmp_path)

    with touched() as seen:
        for n in range(30):
            with pytest.raises(RecordingError, match="version 111111… then, version 222222… now"):
                await replay(ask(f"new question {n}", prompt_version="222222"))

    opened = Counter(path for event, path in seen if event == "open")
    listed = [path for event, path in seen if event != "open"]
    kept = {str(path) for path in files(tmp_path / "extract")}
    assert {path: opened[path] for path in kept} == dict.fromkeys(kept, 1)
    assert len(opened) == len(kept) + 30
    assert {str(path) for path in listed} == {str(tmp_path / "extract")}
    assert len(listed) == 1

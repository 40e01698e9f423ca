"""Recording answers and replaying them."""

import asyncio
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.domain import Message, Reply, Request, Sampled
from pipeline.errors import EndpointError, OutputError, RecordingError, SetupError
from pipeline.models.recordings import Record, Rehearsal, Replay
from tests.models.recorder import REPLY, Ask, Echo, broken, files, fixed, noon, only, question


async def test_what_was_recorded_is_replayed(tmp_path: Path, ask: Ask) -> None:
    """Replay gives the very Reply that the model gave, with no model there."""
    assert await Record(fixed, tmp_path, noon)(ask()) == REPLY
    assert await Replay(tmp_path)(ask()) == REPLY


async def test_recording_reads_as_a_record(tmp_path: Path, ask: Ask) -> None:
    """The file tells a reviewer all that was asked and answered, in a fixed order and in UTC."""
    request = ask("Wer fordert längere Zeiten?")

    await Record(fixed, tmp_path, noon, endpoint="127.0.0.1", by="provenote 9.9")(request)

    path = only(tmp_path)
    assert tmp_path / "extract" / f"{request.key}.json" == path
    text = path.read_text("utf-8")
    expected = {
        "key": request.key,
        "prompt": {"name": "extract", "version": "ab12" * 16},
        "article": {"id": "ferry", "sha256": "0f" * 32},
        "request": {
            "model": "tiny",
            "options": {"temperature": 0, "max_tokens": 20, "seed": 3},
            "messages": [{"role": "user", "content": "Wer fordert längere Zeiten?"}],
            "schema": {"type": "object", "properties": {}, "additionalProperties": False},
        },
        "reply": {
            "text": '{"summary": "Die Fähre fährt länger."}',
            "finish_reason": "stop",
            "refusal": None,
            "model": "tiny-2",
            "fingerprint": "fp-7",
        },
        "usage": {"prompt_tokens": 11, "completion_tokens": 5},
        "recorded": {
            "at": "2031-03-09T12:00:00Z",
            "endpoint": "127.0.0.1",
            "by": "provenote 9.9",
        },
    }
    assert (
        json.dumps(expected, indent=2, ensure_ascii=False).splitlines()[:4]
        == (text.splitlines()[:4])
    )
    assert expected == json.loads(text)
    assert list(expected) == list(json.loads(text))
    assert "längere" in text
    assert text.endswith("}\n")


async def test_missing_recording_names_article_prompt_key_and_fix(tmp_path: Path, ask: Ask) -> None:
    """A user who never recorded reads what is missing and how to make it."""
    request = ask()

    with pytest.raises(RecordingError) as caught:
        await Replay(tmp_path)(request)

    assert (
        f"no recorded reply for ferry (prompt extract, key {request.key[:6]}…); "
        f"run with --record {tmp_path} to make one"
    ) == str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"prompt_version": "cd34" * 16},
            "the prompt changed since (version ab12ab… then, version cd34cd… now)",
        ),
        (
            {"article_sha256": "9e" * 32},
            "the article changed since (sha256 0f0f0f… then, sha256 9e9e9e… now)",
        ),
        ({"model": "large"}, "the model changed since (tiny then, large now)"),
        ({"options": {"seed": 4}}, 'the options changed since ({"max_tokens": 20, "seed": 3, '),
    ],
)
async def test_stale_recording_says_what_changed(
    tmp_path: Path, ask: Ask, changes: dict[str, object], words: str
) -> None:
    """Of a prompt, article, model or option that is not the recorded one, the name is told."""
    await Record(fixed, tmp_path, noon)(ask())

    with pytest.raises(RecordingError) as caught:
        await Replay(tmp_path)(ask("Who asks for later ferries?", **changes))

    said = str(caught.value)
    assert said.startswith("the recordings of prompt extract for ferry are stale: the "), said
    assert words in said
    assert said.endswith(f"; run with --record {tmp_path} to make new ones")
    assert said.count("changed since") == 1


async def test_all_that_changed_is_told_at_once(tmp_path: Path, ask: Ask) -> None:
    """Two changes are one message, so that the user does not mend one to meet the other."""
    await Record(fixed, tmp_path, noon)(ask())

    with pytest.raises(RecordingError, match=r"the prompt changed .* and the article changed"):
        await Replay(tmp_path)(ask("?", prompt_version="cd34", article_sha256="9e"))


async def test_new_question_about_a_recorded_article_is_missing_not_stale(
    tmp_path: Path, ask: Ask
) -> None:
    """Where nothing changed but the question, nothing is called stale."""
    await Record(fixed, tmp_path, noon)(ask())

    with pytest.raises(RecordingError, match=r"^no recorded reply for ferry"):
        await Replay(tmp_path)(ask("And who pays?"))


async def test_recordings_of_other_articles_and_prompts_do_not_make_it_stale(
    tmp_path: Path, ask: Ask
) -> None:
    """Only what was recorded of this article by this prompt can be stale."""
    record = Record(fixed, tmp_path, noon)
    await record(ask("a", article_id="tram", article_sha256="77"))
    await record(ask("b", prompt="judge", prompt_version="55"))

    with pytest.raises(RecordingError, match=r"^no recorded reply for ferry"):
        await Replay(tmp_path)(ask())


async def test_staleness_is_told_by_the_newest_recording(tmp_path: Path, ask: Ask) -> None:
    """Recordings of a prompt's first version do not hide that the second was recorded since."""
    day = iter([datetime(2031, 1, 2, tzinfo=UTC), datetime(2031, 1, 3, tzinfo=UTC)])
    record = Record(fixed, tmp_path, lambda: next(day))
    await record(ask("one", prompt_version="111111"))
    await record(ask("two", prompt_version="222222"))

    with pytest.raises(RecordingError, match="version 222222… then, version 333333… now"):
        await Replay(tmp_path)(ask("three", prompt_version="333333"))


async def test_staleness_is_told_by_what_is_most_alike(tmp_path: Path, ask: Ask) -> None:
    """Where two models were recorded, only the one that is asked for can be stale."""
    day = iter([datetime(2031, 1, 2, tzinfo=UTC), datetime(2031, 1, 3, tzinfo=UTC)])
    record = Record(fixed, tmp_path, lambda: next(day))
    await record(ask("one"))
    await record(ask("one", model="large"))

    with pytest.raises(RecordingError, match=r"^no recorded reply for ferry"):
        await Replay(tmp_path)(ask("two"))


async def test_same_question_from_another_article_shares_the_answer(
    tmp_path: Path, ask: Ask
) -> None:
    """What the model sees is the same, so that one recording serves both."""
    await Record(fixed, tmp_path, noon)(ask())

    assert await Replay(tmp_path)(ask(article_id="tram", article_sha256="77")) == REPLY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("longer ferry hours", "shorter ferry hours"),
        ('"temperature": 0', '"temperature": 1'),
        ('"additionalProperties": false', '"additionalProperties": true'),
        ('"key": "', '"key": "0'),
    ],
)
async def test_edited_recording_is_refused(tmp_path: Path, ask: Ask, old: str, new: str) -> None:
    """A question changed by hand no longer has the key it is filed under."""
    await Record(fixed, tmp_path, noon)(ask())
    path = only(tmp_path)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")

    with pytest.raises(RecordingError, match="was edited: it no longer matches its key") as caught:
        await Replay(tmp_path)(ask())

    assert str(path) in str(caught.value)
    assert f"run with --record {tmp_path}" in str(caught.value)


@pytest.mark.parametrize("text", ["", '{"key": "', "[]", '{"key": 3}', "\udcff"])
async def test_damaged_recording_is_named(tmp_path: Path, ask: Ask, text: str) -> None:
    """A file cut off by a full disk, or of another kind, is named with the fix."""
    await Record(fixed, tmp_path, noon)(ask())
    path = only(tmp_path)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(RecordingError) as caught:
        await Replay(tmp_path)(ask())

    assert (
        f"{path} is no recording, or a damaged one; restore it, or delete it and run with "
        f"--record {tmp_path}"
    ) == str(caught.value)


async def test_damaged_recording_of_another_request_does_no_harm(tmp_path: Path, ask: Ask) -> None:
    """One bad file does not keep the others from being replayed, or named as missing."""
    await Record(fixed, tmp_path, noon)(ask())
    (tmp_path / "extract" / "0000.json").write_text("{", "utf-8")

    assert await Replay(tmp_path)(ask()) == REPLY
    with pytest.raises(RecordingError, match=r"^no recorded reply"):
        await Replay(tmp_path)(ask("And who pays?"))


def test_replay_of_no_folder_is_refused(tmp_path: Path) -> None:
    """A mistyped --replay is told before any article is read."""
    with pytest.raises(SetupError, match=r"there is no folder of recordings at .*; check --replay"):
        Replay(tmp_path / "fixtres")


async def test_recording_goes_on_where_it_stopped(tmp_path: Path, ask: Ask) -> None:
    """A second run asks only for what the first did not bring home."""
    first, second = Echo(), Echo()
    await Record(first, tmp_path, noon)(ask("one"))

    record = Record(second, tmp_path, noon)
    texts = [(await record(ask(word))).text for word in ("one", "two")]

    assert texts == ["one", "two"]
    assert (first.asked, second.asked) == (1, 1)
    assert {ask("one").key, ask("two").key} == {path.stem for path in files(tmp_path)}


async def test_equal_questions_at_one_time_are_asked_once(tmp_path: Path, ask: Ask) -> None:
    """Nobody pays twice because two articles share a paragraph."""
    echo = Echo()
    record = Record(echo, tmp_path, noon)

    replies = await asyncio.gather(*(record(ask("same")) for _ in range(8)))

    assert {"same"} == {reply.text for reply in replies}
    assert echo.asked == 1


async def test_failure_is_not_recorded(tmp_path: Path, ask: Ask) -> None:
    """What was no answer leaves nothing behind."""
    with pytest.raises(EndpointError, match="cannot reach it"):
        await Record(broken, tmp_path, noon)(ask())

    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["file", "file/below"])
async def test_folder_that_cannot_be_written_is_told_before_asking(
    tmp_path: Path, ask: Ask, name: str
) -> None:
    """No answer is paid for that could not be kept."""
    (tmp_path / "file").write_text("", "utf-8")
    echo = Echo()

    with pytest.raises(OutputError, match=r"cannot write recordings to .*: .*; choose another"):
        await Record(echo, tmp_path / name, noon)(ask())

    assert echo.asked == 0


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that takes no file")
async def test_folder_that_takes_no_file_is_told_before_asking(ask: Ask) -> None:
    """A folder that is there, but may not be written even by root: nobody is paid either."""
    echo = Echo()

    with pytest.raises(OutputError, match=r"cannot write recordings to /proc: .*; choose another"):
        await Record(echo, Path("/proc"), noon)(ask(prompt="self"))

    assert echo.asked == 0


async def test_folder_lost_on_the_way_is_one_sentence(tmp_path: Path, ask: Ask) -> None:
    """Where the disk goes bad between two answers, the user reads so, and no part file stays."""

    async def spoiler(request: Request) -> Reply:
        (tmp_path / request.prompt).rmdir()
        (tmp_path / request.prompt).write_text("in the way", "utf-8")
        return REPLY

    with pytest.raises(OutputError, match="cannot write recordings to"):
        await Record(spoiler, tmp_path, noon)(ask())

    assert tmp_path / "extract" == only(tmp_path)


async def test_damaged_recording_is_neither_asked_again_nor_lost(tmp_path: Path, ask: Ask) -> None:
    """What was paid for may be mended by hand, so it is left as it is, and nobody is paid twice."""
    await Record(fixed, tmp_path, noon)(ask())
    path = only(tmp_path)
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn)
    echo = Echo()

    with pytest.raises(RecordingError, match="restore it, or delete it and run with --record"):
        await Record(echo, tmp_path, noon)(ask())

    assert echo.asked == 0
    assert path.read_bytes() == torn


async def test_recording_that_cannot_be_opened_is_named(tmp_path: Path, ask: Ask) -> None:
    """A folder, or a file of somebody else's, in the place of a recording: named with the fix."""
    (tmp_path / "extract" / f"{ask().key}.json").mkdir(parents=True)

    with pytest.raises(RecordingError, match=r"cannot read .*\.json: .*; check its permissions"):
        await Replay(tmp_path)(ask())


KILLED = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from pipeline.domain import Message, Reply, Request
from pipeline.models.recordings import Record

os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)

async def model(request):
    return Reply("paid for", "stop", "tiny")

request = Request("tiny", (Message("user", "question 1"),), {"type": "object"},
                  "extract", "ab12", "ferry", "0f0f")
asyncio.run(Record(model, Path(sys.argv[1]), lambda: datetime.now(UTC))(request))
"""


def test_run_that_was_killed_while_it_wrote_is_taken_up(tmp_path: Path) -> None:
    """Half a recording is never taken for one: it is missing, made anew, and told as left over."""
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = only(tmp_path)
    request = question(1)

    with pytest.raises(RecordingError, match=r"^no recorded reply for ferry"):
        asyncio.run(Replay(tmp_path)(request))
    assert asyncio.run(Record(fixed, tmp_path, noon)(request)) == REPLY
    rehearsal = Rehearsal(tmp_path)
    assert asyncio.run(rehearsal(request)) == REPLY
    assert rehearsal.review(["extract"]).half_written == (left,)


async def test_conversation_of_several_turns_survives(tmp_path: Path, ask: Ask) -> None:
    """A repair request, with the model's own words in it, is found again by its key."""
    turns = (Message("system", "S"), Message("assistant", '{"a\u2028": "\x00"}'))
    request = ask(messages=turns)

    await Record(fixed, tmp_path, noon)(request)

    assert await Replay(tmp_path)(ask(messages=turns)) == REPLY


async def test_chances_of_tokens_are_recorded_and_replayed(tmp_path: Path, ask: Ask) -> None:
    """What grades a second opinion comes back as it came; a switch stays a switch in the key."""
    sampled = (Sampled('{"', {'{"': -0.5}), Sampled("yes", {"yes": -0.1, "no": -2.5}))
    graded = Reply('{"answer": "yes"}', "stop", "tiny-2", sampled=sampled)

    async def model(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        return graded

    request = ask(options={"temperature": 0, "logprobs": True, "top_logprobs": 2})
    await Record(model, tmp_path, noon)(request)

    assert await Replay(tmp_path)(request) == graded
    written = json.loads(only(tmp_path).read_text("utf-8"))
    assert written["request"]["options"]["logprobs"] is True
    assert written["reply"]["sampled"][1] == {"text": "yes", "logprobs": {"yes": -0.1, "no": -2.5}}

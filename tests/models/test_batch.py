"""Requests handed in as batches, against a server that speaks the published API, and misbehaves."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from pipeline.domain import Json, Message, Reply, Request
from pipeline.errors import (
    EndpointError,
    ModelError,
    OutputError,
    RefusedError,
    StoppedError,
    TooLongError,
)
from pipeline.models.batch import Batch
from pipeline.models.batch.rows import Limits, to_row
from pipeline.models.client import Client
from pipeline.models.features import Features, Memory
from pipeline.models.meter import Budget, Meter, Spent
from pipeline.models.patience import Patience
from pipeline.models.prices import Price
from tests.models.asking import connected
from tests.models.batch_server import (
    BatchServer,
    Done,
    End,
    Outcome,
    all_failing,
    batch_server,
    broken_off,
    completed,
    failed,
)
from tests.models.recorder import question

KEY = "a-key-that-must-not-be-told"
PRICE = Price(input=1, output=10)


def echo(_: str, shown: str) -> tuple[int, Json]:
    """Answer a question with its own words."""
    return 200, shown


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.models.patience._backoff", lambda _: 0.0)


class Desk:
    """A model that hands in batches, and what it says."""

    def __init__(self, batch: Batch, meter: Meter, said: list[str]) -> None:
        self.batch = batch
        self.said = said
        self._meter = meter

    @property
    def spent(self) -> Spent:
        """What it came to so far."""
        return self._meter.spent()

    async def ask(self, numbers: Sequence[int]) -> list[str | ModelError]:
        """The texts of the answers to questions, or why there is none."""
        asked = (self.batch(question(n)) for n in numbers)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        out: list[str | ModelError] = []
        for answer in answers:
            assert isinstance(answer, Reply | ModelError), answer
            out.append(answer.text if isinstance(answer, Reply) else answer)
        return out


@asynccontextmanager
async def desk(
    server: BatchServer,
    folder: Path,
    *,
    limits: Limits | None = None,
    budget: Budget | None = None,
    memory: Memory | None = None,
) -> AsyncIterator[Desk]:
    """A desk as the command sets it up, in a hurry."""
    said: list[str] = []
    meter = Meter("tiny", PRICE.part(0.5), budget or Budget())
    async with (
        Client(base_url=server.url, api_key=KEY, patience=Patience(3, 20)) as client,
        Batch(
            client=client,
            meter=meter,
            memory=memory or Memory(None),
            folder=folder,
            notice=said.append,
            limits=limits,
            poll=0.001,
            moment=0.02,
        ) as batch,
    ):
        yield Desk(batch, meter, said)


def texts(numbers: Sequence[int]) -> list[str]:
    """What the echo says to questions."""
    return [f"question {n}" for n in numbers]


# --- handing in ------------------------------------------------------------------------


async def test_every_request_gets_its_own_answer(tmp_path: Path) -> None:
    """The rows of a result come in any order; each answer finds its question, in one batch."""
    with batch_server(echo) as server:
        server.looks = 3
        async with desk(server, tmp_path) as asking:
            answers = await asking.ask(range(100))

    assert answers == texts(range(100))
    assert server.sizes() == [100]
    assert set(server.asked.values()) == {1}


async def test_a_row_holds_the_body_of_a_live_request(tmp_path: Path) -> None:
    """What is sent in a batch is what would have been sent at once, letter by letter."""
    request = Request(
        "gpt-5-mini",
        (Message("system", "Be brief."), Message("user", "Wer will längere Fähren\u2028?")),
        {"type": "object", "properties": {}, "additionalProperties": False},
        "extract",
        "ab12",
        "ferry",
        "0f0f",
        {"temperature": 0, "seed": 1, "max_tokens": 50},
    )
    with batch_server(echo) as server:
        async with connected(server.url) as endpoint:
            live = await endpoint(request)
        async with desk(server, tmp_path) as asking:
            batched = await asking.batch(request)

    assert live == batched
    assert server.bodies[0] == server.bodies[1]
    (uploaded,) = (server.files[name] for name in server.names)
    assert json.loads(uploaded)["custom_id"] == request.key


LINE = len(to_row(question(0), Features()).line)


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        (Limits(rows=4), [4, 4, 2]),
        (Limits(rows=10), [10]),
        (Limits(size=1), [1] * 10),
        (Limits(size=3 * LINE), [3, 3, 3, 1]),
        (Limits(size=3 * LINE - 1), [2] * 5),
    ],
    ids=str,
)
async def test_files_stay_within_the_limits(
    tmp_path: Path, limits: Limits, sizes: list[int]
) -> None:
    """So many requests and bytes go into a file, and the rest into the next; none is lost."""
    with batch_server(echo) as server:
        async with desk(server, tmp_path, limits=limits) as asking:
            assert await asking.ask(range(10)) == texts(range(10))

    assert server.sizes() == sizes
    assert set(server.handed_in().values()) == {1}
    uploads = [server.files[name] for name in server.names]
    assert all(len(file) <= limits.size or file.count(b"\n") == 1 for file in uploads)


async def test_names_tell_what_is_in_a_batch(tmp_path: Path) -> None:
    """The same questions make files of the same names and bytes, in whatever order they came."""
    made: list[list[tuple[str, bytes]]] = []
    for order in (range(5), reversed(range(5))):
        with batch_server(echo) as server:
            folder = tmp_path / str(len(made))
            async with desk(server, folder, limits=Limits(rows=2)) as asking:
                await asking.ask(list(order))
            made.append([(server.names[n], server.files[n]) for n in server.names])

    assert made[0] == made[1]


async def test_what_answers_lead_to_is_the_next_batch(tmp_path: Path) -> None:
    """Ten questions, each of which leads to another one: two batches, not eleven."""
    with batch_server(echo) as server:
        async with desk(server, tmp_path) as asking:

            async def twice(n: int) -> list[str | ModelError]:
                await asking.ask([n])
                return await asking.ask([100 + n])

            await asyncio.gather(*map(twice, range(10)))

    assert server.sizes() == [10, 10]


async def test_a_weaker_form_that_is_known_is_used(tmp_path: Path) -> None:
    """What was found out about an endpoint live holds for its batches."""
    with batch_server(echo) as server:
        memory = Memory(None)
        memory.keep(server.url, "tiny", Features(form="json_object"))
        async with desk(server, tmp_path, memory=memory) as asking:
            await asking.ask([1])

    assert server.bodies[0]["response_format"] == {"type": "json_object"}


async def test_text_that_cannot_be_sent_does_not_cost_the_others(tmp_path: Path) -> None:
    """Half a surrogate pair is told of its article; the rest of the batch goes out."""
    bad = Request("tiny", (Message("user", "\ud83d"),), {}, "extract", "ab", "ferry", "0f")
    with batch_server(echo) as server:
        async with desk(server, tmp_path) as asking:
            refused, good = await asyncio.gather(
                asking.batch(bad), asking.ask([1]), return_exceptions=True
            )

    assert isinstance(refused, RefusedError)
    assert "article ferry holds half a surrogate pair" in str(refused)
    assert good == texts([1])


# --- how a batch may end ---------------------------------------------------------------


@pytest.mark.parametrize("status", ["expired", "cancelled"])
@pytest.mark.parametrize("after", [0, 3, 9])
async def test_what_a_broken_off_batch_answered_is_kept(
    tmp_path: Path, status: str, after: int
) -> None:
    """Only what it left is handed in again; finished rows are paid for, and not asked twice."""
    with batch_server(echo) as server:
        server.outcomes = [broken_off(status, after)]
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(10)) == texts(range(10))

    assert server.sizes() == [10, 10 - after]
    first, second = (
        {json.loads(line)["custom_id"] for line in server.files[name].splitlines()}
        for name in server.names
    )
    assert second < first or after == 0


def without_files(_: Sequence[Done]) -> End:
    """Completed, and nothing to show for it."""
    return End("completed")


def without_rest(rows: Sequence[Done]) -> End:
    """Half of the rows are in no file at all."""
    return completed(rows[: len(rows) // 2])


def empty_error_file(rows: Sequence[Done]) -> End:
    """An error file without a line."""
    return End("completed", completed(rows).output, "")


def too_many(rows: Sequence[Done]) -> End:
    """Some rows met a limit, and one has an error without a body."""
    rest = [Done(rows[0].custom_id, 429, {"error": {"message": "slow down"}})]
    return completed([*rest, Done(rows[1].custom_id, 503, "<html>"), *rows[2:]])


def messy(rows: Sequence[Done]) -> End:
    """Rows twice, rows of others, lines that are none; the last one has no end of line."""
    whole = completed(rows).output or ""
    first, rest = whole.split("\n", 1)
    lies = Done(json.loads(first)["custom_id"], 200, {"choices": [{"message": {"content": "?"}}]})
    stranger = Done("somebody else", 200, {"choices": []}).line()
    noise = 'null\n{"custom_id": 7}\n[]\n\n{"custom_id"\n\xff\n{"id": "x"}\n'
    return End("completed", f"{noise}{stranger}{first}\n{lies.line()}{rest}".rstrip("\n"), None)


def garbled(rows: Sequence[Done]) -> End:
    """One row is no chat completion."""
    return completed([Done(rows[0].custom_id, 200, {"choices": []}), *rows[1:]])


@pytest.mark.parametrize(
    ("outcome", "sizes"),
    [
        (without_files, [10, 10]),
        (without_rest, [10, 5]),
        (empty_error_file, [10]),
        (all_failing, [10, 10]),
        (too_many, [10, 2]),
        (messy, [10]),
        (garbled, [10, 1]),
    ],
)
async def test_whatever_a_batch_ends_in_nothing_is_lost(
    tmp_path: Path, outcome: Outcome, sizes: list[int]
) -> None:
    """Every question has its answer in the end, and only what had none was handed in again."""
    with batch_server(echo) as server:
        server.outcomes = [outcome]
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(10)) == texts(range(10))

    assert server.sizes() == sizes


async def test_what_never_comes_is_given_up_after_three_batches(tmp_path: Path) -> None:
    """The sentence says how many, why, and that the same command goes on; the rest has answers."""
    with batch_server(echo) as server:
        server.outcomes = [broken_off("expired", 6), all_failing, all_failing]
        async with desk(server, tmp_path) as asking:
            answers = await asking.ask(range(10))
        lost = [answer for answer in answers if not isinstance(answer, str)]
        async with desk(server, tmp_path) as asking:
            again = await asking.ask(range(10))

    assert len(lost) == 4
    for error in lost:
        assert type(error) is EndpointError
        assert "left 4 requests without an answer in 3 batches (500 - oh)" in str(error)
        assert "run the same command again" in str(error)
    assert again == texts(range(10))
    assert server.sizes() == [10, 4, 4, 4]
    assert asking.spent.attempts == 10


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ({"message": "no grammar", "code": None}, RefusedError, "400 - no grammar"),
        ({"message": "long", "code": "context_length_exceeded"}, TooLongError, "--window"),
    ],
)
async def test_a_refused_request_is_told_as_if_asked_live(
    tmp_path: Path, error: Json, kind: type[ModelError], words: str
) -> None:
    """A row that the endpoint will not take costs nobody else, and is told in the same words."""

    def answer(_: str, shown: str) -> tuple[int, Json]:
        return (400, error) if shown == "question 3" else (200, shown)

    with batch_server(answer) as server:
        async with connected(server.url) as endpoint:
            await endpoint(question(1))
            with pytest.raises(kind) as live:
                await endpoint(question(3))
        async with desk(server, tmp_path) as asking:
            answers = await asking.ask(range(10))

    refused = answers.pop(3)
    assert type(refused) is kind
    assert str(refused) == str(live.value)
    assert words in str(refused)
    assert all(isinstance(answer, str) for answer in answers)
    assert server.sizes() == [10]


async def test_a_refusal_is_asked_anew_by_the_next_run(tmp_path: Path) -> None:
    """What was mended since (the form, say) is not held up by what an old batch said."""
    refuse = [True]

    def answer(_: str, shown: str) -> tuple[int, Json]:
        return (400, "not so") if refuse[0] else (200, shown)

    with batch_server(answer) as server:
        async with desk(server, tmp_path) as asking:
            assert isinstance((await asking.ask([1]))[0], RefusedError)
        refuse[0] = False
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1]) == texts([1])


async def test_an_endpoint_that_takes_no_such_request_is_told_how_to_find_out(
    tmp_path: Path,
) -> None:
    """A batch cannot find out what form an endpoint takes: ask it live once."""
    with batch_server(lambda *_: (400, "response_format is not supported")) as server:
        async with desk(server, tmp_path) as asking:
            await asking.ask(range(3))

    assert any("without --batch" in sentence for sentence in asking.said), asking.said


async def test_a_batch_that_is_not_begun_stops_the_run(tmp_path: Path) -> None:
    """What the endpoint finds wrong is told; nothing was paid; the next run hands it in anew."""
    with batch_server(echo) as server:
        server.outcomes = [failed("billing", f"Billing hard limit, {KEY},\x1b[2J reached")]
        async with desk(server, tmp_path) as asking:
            (error,) = await asking.ask([1])
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1]) == texts([1])

    assert isinstance(error, StoppedError)
    assert "did not begin batch batch_0: Billing hard limit, (the key), [2J reached" in str(error)


FULL = failed("token_limit_exceeded", "Enqueued token limit reached for tiny.")


async def test_a_full_queue_makes_batches_smaller(tmp_path: Path) -> None:
    """Where the whole does not fit into the endpoint's queue, it is handed in in halves."""
    with batch_server(echo) as server:
        server.outcomes = [FULL, FULL, FULL]
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(8)) == texts(range(8))

    assert server.sizes() == [8, 4, 4, 2, 2, 2, 2]
    assert set(server.handed_in().values()) == {1}


async def test_a_full_queue_is_waited_for(tmp_path: Path) -> None:
    """What did not fit beside others that ran is handed in again as it was."""
    with batch_server(echo) as server:
        server.outcomes = [completed, FULL]
        async with desk(server, tmp_path, limits=Limits(rows=4)) as asking:
            assert await asking.ask(range(8)) == texts(range(8))

    assert server.sizes() == [4, 4, 4]


async def test_a_queue_that_takes_nothing_stops_the_run(tmp_path: Path) -> None:
    """When not even one request fits, the endpoint's words are told."""
    with batch_server(echo) as server:
        server.outcomes = [FULL] * 9
        async with desk(server, tmp_path) as asking:
            answers = await asking.ask(range(4))

    assert all(isinstance(answer, StoppedError) for answer in answers)
    assert "Enqueued token limit reached for tiny." in str(answers[0])


# --- the connection --------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["POST /files", "POST /batches", "GET /batches/", "GET /files/"])
async def test_a_passing_fault_costs_nothing(tmp_path: Path, when: str, what: str) -> None:
    """A lost answer of any call is asked for again, and no batch is made twice."""
    with batch_server(echo) as server:
        server.hooks = {(when, what): lambda: 503}
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(5)) == texts(range(5))

    assert server.sizes() == [5]


async def test_a_made_batch_is_found_among_many(tmp_path: Path) -> None:
    """Whether a batch was made is looked up page by page, among those of others."""
    with batch_server(echo) as server:
        server.page = 2
        async with desk(server, tmp_path / "others", limits=Limits(rows=1)) as asking:
            await asking.ask(range(7))

        def lost() -> int:
            for n in range(3):
                server.create({**BODY, "input_file_id": f"file-{n}"})
            return 503

        server.hooks = {("after", "POST /batches"): lost}
        async with desk(server, tmp_path / "ours") as asking:
            assert await asking.ask(range(5)) == texts(range(5))

    assert len(server.batches) == 7 + 3 + 1
    assert server.seen["GET /batches"] > 1


BODY: dict[str, Json] = {"endpoint": "/v1/chat/completions", "completion_window": "24h"}


@pytest.mark.parametrize("length_told", [True, False])
async def test_a_result_that_breaks_off_is_fetched_again(
    tmp_path: Path, *, length_told: bool
) -> None:
    """Half a download is none: nothing of it is taken for missing."""
    with batch_server(echo) as server:
        server.halves = {"file-batch_0-output": length_told}
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(5)) == texts(range(5))

    assert server.sizes() == [5]


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("POST /files", 404, "no Batch API: run without --batch"),
        ("POST /files", 400, "takes no batch: 400 - told to"),
        ("POST /files", 401, "OPENAI_API_KEY"),
        ("POST /batches", 404, "file-0"),
        ("POST /batches", 400, "takes no batch: 400 - told to"),
        ("GET /batches/", 404, "no batch_0"),
        ("GET /files/", 404, "no file-batch_0-output"),
    ],
)
async def test_a_lasting_fault_is_one_sentence_and_loses_nothing(
    tmp_path: Path, what: str, status: int, words: str
) -> None:
    """Where and what to do is told, never the key; the next run goes on."""
    with batch_server(echo) as server:
        server.hooks = {("before", what): lambda: status}
        async with desk(server, tmp_path) as asking:
            first, _ = await asking.ask([1, 2])
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1, 2]) == texts([1, 2])

    assert isinstance(first, ModelError)
    assert server.url in str(first)
    assert words in str(first)
    assert "\n" not in str(first)
    assert KEY not in str(first)
    assert server.sizes() == [2]
    assert len(server.names) == 1


async def test_something_that_is_no_api_is_told(tmp_path: Path) -> None:
    """A server that says 200 to everything is not waited for."""
    with batch_server(echo) as server:
        server.upload = lambda *_: (200, {"hello": "world"})  # type: ignore[method-assign, assignment]
        async with desk(server, tmp_path) as asking:
            (error,) = await asking.ask([1])

    assert "check the base url" in str(error)


# --- what it costs ---------------------------------------------------------------------


async def test_every_row_is_counted_at_the_price_of_batches(tmp_path: Path) -> None:
    """Tokens and dollars of each row that was answered, failed rows by their kind."""
    with batch_server(echo) as server:
        server.outcomes = [too_many]
        async with desk(server, tmp_path) as asking:
            await asking.ask(range(10))

    assert asking.spent.attempts == 12
    assert asking.spent.failed == {"rate_limit": 1, "broke_down": 1}
    assert asking.spent.usage.prompt_tokens == 1000
    assert asking.spent.usd == pytest.approx(10 * (100 * 0.5 + 10 * 5) / 1e6)


async def test_nothing_is_handed_in_over_the_budget(tmp_path: Path) -> None:
    """The most a batch can take must fit, or it is not even uploaded; with more it goes on."""
    with batch_server(echo) as server:
        async with desk(server, tmp_path, budget=Budget(tokens=20_000)) as asking:
            answers = await asking.ask(range(10))
        assert not server.seen
        async with desk(server, tmp_path, budget=Budget(usd=1)) as asking:
            assert await asking.ask(range(10)) == texts(range(10))

    assert all(isinstance(answer, StoppedError) for answer in answers)
    assert "a batch of 10 requests could go over --max-tokens 20000" in str(answers[0])


async def test_what_is_handed_in_is_taken_whatever_the_budget(tmp_path: Path) -> None:
    """Paid answers of an earlier run are not held back by a budget that allows no new ones."""
    with batch_server(echo) as server:
        server.looks = 1000
        async with desk(server, tmp_path) as asking:
            await _until_handed_in(asking, server, [1, 2])
        server.looks = 0
        async with desk(server, tmp_path, budget=Budget(tokens=100)) as asking:
            first, second, third = await asking.ask([1, 2, 3])

    assert [first, second] == texts([1, 2])
    assert isinstance(third, StoppedError)
    assert server.sizes() == [2]


async def _until_handed_in(asking: Desk, server: BatchServer, numbers: Sequence[int]) -> None:
    """Ask, and give up when the batches are looked at."""
    task = asyncio.create_task(asking.ask(numbers))
    while not server.seen["GET /batches/"]:  # noqa: ASYNC110 (it is counted in a thread)
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])


# --- going on --------------------------------------------------------------------------


async def test_a_pending_batch_is_gone_on_with(tmp_path: Path) -> None:
    """Who asks again waits for the batch that is under way; only new questions make another."""
    with batch_server(echo) as server:
        server.looks = 1000
        async with desk(server, tmp_path) as asking:
            await _until_handed_in(asking, server, range(5))
        server.looks = 0
        async with desk(server, tmp_path) as asking:
            assert await asking.ask(range(2, 8)) == texts(range(2, 8))

    assert server.sizes() == [5, 3]
    assert set(server.handed_in().values()) == {1}
    assert asking.spent.attempts == 6


async def test_an_answer_that_was_not_kept_is_fetched_again(tmp_path: Path) -> None:
    """A run that ended before an answer was on the disk finds it in the old batch, unpaid."""
    with batch_server(echo) as server:
        server.outcomes = [broken_off("expired", 6)]
        for _ in range(3):
            async with desk(server, tmp_path) as asking:
                assert await asking.ask(range(10)) == texts(range(10))

    assert server.sizes() == [10, 4]


async def test_an_answer_that_is_asked_for_later_is_still_there(tmp_path: Path) -> None:
    """A batch is not closed for the questions of it that nobody has asked yet."""
    with batch_server(echo) as server:
        async with desk(server, tmp_path) as asking:
            await asking.ask(range(10))
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1, 2]) == texts([1, 2])
            assert await asking.ask([3, 4]) == texts([3, 4])

    assert server.sizes() == [10]


async def test_a_request_file_that_was_never_begun_gives_way(tmp_path: Path) -> None:
    """What was only written or uploaded, and is not all wanted now, is not handed in as it is."""
    with batch_server(echo) as server:
        server.hooks = {("before", "POST /batches"): lambda: 400}
        async with desk(server, tmp_path) as asking:
            await asking.ask(range(6))
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1, 2]) == texts([1, 2])

    assert server.sizes() == [2]


def only(folder: Path, pattern: str) -> Path:
    """The one file of that kind."""
    (file,) = folder.glob(pattern)
    return file


async def test_a_folder_without_its_request_file_goes_on(tmp_path: Path) -> None:
    """A request file that somebody deleted before it was uploaded is written again."""
    with batch_server(echo) as server:
        server.hooks = {("before", "POST /files"): lambda: 400}
        async with desk(server, tmp_path) as asking:
            await asking.ask([1])
        only(tmp_path, "*.jsonl").unlink()
        async with desk(server, tmp_path) as asking:
            assert await asking.ask([1]) == texts([1])


async def test_a_damaged_plan_is_named(tmp_path: Path) -> None:
    """A file that says which batch was handed in is not passed over in silence."""
    (tmp_path / "0001-0123456789ab.json").write_text('{"name": "0001-01')

    with batch_server(echo) as server, pytest.raises(OutputError, match=r"0001-0123456789ab\.json"):
        async with desk(server, tmp_path):
            pass


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Nothing is handed in that could not be found again."""
    (tmp_path / "batch").write_text("a file")

    with batch_server(echo) as server:
        async with desk(server, tmp_path / "batch") as asking:
            with pytest.raises(OutputError, match="choose another with -o"):
                await asking.batch(question(1))

    assert not server.seen

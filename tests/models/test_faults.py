"""Each way an endpoint fails, told apart, counted, and asked again only where that may help."""

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Message, Reply, Request
from pipeline.errors import (
    EndpointError,
    ModelError,
    PipelineError,
    RefusedError,
    StoppedError,
    TooLongError,
)
from pipeline.models.meter import Budget, Meter, Spent
from pipeline.models.patience import Patience, retry_after
from tests.models.asking import connected
from tests.models.misbehaving import (
    ANSWERS,
    FAULTS,
    GOOD,
    LASTING,
    Misbehaving,
    Schedule,
    always,
    error,
    in_turn,
    mixed,
    over_all,
    running,
)
from tests.models.skipping import Waits, skip


class Serve(Protocol):
    """Starts a misbehaving server."""

    def __call__(self, schedule: Schedule, **more: object) -> Misbehaving:
        """The server, running."""


@pytest.fixture
def misbehave() -> Iterator[Serve]:
    """A misbehaving server of a schedule."""
    with ExitStack() as stack:
        yield lambda schedule, **more: stack.enter_context(running(Misbehaving(schedule, **more)))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waits of our own between attempts."""
    monkeypatch.setattr("pipeline.models.patience._backoff", lambda _: 0.0)


@pytest.fixture
async def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """What was slept, and took no time."""
    return skip(monkeypatch)


def question(said: str, model: str = "tiny") -> Request:
    """A small question."""
    options = {"temperature": 0, "max_tokens": 20}
    turns = (Message("user", said),)
    return Request(model, turns, {"type": "object"}, "extract", "ab12", "ferry", "0f", options)


async def ask(
    url: str, *said: str, attempts: int = 2, seconds: float = 20, in_a_row: int = 99
) -> tuple[list[Reply | BaseException], Spent]:
    """Ask these one after the other, of one endpoint; what came of each, and what was spent."""
    meter = Meter("tiny", None, Budget())
    ends: list[Reply | BaseException] = []
    async with connected(
        url, seconds=seconds, patience=Patience(attempts), meter=meter, in_a_row=in_a_row
    ) as endpoint:
        for one in said:
            ends += await asyncio.gather(endpoint(question(one)), return_exceptions=True)
    return ends, meter.spent()


def after(deed: str) -> Schedule:
    """One good answer, and then this."""
    return over_all("answer", deed)


KINDS = {
    "429": "rate_limit",
    "429 seconds": "rate_limit",
    "429 date": "rate_limit",
    "429 ms": "rate_limit",
    "500": "broke_down",
    "500 cut": "garbled",
    "503": "broke_down",
    "408": "too_slow",
    "hang": "timeout",
    "drip": "timeout",
    "cut in the body": "garbled",
    "cut before a byte": "hung_up",
    "truncated json": "garbled",
    "nothing": "garbled",
    "huge": "garbled",
    "bomb": "garbled",
    "broken gzip": "garbled",
    "400": "refused_request",
    "400 filter": "filtered",
    "too long": "too_long",
    "llama too long": "too_long",
    "wrong key": "wrong_key",
    "forbidden": "forbidden",
    "unknown model": "unknown_model",
    "no credit": "no_credit",
    "html": "not_a_model",
}
UNSEEN = {"timeout", "garbled", "hung_up"}
REFUSED = {
    "400": RefusedError,
    "400 filter": RefusedError,
    "too long": TooLongError,
    "llama too long": TooLongError,
}


@pytest.mark.usefixtures("hasty", "waits")
@pytest.mark.parametrize("deed", FAULTS)
async def test_what_may_pass_is_asked_again_and_counted(misbehave: Serve, deed: str) -> None:
    """A fault that passes costs an attempt; one that stays is told when the attempts are over."""
    server = misbehave(in_turn("answer", deed, "answer"))
    kind = KINDS[deed]

    seconds = 0.3 if kind == "timeout" else 20  # a busy machine takes its time
    ends, spent = await ask(server.url, "first", "first", seconds=seconds)

    assert [end.text for end in ends if isinstance(end, Reply)] == [GOOD, GOOD]
    assert (spent.attempts, dict(spent.failed)) == (3, {kind: 1})
    assert spent.untold == (kind in UNSEEN)

    server = misbehave(after(deed))
    ends, spent = await ask(server.url, "first", "second", seconds=seconds)

    assert type(ends[1]) is EndpointError
    assert server.url in str(ends[1])
    assert (server.asked["second"], dict(spent.failed)) == (2, {kind: 2})


@pytest.mark.parametrize("deed", LASTING)
async def test_what_stays_is_told_at_once_and_counted(misbehave: Serve, deed: str) -> None:
    """Asked once, told in a sentence, counted by its kind; it has not cost anything."""
    server = misbehave(after(deed))

    ends, spent = await ask(server.url, "first", "second")

    assert type(ends[1]) is REFUSED.get(deed, EndpointError)
    assert server.url in str(ends[1])
    assert "\n" not in str(ends[1])
    assert server.asked["second"] == 1
    assert (dict(spent.failed), spent.untold) == ({KINDS[deed]: 1}, 0)


@pytest.mark.parametrize("deed", ANSWERS)
async def test_what_the_model_says_is_an_answer(misbehave: Serve, deed: str) -> None:
    """Usable or not, it came, was paid for, and is not asked for again."""
    server = misbehave(after(deed))

    ends, spent = await ask(server.url, "first", "second")

    assert isinstance(ends[1], Reply)
    assert (spent.attempts, spent.failed, spent.untold, spent.usage.total) == (2, {}, 0, 32)


@pytest.mark.parametrize("deed", ["wrong key", "forbidden", "unknown model", "no credit", "html"])
async def test_what_no_request_can_get_over_stops_at_once(misbehave: Serve, deed: str) -> None:
    """Before any answer, a wrong key or address ends the run with its first request."""
    server = misbehave(always(deed))

    ends, spent = await ask(server.url, "first", "second", "third")

    assert [type(end) for end in ends] == [StoppedError] * 3
    assert len({str(end) for end in ends}) == 1
    assert (sum(server.asked.values()), dict(spent.failed)) == (1, {KINDS[deed]: 1})


async def test_a_key_that_expires_is_a_failure_like_others(misbehave: Serve) -> None:
    """What worked before may work again: the run goes on until it fails too often in a row."""
    server = misbehave(over_all("answer", "wrong key", "answer", "wrong key"))

    ends, _ = await ask(server.url, *"abcdefgh", in_a_row=3)

    kinds = [type(end) for end in ends]
    assert kinds == [
        Reply,
        EndpointError,
        Reply,
        EndpointError,
        EndpointError,
        StoppedError,
        StoppedError,
        StoppedError,
    ]
    assert "set OPENAI_API_KEY" in str(ends[-1])
    assert "failed 3 requests in a row" in str(ends[-1])
    assert "run the same command again to go on" in str(ends[-1])
    assert sum(server.asked.values()) == 6


@pytest.mark.usefixtures("hasty")
async def test_refused_requests_are_no_failures_in_a_row(misbehave: Serve) -> None:
    """An endpoint that refuses some questions is there, and answers the others."""
    server = misbehave(lambda said, _: "answer" if said == "first" else "400")

    ends, _ = await ask(server.url, "first", *"abcdef", "first", in_a_row=3)

    assert [type(end) for end in ends] == [Reply, *[RefusedError] * 6, Reply]


@pytest.mark.usefixtures("hasty")
async def test_giving_up_ends_what_is_asked_beside_it(misbehave: Serve) -> None:
    """When the endpoint is given up, those that wait for a next attempt make none."""
    server = misbehave(always("500"))

    async with connected(server.url, patience=Patience(5), in_a_row=2) as endpoint:
        ends = await asyncio.gather(
            *(endpoint(question(str(n))) for n in range(30)), return_exceptions=True
        )

    assert {type(end) for end in ends} == {EndpointError, StoppedError}
    assert sum(type(end) is EndpointError for end in ends) == 1
    assert sum(server.asked.values()) == 2 * 5


async def test_an_address_that_leads_in_a_circle_is_told_at_once(misbehave: Serve) -> None:
    """A page that sends on to itself is no endpoint: asking again is of no use."""
    circle = {"Location": "/v1/chat/completions"}
    server = misbehave(always("circle"), own={"circle": lambda call: call.reply(307, b"", circle)})

    ends, spent = await ask(server.url, "first", attempts=3)

    assert "did not answer like a chat model" in str(ends[0])
    assert (dict(spent.failed), spent.untold) == ({"not_a_model": 1}, 0)


async def test_a_refused_connection_may_not_have_been_billed() -> None:
    """Where nothing listens nothing was asked, and nothing counts against the budget."""
    server = Misbehaving()
    with running(server):
        pass

    ends, spent = await ask(server.url, "first", attempts=1)

    assert str(ends[0]).startswith(f"cannot reach {server.url}; check that it is running")
    assert (dict(spent.failed), spent.untold) == ({"unreachable": 1}, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"no"',
        b'{"error": null}',
        b'{"error": {"message": {"a": 1}, "code": ["x"], "type": {}}}',
        b'{"error": [1]}',
        b"\xff\xfe",
        b'{"error": ',
        error("\ud83d"),
    ],
)
@pytest.mark.parametrize("status", [400, 429, 500])
async def test_errors_in_any_form_are_one_sentence(
    misbehave: Serve, status: int, body: bytes
) -> None:
    """An endpoint may tell what is wrong in a form of its own, or not at all."""
    server = misbehave(after("odd"), own={"odd": lambda call: call.reply(status, body)})

    ends, _ = await ask(server.url, "first", "second", attempts=1)

    assert isinstance(ends[1], PipelineError)
    assert str(ends[1]).isprintable()


@given(st.text() | st.from_regex(r"\w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)"))
def test_any_wait_that_is_asked_for_can_be_read(value: str) -> None:
    """Whatever a Retry-After says, it is a time to wait."""
    assert 0 <= retry_after(value, datetime(2031, 3, 9, tzinfo=UTC)) < math.inf


# --- how long ----------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [121, 3600, 86400])
@pytest.mark.usefixtures("hasty")
async def test_a_wait_is_honoured_however_long(misbehave: Serve, waits: Waits, wait: int) -> None:
    """The SDK gives up above two minutes; a run in the night waits as long as it is asked to."""
    own = {"later": lambda call: call.reply(429, error("later"), {"Retry-After": str(wait)})}
    server = misbehave(over_all("answer", "later", "later", "answer"), own=own)

    ends, spent = await ask(server.url, "first", "second", attempts=3)

    assert isinstance(ends[1], Reply)
    assert dict(spent.failed) == {"rate_limit": 2}
    assert sum(waits) == pytest.approx(2 * wait, abs=0.5)


@pytest.mark.usefixtures("hasty", "waits")
async def test_a_long_wait_is_told(misbehave: Serve) -> None:
    """Whoever sits before a still bar reads why; a short wait is nobody's business."""
    own = {
        "later": lambda call: call.reply(429, error("later"), {"Retry-After": "7200"}),
        "soon": lambda call: call.reply(429, error("soon"), {"Retry-After": "2"}),
    }
    server = misbehave(over_all("answer", "soon", "later", "answer"), own=own)
    told: list[str] = []

    async with connected(server.url, notice=told.append) as endpoint:
        await endpoint(question("first"))
        await endpoint(question("second"))

    assert told == [f"{server.url} asks to be left alone for 7,200 s; waiting"]


async def test_attempts_come_further_and_further_apart(misbehave: Serve, waits: Waits) -> None:
    """Waits of our own double up to half a minute, by chance, so that not all come at once."""
    server = misbehave(after("500"))

    ends, _ = await ask(server.url, "first", "second", attempts=12)

    own = [wait for wait in waits if wait > 0]
    assert type(ends[1]) is EndpointError
    assert server.asked["second"] == 12
    assert all(wait <= min(2**n, 30) for n, wait in enumerate(own))
    assert len(set(own)) == len(own) == 11


@pytest.mark.usefixtures("hasty")
async def test_a_drip_ends_with_the_timeout(misbehave: Serve) -> None:
    """A byte now and then is no sign of life: an attempt takes no longer than it may."""
    server = misbehave(after("drip"))
    began = time.monotonic()

    ends, _ = await ask(server.url, "first", "second", seconds=0.3)

    assert "did not answer within 0.3 s" in str(ends[1])
    assert time.monotonic() - began < 5


# --- everything at once ------------------------------------------------------------------

ALL = {
    **dict.fromkeys(ANSWERS, 1.0),
    "answer": 20.0,
    **dict.fromkeys(FAULTS, 1.0),
    **dict.fromkeys(LASTING, 0.2),
    "429 date": 0.0,  # a date has whole seconds
    "hang": 0.1,
    "drip": 0.1,
    "huge": 0.1,
}


@pytest.mark.usefixtures("hasty")
async def test_of_many_requests_each_is_accounted_for(misbehave: Serve) -> None:
    """Every fault mixed in: each is answered or fails with a reason, none is answered twice."""
    server = misbehave(mixed(ALL))
    meter = Meter("tiny", None, Budget())

    async with connected(
        server.url, seconds=2, patience=Patience(5), meter=meter, in_a_row=10_000
    ) as endpoint:
        await endpoint(question("0"))
        ends = await asyncio.gather(
            *(endpoint(question(str(n))) for n in range(1, 100)), return_exceptions=True
        )

    assert {type(end) for end in ends} <= {Reply, EndpointError, RefusedError, TooLongError}
    assert all(str(end) for end in ends if isinstance(end, ModelError))
    answered = {str(n) for n, end in enumerate(ends, 1) if isinstance(end, Reply)} | {"0"}
    assert server.answered == dict.fromkeys(answered, 1)
    spent = meter.spent()
    assert spent.attempts == sum(server.asked.values())
    assert sum(spent.failed.values()) == spent.attempts - len(answered)

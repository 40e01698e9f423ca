"""How fast an endpoint is asked, by a clock that jumps: no test here takes the time it tells of."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models.pace import MINUTE, Pace, seconds
from tests.models.skipping import run

Sent = list[tuple[float, int]]


def now() -> float:
    """The time by the clock of the loop."""
    return asyncio.get_running_loop().time()


async def sent_by(
    pace: Pace, amounts: Sequence[int], took: float = 0.2, headers: Mapping[str, str] | None = None
) -> Sent:
    """Ask for all at once, each answered after so many seconds; when each went out, and how big."""
    sent: Sent = []

    async def ask(amount: int) -> None:
        async with pace.turn(amount) as began:
            assert began == now()
            sent.append((began, amount))
            await asyncio.sleep(took)
            pace.answered(headers or {})

    await asyncio.gather(*map(ask, amounts))
    return sent


def most_in_a_minute(sent: Sent) -> int:
    """The most that went out in any minute; of one request alone in its minute, nothing."""
    sums = []
    for at, _ in sent:
        within = [amount for then, amount in sent if at <= then < at + MINUTE]
        sums.append(sum(within) if len(within) > 1 else 0)
    return max(sums, default=0)


@given(
    amounts=st.lists(st.integers(1, 5000), max_size=60),
    requests=st.none() | st.integers(1, 40),
    tokens=st.none() | st.integers(1, 20_000),
    at_once=st.integers(1, 9),
    took=st.sampled_from([0.0, 0.2, 7.0, 90.0]),
)
def test_no_limit_is_ever_overrun(
    amounts: list[int], requests: int | None, tokens: int | None, at_once: int, took: float
) -> None:
    """In no minute more requests or tokens go out than were told; all of them do go out."""
    sent = run(sent_by(Pace(at_once, requests, tokens), amounts, took))

    assert sorted(amount for _, amount in sent) == sorted(amounts)
    if requests:
        assert most_in_a_minute([(at, 1) for at, _ in sent]) <= requests
    if tokens:
        assert most_in_a_minute(sent) <= tokens


@given(requests=st.integers(1, 200), count=st.integers(1, 400))
def test_a_limit_is_used(requests: int, count: int) -> None:
    """A limit costs no more time than it must, but for a minute."""
    sent = run(sent_by(Pace(64, requests), [1] * count))

    assert sent[-1][0] - sent[0][0] <= count / requests * MINUTE + MINUTE


def test_requests_are_spread_over_the_minute() -> None:
    """What a minute allows does not go out in its first second."""
    sent = run(sent_by(Pace(600, 600), [1] * 600))

    assert sum(at < sent[0][0] + 1 for at, _ in sent) <= 600 / 10 + 11


@given(at_once=st.integers(1, 20), count=st.integers(0, 60), refused=st.sets(st.integers(0, 59)))
def test_no_more_than_told_are_on_their_way(at_once: int, count: int, refused: set[int]) -> None:
    """However answers and refusals mix, no more than that many requests are out together."""
    pace = Pace(at_once)
    out: list[int] = []

    async def ask(number: int) -> None:
        async with pace.turn(1) as began:
            out.append(number)
            assert len(out) <= at_once
            await asyncio.sleep(0.1 + number / 100)
            out.remove(number)
            if number in refused:
                pace.refused(began, 0)
            else:
                pace.answered({})

    async def all_of_them() -> None:
        await asyncio.gather(*map(ask, range(count)))

    run(all_of_them())


async def widest(pace: Pace, count: int) -> int:
    """Of so many requests, how many were out together at most."""
    out = most = 0

    async def ask() -> None:
        nonlocal out, most
        async with pace.turn(1):
            out += 1
            most = max(most, out)
            await asyncio.sleep(0.2)
            out -= 1

    await asyncio.gather(*(ask() for _ in range(count)))
    return most


def test_a_refusal_halves_how_many_are_asked_at_once() -> None:
    """Requests that went out together and are refused together count as one refusal."""

    async def refuse() -> list[int]:
        pace = Pace(16)
        told = []
        for _ in range(6):
            await asyncio.sleep(1)
            began = now()
            await asyncio.sleep(1)
            for _ in range(16):
                pace.refused(began, 0)
            told.append(await widest(pace, 40))
        return told

    assert run(refuse()) == [8, 4, 2, 1, 1, 1]


def test_answers_widen_it_again_while_others_wait() -> None:
    """After a refusal the requests that wait already are let through more and more at once."""

    async def recover() -> tuple[int, float]:
        pace = Pace(16)
        pace.refused(now(), 0)
        for _ in range(4):
            await asyncio.sleep(1)
            pace.refused(now(), 0)
        began = now()
        sent = await sent_by(pace, [1] * 400)
        return max(sum(at <= then < at + 0.2 for then, _ in sent) for at, _ in sent), now() - began

    at_once, took = run(recover())

    assert at_once == 16
    assert took < 400 * 0.2 / 16 * 2  # one at a time would take 80 s


def test_a_wait_that_is_asked_for_holds_for_all() -> None:
    """When one request is told to come back in an hour, none goes out before."""

    async def wait() -> float:
        pace = Pace(8)
        began = now()
        pace.refused(began, 3600)
        sent = await sent_by(pace, [1] * 20)
        return sent[0][0] - began

    assert run(wait()) == 3600


@pytest.mark.parametrize("what", ["requests", "tokens"])
def test_nothing_left_pauses_until_the_reset(what: str) -> None:
    """An answer that tells that nothing is left is the last one before the reset."""
    headers = {f"x-ratelimit-remaining-{what}": "0", f"x-ratelimit-reset-{what}": "6m0s"}

    sent = run(sent_by(Pace(1), [1, 1], headers=headers))

    assert sent[1][0] - sent[0][0] == pytest.approx(360.2)


@pytest.mark.parametrize(
    ("own", "told", "kept"), [(None, "5", 5), (3, "5", 3), (9, "5", 5), (9, "many", 9), (9, "0", 9)]
)
def test_the_lower_limit_counts(own: int | None, told: str, kept: int) -> None:
    """The endpoint's own limit is kept where nobody told a lower one; nonsense is none."""
    pace = Pace(64, own)
    pace.told({"x-ratelimit-limit-requests": told})

    assert most_in_a_minute([(at, 1) for at, _ in run(sent_by(pace, [1] * 30))]) == kept


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("6m0s", 360),
        ("1.5s", 1.5),
        ("120ms", 0.12),
        ("1h2m3s", 3723),
        ("1d", 86400),
        ("7", 7),
        ("0.25", 0.25),
        ("", 0),
        ("soon", 0),
        ("1893456000", 0),
        ("2031-03-09T12:00:00Z", 0),
    ],
)
def test_durations_are_read_in_each_form(told: str, value: float) -> None:
    """As endpoints write them; a date is no duration, and does not stop a run for years."""
    assert seconds(told) == pytest.approx(value)


def test_many_may_wait() -> None:
    """Two thousand requests that wait for their turn all get it, in the order they came."""

    async def order() -> list[int]:
        pace, went = Pace(8), []

        async def ask(number: int) -> None:
            async with pace.turn(1):
                went.append(number)
                await asyncio.sleep(0.1)
                pace.answered({})

        await asyncio.gather(*map(ask, range(2000)))
        return went

    assert run(order()) == list(range(2000))

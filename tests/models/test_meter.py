"""What is spent, and the budget that is never overrun."""

import asyncio
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Json, Message, Request, Usage
from pipeline.errors import SetupError, StoppedError
from pipeline.models.completion import to_wire
from pipeline.models.features import Features, room
from pipeline.models.meter import Budget, Meter, most
from pipeline.models.prices import Price
from tests.models.skipping import run

PRICE = Price(input=2.0, output=8.0, cached=0.5)


@dataclass(frozen=True)
class Deed:
    """A request: what it may take at most, what it takes, how long, and whether it is told."""

    most: Usage
    took: Usage
    seconds: float
    untold: bool


@st.composite
def deeds(draw: st.DrawFn) -> Deed:
    """Any request whose answer stays within its bound."""
    bound = Usage(draw(st.integers(1, 400)), draw(st.integers(1, 400)))
    untold = draw(st.booleans())
    prompt = draw(st.integers(0, bound.prompt_tokens))
    cached = draw(st.integers(0, prompt))
    took = Usage(prompt, draw(st.integers(0, bound.completion_tokens)), cached)
    return Deed(bound, Usage() if untold else took, draw(st.sampled_from([0.0, 0.5, 3.0])), untold)


async def attempt(meter: Meter, deed: Deed) -> bool:
    """Make one attempt; False where the budget does not allow it."""
    try:
        async with meter.attempt(deed.most) as one:
            await asyncio.sleep(deed.seconds)
            one.usage, one.untold = deed.took, deed.untold
            one.failed = "timeout" if deed.untold else None
    except StoppedError:
        return False
    return True


async def made(meter: Meter, asked: list[Deed]) -> list[Deed]:
    """Those of the attempts, all at once, that the budget allowed."""
    sent = await asyncio.gather(*(attempt(meter, deed) for deed in asked))
    return [deed for deed, went in zip(asked, sent, strict=True) if went]


@given(asked=st.lists(deeds(), max_size=30), tokens=st.integers(1, 4000))
def test_tokens_are_never_overrun(asked: list[Deed], tokens: int) -> None:
    """However answers mix, what is told and what may be billed unseen stay within --max-tokens."""
    meter = Meter("tiny", None, Budget(tokens=tokens))

    sent = run(made(meter, asked))

    feared = sum((deed.most if deed.untold else deed.took).total for deed in sent)
    assert feared <= tokens
    spent = meter.spent()
    assert spent.attempts == len(sent)
    assert spent.untold == spent.failed.get("timeout", 0) == sum(deed.untold for deed in sent)
    assert spent.usage == sum((deed.took for deed in sent), Usage())
    assert spent.usd is None


@given(asked=st.lists(deeds(), max_size=30), dollars=st.floats(0, 0.02))
def test_dollars_are_never_overrun(asked: list[Deed], dollars: float) -> None:
    """Nor is --max-cost, and what is reported is what the tokens cost."""
    meter = Meter("tiny", PRICE, Budget(usd=dollars))

    sent = run(made(meter, asked))

    feared = sum((deed.most if deed.untold else deed.took for deed in sent), Usage())
    assert PRICE.of(feared) <= dollars
    assert meter.spent().usd == PRICE.of(meter.spent().usage)


@given(count=st.integers(1, 20))
def test_requests_wait_for_each_other_rather_than_stop(count: int) -> None:
    """What is only set aside is no reason to stop: an answer mostly takes much less."""
    asked = [Deed(Usage(50, 50), Usage(3, 2), 1.0, untold=False)] * count
    meter = Meter("tiny", None, Budget(tokens=100 + 5 * (count - 1)))

    assert len(run(made(meter, asked))) == count


def test_a_budget_too_small_for_one_request_sends_none() -> None:
    """It stops before, not after; the sentence says what is spent, and how to go on."""
    meter = Meter("tiny", PRICE, Budget(usd=0.001, tokens=120))

    async def ask() -> None:
        async with meter.attempt(Usage(100, 10)) as one:
            one.usage = Usage(100, 10)
        async with meter.attempt(Usage(100, 10)):
            pytest.fail("this one is over the budget")

    with pytest.raises(StoppedError) as caught:
        run(ask())

    said = str(caught.value)
    assert "--max-cost 0.001 ($0.0003 spent) or --max-tokens 120 (110 spent)" in said
    assert "run the same command with more to go on" in said
    assert meter.spent().attempts == 1


def test_a_cost_that_nobody_knows_cannot_be_limited() -> None:
    """--max-cost without a price is told before anything is asked; without it, cost is unknown."""
    with pytest.raises(SetupError, match=r"needs the price of tiny.*--prices FILE.*--max-tokens"):
        Meter("tiny", None, Budget(usd=1))

    assert Meter("tiny", None, Budget()).spent().usd is None


def test_an_attempt_that_breaks_off_is_not_held_against_the_others() -> None:
    """An error nobody foresaw gives back what was set aside."""
    meter = Meter("tiny", None, Budget(tokens=10))

    async def ask() -> None:
        with pytest.raises(ZeroDivisionError):
            async with meter.attempt(Usage(10, 0)):
                raise ZeroDivisionError
        async with meter.attempt(Usage(10, 0)):
            pass

    run(ask())


@given(
    text=st.text(),
    form=st.sampled_from(["json_schema", "json_object", "text"]),
    model=st.sampled_from(["tiny", "gpt-5-mini"]),
)
def test_the_most_is_never_less_than_what_is_sent(text: str, form: str, model: str) -> None:
    """Bytes bound tokens: of the messages, the schema and its words, and the longest answer."""
    schema: dict[str, Json] = {"type": "object", "properties": {"köder": {"type": "string"}}}
    request = Request(
        model, (Message("user", text),), schema, "extract", "ab", "x", "0f", {"max_tokens": 300}
    )
    wire = to_wire(request, Features(form))  # type: ignore[arg-type]
    sent = "".join(str(turn["content"]) for turn in wire.messages)
    limit = wire.rest.get("max_tokens") or wire.rest.get("max_completion_tokens")

    bound = most(request, room(model))

    assert bound.prompt_tokens >= len(
        (sent + json.dumps(wire.rest.get("response_format"))).encode()
    )
    assert bound.completion_tokens == limit


async def test_what_is_ended_on_its_way_may_have_been_billed() -> None:
    """Whoever ends a run is told of the answers that were still to come."""
    meter = Meter("tiny", PRICE, Budget())

    async def ask() -> None:
        async with meter.attempt(Usage(10, 10)):
            await asyncio.Event().wait()

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])

    assert (meter.spent().attempts, meter.spent().untold) == (1, 1)

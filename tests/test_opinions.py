"""Second opinions on the way through a run: who is asked, what it costs, what goes wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.domain import Citation, Claim, Json, Model, Reply, Request, Result, Sampled, Usage
from pipeline.errors import EndpointError, RefusedError, StoppedError
from pipeline.models.recordings import Record, Replay
from pipeline.processing import Adviser, judge, verify_with
from pipeline.stages.doubt import PROMPTS, Asking
from tests.models.asking import connected
from tests.newsroom import CRANES, EMPTY, Fake, article, endpoint, parser, prompt

ASKING = Asking("tiny", {name: prompt(name) for name in PROMPTS})
COPIED = (
    "The dockers' union demanded on Tuesday that the port authority replace its four oldest cranes."
)
REWORDED = [
    Claim("c1", "cranes", "statement", "Four old cranes of the port must go, dockers insisted."),
    Claim("c2", "cranes", "statement", "There is money from the ministry for a single crane."),
    Claim("c3", "cranes", "statement", COPIED, citations=(Citation(COPIED),)),
]
"""Two claims that are in doubt, and one in the words of the article."""


def _nothing(request: Request) -> Json:
    return EMPTY[request.prompt]


def says(answer: Json) -> Fake:
    """A model with one answer to every question of support."""
    return Fake(lambda request: answer if request.prompt == "support" else _nothing(request))


async def advised(model: Model) -> Result:
    """The claims above, verified with a model to ask."""
    return await verify_with(REWORDED, article(CRANES), parser(), Adviser(model, ASKING))


async def test_only_the_claims_in_doubt_are_asked_about() -> None:
    """What the checks settle costs nothing; every claim keeps its place and has one verdict."""
    model = says({"answer": "yes"})
    plain = judge(REWORDED, article(CRANES), parser())

    result = await advised(model)

    in_doubt = [c for c in plain if c.verdict.ruling == "review"]
    assert 0 < len(in_doubt) < len(plain)
    assert [c.claim for c in result.claims] == REWORDED
    assert result.requests == len(model.asked) == len(in_doubt)
    assert result.usage == Usage(100 * len(in_doubt), 10 * len(in_doubt))
    assert result.rejections == ()
    for before, after in zip(plain, result.claims, strict=True):
        assert after.verdict.findings[: len(before.verdict.findings)] == before.verdict.findings


@pytest.mark.parametrize(
    "useless", ["", "yes", "{}", '{"answer": "perhaps"}', '{"answer": "yes", "why": 1}', "[]"]
)
async def test_a_useless_opinion_leaves_the_verdict_and_is_counted(useless: str) -> None:
    """No JSON, another schema, nothing at all: no second try, and the claim is as it was."""
    model = says(useless)

    result = await advised(model)

    assert result.claims == judge(REWORDED, article(CRANES), parser())
    assert result.requests == len(model.asked) == len(result.rejections) > 0
    assert {r.prompt for r in result.rejections} == {"support"}


@pytest.mark.parametrize(
    "ended",
    [
        Reply("", "stop", "tiny", refusal="I would rather not"),
        Reply('{"answer": "yes"}', "length", "tiny"),
        Reply('{"answer": "yes"}', "content_filter", "tiny"),
    ],
    ids=lambda reply: reply.refusal or reply.finish_reason,
)
async def test_a_refused_opinion_leaves_the_verdict(ended: Reply) -> None:
    """Neither the model's refusal nor an answer that was cut off is an opinion."""

    async def model(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        return ended

    result = await advised(model)

    assert result.claims == judge(REWORDED, article(CRANES), parser())
    assert len(result.rejections) == result.requests > 0


async def test_an_endpoint_that_refuses_advice_costs_no_verdict() -> None:
    """A request that the endpoint will not take is counted, and nothing else happens."""

    async def model(request: Request) -> Reply:
        raise RefusedError(f"too long: {request.prompt}")

    result = await advised(model)

    assert result.claims == judge(REWORDED, article(CRANES), parser())
    assert [r.problems[0].where for r in result.rejections] == ["endpoint"] * result.requests


async def test_an_endpoint_that_fails_leaves_the_verdict_as_it_was() -> None:
    """Advice that never came is counted, and costs no verdict."""

    async def model(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        raise EndpointError("it broke down")

    result = await advised(model)

    assert result.claims == judge(REWORDED, article(CRANES), parser())
    assert set(result.failures) == {"endpoint"}


async def test_a_model_that_nobody_can_ask_ends_it() -> None:
    """Second opinions were asked for: a wrong key is told, not passed over."""

    async def model(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        raise StoppedError("the key is wrong")

    with pytest.raises(StoppedError):
        await advised(model)


async def test_an_opinion_is_recorded_and_replayed_with_its_chances(tmp_path: Path) -> None:
    """Through a real endpoint, a recording and its replay: the same verdicts, and nobody asked."""

    async def graded(request: Request) -> Reply:
        sure = Sampled("yes", {"yes": -0.001, "no": -7.0})
        opening = Sampled('{"answer": "', {'{"answer": "': -0.1})
        assert request.options["logprobs"] is True
        return Reply('{"answer": "yes"}', "stop", "tiny", sampled=(opening, sure))

    def noon() -> datetime:
        return datetime(2031, 3, 9, tzinfo=UTC)

    first = await advised(Record(graded, tmp_path, noon))
    again = await advised(Replay(tmp_path))

    assert first == again
    assert any("100% sure" in f.message for c in first.claims for f in c.verdict.findings)


async def test_a_real_endpoint_gives_opinions() -> None:
    """Over HTTP, from an endpoint that tells no chances: the answer alone counts."""
    with endpoint(lambda name, _: (200, EMPTY[name])) as url:
        async with connected(url) as model:
            result = await advised(model)

    assert result.rejections == ()
    assert any("the model" in f.message for c in result.claims for f in c.verdict.findings)


async def test_half_an_opinion_is_none() -> None:
    """Who says one of two citations is no answer: one useless reply leaves the whole claim."""
    quay = "We will not close the quay"
    demanded = "the port authority replace its four oldest cranes"
    claim = Claim(
        "c1",
        "cranes",
        "statement",
        "They will not close the quay, and four cranes must be replaced.",
        citations=(Citation(quay, ("Veiga",)), Citation(demanded, ("a harbour pilot",))),
    )
    before = judge([claim], article(CRANES), parser())

    def half(request: Request) -> Json:
        broken = f"<words>{quay}" in request.messages[-1].content
        return "no JSON" if broken else _nothing(request)

    adviser = Adviser(Fake(half), ASKING)
    result = await verify_with([claim], article(CRANES), parser(), adviser)

    assert [r.prompt for r in result.rejections] == ["attribute"]
    assert result.requests == 3
    assert result.claims == before

"""One article, and a batch of them, from text to verdicts, with models of a few lines."""

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.domain import Article, Json, Model, Reply, Request, Result, Usage
from pipeline.engines.local import Limited, run_all
from pipeline.errors import EndpointError, PipelineError, RefusedError
from pipeline.run import Desk, note, process
from tests.newsroom import CRANES, EMPTY, FEES, Fake, article, asked_about, parser, plan, reply

PROMPTS = Path(__file__).parent.parent / "prompts"


def desk(model: Model, *, steps: bool = True) -> Desk:
    """A desk with the real grammar and the shipped prompts."""
    return Desk(model, parser(), plan(steps=steps))


def batch(count: int) -> list[Article]:
    """Articles that are told apart by a number in their text."""
    return [
        article(f"Union {n} demanded a new crane. Port {n} refused to buy one.\n", f"port-{n}")
        for n in range(count)
    ]


async def run(articles: list[Article], model: Model) -> tuple[Result, ...]:
    """The results of a batch."""
    return await run_all(articles, desk(model), lambda _: None)


def sentence_of(request: Request) -> str:
    """The one sentence that a small question is about."""
    found = re.search(r"<sentence>(.*)</sentence>", asked_about(request), re.DOTALL)
    return found[1] if found else ""


def honest(request: Request) -> Json:
    """A model that copies: what is demanded of whom, and the first sentence as the summary."""
    sentence = sentence_of(request)
    if request.prompt == "position" and "demanded" in sentence:
        holder, thing = re.split(r" demanded (?:on Tuesday )?", sentence.rstrip("."))
        return {"holder": holder, "things": [thing], "addressee": None, "told_by": None}
    if request.prompt == "summary":
        first = asked_about(request).removeprefix("<sentences>[1] ").split("\n")[0]
        return {"numbers": [1], "text": first}
    return EMPTY[request.prompt]


# --- one article -----------------------------------------------------------------------


async def test_an_article_becomes_checked_claims() -> None:
    """A model that copies the article's words gets them back supported, each on its span."""
    story = article(CRANES)

    result = await process(story, desk(Fake(honest)))

    supported = [one for one in result.claims if one.verdict.ruling == "supported"]
    assert "demand" in {one.claim.kind for one in supported}
    assert "summary" in {one.claim.kind for one in supported}
    assert result.rejections == ()
    for one in result.claims:
        for grounding in one.verdict.groundings:
            assert grounding.span is not None
            start, end = grounding.span.start, grounding.span.end
            assert story.text[start:end] == grounding.span.exact == grounding.quote


@pytest.mark.parametrize("steps", [True, False], ids=["steps", "whole"])
async def test_ids_are_unique_and_the_same_every_time(steps: bool) -> None:
    """A claim can be named in a mail: its id says article, kind and place, in every run."""
    quotes = ["The dockers' union demanded", "The port authority rejected the demand"]
    demand = {
        "demander": "x",
        "addressee": None,
        "content": "y",
        "stance": "demands",
        "modality": "asserted",
        "condition_for": None,
    }
    whole: Json = {
        "summary": [{"text": q, "citations": [{"quote": q, "attribution": []}]} for q in quotes],
        "demands": [{**demand, "citations": [{"quote": q, "attribution": []}]} for q in quotes],
    }
    model = Fake(honest if steps else lambda _: whole)

    results = [await process(article(CRANES), desk(model, steps=steps)) for _ in range(2)]

    first, second = ([one.claim.id for one in result.claims] for result in results)
    assert first == second
    assert len(set(first)) == len(first)
    assert {"cranes-d1", "cranes-s1", "cranes-s2"} <= set(first)
    for one in results[0].claims:
        assert one.claim.id.startswith(f"cranes-{one.claim.kind[0]}")
        assert one.claim.article_id == "cranes"


async def test_requests_and_tokens_are_counted() -> None:
    """What a run cost is the sum of all that was asked, repairs included."""
    story, broken = article(CRANES), Fake(lambda _: "no JSON")
    model = Fake(honest)

    good = await process(story, desk(model))
    bad = await process(story, desk(broken))

    assert good.requests == len(model.asked)
    assert bad.requests == len(broken.asked) == 2 * good.requests
    assert bad.usage == Usage(100 * bad.requests, 10 * bad.requests)


async def test_a_bad_answer_is_asked_for_once_more_and_no_oftener() -> None:
    """The second answer counts; a model that never learns costs two requests, not a hundred."""
    wrong: Json = {"holder": 7, "things": [], "addressee": None, "told_by": None}

    def learns(request: Request) -> Json:
        if request.prompt == "position" and request.messages[-2].content != json.dumps(wrong):
            return wrong
        return EMPTY[request.prompt]

    never, late = Fake(lambda _: wrong), Fake(learns)
    story = article("The union demanded a crane. The port is small.\n", "small")

    hopeless = await process(story, desk(never))
    learned = await process(story, desk(late))

    positions = [one for one in never.asked if one.prompt == "position"]
    assert len(positions) == 2
    first, again = positions
    assert again.messages[: len(first.messages)] == first.messages
    assert again.messages[-2].content == json.dumps(wrong)
    assert "$.holder" in again.messages[-1].content
    assert "$.holder" in {p.where for r in hopeless.rejections for p in r.problems}
    assert learned.rejections == ()


@pytest.mark.parametrize(
    "bad",
    [
        reply("I would rather not."),
        Reply("", "stop", "tiny", refusal="I may not."),
        reply(EMPTY["position"], "length"),
        Reply("", "content_filter", "tiny"),
        reply('{"numbers": [1], "text": "half \\ud83d"}'),
        reply("[" * 5000),
        reply({"numbers": [9], "text": "There is no ninth sentence."}),
    ],
    ids=["prose", "refusal", "cut off", "filtered", "half a character", "nested", "no sentence"],
)
async def test_a_good_claim_survives_a_bad_answer(bad: Reply) -> None:
    """One question without a usable answer is a line in the report; the rest is a page."""

    async def model(request: Request) -> Reply:
        return bad if request.prompt == "summary" else reply(honest(request))

    result = await process(article(CRANES), desk(model))

    assert "demand" in {one.claim.kind for one in result.claims}
    assert {one.prompt for one in result.rejections} == {"summary"}
    assert all(one.problems and one.article_id == "cranes" for one in result.rejections)


async def test_an_article_that_gives_nothing_is_still_a_result() -> None:
    """A refusal to every question leaves an article with its rejections and no claim."""

    async def model(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        return Reply("", "stop", "tiny", refusal="no")

    result = await process(article(CRANES), desk(model))

    assert result.claims == ()
    assert len(result.rejections) * 2 == result.requests
    made = note([result], parser())
    assert made.sections == ()


# --- no word of an example -------------------------------------------------------------


def example_turns() -> list[tuple[str, dict[str, Json]]]:
    """Each example of the small question: the sentence shown, and the answer."""
    text = (PROMPTS / "position" / "prompt.md").read_text(encoding="utf-8")
    parts = re.split(r"^--- \w+ ---$", text, flags=re.MULTILINE)
    return [
        (shown, json.loads(answer))
        for shown, answer in itertools.pairwise(parts)
        if answer.strip().startswith('{"')
    ]


def parrot(answer: dict[str, Json]) -> Callable[[Request], Json]:
    """A model that answers every small question with one and the same answer."""
    return lambda request: answer if request.prompt == "position" else EMPTY[request.prompt]


async def test_a_model_that_repeats_the_examples_finds_nothing() -> None:
    """Each example's answer, given back as it stands, is a rejection and never a claim."""
    for _, answer in example_turns():
        result = await process(article(CRANES), desk(Fake(parrot(answer))))

        assert not [one for one in result.claims if one.claim.kind == "demand"]
        assert bool(result.rejections) == bool(answer["things"])


QUAY = "In Palmeiras the dockers' union demanded larger cranes.\n"
"""Without one word of the examples' content."""


def example_words() -> list[str]:
    """Every word of an example, placeholders in plain letters and without them, and its phrases."""
    words: set[str] = set()
    for shown, answer in example_turns():
        said = [shown, *(s for value in answer.values() for s in _texts(value))]
        for text in said:
            plain = re.sub(r"</?\w+>", " ", text)
            words |= {w.strip("'\".,:") for w in plain.split()}
            words |= {re.sub(r"\b([A-Z]{4,})\d*", lambda m: m[1].lower(), plain).strip()}
            words |= {" ".join(re.sub(r"\b[A-Z]{4,}\d+", " ", plain).split())}
    return sorted(
        w for w in words if re.search(r"[a-z]{2}", w) and w.lower()[:5] not in QUAY.lower()
    )


def _texts(value: Json) -> list[str]:
    return [value] if isinstance(value, str) else [str(v) for v in value or []]  # type: ignore[union-attr]


@pytest.mark.parametrize("field", ["holder", "things", "addressee", "told_by"])
async def test_no_word_of_an_example_comes_out_as_a_finding(field: str) -> None:
    """Words of an example, in any field of an answer that is right but for them, get no support."""
    right: dict[str, Json] = {
        "holder": "the dockers' union",
        "things": ["larger cranes"],
        "addressee": None,
        "told_by": None,
    }
    plain = await process(article(QUAY), desk(Fake(parrot(right))))
    assert [one.verdict.ruling for one in plain.claims if one.claim.kind == "demand"] == [
        "supported"
    ]
    words = example_words()
    assert len(words) > 50

    leaked = []
    for word in words:
        answer: dict[str, Json] = {**right, field: [word] if field == "things" else word}
        result = await process(article(QUAY), desk(Fake(parrot(answer))))
        leaked += [
            word
            for one in result.claims
            if one.claim.kind == "demand" and one.verdict.ruling == "supported"
        ]

    assert leaked == []


# --- a batch ---------------------------------------------------------------------------


async def test_results_come_in_the_order_of_the_articles() -> None:
    """Whoever is answered first: the note is the same every time."""
    articles, done = batch(6), []

    async def backwards(request: Request) -> Reply:
        number = int(request.article_id.removeprefix("port-"))
        await asyncio.sleep((6 - number) * 0.01)
        return reply(honest(request))

    found = await run_all(articles, desk(backwards), lambda r: done.append(r.article.id))

    assert [result.article.id for result in found] == [one.id for one in articles]
    assert sorted(done) == sorted(one.id for one in articles)
    assert done != [one.id for one in articles], "the replies did come in another order"
    assert found == await run(articles, Fake(honest))


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_requests_at_once_than_told(most: int) -> None:
    """Four at a time is four, over all articles; and it is used."""
    busy, peak = 0, 0

    async def counting(request: Request) -> Reply:
        nonlocal busy, peak
        busy += 1
        peak = max(peak, busy)
        await asyncio.sleep(0.001)
        busy -= 1
        return reply(honest(request))

    await run(batch(4), Limited(counting, most))

    assert peak == most


async def test_one_unanswered_request_ends_the_batch() -> None:
    """An endpoint that is gone is told once, as its own sentence, and the rest is not paid for."""
    articles, answered = batch(5), 0

    async def failing(request: Request) -> Reply:
        nonlocal answered
        if request.article_id == "port-1":
            raise EndpointError("cannot reach http://127.0.0.1:9/v1")
        await asyncio.sleep(5)
        answered += 1
        return reply(honest(request))

    with pytest.raises(EndpointError, match="cannot reach"):
        await asyncio.wait_for(run(articles, failing), 3)

    assert answered == 0


async def test_many_failures_are_one_error() -> None:
    """A dead endpoint fails every request, and is still one sentence."""

    async def dead(request: Request) -> Reply:
        raise EndpointError(f"cannot answer {request.article_id}")

    with pytest.raises(PipelineError, match=r"^cannot answer port-\d$"):
        await run(batch(4), dead)


async def test_a_bug_is_not_taken_for_a_failing_endpoint() -> None:
    """What is no PipelineError is not told as one, so that it is seen and mended."""

    async def bug(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as caught:
        await run(batch(2), bug)

    assert caught.group_contains(ZeroDivisionError)


async def test_no_article_is_no_result() -> None:
    """Nothing to read gives nothing, and asks nobody."""
    model = Fake(honest)

    assert await run([], model) == ()
    assert model.asked == []


async def test_two_articles_do_not_mix() -> None:
    """Every claim cites its own article, and its ids are its own."""
    first, second = await run([article(CRANES), article(FEES, "fees")], Fake(honest))

    ids = [one.claim.id for result in (first, second) for one in result.claims]
    assert len(set(ids)) == len(ids)
    for result in (first, second):
        assert result.claims
        for one in result.claims:
            assert one.claim.article_id == result.article.id
            for grounding in one.verdict.groundings:
                assert grounding.quote in result.article.text


async def test_a_request_the_endpoint_refuses_costs_no_other_article() -> None:
    """What is too long for the model is a problem of that article, told in its report."""

    async def cramped(request: Request) -> Reply:
        if request.article_id == "long":
            raise RefusedError("400 - too many tokens; ask less at once with --window")
        return reply(honest(request))

    cranes = article("The union demanded a crane. The port is small.\n", "short")
    long = article("The union demanded a crane. The port is small.\n", "long")

    short, refused = await run([cranes, long], cramped)

    assert short.claims
    assert not short.rejections
    assert not refused.claims
    assert {p.where for r in refused.rejections for p in r.problems} == {"endpoint"}
    assert all("--window" in p.message for r in refused.rejections for p in r.problems)


@pytest.mark.parametrize("text", ["demanded" * 200_000, "They demanded more. " * 80_000])
def test_a_line_without_end_can_be_parsed(text: str) -> None:
    """A page without line breaks is no reason to lose the others; its offsets stay true."""
    parse = parser()(text, "xx")

    assert parse.sentences
    for start, end in parse.sentences:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert sum(end - start for start, end in parse.sentences) > 0.9 * len(text)

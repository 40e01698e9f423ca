"""One article, and a batch of them, from text to verdicts, with models of a few lines."""

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain import Article, Json, Model, Reply, Request, Result, Usage
from pipeline.domain.telling import Begun, Ended, Event, Hear, nobody
from pipeline.engines.books import Books
from pipeline.engines.local import Outcome, run_all
from pipeline.errors import (
    EndpointError,
    RecordingError,
    RefusedError,
    StoppedError,
    TooLongError,
)
from pipeline.processing import Desk, process
from pipeline.store import scratch
from pipeline.together import note, reconciled, shelve
from pipeline.wording.passages import Library
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
    """The results of a batch that went well."""
    outcome = await batched(articles, model)
    assert not outcome.problems
    return tuple(outcome.results)


async def batched(articles: list[Article], model: Model, hear: Hear = nobody) -> Outcome:
    """What became of a batch, with a ledger that is gone afterwards."""
    with scratch() as ledger:
        books = Books(ledger, articles, {}, Library(articles))
        outcome = await run_all(articles, desk(model), books, hear, at_once=8)
        return replace(outcome, results=tuple(outcome.results))


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
        reply(""),
        Reply("", "stop", "tiny", refusal="I may not."),
        reply(EMPTY["position"], "length"),
        Reply("", "content_filter", "tiny"),
        reply('{"numbers": [1], "text": "half \\ud83d"}'),
        reply("[" * 5000),
        reply({"numbers": [9], "text": "There is no ninth sentence."}),
    ],
    ids=[
        "prose",
        "nothing",
        "refusal",
        "cut off",
        "filtered",
        "half a character",
        "nested",
        "no sentence",
    ],
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
    assert len(result.rejections) == result.requests, "a refusal is not asked for twice"
    assert set(result.failures) == {"refusal"}
    shelf = shelve([result], parser())
    made = note(shelf, reconciled(shelf))
    assert [section.kind for section in made.sections][:1] == ["bottom_line"]
    assert "nothing to report" in made.sections[0].sentences[0].text


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
    articles = batch(6)
    heard: list[Event] = []

    async def backwards(request: Request) -> Reply:
        number = int(request.article_id.removeprefix("port-"))
        await asyncio.sleep((6 - number) * 0.01)
        return reply(honest(request))

    found = (await batched(articles, backwards, heard.append)).results

    assert [result.article.id for result in found] == [one.id for one in articles]
    assert heard[0] == Begun(len(articles))
    assert set(heard[1:]) == {Ended(one.id, "checked") for one in articles}
    assert found == await run(articles, Fake(honest))


async def test_an_article_without_an_answer_costs_no_other() -> None:
    """Where the endpoint fails one article, the others are processed, and it is named."""

    async def failing(request: Request) -> Reply:
        if request.article_id == "port-1":
            raise EndpointError("http://127.0.0.1:9/v1 broke down")
        await asyncio.sleep(0.01)
        return reply(honest(request))

    outcome = await batched(batch(4), failing)

    assert [one.article.id for one in outcome.results] == ["port-0", "port-2", "port-3"]
    assert [(p.where, p.message) for p in outcome.problems] == [
        ("port-1", "http://127.0.0.1:9/v1 broke down")
    ]
    assert isinstance(outcome.failed, EndpointError)


async def test_what_was_on_its_way_comes_back_after_a_failure() -> None:
    """An answer that is being written is paid for: nobody hangs up on it."""
    answered = 0

    async def slow(request: Request) -> Reply:
        nonlocal answered
        if request.prompt == "position":
            raise StoppedError("no credit")
        await asyncio.sleep(0.05)
        answered += 1
        return reply(honest(request))

    outcome = await batched([article(CRANES)], slow)

    assert not outcome.results
    assert str(outcome.failed) == "no credit"
    assert answered == 2


async def test_a_missing_recording_ends_the_batch() -> None:
    """Replay is all or nothing: a note that lacks an article would look whole."""

    async def partly(request: Request) -> Reply:
        if request.article_id == "port-2":
            raise RecordingError("no recorded reply for port-2")
        return reply(honest(request))

    with pytest.raises(RecordingError, match="port-2"):
        await batched(batch(4), partly)


async def test_a_bug_is_not_taken_for_a_failing_endpoint() -> None:
    """What is no PipelineError is not told as one, so that it is seen and mended."""

    async def bug(request: Request) -> Reply:  # noqa: ARG001  (named by the Protocol)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await run(batch(2), bug)


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


# --- an answer that gets too long --------------------------------------------------------

LONG = " ".join(f"Union {n} demanded a new crane." for n in range(8)) + "\n"


def shown(request: Request) -> list[str]:
    """The sentences of the article that a whole window shows."""
    return re.findall(r"Union \d", asked_about(request))


@pytest.mark.parametrize("too_long", ["cut off", "refused"])
async def test_what_is_too_long_is_asked_in_halves(too_long: str) -> None:
    """A window whose answer is cut off, or that the model cannot read, is asked in smaller ones."""
    asked: list[list[str]] = []

    async def short_of_breath(request: Request) -> Reply:
        asked.append(shown(request))
        if len(asked[-1]) > 2:
            if too_long == "refused":
                raise TooLongError("too many tokens")
            return reply('{"summary": [', "length")
        first: Json = {"text": asked[-1][0], "citations": []}
        return reply({"summary": [first], "demands": []})

    result = await process(article(LONG, "long"), desk(short_of_breath, steps=False))

    assert [len(one) for one in asked] == [8, 4, 4, 2, 2, 2, 2]
    assert [one.claim.text for one in result.claims] == ["Union 0", "Union 2", "Union 4", "Union 6"]
    assert result.rejections == ()
    assert result.failures == ("truncated" if too_long == "cut off" else "endpoint",) * 3
    assert result.requests == len(asked)


async def test_what_cannot_be_halved_is_told() -> None:
    """A model that never ends is asked about one sentence at last, and then no more."""
    model = Fake()

    async def endless(request: Request) -> Reply:
        await model(request)
        return reply("{", "length")

    result = await process(article(LONG, "long"), desk(endless, steps=False))

    assert len(model.asked) == 8 + 4 + 2 + 1
    assert [(r.kind, len(r.problems)) for r in result.rejections] == [("truncated", 1)] * 8


@pytest.mark.parametrize("text", ["demanded" * 200_000, "They demanded more. " * 80_000])
def test_a_line_without_end_can_be_parsed(text: str) -> None:
    """A page without line breaks is no reason to lose the others; its offsets stay true."""
    parse = parser()(text, "xx")

    assert parse.sentences
    for start, end in parse.sentences:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    assert sum(end - start for start, end in parse.sentences) > 0.9 * len(text)

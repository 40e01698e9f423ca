"""The order of the stages over many articles, of one run or several, and nothing else.

shelve -> reconcile -> brief, and where it is wanted: pairs -> (model) before reconcile, and
narrate -> (model) -> verify before brief
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from pipeline.across.gathering import gather
from pipeline.answering import rejected
from pipeline.domain import (
    CheckedClaim,
    Claim,
    Making,
    Model,
    Note,
    Parse,
    Parser,
    Prose,
    Question,
    Reconciled,
    Rejection,
    Reply,
    Result,
    Usage,
)
from pipeline.drafting.publishing import members_of
from pipeline.drafting.restating import restates
from pipeline.drafting.telling import ARTICLE, told
from pipeline.errors import RefusedError
from pipeline.processing import judge
from pipeline.stages import narrate
from pipeline.stages.brief import brief
from pipeline.stages.check import unusable
from pipeline.stages.reconcile import Asking, doubtful, opinions, reconcile
from pipeline.text import sentences

T = TypeVar("T")
Pairs = frozenset[tuple[str, str]]
_AT_HAND = 64


class _Grammar(Mapping[str, Parse]):
    """What is asked for is parsed then; the last few texts are at hand.

    A parser that keeps what it finds elsewhere makes of it a mapping that takes no memory.

    Args:
        places: For each name the texts that are parsed together, their language, and which it is.
    """

    def __init__(
        self, parser: Parser, places: Mapping[str, tuple[tuple[str, ...], str | None, int]]
    ) -> None:
        self._places = places
        self._parsed = lru_cache(maxsize=_AT_HAND)(parser.many)

    def __getitem__(self, name: str) -> Parse:
        texts, language, at = self._places[name]
        return self._parsed(texts, language)[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Results with every article once and every id unique, and the grammar of all their texts.

    Attributes:
        parses: Of the articles, by id.
        told: Of the words of the claims, by id.
    """

    results: tuple[Result, ...]
    parses: Mapping[str, Parse]
    told: Mapping[str, Parse]


@dataclass(frozen=True, slots=True)
class Cost:
    """What asking came to, and the answers that could not be used."""

    requests: int = 0
    usage: Usage = field(default_factory=Usage)
    rejections: tuple[Rejection, ...] = ()

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.requests + other.requests,
            self.usage + other.usage,
            self.rejections + other.rejections,
        )


def shelve(results: Sequence[Result], parser: Parser) -> Shelf:
    """Results whose ids are unique, as those of one run are; `gather` makes them so."""
    kept = tuple(results)
    said = [(r, tuple(one.claim.words for one in r.claims)) for r in kept]
    return Shelf(
        kept,
        _Grammar(parser, {r.article.id: ((r.article.text,), r.article.language, 0) for r in kept}),
        _Grammar(
            parser,
            {
                one.claim.id: (words, r.article.language, at)
                for r, words in said
                for at, one in enumerate(r.claims)
            },
        ),
    )


def reconciled(shelf: Shelf, one: Pairs = frozenset()) -> Reconciled:
    """What many articles amount to; `one` are pairs that a model holds for one demand."""
    return reconcile(shelf.results, shelf.parses, shelf.told, one)


async def related(shelf: Shelf, model: Model, asking: Asking) -> tuple[Pairs, int, Cost]:
    """The pairs that a model holds for one demand, of how many that it was asked, and the cost.

    Raises ModelError when the model cannot be asked.
    """
    near = doubtful(shelf.results, shelf.parses, shelf.told, asking)
    usable, cost = await _asked([(one, one.question) for one in near], model)
    return opinions(usable), len(near), cost


async def narrated(
    shelf: Shelf, found: Reconciled, model: Model, asking: narrate.Asking
) -> tuple[tuple[Prose, ...], Cost]:
    """What a model writes of the key points; `checked` says what of it may stand.

    Raises ModelError when the model cannot be asked.
    """
    wanted = narrate.questions(shelf.results, shelf.parses, found, asking)
    usable, cost = await _asked([(one, one.question) for one in wanted], model)
    return narrate.proposals(usable), cost


def checked(
    prose: Sequence[Prose], shelf: Shelf, found: Reconciled, parser: Parser
) -> tuple[Prose, ...]:
    """The prose of which every sentence is supported by the spans of the claims it restates.

    What restates claims of several articles has to be supported by each of them. What the checks
    cannot tell is settled only where the words are those of a claim that they have told.
    """
    claims = {one.claim.id: one for result in shelf.results for one in result.claims}
    articles = {result.article.id: result.article for result in shelf.results}
    asked: defaultdict[str, list[Claim]] = defaultdict(list)
    for at, one in enumerate(prose):
        if one.rests_on and all(_stands(claims.get(name)) for name in one.rests_on):
            for claim in _as_claims(at, one, claims):
                asked[claim.article_id].append(claim)
    members = members_of(found)
    failed, seen = set(), set()
    for name, held in asked.items():
        for judged in judge(held, articles[name], parser):
            at = int(judged.claim.id)
            own = [told(claims[c], members.get(c)) for c in prose[at].rests_on]
            seen.add(at)
            if not _is_borne_out(judged, own):
                failed.add(at)
    return tuple(one for at, one in enumerate(prose) if at in seen - failed)


def _is_borne_out(judged: CheckedClaim, own: Sequence[str]) -> bool:
    """Whether a sentence is supported, or says what a supported claim's own sentence says."""
    if judged.verdict.ruling == "supported":
        return True
    open_still = all(finding.outcome == "unknown" for finding in judged.verdict.decisive)
    said = judged.claim.words
    return open_still and any(restates(said, one.replace(ARTICLE, "")) for one in own)


def note(
    shelf: Shelf, found: Reconciled, making: Making | None = None, prose: Sequence[Prose] = ()
) -> Note:
    """The briefing note of all that was found."""
    return brief(shelf.results, shelf.parses, found, making, prose)


def together(results: Sequence[Result], parser: Parser) -> tuple[tuple[Result, ...], Reconciled]:
    """Results of several runs with every id unique, and what they amount to together.

    Whatever is written about the reconciled must be written from these results.
    """
    shelf = shelve(gather(results), parser)
    return shelf.results, reconciled(shelf)


async def together_with(
    results: Sequence[Result], parser: Parser, model: Model, asking: Asking
) -> tuple[tuple[Result, ...], Reconciled, tuple[Rejection, ...], Usage]:
    """As `together`, and a model is asked about pairs of claims that only wording sets apart."""
    shelf = shelve(gather(results), parser)
    one, _, cost = await related(shelf, model, asking)
    return shelf.results, reconciled(shelf, one), cost.rejections, cost.usage


async def _asked(
    wanted: Sequence[tuple[T, Question]], model: Model
) -> tuple[list[tuple[T, Reply]], Cost]:
    """The usable answers, in order; no second try: without one the template stands."""
    answers = await asyncio.gather(*(_answer(question, model) for _, question in wanted))
    pairs = zip(wanted, answers, strict=True)
    usable = [(one, answer) for (one, _), answer in pairs if isinstance(answer, Reply)]
    refused = tuple(answer for answer in answers if isinstance(answer, Rejection))
    usage = sum((reply.usage for _, reply in usable), Usage())
    return usable, Cost(len(wanted), usage, refused)


async def _answer(question: Question, model: Model) -> Reply | Rejection:
    try:
        reply = await model(question.request)
    except RefusedError as error:
        return rejected(question, error)
    return unusable(question, reply) or reply


def _stands(claim: CheckedClaim | None) -> bool:
    return claim is not None and claim.verdict.ruling == "supported"


def _as_claims(at: int, prose: Prose, claims: Mapping[str, CheckedClaim]) -> list[Claim]:
    """Every sentence as a statement that cites what its claims cite, once for each article."""
    restated = [claims[name].claim for name in prose.rests_on]
    by_article = groupby(sorted(restated, key=lambda c: c.article_id), lambda c: c.article_id)
    cited = {name: tuple(q for c in same for q in c.citations) for name, same in by_article}
    # that the article tells it is no word of the article
    own = prose.text.replace(ARTICLE, "")
    said = [own[start:end] for start, end in sentences(own)]
    return [
        Claim(str(at), name, "statement", text=text, citations=citations)
        for name, citations in cited.items()
        for text in said
    ]

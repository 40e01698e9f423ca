"""The order of the stages for one article, and nothing else.

read -> parse -> ask -> (model) -> check -> (repair once) -> ground -> verify -> brief
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Evidence,
    Kind,
    Model,
    Note,
    Parse,
    Parser,
    Policy,
    Problem,
    Question,
    Rejection,
    Result,
    Usage,
)
from pipeline.errors import RefusedError
from pipeline.stages.ask import Plan, questions
from pipeline.stages.brief import brief
from pipeline.stages.check import check, repair
from pipeline.stages.ground import about, ground
from pipeline.stages.verify import STANDARD, verify
from pipeline.wording.haystack import Haystack, haystack
from pipeline.wording.passages import Library, Passages, passages


@dataclass(frozen=True, slots=True)
class Desk:
    """What one article needs from the world: somebody to ask, a grammar, and how to ask.

    `library` holds all articles of the run, to tell what leaked from one into another.
    """

    model: Model
    parse: Parser
    plan: Plan
    policy: Policy = STANDARD
    library: Library | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    claims: tuple[Claim, ...]
    rejection: Rejection | None
    requests: int
    usage: Usage


async def process(article: Article, desk: Desk) -> Result:
    """One article from text to verdicts; raises ModelError when the model cannot be asked."""
    parse = desk.parse(article.text, article.language)
    asked = questions(article, parse, desk.plan)
    answers = await asyncio.gather(*(_answer(question, desk.model) for question in asked))
    claims = _numbered(article, [claim for answer in answers for claim in answer.claims])
    return Result(
        article,
        judge(claims, article, desk.parse, desk.library, desk.policy),
        tuple(answer.rejection for answer in answers if answer.rejection),
        sum(answer.requests for answer in answers),
        sum((answer.usage for answer in answers), Usage()),
    )


def judge(
    claims: Sequence[Claim],
    article: Article,
    parse: Parser,
    library: Library | None = None,
    policy: Policy = STANDARD,
) -> tuple[CheckedClaim, ...]:
    """Ground and verify claims over one article: one verdict for each claim, in order.

    With a library of the other articles of the run, what is not supported here is looked for
    there.
    """
    told = parse.many([claim.words for claim in claims], article.language)
    bench = _bench(article, parse)
    return tuple(
        _judged(bench.evidence(claim, said), library, policy)
        for claim, said in zip(claims, told, strict=True)
    )


def evidence_for(claim: Claim, article: Article, parse: Parser) -> Evidence:
    """All that the checks may look at for one claim."""
    (told,) = parse.many([claim.words], article.language)
    return _bench(article, parse).evidence(claim, told)


@dataclass(frozen=True, slots=True)
class _Bench:
    """One article made ready for the many claims that are checked against it."""

    article: Article
    parse: Parse
    where: Haystack
    near: Passages

    def evidence(self, claim: Claim, told: Parse) -> Evidence:
        groundings = tuple(ground(citation.quote, self.where) for citation in claim.citations)
        near = about(claim, groundings, self.parse, self.near)
        return Evidence(claim, self.article, self.parse, groundings, told, near)


def _bench(article: Article, parse: Parser) -> _Bench:
    grammar = parse(article.text, article.language)
    where = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    return _Bench(article, grammar, where, passages(article, grammar))


def note(results: Sequence[Result], parse: Parser) -> Note:
    """The briefing note of all that was found."""
    return brief(
        results, {r.article.id: parse(r.article.text, r.article.language) for r in results}
    )


def _judged(found: Evidence, library: Library | None, policy: Policy) -> CheckedClaim:
    verdict = verify(found, policy)
    if library and verdict.ruling != "supported":
        elsewhere = library.elsewhere(found.claim.words, found.article.id)
        if elsewhere:
            verdict = verify(replace(found, elsewhere=elsewhere), policy)
    return CheckedClaim(found.claim, verdict)


async def _answer(question: Question, model: Model) -> _Answer:
    """One question, and its one repair where the reply did not pass."""
    try:
        return await _asked(question, model)
    except RefusedError as error:
        request = question.request
        problem = Problem("endpoint", str(error))
        return _Answer((), Rejection(request.article_id, request.prompt, (problem,)), 1, Usage())


async def _asked(question: Question, model: Model) -> _Answer:
    reply = await model(question.request)
    checked = check(question, reply)
    if not isinstance(checked, Rejection):
        return _Answer(checked.claims, None, 1, reply.usage)
    again = repair(question, reply, checked)
    second = await model(again.request)
    rechecked = check(again, second)
    usage = reply.usage + second.usage
    if isinstance(rechecked, Rejection):
        return _Answer((), rechecked, 2, usage)
    return _Answer(rechecked.claims, None, 2, usage)


def _numbered(article: Article, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Ids that stay the same from run to run: the article, s or d, and a number in text order."""
    numbers: Counter[Kind] = Counter()
    out = []
    for claim in claims:
        numbers[claim.kind] += 1
        letter = "s" if claim.kind == "summary" else "d"
        out.append(replace(claim, id=f"{article.id}-{letter}{numbers[claim.kind]}"))
    return tuple(out)

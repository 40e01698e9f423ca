"""The order of the stages for one article, and nothing else.

read -> parse -> ask -> (model) -> check -> (repair once) -> ground -> verify -> brief
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
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
from pipeline.stages.ground import ground
from pipeline.stages.verify import verify
from pipeline.wording.haystack import Haystack, haystack


@dataclass(frozen=True, slots=True)
class Desk:
    """What one article needs from the world: somebody to ask, a grammar, and how to ask."""

    model: Model
    parse: Parser
    plan: Plan


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
        judge(claims, article, parse),
        tuple(answer.rejection for answer in answers if answer.rejection),
        sum(answer.requests for answer in answers),
        sum((answer.usage for answer in answers), Usage()),
    )


def judge(claims: Iterable[Claim], article: Article, parse: Parse) -> tuple[CheckedClaim, ...]:
    """Ground and verify claims over one article: one verdict for each claim, in order."""
    where = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    return tuple(_judged(claim, article, parse, where) for claim in claims)


def note(results: Sequence[Result], parse: Parser) -> Note:
    """The briefing note of all that was found."""
    return brief(
        results, {r.article.id: parse(r.article.text, r.article.language) for r in results}
    )


def _judged(claim: Claim, article: Article, parse: Parse, where: Haystack) -> CheckedClaim:
    groundings = tuple(ground(citation.quote, where) for citation in claim.citations)
    return CheckedClaim(claim, verify(Evidence(claim, article, parse, groundings)))


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

"""Results of many articles, of one run or several -> what they amount to together.

gather -> parse -> reconcile, and where it is wanted: ask about close pairs -> (model) -> reconcile
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby

from pipeline.across.gathering import gather
from pipeline.domain import (
    Model,
    Parse,
    Parser,
    Problem,
    Reconciled,
    Rejection,
    Reply,
    Result,
    Usage,
)
from pipeline.errors import RefusedError
from pipeline.stages.check import problems
from pipeline.stages.reconcile import Asking, Near, doubtful, opinions, reconcile


def together(results: Sequence[Result], parser: Parser) -> tuple[tuple[Result, ...], Reconciled]:
    """The results with every article once and every id unique, and what they amount to.

    Whatever is written about the reconciled must be written from these results.
    """
    gathered = gather(results)
    return gathered, reconcile(gathered, *_grammar(gathered, parser))


async def together_with(
    results: Sequence[Result], parser: Parser, model: Model, asking: Asking
) -> tuple[tuple[Result, ...], Reconciled, tuple[Rejection, ...], Usage]:
    """As `together`, and a model is asked about pairs of claims that only wording sets apart.

    Also gives the answers that could not be used, and what all cost; raises ModelError when the
    model cannot be asked.
    """
    gathered = gather(results)
    parses, told = _grammar(gathered, parser)
    near = doubtful(gathered, parses, told, asking)
    answers = await asyncio.gather(*(_answer(one, model) for one in near))
    usable = [(one, a) for one, a in zip(near, answers, strict=True) if isinstance(a, Reply)]
    refused = tuple(a for a in answers if isinstance(a, Rejection))
    usage = sum((reply.usage for _, reply in usable), Usage())
    return gathered, reconcile(gathered, parses, told, opinions(usable)), refused, usage


async def _answer(near: Near, model: Model) -> Reply | Rejection:
    """One question; no second try, it is only advice."""
    request = near.question.request
    try:
        reply = await model(request)
        found = problems(near.question, reply)
    except RefusedError as error:
        found = (Problem("endpoint", str(error)),)
    return Rejection(request.article_id, request.prompt, found) if found else reply


def _grammar(
    results: Sequence[Result], parser: Parser
) -> tuple[Mapping[str, Parse], Mapping[str, Parse]]:
    """The grammar of every article, by its id, and of every claim's words, by its."""
    parses = {r.article.id: parser(r.article.text, r.article.language) for r in results}
    said = [(r.article.language, c.claim.id, c.claim.words) for r in results for c in r.claims]
    told: dict[str, Parse] = {}
    for language, same in groupby(sorted(said, key=lambda s: (s[0] or "", s[1])), lambda s: s[0]):
        claims = list(same)
        found = parser.many([words for _, _, words in claims], language)
        told.update((name, parse) for (_, name, _), parse in zip(claims, found, strict=True))
    return parses, told

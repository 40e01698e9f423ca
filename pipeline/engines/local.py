"""A batch on one machine: some articles at a time, each step in the ledger before the next."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain import Article, Problem, Result
from pipeline.domain.telling import Begun, Ended, Hear, Stop, Way, never
from pipeline.engines.books import Books
from pipeline.errors import EndpointError, HaltedError, ModelError, StoppedError, WorkerError
from pipeline.processing import Desk, process


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Attributes:
        results: Of the articles that were processed, in their order.
        problems: Of those that were not, in their order.
        failed: Why they were not; None where all were.
    """

    results: Sequence[Result]
    problems: tuple[Problem, ...]
    failed: ModelError | None


async def run_all(
    articles: Sequence[Article],
    desk: Desk,
    books: Books,
    hear: Hear,
    at_once: int,
    stop: Stop = never,
) -> Outcome:
    """Process every article that is not done yet; `hear` is told of each that is through.

    An article whose endpoint fails is a problem beside the others. Any other error ends them all,
    once what is on its way has come back; so does whoever says `stop`, by a HaltedError.
    """
    failed: dict[str, ModelError] = {}
    waiting, through = deque(articles), 0
    hear(Begun(len(articles)))

    async def work() -> None:
        nonlocal through
        while waiting and not stop():
            article = waiting.popleft()
            try:
                way = await _one(article, desk, books)
            except (EndpointError, StoppedError, WorkerError) as error:
                failed[article.id] = error
                books.failed(article, str(error))
                hear(Ended(article.id, "failed", str(error)))
            except BaseException:
                waiting.clear()
                raise
            else:
                through += 1
                hear(Ended(article.id, way))

    ended = await asyncio.gather(*(work() for _ in range(at_once)), return_exceptions=True)
    if stop():
        raise HaltedError(
            f"stopped: {through} of {len(articles)} articles are done, and what was answered is "
            "kept; run the same command again to go on"
        )
    for end in ended:
        if end:
            raise end
    good = [article for article in articles if article.id not in failed]
    bad = [article.id for article in articles if article.id in failed]
    problems = (Problem(where, str(failed[where])) for where in bad)
    # what stopped them all says more than what went wrong with the first
    told = sorted((failed[w] for w in bad), key=lambda error: not isinstance(error, StoppedError))
    return Outcome(books.results(good), tuple(problems), next(iter(told), None))


async def _one(article: Article, desk: Desk, books: Books) -> Way:
    """One article, unless it is done; its result is in the ledger afterwards."""
    if books.is_done(article):
        return "taken"
    if books.linked(article):
        return "linked"
    books.asked(article)
    noting = books.noting(desk.model)
    result = await process(article, replace(desk, model=noting.ask, library=noting))
    books.checked(result, noting)
    return "checked"

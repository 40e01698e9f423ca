"""A batch on one machine: articles in parallel, results in the order they came."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.domain import Article, Problem, Result
from pipeline.errors import EndpointError, ModelError, StoppedError
from pipeline.run import Desk, process


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch.

    Attributes:
        results: Of the articles that were processed, in their order.
        problems: Of those that were not, in their order.
        failed: Why they were not; None where all were.
    """

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    failed: ModelError | None


async def run_all(articles: Sequence[Article], desk: Desk, done: Callable[[], None]) -> Outcome:
    """Process every article; `done` hears of each that is finished.

    An article whose endpoint fails is a problem beside the others. Any other error ends them all,
    once what is on its way has come back.
    """

    async def one(article: Article) -> Result | EndpointError | StoppedError:
        try:
            return await process(article, desk)
        except (EndpointError, StoppedError) as error:
            return error
        finally:
            done()

    ended = await asyncio.gather(*map(one, articles), return_exceptions=True)
    results, failed = [], {}
    for article, end in zip(articles, ended, strict=True):
        match end:
            case Result():
                results.append(end)
            case EndpointError() | StoppedError():
                failed[article.id] = end
            case _:
                raise end
    problems = (Problem(where, str(error)) for where, error in failed.items())
    # what stopped them all says more than what went wrong with the first
    told = sorted(failed.values(), key=lambda error: not isinstance(error, StoppedError))
    return Outcome(tuple(results), tuple(problems), next(iter(told), None))

"""A batch on one machine: articles in parallel, results in the order they came."""

import asyncio
from collections.abc import Callable, Sequence

from pipeline.domain import Article, Model, Reply, Request, Result
from pipeline.errors import PipelineError
from pipeline.run import Desk, process


async def run_all(
    articles: Sequence[Article], desk: Desk, done: Callable[[Result], None]
) -> tuple[Result, ...]:
    """Process every article; `done` hears of each as it is finished. A ModelError ends them all."""

    async def one(article: Article) -> Result:
        result = await process(article, desk)
        done(result)
        return result

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(article)) for article in articles]
    except* PipelineError as errors:
        first: BaseException = errors
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        failed = first
    else:
        return tuple(task.result() for task in tasks)
    raise failed


class Limited:
    """A model asked by at most `most` requests at once."""

    def __init__(self, model: Model, most: int) -> None:
        self._model = model
        self._free = asyncio.Semaphore(most)

    async def __call__(self, request: Request) -> Reply:
        """Wait for a free place, then ask."""
        async with self._free:
            return await self._model(request)

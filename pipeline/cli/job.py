"""From articles to the files of a run: what `run` and `verify --again` share."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version

from rich.console import Console
from rich.progress import Progress

from pipeline.cli.edges import known_as, policy
from pipeline.cli.ledgers import basis, kept_grammar, now
from pipeline.cli.noting import (
    Extras,
    Wish,
    ask_extras,
    files,
    wish_for,
)
from pipeline.cli.settings import Settings
from pipeline.cli.spending import as_json, told
from pipeline.domain import Article, Json, Model, Problem, Result
from pipeline.engines.books import Books
from pipeline.engines.local import Outcome, run_all
from pipeline.errors import EndpointError, PipelineError
from pipeline.models import prices
from pipeline.models.choose import Asked
from pipeline.processing import Desk
from pipeline.stages.ask import Plan
from pipeline.store import Ledger
from pipeline.together import Cost, shelve
from pipeline.wording.passages import Library
from pipeline.writers import write
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import say, summarise


def wish_of(settings: Settings) -> Wish:
    """What a model is to add to the note."""
    return wish_for(
        known_as(settings.model),
        settings.prompts,
        relate=settings.relate,
        narrative=settings.narrative,
    )


@dataclass(frozen=True, slots=True)
class Source:
    """From where the answers come.

    Attributes:
        opening: Opens the model.
        at_once: How many articles are asked about together.
        wish: What it is asked beside the articles.
        had: What was added to the note before, where nothing is wished for.
    """

    opening: AbstractAsyncContextManager[Asked]
    at_once: int
    wish: Wish
    had: Extras = field(default_factory=Extras)


def carry_out(
    settings: Settings,
    plan: Plan,
    ledger: Ledger,
    articles: Sequence[Article],
    unread: Sequence[Problem],
    source: Source,
) -> tuple[Sequence[Result], Sequence[Problem]]:
    """From articles to the files of a run; what the ledger has of it is not done again."""
    rules = policy(settings.policy)
    began = time.perf_counter()
    parse, others = kept_grammar(ledger), Library(articles)
    books = Books(ledger, articles, basis(plan, rules), others)
    books.begin(settings.as_json(), now())
    outcome, extras, asked_model = asyncio.run(
        _ask_all(articles, books, source, lambda model: Desk(model, parse, plan, rules, others))
    )
    shelf, spent = shelve(outcome.results, parse), asked_model.spent()
    results = shelf.results
    unanswered = [*outcome.problems, *extras.problems]
    problems = [*unread, *unanswered]
    newest = max(filter(None, (asked_model.newest(), ledger.newest())), default=None)
    left_out = {"unreadable": len(unread), "unanswered": len(outcome.problems)}
    report = _report(settings, plan, results, left_out, extras.cost)
    report |= {
        "answered": newest.date().isoformat() if newest else None,
        **extras.as_json(),
        "spent": as_json(spent),
        "timings": {"seconds": round(time.perf_counter() - began, 3)},
    }
    write(settings.output, files(shelf, parse, report, problems, extras))
    books.end(now())
    summarise(settings.output, results, unread, unanswered)
    say(Console(highlight=False), told(spent))
    return results, problems


def _must_have_answers(outcome: Outcome) -> None:
    """An endpoint that answered nothing is no matter of one article: nothing is written."""
    if outcome.failed and not outcome.results:
        raise outcome.failed
    refused = [
        one for result in outcome.results for one in result.rejections if one.kind == "endpoint"
    ]
    if refused and len(refused) == sum(result.requests for result in outcome.results):
        raise EndpointError(refused[0].problems[0].message)


@asynccontextmanager
async def _account(opened: Asked, console: Console) -> AsyncIterator[None]:
    """A run that ends without a report still says what was paid for."""
    try:
        yield
    except (PipelineError, asyncio.CancelledError):
        if (spent := opened.spent()).paid:
            say(console, told(spent))
        raise


async def _ask_all(
    articles: Sequence[Article],
    books: Books,
    source: Source,
    desk_for: Callable[[Model], Desk],
) -> tuple[Outcome, Extras, Asked]:
    console = Console(stderr=True)
    async with source.opening as opened, _account(opened, console):
        desk = desk_for(opened.model)
        # a bar in a log would be an empty line
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("articles", total=len(articles))
            tick = partial(progress.advance, bar)
            outcome = await run_all(articles, desk, books, tick, source.at_once)
        _must_have_answers(outcome)
        extras = await ask_extras(
            outcome.results, desk.parse, opened.model, source.wish, source.had
        )
        return outcome, extras, opened


def _report(
    settings: Settings,
    plan: Plan,
    results: Sequence[Result],
    left_out: Mapping[str, int],
    extra: Cost,
) -> dict[str, Json]:
    """What run.json says besides the problems; an unknown price is null, not zero."""
    usage = sum((r.usage for r in results), extra.usage)
    price = prices.load(settings.whom.prices).of(plan.model, batch=settings.batch)
    return {
        "provenote": version("provenote"),
        "settings": settings.as_json(),
        "model": plan.model,
        "prompts": {name: prompt.version for name, prompt in sorted(plan.prompts.items())},
        "counts": {
            "articles": len(results),
            **left_out,
            "requests": sum(r.requests for r in results) + extra.requests,
            "rejected_replies": sum(len(r.rejections) for r in results) + len(extra.rejections),
            "failures": dict(Counter(sorted(f for r in results for f in r.failures))),
            **tally(c for r in results for c in r.claims),
        },
        "usage": {**asdict(usage)},
        "cost": price.of(usage) if price else None,
    }


def exit_code(results: Sequence[Result], problems: Sequence[Problem], *, strict: bool) -> int:
    """1 where an article could not be processed, or with `strict` where a claim is in doubt."""
    if problems or any(r.rejections and not r.claims for r in results):
        return 1
    rulings = {c.verdict.ruling for r in results for c in r.claims}
    return 1 if strict and rulings - {"supported"} else 0

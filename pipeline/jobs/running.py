"""Articles -> a run's files: what `run` and `verify --again` share."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version

from pipeline.across.reprints import reprints
from pipeline.domain import Article, Json, Model, Problem, Rejection, Result, Ruling
from pipeline.domain.telling import Ended, Event, Hear, Notice, Paid, Stop, Unread, Written, never
from pipeline.engines.books import Books
from pipeline.engines.local import Outcome, run_all
from pipeline.engines.ray import Cluster
from pipeline.errors import BudgetError, EndpointError, HaltedError, PipelineError, SetupError
from pipeline.jobs.edges import NOBODY, asked, choice, must_fit, policy
from pipeline.jobs.ledgers import basis, kept_grammar, ledger_of, now
from pipeline.jobs.noting import Extras, Wish, ask_extras, files, wish_for
from pipeline.jobs.plans import plan_for
from pipeline.jobs.settings import Settings
from pipeline.jobs.spending import as_json, told, within
from pipeline.jobs.spreading import spread, widened
from pipeline.models import prices
from pipeline.models.choose import NOTHING, Asked, Batching
from pipeline.models.meter import Spent
from pipeline.processing import Desk
from pipeline.readers import Web, everywhere, is_public, named, read
from pipeline.stages.ask import Plan
from pipeline.store import Ledger
from pipeline.together import Cost, shelve
from pipeline.wording.passages import Library
from pipeline.writers import must_be_writable, write
from pipeline.writers.hold import held
from pipeline.writers.jsonl import tally


@dataclass(frozen=True, slots=True)
class Judged:
    """What an article came to: the ruling on each claim, by its id, and answers of no use.

    `copy_of` names the article that says all that it says, where nobody was asked about it.
    """

    article_id: str
    rulings: Mapping[str, Ruling]
    rejections: tuple[Rejection, ...]
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to.

    Attributes:
        judged: The articles that were processed, in their order.
        unread: Inputs that could not be read.
        unanswered: Articles about which nobody would answer, and what else was not answered.
        report: What run.json says, but for the problems.
        spent: What asking came to in this run.
        over: Whether the budget did not suffice for all of it.
    """

    judged: tuple[Judged, ...]
    unread: tuple[Problem, ...]
    unanswered: tuple[Problem, ...]
    report: Mapping[str, Json]
    spent: Spent
    over: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """From where the answers come.

    Attributes:
        opening: Opens the model.
        at_once: How many articles are asked about together.
        wish: What it is asked beside the articles.
        had: What was added to the note before, where nothing is wished for.
        stop: Whether whoever runs it said stop.
        cluster: Who works; None where that is this process.
    """

    opening: AbstractAsyncContextManager[Asked]
    at_once: int
    wish: Wish
    had: Extras = field(default_factory=Extras)
    stop: Stop = never
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A run that can begin: whatever does not depend on its articles is in order."""

    settings: Settings
    plan: Plan
    wish: Wish
    cluster: Cluster | None = None

    def over(
        self,
        inputs: Sequence[Article | Problem],
        hear: Hear,
        stop: Stop = never,
        spent: Spent = NOTHING,
    ) -> Done:
        """Ask, check and write; what was `spent` before counts for the budget."""
        settings, how, output = self.settings, self.settings.how, self.settings.output
        whom = widened(within(settings.whom, spent), self.cluster)
        notice = _noticing(hear)
        articles = [i for i in inputs if isinstance(i, Article)]
        unread = [i for i in inputs if isinstance(i, Problem)]
        with ledger_of(output, how.store, replayed=whom.replay is not None) as ledger:
            batching = Batching(output / "batch", notice) if how.batch else None
            chosen = choice(whom, settings.model, notice, ledger, batching, stop)
            # while one article is checked, the next is asked about; a batch takes all at once
            at_once = len(articles) if how.batch else 2 * chosen.limits.at_once
            source = Source(asked(chosen), at_once, self.wish, stop=stop, cluster=self.cluster)
            return carry_out(settings, self.plan, ledger, articles, unread, source, hear)


@contextmanager
def ready(settings: Settings) -> Iterator[Job]:
    """Hold the output folder, with all in order; raises PipelineError where something is not."""
    whom, how, output = settings.whom, settings.how, settings.output
    if whom.model is None and whom.base_url and not whom.replay:
        raise SetupError(f"which model of {whom.base_url} shall answer? name it with --model")
    if whom.model == NOBODY:
        raise SetupError("a run has to ask a model; name one with --model, or --replay DIR")
    plan = plan_for(settings.model, how.ask, how.window, how.prompts)
    wish = wish_for(plan.model, how.prompts, relate=how.relate, narrative=how.narrative)
    must_fit({**plan.prompts, **wish.prompts}, whom)
    must_be_writable(output)  # before anything is asked, and paid for
    with held(output), spread(how) as found:
        yield Job(settings.as_planned(plan), plan, wish, found)


def web(settings: Settings) -> Web:
    """What reads addresses."""
    return Web(allow=everywhere if settings.how.allow_private else is_public)


def run(settings: Settings, hear: Hear, stop: Stop = never) -> Done:
    """Read articles, ask a model, check every claim, write the note; `hear` is told of progress.

    Raises PipelineError where it cannot be done, HaltedError once `stop` says so and what was on
    its way has come back; what was answered till then is in the ledger.
    """
    with ready(settings) as job:
        with web(settings) as by:
            inputs = tuple(_read(settings, by, hear, stop))
        return job.over(inputs, hear, stop)


def carry_out(
    settings: Settings,
    plan: Plan,
    ledger: Ledger,
    articles: Sequence[Article],
    unread: Sequence[Problem],
    source: Source,
    hear: Hear,
) -> Done:
    """From articles to the files of a run; what the ledger has of it is not done again."""
    rules = policy(settings.how.policy)
    began = time.perf_counter()
    parse, others = kept_grammar(ledger), Library(articles)
    copies = {} if settings.how.ask_copies else reprints(articles)
    books = Books(ledger, articles, basis(plan, rules), others, copies)
    books.begin(settings.as_json(), now())
    hands = source.cluster.hands(parse, plan, rules) if source.cluster else None

    def desk_for(model: Model) -> Desk:
        return Desk(model, parse, plan, rules, others, hands)

    outcome, extras, asked_model = asyncio.run(_ask_all(articles, books, source, desk_for, hear))
    shelf, spent = shelve(outcome.results, parse), asked_model.spent()
    results = shelf.results
    unanswered = [*outcome.problems, *extras.problems]
    newest = max(filter(None, (asked_model.newest(), ledger.newest())), default=None)
    left_out = {"unreadable": len(unread), "unanswered": len(outcome.problems)}
    report = _report(settings, plan, results, left_out, extras.cost)
    report |= {
        "answered": newest.date().isoformat() if newest else None,
        **extras.as_json(),
        "spent": as_json(spent),
        "timings": {"seconds": round(time.perf_counter() - began, 3)},
    }
    write(settings.output, files(shelf, parse, report, [*unread, *unanswered], extras))
    books.end(now())
    hear(Written(str(settings.output)))
    judged, over = tuple(map(_judged, results)), isinstance(outcome.failed, BudgetError)
    return Done(judged, tuple(unread), tuple(unanswered), report, spent, over)


def _read(settings: Settings, by: Web, hear: Hear, stop: Stop) -> Iterator[Article | Problem]:
    for found in read(named(settings.paths), web=by):
        if stop():
            raise HaltedError("stopped while the articles were read; nothing was asked yet")
        if isinstance(found, Problem):
            hear(Unread(found))
        yield found


def _noticing(hear: Hear) -> Callable[[str], None]:
    return lambda message: hear(Notice(message))


def _judged(result: Result) -> Judged:
    rulings = {one.claim.id: one.verdict.ruling for one in result.claims}
    return Judged(result.article.id, rulings, result.rejections, result.copy_of)


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
async def _account(opened: Asked, hear: Hear) -> AsyncIterator[None]:
    """A run that ends without a report still says what was paid for."""
    try:
        yield
    except (PipelineError, asyncio.CancelledError):
        if (spent := opened.spent()).paid:
            hear(Notice(told(spent)))
        raise


async def _ask_all(
    articles: Sequence[Article],
    books: Books,
    source: Source,
    desk_for: Callable[[Model], Desk],
    hear: Hear,
) -> tuple[Outcome, Extras, Asked]:
    async with source.opening as opened, _account(opened, hear):
        desk = desk_for(opened.model)

        def tell(event: Event) -> None:
            hear(event)
            if isinstance(event, Ended):
                spent = opened.spent()
                hear(Paid(spent.usd, spent.usage.total))

        outcome = await run_all(articles, desk, books, tell, source.at_once, source.stop)
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
    price = prices.load(settings.whom.prices).of(plan.model, batch=settings.how.batch)
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

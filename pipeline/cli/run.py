"""`provenote run`: articles -> a run's files."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import Progress

from pipeline.cli.edges import NOBODY, asked, choice, known_as, must_fit, policy
from pipeline.cli.ledgers import basis, kept_grammar, ledger_of, now
from pipeline.cli.noting import (
    Extras,
    NarrativeOption,
    RelateOption,
    Wish,
    ask_extras,
    files,
    wish_for,
)
from pipeline.cli.options import PolicyName, StoreOption, Whom, asking
from pipeline.cli.plans import Ask, AskOption, PromptsOption, WindowOption, plan_for
from pipeline.cli.spending import as_json, told
from pipeline.domain import Article, Json, Model, Problem, Result
from pipeline.engines.books import Books
from pipeline.engines.local import Outcome, run_all
from pipeline.errors import EndpointError, PipelineError, SetupError
from pipeline.models import prices
from pipeline.models.choose import LOCAL, Asked, Batching
from pipeline.readers import Web, everywhere, is_public, kept, named, read
from pipeline.run import Desk
from pipeline.stages.ask import Plan
from pipeline.store import Ledger, shown
from pipeline.together import Cost, shelve
from pipeline.wording.passages import Library
from pipeline.writers import must_be_writable, write
from pipeline.writers.hold import held
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import say, summarise


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told to do; written into run.json as it stands."""

    paths: tuple[str, ...]
    output: Path
    ask: Ask
    window: int
    prompts: Path | None
    policy: str
    strict: bool
    batch: bool
    relate: bool
    narrative: bool
    store: str | None
    model: str
    whom: Whom

    def as_json(self) -> dict[str, Json]:
        """The settings as they were given; paths as text."""
        told = {**asdict(self), "store": self.store and shown(self.store)}
        told["paths"] = tuple(kept(path) for path in self.paths)
        return {name: _as_json(value) for name, value in {**told.pop("whom"), **told}.items()}

    @classmethod
    def of_json(cls, told: Json, where: Path) -> "Settings":
        """The settings as run.json or a ledger tells them; raises SetupError where it does not."""
        try:
            return _SETTINGS.validate_python({**told, "whom": told})  # type: ignore[dict-item]
        except (TypeError, ValidationError) as error:
            raise SetupError(
                f"{where} does not tell how its run was made: it is of an older provenote, or "
                "damaged; run the same command again"
            ) from error


_SETTINGS = TypeAdapter(Settings)


def _as_json(value: "Json | Path | tuple[str, ...]") -> Json:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value


@asking
def run(  # noqa: PLR0913, PLR0917 (each parameter is an option)
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, or addresses of pages and feeds.")
    ],
    whom: Whom,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")] = Path(
        "outputs/run"
    ),
    ask: AskOption = None,
    window: WindowOption = None,
    prompts_folder: PromptsOption = None,
    policy_name: PolicyName = "standard",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 unless every claim is supported.")
    ] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="Hand all requests in at once: half the price, slow.")
    ] = False,
    relate: RelateOption = False,
    narrative: NarrativeOption = False,
    store: StoreOption = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from a network of one's own, too.")
    ] = False,
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note."""
    if whom.model is None and whom.base_url and not whom.replay:
        raise SetupError(f"which model of {whom.base_url} shall answer? name it with --model")
    if whom.model == NOBODY:
        raise SetupError("a run has to ask a model; name one with --model, or --replay DIR")
    model = whom.model or LOCAL
    plan = plan_for(model, ask, window, prompts_folder)
    settings = Settings(
        tuple(paths),
        output,
        Ask.steps if plan.steps else Ask.whole,
        plan.window,
        prompts_folder,
        policy_name,
        strict,
        batch,
        relate,
        narrative,
        None if whom.replay else store,
        model,
        whom,
    )
    wish = wish_of(settings)
    must_fit({**plan.prompts, **wish.prompts}, whom)
    must_be_writable(output)  # before anything is asked, and paid for
    with held(output), ledger_of(output, store, replayed=whom.replay is not None) as ledger:
        with Web(allow=everywhere if allow_private else is_public) as web:
            inputs = tuple(read(named(settings.paths), web=web))
        articles = [i for i in inputs if isinstance(i, Article)]
        unread = [i for i in inputs if isinstance(i, Problem)]
        batching = Batching(output / "batch", partial(say, Console(stderr=True)))
        chosen = choice(whom, model, ledger, batching if batch else None)
        # while one article is checked, the next is asked about; a batch takes all at once
        at_once = len(articles) if batch else 2 * chosen.limits.at_once
        source = Source(asked(chosen), at_once, wish)
        results, problems = carry_out(settings, plan, ledger, articles, unread, source)
        raise typer.Exit(exit_code(results, problems, strict=settings.strict))


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

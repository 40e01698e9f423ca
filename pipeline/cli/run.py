"""`provenote run`: articles -> a run's files."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from pipeline.cli.edges import NOBODY, asked, choice, grammar, known_as, must_fit, policy
from pipeline.cli.noting import (
    Extras,
    NarrativeOption,
    RelateOption,
    ask_extras,
    files,
    wish_for,
)
from pipeline.cli.options import PolicyName, Whom, asking
from pipeline.cli.plans import Ask, AskOption, PromptsOption, WindowOption, plan_for
from pipeline.cli.spending import as_json, told
from pipeline.domain import Article, Json, Model, Problem, Result
from pipeline.engines.local import Outcome, run_all
from pipeline.errors import EndpointError, PipelineError, SetupError
from pipeline.models import prices
from pipeline.models.choose import LOCAL, Asked, Batching
from pipeline.readers import read
from pipeline.run import Desk
from pipeline.stages.ask import Plan
from pipeline.together import Cost, shelve
from pipeline.wording.passages import Library
from pipeline.writers import must_be_writable, write
from pipeline.writers.hold import held
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import say, summarise


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told to do; written into run.json as it stands."""

    paths: tuple[Path, ...]
    output: Path
    ask: Ask
    window: int
    prompts: Path | None
    policy: str
    strict: bool
    batch: bool
    relate: bool
    narrative: bool
    model: str
    whom: Whom

    def as_json(self) -> dict[str, Json]:
        """The settings as they were given; paths as text."""
        told = asdict(self)
        return {name: _as_json(value) for name, value in {**told.pop("whom"), **told}.items()}


def _as_json(value: "Json | Path | tuple[Path, ...]") -> Json:
    if isinstance(value, tuple):
        return [str(path) for path in value]
    return str(value) if isinstance(value, Path) else value


@asking
def run(  # noqa: PLR0913, PLR0917 (each parameter is an option)
    paths: Annotated[list[Path], typer.Argument(help="Files (txt, md, html, jsonl) or folders.")],
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
        model,
        whom,
    )
    must_fit(plan.prompts, whom)
    must_be_writable(output)  # before anything is asked, and paid for
    with held(output):
        code = _run(settings, plan)
    raise typer.Exit(code)


def _run(settings: Settings, plan: Plan) -> int:
    rules = policy(settings.policy)
    began = time.perf_counter()
    inputs = tuple(read(settings.paths))
    articles = [i for i in inputs if isinstance(i, Article)]
    parse, shelf = grammar(), Library(articles)
    outcome, extras, asked_model = asyncio.run(
        _ask_all(settings, articles, lambda model: Desk(model, parse, plan, rules, shelf))
    )
    results, spent = outcome.results, asked_model.spent()
    unread = (i for i in inputs if isinstance(i, Problem))
    problems = [*unread, *outcome.problems, *extras.problems]
    newest = asked_model.newest()
    report = _report(settings, plan, results, problems, extras.cost)
    report |= {
        "answered": newest.date().isoformat() if newest else None,
        **extras.as_json(),
        "spent": as_json(spent),
        "timings": {"seconds": round(time.perf_counter() - began, 3)},
    }
    write(settings.output, files(shelve(results, parse), parse, report, problems, extras))
    summarise(settings.output, results, problems)
    say(Console(highlight=False), told(spent))
    return _exit_code(results, problems, strict=settings.strict)


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
    settings: Settings, articles: Sequence[Article], desk_for: Callable[[Model], Desk]
) -> tuple[Outcome, Extras, Asked]:
    console = Console(stderr=True)
    batching = Batching(settings.output / "batch", partial(say, console))
    chosen = choice(
        settings.whom,
        settings.model,
        settings.output / "replies",
        batching if settings.batch else None,
    )
    wish = wish_for(
        known_as(settings.model),
        settings.prompts,
        relate=settings.relate,
        narrative=settings.narrative,
    )
    must_fit(wish.prompts, settings.whom)
    async with asked(chosen) as opened, _account(opened, console):
        desk = desk_for(opened.model)
        # a bar in a log would be an empty line
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("articles", total=len(articles))
            outcome = await run_all(articles, desk, lambda: progress.advance(bar))
        _must_have_answers(outcome)
        extras = await ask_extras(outcome.results, desk.parse, opened.model, wish, Extras())
        return outcome, extras, opened


def _report(
    settings: Settings,
    plan: Plan,
    results: Sequence[Result],
    problems: Sequence[Problem],
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
            "unreadable": len(problems),
            "requests": sum(r.requests for r in results) + extra.requests,
            "rejected_replies": sum(len(r.rejections) for r in results) + len(extra.rejections),
            "failures": dict(Counter(sorted(f for r in results for f in r.failures))),
            **tally(c for r in results for c in r.claims),
        },
        "usage": {**asdict(usage)},
        "cost": price.of(usage) if price else None,
    }


def _exit_code(results: Sequence[Result], problems: Sequence[Problem], *, strict: bool) -> int:
    if problems or any(r.rejections and not r.claims for r in results):
        return 1
    rulings = {c.verdict.ruling for r in results for c in r.claims}
    return 1 if strict and rulings - {"supported"} else 0

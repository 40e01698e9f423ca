"""`provenote run`: articles -> a run's files."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from pipeline import prompts
from pipeline.cli.edges import choice, grammar, known_as, policy
from pipeline.cli.options import BaseUrl, Concurrency, PolicyName, Record, Replay, Threads
from pipeline.domain import Article, Json, Model, Problem, Result, Usage
from pipeline.engines.local import Limited, run_all
from pipeline.errors import EndpointError, SetupError
from pipeline.models.choose import LOCAL, Choice, open_model
from pipeline.readers import read
from pipeline.run import Desk, note
from pipeline.stages.ask import Plan
from pipeline.turns import render_repair
from pipeline.wording.passages import Library
from pipeline.writers import must_be_writable, render, write
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import summarise


class Ask(StrEnum):
    """Small questions or whole windows."""

    steps = "steps"
    whole = "whole"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told to do; written into run.json as it stands."""

    paths: tuple[Path, ...]
    output: Path
    model: str
    base_url: str | None
    replay: Path | None
    record: Path | None
    ask: Ask
    window: int
    prompts: Path | None
    concurrency: int
    threads: int
    policy: str
    strict: bool

    def as_json(self) -> dict[str, Json]:
        """The settings as they were given; paths as text."""
        return {
            name: [str(p) for p in value]
            if isinstance(value, tuple)
            else str(value)
            if isinstance(value, Path)
            else value
            for name, value in asdict(self).items()
        }


def run(  # noqa: PLR0913, PLR0917 (each parameter is an option)
    paths: Annotated[list[Path], typer.Argument(help="Files (txt, md, html, jsonl) or folders.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")] = Path(
        "outputs/run"
    ),
    model: Annotated[
        str | None,
        typer.Option(
            help="A model the endpoint knows, or 'local' (the default), the embedded one."
        ),
    ] = None,
    base_url: BaseUrl = None,
    replay: Replay = None,
    record: Record = None,
    ask: Annotated[
        Ask | None,
        typer.Option(help="Small questions or whole windows; by default steps for 'local'."),
    ] = None,
    window: Annotated[
        int | None,
        typer.Option(min=200, help="Most characters of an article in one question."),
    ] = None,
    prompts_folder: Annotated[
        Path | None, typer.Option("--prompts", help="Prompts of your own instead of the shipped.")
    ] = None,
    concurrency: Concurrency = None,
    threads: Threads = 2,
    policy_name: PolicyName = "standard",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 unless every claim is supported.")
    ] = False,
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note."""
    if model is None and base_url and not replay:
        raise SetupError(f"which model of {base_url} shall answer? name it with --model")
    model = model or LOCAL
    steps = ask is Ask.steps or (ask is None and model == LOCAL)
    settings = Settings(
        tuple(paths),
        output,
        model,
        base_url,
        replay,
        record,
        Ask.steps if steps else Ask.whole,
        window or (4000 if model == LOCAL else 12000),
        prompts_folder,
        concurrency or (1 if model == LOCAL else 8),
        threads,
        policy_name,
        strict,
    )
    raise typer.Exit(_run(settings))


def _run(settings: Settings) -> int:
    rules = policy(settings.policy)
    chosen = choice(
        settings.model, settings.base_url, settings.replay, settings.record, settings.threads
    )
    must_be_writable(settings.output)  # before anything is asked, and paid for
    began = time.perf_counter()
    plan = _plan(settings)
    inputs = tuple(read(settings.paths))
    articles = [i for i in inputs if isinstance(i, Article)]
    problems = [i for i in inputs if isinstance(i, Problem)]
    parse, shelf = grammar(), Library(articles)
    results = asyncio.run(
        _ask_all(settings, chosen, articles, lambda model: Desk(model, parse, plan, rules, shelf))
    )
    _must_have_answers(results)
    report = _report(settings, plan, results, problems)
    report["timings"] = {"seconds": round(time.perf_counter() - began, 3)}
    write(settings.output, render(note(results, parse), results, problems, report))
    summarise(settings.output, results, problems)
    return _exit_code(results, problems, strict=settings.strict)


def _must_have_answers(results: Sequence[Result]) -> None:
    """An endpoint that refused every request is no matter of one article: nothing is written."""
    refused = [
        r for result in results for r in result.rejections if r.problems[0].where == "endpoint"
    ]
    if refused and len(refused) == sum(result.requests for result in results):
        raise EndpointError(refused[0].problems[0].message)


async def _ask_all(
    settings: Settings,
    chosen: Choice,
    articles: Sequence[Article],
    desk_for: Callable[[Model], Desk],
) -> tuple[Result, ...]:
    async with open_model(chosen, lambda: datetime.now(UTC)) as model:
        console = Console(stderr=True)
        # a bar in a log would be an empty line
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("articles", total=len(articles))
            desk = desk_for(Limited(model, settings.concurrency))
            return await run_all(articles, desk, lambda _: progress.advance(bar))


def _plan(settings: Settings) -> Plan:
    folder = settings.prompts or prompts.default_folder()
    names = ("position", "summary", "extract") if settings.ask is Ask.steps else ("extract",)
    loaded = {name: prompts.load(name, folder) for name in names}
    for prompt in loaded.values():
        render_repair(prompt, {"problems": ()})  # a broken one is found before anything is paid for
    return Plan(
        known_as(settings.model),
        settings.ask is Ask.steps,
        settings.window,
        loaded,
    )


def _report(
    settings: Settings, plan: Plan, results: Sequence[Result], problems: Sequence[Problem]
) -> dict[str, Json]:
    """What run.json says besides the problems; an unknown price is null, not zero."""
    usage = sum((r.usage for r in results), Usage())
    return {
        "provenote": version("provenote"),
        "settings": settings.as_json(),
        "model": plan.model,
        "prompts": {name: prompt.version for name, prompt in sorted(plan.prompts.items())},
        "counts": {
            "articles": len(results),
            "unreadable": len(problems),
            "requests": sum(r.requests for r in results),
            "rejected_replies": sum(len(r.rejections) for r in results),
            **tally(c for r in results for c in r.claims),
        },
        "usage": {**asdict(usage)},
        "cost": None,
    }


def _exit_code(results: Sequence[Result], problems: Sequence[Problem], *, strict: bool) -> int:
    if problems or any(r.rejections and not r.claims for r in results):
        return 1
    rulings = {c.verdict.ruling for r in results for c in r.claims}
    return 1 if strict and rulings - {"supported"} else 0

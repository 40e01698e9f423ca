"""Options -> settings; builds the edges; prints; chooses the exit code."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline import prompts
from pipeline.domain import Article, Json, Problem, Result, Usage
from pipeline.engines.local import Limited, run_all
from pipeline.errors import EndpointError, PipelineError, SetupError
from pipeline.models import local
from pipeline.models.choose import LOCAL, Choice, open_model
from pipeline.parser import SpacyParser
from pipeline.readers import read
from pipeline.run import Desk, note
from pipeline.stages.ask import Plan
from pipeline.turns import render_repair
from pipeline.writers import must_be_writable, render, write
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import say, summarise

app = typer.Typer(
    help="Who demands what of whom, checked against the source text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(help="The embedded local model.", no_args_is_help=True)
app.add_typer(models_app, name="models")


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


def main() -> None:
    """The `provenote` command: one plain sentence and exit 2 for whatever could not run."""
    try:
        app()
    except PipelineError as error:
        say(Console(stderr=True), f"provenote: {error}")
        sys.exit(2)


def _version(asked: bool) -> None:
    if asked:
        say(Console(), f"provenote {version('provenote')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and exit.")
    ] = False,
) -> None:
    """Who demands what of whom, checked against the source text."""


@app.command()
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
    base_url: Annotated[
        str | None,
        typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint."),
    ] = None,
    replay: Annotated[Path | None, typer.Option(help="Answer from the recordings in DIR.")] = None,
    record: Annotated[Path | None, typer.Option(help="Keep every answer in DIR.")] = None,
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
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Most requests at once; 1 for 'local', else 8.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the local model.")] = 2,
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
        strict,
    )
    raise typer.Exit(_run(settings))


@models_app.command()
def pull() -> None:
    """Fetch the weights of the local model (1.1 GB), once; a broken download is taken up again."""
    folder = _models_folder()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(local.MODEL.name, total=local.MODEL.size)
        weights = local.pull(
            folder, lambda done, total: progress.update(task, completed=done, total=total)
        )
    say(Console(), f"the local model is at {weights}; use it with --model {LOCAL}")


def _run(settings: Settings) -> int:
    if settings.replay and settings.record:
        raise SetupError("--replay and --record exclude each other; choose one")
    must_be_writable(settings.output)  # before anything is asked, and paid for
    began = time.perf_counter()
    plan = _plan(settings)
    inputs = tuple(read(settings.paths))
    articles = [i for i in inputs if isinstance(i, Article)]
    problems = [i for i in inputs if isinstance(i, Problem)]
    parser = SpacyParser()
    results = asyncio.run(_ask_all(settings, plan, articles, parser))
    _must_have_answers(results)
    report = _report(settings, plan, results, problems)
    report["timings"] = {"seconds": round(time.perf_counter() - began, 3)}
    write(settings.output, render(note(results, parser), results, problems, report))
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
    settings: Settings, plan: Plan, articles: Sequence[Article], parser: SpacyParser
) -> tuple[Result, ...]:
    choice = Choice(
        settings.model,
        settings.base_url,
        os.environ.get("OPENAI_API_KEY", ""),
        _models_folder(),
        settings.threads,
        settings.replay,
        settings.record,
        f"provenote {version('provenote')}",
    )
    async with open_model(choice, lambda: datetime.now(UTC)) as model:
        console = Console(stderr=True)
        # a bar in a log would be an empty line
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            bar = progress.add_task("articles", total=len(articles))
            desk = Desk(Limited(model, settings.concurrency), parser, plan)
            return await run_all(articles, desk, lambda _: progress.advance(bar))


def _plan(settings: Settings) -> Plan:
    folder = settings.prompts or prompts.default_folder()
    names = ("position", "summary", "extract") if settings.ask is Ask.steps else ("extract",)
    loaded = {name: prompts.load(name, folder) for name in names}
    for prompt in loaded.values():
        render_repair(prompt, {"problems": ()})  # a broken one is found before anything is paid for
    return Plan(
        local.MODEL.name if settings.model == LOCAL else settings.model,
        settings.ask is Ask.steps,
        settings.window,
        loaded,
    )


def _models_folder() -> Path:
    chosen = os.environ.get("PROVENOTE_MODELS")
    return Path(chosen) if chosen else local.models_folder(Path.home())


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

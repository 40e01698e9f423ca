"""`provenote recordings`: what is missing in a folder of recordings, stale or left over.

Nobody is asked: the questions of `provenote run` and `provenote eval` are put to the recordings.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline import prompts
from pipeline.cli.evaluate import find_suite
from pipeline.cli.options import AskOption, PolicyOption, PromptsOption, WindowOption, taking
from pipeline.domain import Parser, Policy, Problem
from pipeline.engines.stream import Verifier
from pipeline.errors import SetupError
from pipeline.jobs.edges import grammar, known_as, load_articles, policy
from pipeline.jobs.noting import EXTRAS
from pipeline.jobs.plans import STEPS, plan_for
from pipeline.models.choose import LOCAL
from pipeline.models.recordings import Rehearsal, Review, remove
from pipeline.processing import Adviser, Desk, process
from pipeline.readers import read, read_claims
from pipeline.stages.doubt import PROMPTS, Asking
from pipeline.writers.terminal import say

_HALF_WRITTEN = "half-written"
_RECORD = "provenote run, or eval, with the same options and"
_SETTLED = 60.0  # seconds; what is younger may be being written just now

app = typer.Typer(help="Recorded answers: missing, stale, left over.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of recordings.")]


@dataclass(frozen=True, slots=True)
class Inputs:
    """For what there should be recordings: the inputs of `provenote run` and `provenote eval`."""

    paths: Annotated[
        list[Path] | None, typer.Argument(help="The articles that are run: files or folders.")
    ] = None
    suites: Annotated[
        list[Path] | None,
        typer.Option("--suite", help="A folder of labelled claims and articles that is evaluated."),
    ] = None
    model: Annotated[str, typer.Option(help="Whose answers they are: a name, or 'local'.")] = LOCAL
    ask: AskOption = None
    window: WindowOption = None
    prompts: PromptsOption = None
    policy: PolicyOption = "standard"


@app.callback()
def _group() -> None:
    """Recorded answers: missing, stale, left over."""


@app.command()
@taking("inputs", Inputs)
def check(folder: Folder, inputs: Inputs) -> None:
    """Tell what is missing, stale, orphaned or damaged; exit 1 where anything is."""
    review, unread = _reviewed(folder, inputs)
    out = Console()
    for line in chain(_told(review), _elsewhere(review, inputs), _advice(review, folder)):
        say(out, line)
    raise typer.Exit(0 if review.well and not unread else 1)


@app.command()
@taking("inputs", Inputs)
def prune(
    folder: Folder,
    inputs: Inputs,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be deleted, and delete nothing.")
    ] = False,
) -> None:
    """Delete what is stale, orphaned or half-written; nothing while a question is not known."""
    review, unread = _reviewed(folder, inputs)
    out = Console()
    if doubts := list(_doubts(review, unread, folder)):
        for line in doubts:
            say(out, f"nothing is deleted: {line}")
        raise typer.Exit(1)
    for path, kind, why in _left_over(review):
        if kind == _HALF_WRITTEN and _is_young(path):
            say(out, f"left alone: {path}: it may be being written just now")
            continue
        if not dry_run:
            remove(path)
        say(out, f"{'would delete' if dry_run else 'deleted'}: {path} ({kind}{why})")
    for line in _elsewhere(review, inputs):
        say(out, line)


def _is_young(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < _SETTLED
    except FileNotFoundError:
        return True  # it was so young that it has become a recording since


# --- what would be asked -----------------------------------------------------------------------


def _reviewed(folder: Path, inputs: Inputs) -> tuple[Review, list[Problem]]:
    """The folder beside all that the inputs ask, and what of them could not be read."""
    if not (inputs.paths or inputs.suites):
        raise SetupError("recordings of what? name articles, or labelled claims with --suite")
    for path in inputs.suites or ():
        if not path.is_dir():
            raise SetupError(f"{path} is no folder; give --suite one of claims and articles")
    rehearsal, rules, parse = Rehearsal(folder), policy(inputs.policy), grammar()
    plan = plan_for(inputs.model, inputs.ask, inputs.window, inputs.prompts)
    shipped = prompts.default_folder()
    asking = Asking(known_as(inputs.model), {name: prompts.load(name, shipped) for name in PROMPTS})

    async def rehearse() -> list[Problem]:
        desk = Desk(rehearsal, parse, plan, rules)
        adviser = Adviser(rehearsal, asking)
        unread = await _run(inputs.paths or [], desk)
        for path in inputs.suites or ():
            unread += await _evaluate(path, parse, rules, adviser)
        return unread

    unread = asyncio.run(rehearse())
    for problem in unread:
        say(Console(stderr=True), f"not read: {problem.where}: {problem.message}")
    looked_at = [*plan.prompts] * bool(inputs.paths) + [*PROMPTS] * bool(inputs.suites)
    return rehearsal.review(looked_at), unread


async def _run(paths: list[Path], desk: Desk) -> list[Problem]:
    """Ask what `provenote run` asks, an article at a time; the problems of reading."""
    unread = []
    for found in read(paths):
        if isinstance(found, Problem):
            unread.append(found)
        else:
            await process(found, desk)
    return unread


async def _evaluate(path: Path, parse: Parser, rules: Policy, adviser: Adviser) -> list[Problem]:
    """Ask what `provenote eval` asks; the problems of reading."""
    suite = find_suite(path, None)
    articles, problems = load_articles(list(suite.articles))
    verifier = Verifier(articles, parse, rules, adviser)
    lines = chain.from_iterable(map(read_claims, suite.claims))
    return problems + [one.problem async for one in verifier.stream(lines) if one.problem]


# --- what is said of it ------------------------------------------------------------------------


def _told(review: Review) -> Iterator[str]:
    """What is wrong, a line each, and how much is right."""
    for path, made_from in review.missing.items():
        yield f"missing: {path} (prompt {made_from.prompt.name}, {made_from.article.id})"
    for why in chain(review.unusable.values(), review.damaged.values()):
        yield f"damaged: {why}"
    for path, kind, why in _left_over(review):
        yield f"{kind}: {path}{why}"
    questions = review.answered + len(review.missing) + len(review.unusable)
    yield f"{review.answered} of {questions} questions have their recorded answer"


def _left_over(review: Review) -> Iterator[tuple[Path, str, str]]:
    """What may be deleted, of which kind it is, and more about it."""
    for path, changes in review.stale.items():
        yield path, "stale", f": {' and '.join(changes)}"
    for path in review.orphaned:
        yield path, "orphaned", ""
    for path in review.half_written:
        yield path, _HALF_WRITTEN, ""


def _elsewhere(review: Review, inputs: Inputs) -> Iterator[str]:
    """What was not looked at, and how to look at it."""
    for prompt, number in review.elsewhere.items():
        how = "nothing asks this prompt any more"
        if prompt in PROMPTS:
            how = "name labelled claims with --suite"
        elif prompt in STEPS:
            how = "ask with --ask steps" if inputs.paths else "name the articles"
        elif prompt in EXTRAS:
            how = "run and brief ask it only when told to, and it is not looked at here"
        yield f"not looked at: {number} of prompt {prompt}; {how}"


def _advice(review: Review, folder: Path) -> Iterator[str]:
    if review.missing or review.unusable:
        yield f"to record what is missing: {_RECORD} --record {folder}"
    if any(_left_over(review)):
        yield "to delete what is stale, orphaned or half-written: provenote recordings prune"


def _doubts(review: Review, unread: list[Problem], folder: Path) -> Iterator[str]:
    """Why it is not known for certain what nobody asks for."""
    if unread:
        yield f"what {unread[0].where} asks is not known; mend it, or take it out"
    if lacking := len(review.missing) + len(review.unusable):
        yield (
            f"what follows from a missing answer is not known, and {lacking} are missing; "
            f"record them first: {_RECORD} --record {folder}"
        )

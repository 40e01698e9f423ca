"""`provenote verify`: claims of anywhere -> the same claims, checked. A gate: exit 0, 1 or 2."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from pipeline.cli.edges import grammar, policy
from pipeline.domain import Article, Problem
from pipeline.engines.stream import Checked, Verifier
from pipeline.errors import SetupError
from pipeline.readers import read, read_claims
from pipeline.writers.folder import replacing
from pipeline.writers.jsonl import checked_line
from pipeline.writers.terminal import say
from pipeline.writers.words import RULINGS

NONE = "none"
ARTICLES = typer.Option("--articles", help="A folder (id = file name), or JSON lines.")


def verify(
    claims: Annotated[Path, typer.Argument(help="Claims to check: JSON lines.")],
    articles: Annotated[list[Path], ARTICLES],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; else standard output.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="Whom to ask for a second opinion: a name, 'local' or 'none'.")
    ] = NONE,
    policy_name: Annotated[
        str, typer.Option("--policy", help="standard, strict, lenient, or a TOML file of yours.")
    ] = "standard",
) -> None:
    """Check claims of anywhere against their articles: no extraction, one answer a line."""
    rules = policy(policy_name)
    if model != NONE:
        raise SetupError("second opinions are not there yet; leave --model none")
    lines = read_claims(claims)
    sources, problems = load_articles(articles)
    err = Console(stderr=True)
    for problem in problems:
        say(err, f"not read: {problem.where}: {problem.message}")
    verifier = Verifier(sources, grammar(), rules)
    if output is None:
        counts = asyncio.run(_write(verifier.stream(lines), sys.stdout))
    else:
        with replacing(output) as file:
            counts = asyncio.run(_write(verifier.stream(lines), file))
    say(err, _summary(counts))
    raise typer.Exit(int(counts["supported"] < counts.total()))


def load_articles(paths: list[Path]) -> tuple[list[Article], list[Problem]]:
    """The articles that claims are checked against; SetupError where there is none."""
    found = list(read(paths))
    sources = [one for one in found if isinstance(one, Article)]
    problems = [one for one in found if isinstance(one, Problem)]
    if not sources:
        why = f": {problems[0].where}: {problems[0].message}" if problems else ""
        raise SetupError(f"no article could be read from {paths[0]}{why}")
    return sources, problems


async def _write(checked: AsyncIterator[Checked], file: TextIO) -> Counter[str]:
    counts: Counter[str] = Counter()
    async for one in checked:
        file.write(checked_line(one.line.record, one.claim, one.problem) + "\n")
        counts[one.claim.verdict.ruling if one.claim else "not read"] += 1
    return counts


def _summary(counts: Counter[str]) -> str:
    told = ", ".join(f"{counts[name]} {name}" for name in (*RULINGS, "not read") if counts[name])
    return f"{counts.total()} claims: {told or 'none'}"

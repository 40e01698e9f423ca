"""`provenote eval`: labelled claims -> how well they are told apart."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.cli.edges import grammar, policy
from pipeline.cli.verify import load_articles
from pipeline.domain import Policy
from pipeline.engines.stream import Checked, Verifier
from pipeline.errors import SetupError
from pipeline.evaluation import Figures, Labelled, figures
from pipeline.readers import ClaimLine, read_claims
from pipeline.stages.verify import THRESHOLD
from pipeline.writers import inert
from pipeline.writers.terminal import say


@dataclass(frozen=True, slots=True)
class Suite:
    """Labelled claims, and the articles they are about."""

    name: str
    claims: tuple[Path, ...]
    articles: tuple[Path, ...]


def evaluate(
    suites: Annotated[
        list[Path],
        typer.Argument(help="Labelled claims (JSON lines), or folders of claims and articles."),
    ],
    articles: Annotated[
        list[Path] | None,
        typer.Option("--articles", help="Their articles; a folder may hold its own."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Keep the claims where KEY=VALUE, of the line or of its claim."),
    ] = None,
    policy_name: Annotated[
        str, typer.Option("--policy", help="standard, strict, lenient, or a TOML file of yours.")
    ] = "standard",
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Check labelled claims and print how many lies passed and how much truth was thrown out."""
    rules = policy(policy_name)
    found = [_suite(path, articles) for path in suites]
    results = {suite.name: _evaluate(suite, rules, only or []) for suite in found}
    if as_json:
        typer.echo(json.dumps({name: _as_json(*r) for name, r in results.items()}, indent=2))
        return
    for name, (told, speed) in results.items():
        _print(Console(highlight=False), name, told, speed)


def _suite(path: Path, articles: list[Path] | None) -> Suite:
    """A file of claims, or a folder with claims and articles (JSON lines, or folders)."""
    if not path.is_dir():
        if not articles:
            raise SetupError(f"where are the articles of {path}? name them with --articles")
        return Suite(path.stem, (path,), tuple(articles))
    claims = sorted(chain(path.glob("claims*.jsonl"), path.glob("claims/*.jsonl")))
    own = [p for p in (path / "articles.jsonl", path / "articles") if p.exists()]
    if not claims:
        raise SetupError(f"there are no claims in {path}; put them in claims.jsonl or claims/")
    if not (articles or own):
        raise SetupError(f"where are the articles of {path}? name them with --articles")
    return Suite(path.name, tuple(claims), tuple(articles or own))


def _evaluate(suite: Suite, rules: Policy, only: list[str]) -> tuple[Figures, float]:
    """The figures of a suite, and how many claims a second were checked."""
    sources, problems = load_articles(list(suite.articles))
    for problem in problems:
        say(Console(stderr=True), f"not read: {problem.where}: {problem.message}")
    lines = chain.from_iterable(map(read_claims, suite.claims))
    chosen = (line for line in lines if all(_holds(line, one) for one in only))
    began = time.perf_counter()
    rows = asyncio.run(_rows(Verifier(sources, grammar(), rules), chosen))
    seconds = time.perf_counter() - began
    if not rows:
        raise SetupError(f'no line of {suite.claims[0]} has a "label": faithful or hallucinated')
    return figures(rows, THRESHOLD), round(len(rows) / seconds, 1)


def _holds(line: ClaimLine, wanted: str) -> bool:
    name, _, value = wanted.partition("=")
    inner = line.record.get("claim")
    here = line.record.get(name, inner.get(name) if isinstance(inner, dict) else None)
    return str(here) == value


async def _rows(verifier: Verifier, lines: Iterator[ClaimLine]) -> list[Labelled]:
    return [row async for one in verifier.stream(lines) for row in labelled(one)]


def labelled(one: Checked) -> Iterator[Labelled]:
    """The claim with its label; one that could not be checked is in review, not left out."""
    record = one.line.record
    label = record.get("label")
    if label not in {"faithful", "hallucinated"}:
        return
    verdict = one.claim.verdict if one.claim else None
    speaker = (
        next((f.outcome for f in verdict.findings if f.check == "speaker"), None)
        if verdict
        else None
    )
    faithful = label == "faithful"
    yield Labelled(
        str(record.get("article_id")),
        faithful,
        "" if faithful else str(record.get("type")),
        verdict.ruling if verdict else "review",
        verdict.score if verdict else 0.0,
        speaker or "unknown",
        str(record.get("negative") or ""),
        str(record.get("bucket") or ""),
    )


def _as_json(told: Figures, speed: float) -> dict[str, object]:
    return {
        **told.values,
        **told.speakers,
        "claims_per_s": speed,
        "intervals": told.intervals,
        "types": told.types,
    }


def _print(console: Console, name: str, told: Figures, speed: float) -> None:
    """Print the figures of one set of labelled claims, then those of each type."""
    faithful, false = (f"{told.values[n]:.0f}" for n in ("n_faithful", "n_hallucinated"))
    say(console, f"{name}: {faithful} faithful, {false} hallucinated, {speed:g} claims a second")
    table = Table("figure", "value", "95 % interval", box=None)
    for figure, value in {**told.values, **told.speakers}.items():
        low, high = told.intervals.get(figure, (None, None))
        shown = "" if low is None else f"{low:g} to {high:g}"
        if not figure.startswith("n_"):
            table.add_row(figure, f"{value:g}", shown)
    console.print(table)
    types = Table("type of hallucination", "claims", "passed", "rejected", box=None)
    for kind, row in told.types.items():
        types.add_row(Text(inert.line(kind)), *(f"{row[k]:g}" for k in ("n", "passed", "rejected")))
    console.print(types)

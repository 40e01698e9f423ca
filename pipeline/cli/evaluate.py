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

from pipeline.cli.options import PolicyOption, asking
from pipeline.cli.progress import noticed
from pipeline.domain import Article, Policy
from pipeline.engines.stream import Checked, Verifier
from pipeline.errors import SetupError
from pipeline.evaluation import Figures, Labelled, figures
from pipeline.jobs.edges import advice, grammar, load_articles, policy
from pipeline.jobs.settings import Whom
from pipeline.jobs.spending import advised
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


@asking
def evaluate(
    suites: Annotated[
        list[Path],
        typer.Argument(help="Labelled claims (JSON lines), or folders of claims and articles."),
    ],
    whom: Whom,
    articles: Annotated[
        list[Path] | None,
        typer.Option("--articles", help="Their articles; a folder may hold its own."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Keep the claims where KEY=VALUE, of the line or of its claim."),
    ] = None,
    policy_name: PolicyOption = "standard",
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of a table.")] = False,
) -> None:
    """Check labelled claims and print how many lies passed and how much truth was thrown out."""
    rules = policy(policy_name)
    found = [find_suite(path, articles) for path in suites]
    results = {suite.name: _evaluate(suite, rules, whom, only or []) for suite in found}
    if as_json:
        typer.echo(json.dumps({name: _as_json(*r) for name, r in results.items()}, indent=2))
        return
    for name, (told, work) in results.items():
        _print(Console(highlight=False), name, told, work)


def find_suite(path: Path, articles: list[Path] | None) -> Suite:
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


def _evaluate(
    suite: Suite, rules: Policy, whom: Whom, only: list[str]
) -> tuple[Figures, dict[str, float]]:
    """The figures of a suite, and what they took: claims a second, questions, tokens."""
    sources, problems = load_articles(list(suite.articles))
    for problem in problems:
        say(Console(stderr=True), f"not read: {problem.where}: {problem.message}")
    lines = chain.from_iterable(map(read_claims, suite.claims))
    chosen = (line for line in lines if all(_holds(line, one) for one in only))
    began = time.perf_counter()
    rows, work = asyncio.run(_rows(sources, rules, whom, chosen))
    seconds = time.perf_counter() - began
    if not rows:
        raise SetupError(f'no line of {suite.claims[0]} has a "label": faithful or hallucinated')
    work |= {"seconds": round(seconds, 1), "claims_per_s": round(len(rows) / seconds, 1)}
    return figures(rows, THRESHOLD), work


def _holds(line: ClaimLine, wanted: str) -> bool:
    name, _, value = wanted.partition("=")
    inner = line.record.get("claim")
    here = line.record.get(name, inner.get(name) if isinstance(inner, dict) else None)
    return str(here) == value


async def _rows(
    sources: list[Article], rules: Policy, whom: Whom, lines: Iterator[ClaimLine]
) -> tuple[list[Labelled], dict[str, float]]:
    async with advice(whom, noticed) as (adviser, asked):
        verifier = Verifier(sources, grammar(), rules, adviser)
        rows = [row async for one in verifier.stream(lines) for row in labelled(one)]
        if asked:
            say(Console(stderr=True), advised(verifier, asked.spent()))
    return rows, {"questions": verifier.asked, "tokens": verifier.usage.total} if adviser else {}


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


def _as_json(told: Figures, work: dict[str, float]) -> dict[str, object]:
    return {
        **told.values,
        **told.speakers,
        **work,
        "intervals": told.intervals,
        "types": told.types,
    }


def _print(console: Console, name: str, told: Figures, work: dict[str, float]) -> None:
    """Print the figures of one set of labelled claims, then those of each type."""
    faithful, false = (f"{told.values[n]:.0f}" for n in ("n_faithful", "n_hallucinated"))
    say(console, f"{name}: {faithful} faithful, {false} hallucinated")
    say(console, ", ".join(f"{value:,g} {what}" for what, value in work.items()))
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

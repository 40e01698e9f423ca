"""`provenote verify`: claims of anywhere -> the same claims, checked. A gate: exit 0, 1 or 2."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from pipeline.cli.again import verify_again
from pipeline.cli.options import Against, FailUnderOption, StoreOption, asking, checking
from pipeline.cli.outcome import enough
from pipeline.cli.progress import noticed
from pipeline.domain import Article, Policy
from pipeline.engines.stream import Verifier
from pipeline.errors import SetupError
from pipeline.jobs.edges import advice, grammar, policy
from pipeline.jobs.settings import Whom
from pipeline.jobs.spending import advised
from pipeline.readers import ClaimLine, read_claims
from pipeline.writers.folder import replacing, standard_output
from pipeline.writers.jsonl import checked_line
from pipeline.writers.terminal import say
from pipeline.writers.words import RULINGS


@asking
@checking
def verify(
    whom: Whom,
    against: Against,
    claims: Annotated[
        Path | None, typer.Argument(help="Claims to check: JSON lines.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; else standard output.")
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Instead: check a run anew from its stored replies; nobody is asked.",
        ),
    ] = None,
    store: StoreOption = None,
    fail_under: FailUnderOption = None,
) -> None:
    """Check claims of anywhere against their articles: no extraction, one answer a line."""
    if again and (claims or against.articles or output):
        raise SetupError("--again takes claims and articles from its folder; name nothing else")
    if again:
        raise typer.Exit(verify_again(again, store))
    if claims is None or not against.articles:
        raise SetupError(
            "what shall be checked? name claims (JSON lines) and their articles with --articles, "
            "or a run with --again"
        )
    rules = policy(against.policy)
    lines = read_claims(claims)
    sources, problems = against.read()
    err = Console(stderr=True)
    for problem in problems:
        say(err, f"not read: {problem.where}: {problem.message}")
    with replacing(output) if output else standard_output() as file:
        counts, cost = asyncio.run(_check(lines, sources, rules, whom, file))
    say(err, _summary(counts) + cost)
    supported, total = counts["supported"], counts.total()
    well = supported == total if fail_under is None else enough(supported, total, fail_under)
    raise typer.Exit(int(not well))


async def _check(
    lines: Iterator[ClaimLine],
    sources: list[Article],
    rules: Policy,
    whom: Whom,
    file: TextIO,
) -> tuple[Counter[str], str]:
    """Write an answer for every line; how many there are of each, and what was asked for them."""
    counts: Counter[str] = Counter()
    async with advice(whom, noticed) as (adviser, asked):
        verifier = Verifier(sources, grammar(), rules, adviser)
        async for one in verifier.stream(lines):
            file.write(checked_line(one.line.record, one.claim, one.problem) + "\n")
            counts[one.claim.verdict.ruling if one.claim else "not read"] += 1
        return counts, f"; {advised(verifier, asked.spent())}" if asked else ""


def _summary(counts: Counter[str]) -> str:
    told = ", ".join(f"{counts[name]} {name}" for name in (*RULINGS, "not read") if counts[name])
    return f"{counts.total()} claims: {told or 'none'}"

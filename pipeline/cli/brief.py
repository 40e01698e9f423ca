"""`provenote brief`: stored runs, or claims of anywhere -> every written form of their note."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from pipeline.across.gathering import gather
from pipeline.cli.options import Against, NarrativeOption, asking, checking
from pipeline.cli.progress import noticed
from pipeline.domain import CheckedClaim, Json, Parser, Problem, Result
from pipeline.engines.stream import Verifier
from pipeline.errors import SetupError
from pipeline.jobs.edges import NOBODY, asked, choice, known_as, policy
from pipeline.jobs.ledgers import kept_grammar, ledger_of
from pipeline.jobs.noting import Extras, ask_extras, files, stored, wish_for
from pipeline.jobs.settings import Whom
from pipeline.readers import StoredRun, kept, read_claims, read_run
from pipeline.store import scratch
from pipeline.together import shelve
from pipeline.writers import must_be_writable, write
from pipeline.writers.hold import held
from pipeline.writers.jsonl import tally
from pipeline.writers.terminal import summarise

_SEVERAL = Path("outputs/brief")


@dataclass(frozen=True, slots=True)
class Material:
    """What a note is made from.

    Attributes:
        report: What its run.json says, but for problems.
        problems: What the runs could not use then.
        unread: What could not be used now.
    """

    results: tuple[Result, ...]
    report: dict[str, Json]
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...]
    extras: Extras


@asking
@checking
def brief(
    whom: Whom,
    against: Against,
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Folders that provenote run wrote.")
    ] = None,
    claims: Annotated[
        Path | None,
        typer.Option("--claims", help="Claims of anywhere (JSON lines), verified first."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder to write into; else that of the one run."),
    ] = None,
    narrative: NarrativeOption = False,
) -> None:
    """Make the note again from stored results, of one run or several; nothing is extracted.

    A model named with --model is asked about close pairs of claims, and with --narrative it
    writes the key points; without one, nobody is asked.
    """
    folder = _output(runs or [], claims, output)
    _must_fit(runs or [], claims, against.articles, whom, narrative=narrative)
    must_be_writable(folder)
    with scratch() as found:  # of many articles, not all grammar can be in memory
        parse = kept_grammar(found)
        if claims:
            material = asyncio.run(_verified(claims, against, parse))
        else:
            material = _stored([read_run(run) for run in runs or []])
        _must_keep(material, runs or [], folder)
        with held(folder):
            code = asyncio.run(_write(material, folder, parse, whom, narrative=narrative))
    raise typer.Exit(code)


def _output(runs: Sequence[Path], claims: Path | None, output: Path | None) -> Path:
    if output:
        return output
    if claims:
        raise SetupError("where shall the note of --claims go? name a folder with -o")
    return runs[0] if len(runs) == 1 else _SEVERAL


def _must_fit(
    runs: Sequence[Path],
    claims: Path | None,
    articles: Sequence[str] | None,
    whom: Whom,
    *,
    narrative: bool,
) -> None:
    """Raise SetupError where the options do not go together."""
    if claims and runs:
        raise SetupError("a note is made from run folders or from --claims; name one of the two")
    if not claims and not runs:
        raise SetupError(
            "from what shall the note be made? name a folder that provenote run wrote, or claims"
            " with --claims and their articles with --articles"
        )
    if bool(claims) != bool(articles):
        raise SetupError("--claims and --articles go together; name both")
    if (narrative or whom.replay or whom.record) and whom.model in {None, NOBODY}:
        raise SetupError("which model shall be asked? name it with --model")


def _must_keep(material: Material, runs: Sequence[Path], folder: Path) -> None:
    """Raise SetupError where a folder would be written over with less than is in it."""
    inside = any(folder.resolve() == run.resolve() for run in runs)
    if material.unread and inside:
        lost = material.unread[0]
        raise SetupError(
            f"{len(material.unread)} of the lines in {folder} cannot be used and would be lost"
            f" ({lost.where}: {lost.message}); choose another folder with -o"
        )


async def _write(
    material: Material, folder: Path, parse: Parser, whom: Whom, *, narrative: bool
) -> int:
    extras = material.extras
    if whom.model and whom.model != NOBODY:
        wish = wish_for(known_as(whom.model), None, relate=True, narrative=narrative)
        with ledger_of(folder, None, replayed=whom.replay is not None) as ledger:
            async with asked(choice(whom, whom.model, noticed, ledger)) as opened:
                extras = await ask_extras(material.results, parse, opened.model, wish, extras)
    problems = (*material.problems, *material.unread, *extras.problems)
    report = {**material.report, **extras.as_json()}
    shelf = shelve(material.results, parse)
    write(folder, files(shelf, parse, report, problems, extras))
    rows = [
        (one.article.id, Counter(c.verdict.ruling for c in one.claims)) for one in material.results
    ]
    refused = [one for result in material.results for one in result.rejections]
    summarise(folder, rows, refused, problems)
    return int(bool(material.unread or extras.problems))


# --- what it is made from ---------------------------------------------------------------


def _stored(runs: Sequence[StoredRun]) -> Material:
    """One run as it is; of several every article once, and every id unique."""
    problems = tuple(problem for run in runs for problem in run.problems)
    unread = tuple(problem for run in runs for problem in run.unread)
    if len(runs) == 1:
        (run,) = runs
        return Material(run.results, dict(run.report), problems, unread, stored(run.report))
    results = gather(result for run in runs for result in run.results)
    reports: list[Json] = [dict(run.report) for run in runs]
    report: dict[str, Json] = {
        "provenote": version("provenote"),
        "runs": reports,
        "counts": _counts(results),
    }
    return Material(results, report, problems, unread, Extras())


async def _verified(claims: Path, against: Against, parse: Parser) -> Material:
    """Claims of anywhere, verified; articles without one have their place in the note too."""
    rules = policy(against.policy)
    lines = read_claims(claims)
    sources, unread = against.read()
    found: defaultdict[str, list[CheckedClaim]] = defaultdict(list)
    async for one in Verifier(sources, parse, rules).stream(lines):
        if one.claim:
            found[one.claim.claim.article_id].append(one.claim)
        elif one.problem:
            unread.append(one.problem)
    results = gather(Result(a, tuple(found[a.id])) for a in sources)
    report: dict[str, Json] = {
        "provenote": version("provenote"),
        "settings": {
            "claims": str(claims),
            "articles": [kept(path) for path in against.articles or []],
            "policy": against.policy,
        },
        "counts": _counts(results),
    }
    return Material(results, report, (), tuple(unread), Extras())


def _counts(results: Sequence[Result]) -> dict[str, Json]:
    return {"articles": len(results), **tally(c for r in results for c in r.claims)}

"""What `provenote run` has stored: articles.jsonl, claims.jsonl and run.json -> results.

Every line is checked: what is of no use costs only itself, and a span that is not in its article
is of no use. What an older version did not write yet is read as far as it goes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.domain import (
    Article,
    CheckedClaim,
    Json,
    Problem,
    Result,
    Span,
    Verdict,
)
from pipeline.errors import SetupError
from pipeline.readers.claims import ClaimLine, read_claims, said
from pipeline.readers.drafts import shown
from pipeline.readers.lines import row_of
from pipeline.readers.stored import StoredArticle, StoredProblem, StoredVerdict

Stored = TypeVar("Stored", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run, as far as it could be read.

    Attributes:
        report: What run.json says, but for its problems; empty where there is none.
        problems: Those that run.json tells of.
        unread: Lines and files of the folder that could not be used now.
    """

    folder: Path
    results: tuple[Result, ...]
    report: Mapping[str, Json]
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...]


def read_run(folder: Path) -> StoredRun:
    """A run folder; raises SetupError where it is none."""
    if not folder.is_dir():
        raise SetupError(f"there is no folder {shown(folder)}; name one that provenote run wrote")
    for name in ("articles.jsonl", "claims.jsonl"):
        if not (folder / name).is_file():
            raise SetupError(
                f"{shown(folder)} is no run: it has no {name}; name a folder that provenote run"
                " wrote, or claims of anywhere with --claims and --articles"
            )
    unread: list[Problem] = []
    found = dict(_articles(folder / "articles.jsonl", unread))
    claims = _claims(folder / "claims.jsonl", {n: r.article for n, r in found.items()}, unread)
    report, problems = _report(folder / "run.json", unread)
    results = (
        Result(
            one.article,
            tuple(claims[name]),
            one.rejections,
            one.failures,
            one.requests,
            one.usage,
            one.copy_of,
        )
        for name, one in found.items()
    )
    return StoredRun(folder, tuple(results), report, problems, tuple(unread))


# --- the files --------------------------------------------------------------------------


def _articles(path: Path, unread: list[Problem]) -> Iterator[tuple[str, Result]]:
    seen: set[str] = set()
    for where, row in _rows(path, unread):
        found = _valid(StoredArticle, row, where)
        if isinstance(found, StoredArticle):
            found = _checked(found, where, seen)
        if isinstance(found, Problem):
            unread.append(found)
        else:
            seen.add(found.id)
            yield found.id, found.as_result()


def _checked(found: StoredArticle, where: str, seen: set[str]) -> StoredArticle | Problem:
    sha256 = hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()
    if found.sha256 != sha256:
        return Problem(where, "its text and its sha256 do not agree: it was edited; run it again")
    if found.id in seen:
        return Problem(where, f'the id "{shown(found.id)}" is taken')
    if any(not 0 <= n.start <= n.end <= len(found.text) for n in found.noise or ()):
        return Problem(where, "a noise span does not lie in its text; run it again")
    return found


def _claims(
    path: Path, articles: Mapping[str, Article], unread: list[Problem]
) -> dict[str, list[CheckedClaim]]:
    held: dict[str, list[CheckedClaim]] = {name: [] for name in articles}
    seen: set[str] = set()
    for line in read_claims(path):
        found = _claim(line, articles, seen)
        if isinstance(found, Problem):
            unread.append(found)
        else:
            seen.add(found.claim.id)
            held[found.claim.article_id].append(found)
    return held


def _claim(
    line: ClaimLine, articles: Mapping[str, Article], seen: set[str]
) -> CheckedClaim | Problem:
    if line.claim is None:
        return line.problem or Problem(line.where, "it cannot be read")
    if line.claim.id in seen:
        return Problem(line.where, f'the id "{shown(line.claim.id)}" is taken')
    if line.claim.article_id not in articles:
        return Problem(line.where, f"there is no article {line.claim.article_id!r} beside it")
    found = _valid(StoredVerdict, line.record, line.where)
    if isinstance(found, Problem):
        return found
    if len(found.groundings) != len(line.claim.citations):
        return Problem(line.where, "it has not as many groundings as citations; verify it again")
    verdict = found.as_verdict()
    if lost := _lost(verdict, articles, line.claim.article_id):
        return Problem(
            line.where, f"“{shown(lost.exact[:40])}” does not stand in its article there"
        )
    return CheckedClaim(line.claim, verdict)


def _lost(verdict: Verdict, articles: Mapping[str, Article], own: str) -> Span | None:
    """The first span whose words are not at its place; of other articles only what is here."""
    spans = [s for f in verdict.findings for s in f.spans]
    for grounding in verdict.groundings:
        spans += [*([grounding.span] if grounding.span else ()), *grounding.pieces]
        spans += grounding.others
    for span in spans:
        article = articles.get(span.article_id or own)
        if article and article.text[max(0, span.start) : max(0, span.end)] != span.exact:
            return span
    return None


def _report(path: Path, unread: list[Problem]) -> tuple[Mapping[str, Json], tuple[Problem, ...]]:
    try:
        report = json.loads(path.read_bytes())
        told = [StoredProblem.model_validate(one) for one in report.pop("problems", [])]
    except FileNotFoundError:
        unread.append(Problem(shown(path), "it is missing: how the claims were made is not known"))
        return {}, ()
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        unread.append(Problem(shown(path), "it cannot be read as JSON of a run"))
        return {}, ()
    return report, tuple(one.as_problem() for one in told)


def _rows(path: Path, unread: list[Problem]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            where = f"{shown(path)}:{number}"
            row = row_of(line, where) if line.strip() else None
            if isinstance(row, Problem):
                unread.append(row)
            elif row is not None:
                yield where, row


def _valid(of: type[Stored], row: Mapping[str, Json], where: str) -> Stored | Problem:
    try:
        return of.model_validate(dict(row))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return Problem(where, f"{place}: {said(first)}")

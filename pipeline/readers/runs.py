"""What `provenote run` has stored: articles.jsonl, claims.jsonl and run.json -> results.

Every line is checked: what is of no use costs only itself, and a span that is not in its article
is of no use. What an older version did not write yet is read as far as it goes.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.domain import (
    Article,
    CheckedClaim,
    Failure,
    Finding,
    Grounding,
    Json,
    Match,
    Noise,
    Outcome,
    Problem,
    Reason,
    Rejection,
    Result,
    Ruling,
    Span,
    Usage,
    Verdict,
)
from pipeline.errors import SetupError
from pipeline.readers.claims import ClaimLine, read_claims, said
from pipeline.readers.drafts import shown
from pipeline.readers.lines import row_of
from pipeline.readers.noise import noise_spans

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
        )
        for name, one in found.items()
    )
    return StoredRun(folder, tuple(results), report, problems, tuple(unread))


# --- what stands in the lines -----------------------------------------------------------


class _Span(BaseModel):
    start: int
    end: int
    exact: str
    article_id: str | None = None

    def as_span(self) -> Span:
        return Span(self.start, self.end, self.exact, self.article_id)


class _Noise(BaseModel):
    start: int
    end: int
    kind: str


class _Problem(BaseModel):
    where: str
    message: str

    def as_problem(self) -> Problem:
        return Problem(self.where, self.message)


class _Rejection(BaseModel):
    prompt: str
    kind: Failure = "schema_violation"  # older folders do not tell
    problems: list[_Problem] = []


class _Counts(BaseModel):
    requests: int = 0


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Article(BaseModel):
    id: str
    text: str
    sha256: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None
    noise: list[_Noise] | None = None
    counts: _Counts = _Counts()
    usage: _Usage = _Usage()
    rejections: list[_Rejection] = []

    def as_result(self) -> Result:
        noise = (
            noise_spans(self.text)
            if self.noise is None
            else tuple(Noise(n.start, n.end, n.kind) for n in self.noise)
        )
        article = Article(
            self.id,
            self.text,
            self.sha256,
            noise,
            self.title,
            self.outlet,
            self.url,
            self.published,
            self.language,
            self.author,
        )
        rejections = (
            Rejection(self.id, r.prompt, r.kind, tuple(p.as_problem() for p in r.problems))
            for r in self.rejections
        )
        usage = Usage(self.usage.prompt_tokens, self.usage.completion_tokens)
        return Result(article, (), tuple(rejections), (), self.counts.requests, usage)


class _Finding(BaseModel):
    check: str
    outcome: Outcome
    message: str
    reason: Reason | None = None
    spans: list[_Span] = []

    def as_finding(self) -> Finding:
        spans = tuple(span.as_span() for span in self.spans)
        return Finding(self.check, self.outcome, self.message, self.reason, spans)


class _Grounding(BaseModel):
    quote: str
    match: Match
    span: _Span | None = None
    diff: str | None = None
    pieces: list[_Span] = []
    others: list[_Span] = []

    def as_grounding(self) -> Grounding:
        span = self.span.as_span() if self.span else None
        pieces = tuple(p.as_span() for p in self.pieces) or ((span,) if span else ())
        others = tuple(o.as_span() for o in self.others)
        return Grounding(self.quote, self.match, span, pieces, self.diff, others)


class _Verdict(BaseModel):
    verdict: Ruling
    score: float
    reasons: list[Reason] = []
    findings: list[_Finding]
    groundings: list[_Grounding]
    decisive: list[int] | None = None

    def as_verdict(self) -> Verdict:
        findings = tuple(one.as_finding() for one in self.findings)
        return Verdict(
            self.verdict,
            self.score,
            tuple(self.reasons),
            findings,
            tuple(one.as_grounding() for one in self.groundings),
            self._decisive(findings),
        )

    def _decisive(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """What decided; where an older folder does not tell, the worst findings."""
        if self.verdict == "supported":
            return ()
        if self.decisive is not None:
            return tuple(f for n, f in enumerate(findings) if n in self.decisive)
        for outcome in ("fail", "warn", "unknown"):
            if found := tuple(f for f in findings if f.outcome == outcome):
                return found
        return ()


# --- the files --------------------------------------------------------------------------


def _articles(path: Path, unread: list[Problem]) -> Iterator[tuple[str, Result]]:
    seen: set[str] = set()
    for where, row in _rows(path, unread):
        found = _valid(_Article, row, where)
        if isinstance(found, _Article):
            found = _checked(found, where, seen)
        if isinstance(found, Problem):
            unread.append(found)
        else:
            seen.add(found.id)
            yield found.id, found.as_result()


def _checked(found: _Article, where: str, seen: set[str]) -> _Article | Problem:
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
    found = _valid(_Verdict, line.record, line.where)
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
        told = [_Problem.model_validate(one) for one in report.pop("problems", [])]
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

"""The lines that a run has stored, as they are read back; older ones lack what is new."""

from collections.abc import Sequence

from pydantic import BaseModel

from pipeline.domain import (
    Article,
    Failure,
    Finding,
    Grounding,
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
from pipeline.readers.noise import noise_spans


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


class StoredProblem(BaseModel):
    """What could not be used."""

    where: str
    message: str

    def as_problem(self) -> Problem:
        """The problem."""
        return Problem(self.where, self.message)


class _Rejection(BaseModel):
    prompt: str
    kind: Failure = "schema_violation"  # older folders do not tell
    problems: list[StoredProblem] = []


class _Counts(BaseModel):
    requests: int = 0


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class StoredArticle(BaseModel):
    """A line of articles.jsonl."""

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
    copy_of: str | None = None

    def as_result(self) -> Result:
        """The article with its rejections, before its claims."""
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
        return Result(article, (), tuple(rejections), (), self.counts.requests, usage, self.copy_of)


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


class StoredVerdict(BaseModel):
    """What a line of claims.jsonl holds beside its claim."""

    verdict: Ruling
    score: float
    reasons: list[Reason] = []
    findings: list[_Finding]
    groundings: list[_Grounding]
    decisive: list[int] | None = None

    def as_verdict(self) -> Verdict:
        """The verdict."""
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

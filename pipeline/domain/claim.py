"""Claims, where their citations stand, and what the checks found."""

from dataclasses import dataclass, field
from typing import Protocol

from pipeline.domain.article import Article, Problem, Span
from pipeline.domain.asking import Usage
from pipeline.domain.grammar import Parse
from pipeline.domain.words import Kind, Match, Modality, Outcome, Reason, Ruling, Stance


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of the article, and who told whom: outermost link first, the last one speaks."""

    quote: str
    attribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion: a demand (who demands what of whom), a summary sentence, or a statement."""

    id: str
    article_id: str
    kind: Kind
    text: str | None = None
    demander: str | None = None
    addressee: str | None = None
    content: str | None = None
    stance: Stance | None = None
    modality: Modality | None = None
    condition_for: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reply that did not pass the schema, or never came, after its one repair."""

    article_id: str
    prompt: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where a citation's quote stands, and how it matched.

    Attributes:
        quote: What the claim cites, as written.
        span: The whole stretch, from the first matched word to the last; None when absent.
        pieces: The stretches that carry the words; more than one when `elided`.
        diff: For `altered`: the source's words with `[-missing-]` and `{+added+}` marked.
        others: For `ambiguous`: every further place where the words stand.
    """

    quote: str
    match: Match
    span: Span | None = None
    pieces: tuple[Span, ...] = ()
    diff: str | None = None
    others: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer, with one sentence for a person and the spans it rests on."""

    check: str
    outcome: Outcome
    message: str
    reason: Reason | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the findings of one claim amount to.

    Attributes:
        score: From 0 to 1 = supported.
        reasons: Of the failures and warnings, each once.
        findings: One of each check.
        groundings: One of each citation.
        decisive: The findings that kept the claim from being supported.
    """

    ruling: Ruling
    score: float
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    groundings: tuple[Grounding, ...]
    decisive: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and its one verdict."""

    claim: Claim
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """All that one article came to."""

    article: Article
    claims: tuple[CheckedClaim, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    requests: int = 0
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All a check may look at: the claim, its article with grammar, and its groundings."""

    claim: Claim
    article: Article
    parse: Parse
    groundings: tuple[Grounding, ...]


class Check(Protocol):
    """One question about one claim. Pure: equal evidence gives an equal finding."""

    def __call__(self, evidence: Evidence) -> Finding:
        """Answer pass, fail, warn or unknown; never raise."""
        ...

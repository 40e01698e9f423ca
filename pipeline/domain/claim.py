"""Claims, where their citations stand, and what the checks found."""

from dataclasses import dataclass, field
from typing import Protocol

from pipeline.domain.article import Article, Problem, Span
from pipeline.domain.asking import Usage
from pipeline.domain.grammar import Parse
from pipeline.domain.words import Failure, Kind, Match, Modality, Outcome, Reason, Ruling, Stance


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

    @property
    def words(self) -> str:
        """What the claim says, in its own words: its sentence, or else its content; may be ""."""
        return self.text or self.content or ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A reply that cannot be used, or never came.

    Attributes:
        kind: What is wrong with it; `endpoint` where it never came.
    """

    article_id: str
    prompt: str
    kind: Failure
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
    """One check's answer, with one sentence for a person and the spans it rests on.

    Attributes:
        degree: From 0 to 1 = supported, where the check can grade its answer: it moves the
            score of the verdict, never the verdict.
    """

    check: str
    outcome: Outcome
    message: str
    reason: Reason | None = None
    spans: tuple[Span, ...] = ()
    degree: float | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the findings of one claim amount to.

    Attributes:
        score: From 0 to 1 = supported.
        reasons: Of the failures and warnings, each once.
        findings: One of each check; then, where a model was asked, what it answered.
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

    @property
    def rests_on(self) -> tuple[Span, ...]:
        """The words that bear a claim that cites none, where a check found that they do."""
        if self.claim.citations:
            return ()
        bearing = (f for f in self.verdict.findings if (f.check, f.outcome) == ("support", "pass"))
        return tuple(span for found in bearing for span in found.spans if not span.article_id)


@dataclass(frozen=True, slots=True)
class Result:
    """All that one article came to.

    Attributes:
        rejections: The questions that got no usable answer.
        failures: Of all replies that could not be used; some were asked for again with success.
        copy_of: The article that says all that this one says, so that nobody was asked about it;
            None where it was asked about.
    """

    article: Article
    claims: tuple[CheckedClaim, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failures: tuple[Failure, ...] = ()
    requests: int = 0
    usage: Usage = field(default_factory=Usage)
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All a check may look at: the claim, its article, the grammar of both, and where it stands.

    Attributes:
        parse: The grammar of the article's text.
        groundings: One of each citation, in order.
        told: The grammar of `claim.words`; offsets index those.
        passages: The sentences of the article that the claim is about: those it cites, else
            those nearest to it in words, best first.
        elsewhere: The nearest sentences of the other articles of the same run, best first; each
            names its article.
    """

    claim: Claim
    article: Article
    parse: Parse
    groundings: tuple[Grounding, ...]
    told: Parse = field(default_factory=Parse)
    passages: tuple[Span, ...] = ()
    elsewhere: tuple[Span, ...] = ()


class Check(Protocol):
    """One question about one claim. Pure: equal evidence gives an equal finding."""

    def __call__(self, evidence: Evidence) -> Finding:
        """Answer pass, fail, warn or unknown; never raise."""
        ...

"""Claim + Grounding + Article -> Findings -> Verdict.

How findings become a verdict is the one table below. In the standard policy a check that fails
rejects; a warning holds the claim for review; `unknown` holds it too where the check is one a
reader relies on, since what nobody could confirm is not supported. The worst ruling counts.
"""

from collections.abc import Mapping

from pipeline.checks import (
    addressee,
    chain,
    dates,
    demander,
    entities,
    leak,
    modality,
    noise,
    polarity,
    quantities,
    quote,
    scope,
    speaker,
    support,
)
from pipeline.domain import (
    Check,
    Evidence,
    Finding,
    Outcome,
    Policy,
    Reason,
    Ruling,
    Verdict,
)

CHECKS: tuple[Check, ...] = (
    quote.check,
    noise.check,
    speaker.check,
    demander.check,
    addressee.check,
    chain.check,
    entities.check,
    quantities.check,
    dates.check,
    polarity.check,
    modality.check,
    scope.check,
    support.check,
    leak.check,
)

CHECK_NAMES = tuple(check.__module__.rpartition(".")[2] for check in CHECKS)

# checks whose `unknown` holds a claim back: a reader relies on their answer
_RELIED_ON = ("quote", "speaker", "demander", "support")
_HELD: Mapping[Outcome, Ruling] = {"unknown": "review"}

STANDARD = Policy(
    "standard",
    {"fail": "rejected", "warn": "review", "unknown": "supported", "pass": "supported"},
    dict.fromkeys(_RELIED_ON, _HELD),
)
POLICIES: Mapping[str, Policy] = {
    "standard": STANDARD,
    # nothing that any check could not confirm, and no doubt at all
    "strict": Policy(
        "strict",
        {"fail": "rejected", "warn": "rejected", "unknown": "review", "pass": "supported"},
    ),
    # only what is known to be wrong is held; who said it need not be confirmed
    "lenient": Policy(
        "lenient",
        {"fail": "rejected", "warn": "review", "unknown": "supported", "pass": "supported"},
        {"quote": _HELD, "support": _HELD},
    ),
}
THRESHOLD = 0.5
"""Of the score, from which a claim is rather faithful than not: one for all kinds of text."""

_ORDER: Mapping[Ruling, int] = {"rejected": 0, "review": 1, "supported": 2}
# of the score; an `unknown` costs only where a reader relies on the check
_WORTH: Mapping[Outcome, float] = {"pass": 1.0, "unknown": 0.8, "warn": 0.6, "fail": 0.02}


def verify(evidence: Evidence, policy: Policy = STANDARD) -> Verdict:
    """Ask every check and weigh the answers: always one verdict, and nothing is dropped."""
    return weigh(evidence, tuple(check(evidence) for check in CHECKS), (), policy)


def verify_beside(evidence: Evidence, verdict: Verdict, policy: Policy = STANDARD) -> Verdict:
    """A verdict of `verify` once the other articles are known, which `leak` alone looks at."""
    findings = (leak.check(evidence) if f.check == "leak" else f for f in verdict.findings)
    return weigh(evidence, tuple(findings), (), policy)


def weigh(
    evidence: Evidence,
    found: tuple[Finding, ...],
    opinions: tuple[Finding, ...],
    policy: Policy = STANDARD,
) -> Verdict:
    """The verdict of what the checks found and, where a model was asked, of its opinions.

    An opinion that is sure answers for a check that could not tell, and for no other: it can
    neither overrule a failure nor lift a warning.
    """
    asked = tuple(f for f in found if not _beside_the_point(f, evidence))
    settled = {o.check for o in opinions if o.outcome == "pass"}
    open_still = (f for f in asked if f.outcome != "unknown" or f.check not in settled)
    counted = (*open_still, *opinions)
    ruling = min(map(policy.ruling, counted), key=_ORDER.__getitem__)
    decisive = tuple(f for f in counted if policy.ruling(f) == ruling != "supported")
    every = (*found, *opinions)
    score = _score(asked, opinions)
    return Verdict(ruling, score, _reasons(every), every, evidence.groundings, decisive)


def _beside_the_point(finding: Finding, evidence: Evidence) -> bool:
    """A plain statement that cites nothing stands on the sentences that `support` finds for it."""
    bare = evidence.claim.kind == "statement" and not evidence.claim.citations
    return bare and finding.check == "quote" and finding.outcome == "unknown"


def _score(findings: tuple[Finding, ...], opinions: tuple[Finding, ...] = ()) -> float:
    """The product of what each answer is worth, 0 to 1: independent doubts add up.

    A check that grades its answer says itself what it is worth. `support` grades by likeness of
    words, which alone proves nothing; so any contradiction outweighs it. Where a model was asked
    the same question its opinion counts as much as the check's answer: they err on different
    claims, so the mean of both is surer than either.
    """
    heard = {o.check: o for o in opinions}
    score = 1.0
    for finding in findings:
        own = _worth(finding)
        other = _worth(heard[finding.check]) if finding.check in heard else None
        worths = [w for w in (own, other) if w is not None]
        score *= sum(worths) / len(worths) if worths else 1.0
    return round(score, 4)


def _worth(finding: Finding) -> float | None:
    """What one answer is worth; None where it only says that there was nothing to ask."""
    if finding.degree is not None:
        return finding.degree
    asked = finding.outcome != "unknown" or finding.check in _RELIED_ON
    return _WORTH[finding.outcome] if asked else None


def _reasons(findings: tuple[Finding, ...]) -> tuple[Reason, ...]:
    """The reasons of what failed or warned, failures first, each once."""
    doubtful = sorted(
        (f for f in findings if f.outcome in {"fail", "warn"}), key=lambda f: f.outcome
    )
    return tuple(dict.fromkeys(f.reason for f in doubtful if f.reason))

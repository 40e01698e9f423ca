"""Claim + Grounding + Article -> Findings -> Verdict.

How findings become a verdict is the one table below. In the standard policy a check that fails
rejects; a warning holds the claim for review; `unknown` holds it too where the check is one a
reader relies on, since what nobody could confirm is not supported. The worst ruling counts.
"""

from collections.abc import Mapping

from pipeline.checks import (
    addressee,
    chain,
    demander,
    entities,
    leak,
    modality,
    noise,
    polarity,
    quantities,
    quote,
    speaker,
    support,
)
from pipeline.domain import Check, Evidence, Finding, Outcome, Policy, Reason, Ruling, Verdict

CHECKS: tuple[Check, ...] = (
    quote.check,
    noise.check,
    speaker.check,
    demander.check,
    addressee.check,
    chain.check,
    entities.check,
    quantities.check,
    polarity.check,
    modality.check,
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
_WEIGHT: Mapping[Outcome, float] = {"pass": 1.0, "unknown": 0.8, "warn": 0.5, "fail": 0.1}


def verify(evidence: Evidence, policy: Policy = STANDARD) -> Verdict:
    """Ask every check and weigh the answers: always one verdict, and nothing is dropped."""
    findings = tuple(check(evidence) for check in CHECKS)
    ruling = min(map(policy.ruling, findings), key=_ORDER.__getitem__)
    decisive = tuple(f for f in findings if policy.ruling(f) == ruling != "supported")
    reasons = _reasons(findings)
    return Verdict(ruling, _score(findings), reasons, findings, evidence.groundings, decisive)


def _score(findings: tuple[Finding, ...]) -> float:
    """The product of what each answer is worth, 0 to 1: independent doubts add up."""
    score = 1.0
    for finding in findings:
        if finding.degree is not None:
            score *= finding.degree
        elif finding.outcome != "unknown" or finding.check in _RELIED_ON:
            score *= _WEIGHT[finding.outcome]
    return round(score, 4)


def _reasons(findings: tuple[Finding, ...]) -> tuple[Reason, ...]:
    """The reasons of what failed or warned, failures first, each once."""
    doubtful = sorted(
        (f for f in findings if f.outcome in {"fail", "warn"}), key=lambda f: f.outcome
    )
    return tuple(dict.fromkeys(f.reason for f in doubtful if f.reason))

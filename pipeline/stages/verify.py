"""Claim + Grounding + Article -> Findings -> Verdict.

How findings become a verdict is this one table. A check that fails rejects; a warning holds the
claim for review; `unknown` holds it too where the check is one a reader relies on, since what
nobody could confirm is not supported.
"""

from collections.abc import Mapping

from pipeline.checks import (
    addressee,
    chain,
    demander,
    entities,
    modality,
    noise,
    polarity,
    quantities,
    quote,
    speaker,
    support,
)
from pipeline.domain import Check, Evidence, Finding, Outcome, Reason, Ruling, Verdict

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
)

# what each outcome of any check asks for
_RULES: Mapping[Outcome, Ruling] = {"fail": "rejected", "warn": "review", "pass": "supported"}
# where `unknown` holds a claim back; elsewhere it only means that there was nothing to ask
_RELIED_ON = frozenset({"quote", "speaker", "demander", "support"})
_ORDER: Mapping[Ruling, int] = {"rejected": 0, "review": 1, "supported": 2}
_WEIGHT: Mapping[Outcome, float] = {"pass": 1.0, "unknown": 0.8, "warn": 0.5, "fail": 0.1}


def verify(evidence: Evidence) -> Verdict:
    """Ask every check and weigh the answers: always one verdict, and nothing is dropped."""
    findings = tuple(check(evidence) for check in CHECKS)
    ruling = min((_ruling(f) for f in findings), key=_ORDER.__getitem__)
    decisive = tuple(f for f in findings if ruling != "supported" and _ruling(f) == ruling)
    reasons = _reasons(findings)
    return Verdict(ruling, _score(findings), reasons, findings, evidence.groundings, decisive)


def _ruling(finding: Finding) -> Ruling:
    if finding.outcome == "unknown":
        return "review" if finding.check in _RELIED_ON else "supported"
    return _RULES[finding.outcome]


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

"""Equal parts of results, once in memory: the checks say the same of thousands of claims."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from pipeline.domain import CheckedClaim, Finding, Grounding, Outcome, Reason, Result, Span, Verdict


def shared(result: Result) -> Result:
    """The same result in half the memory: its spans once, findings without spans once at all."""
    spans: dict[Span, Span] = {}

    def once(span: Span) -> Span:
        return spans.setdefault(span, span)

    return replace(result, claims=tuple(_claim(one, once) for one in result.claims))


def _claim(checked: CheckedClaim, once: Callable[[Span], Span]) -> CheckedClaim:
    verdict = checked.verdict
    findings = tuple(_finding(one, once) for one in verdict.findings)
    same = dict(zip(verdict.findings, findings, strict=True))
    decisive = tuple(same.get(one, one) for one in verdict.decisive)
    groundings = tuple(_grounding(one, once) for one in verdict.groundings)
    told: Verdict = replace(verdict, findings=findings, groundings=groundings, decisive=decisive)
    return replace(checked, verdict=told)


def _finding(one: Finding, once: Callable[[Span], Span]) -> Finding:
    if not one.spans:
        return _spanless(one.check, one.outcome, one.message, one.reason, one.degree)
    return replace(one, spans=tuple(map(once, one.spans)))


@lru_cache(maxsize=16384)
def _spanless(
    check: str, outcome: Outcome, message: str, reason: Reason | None, degree: float | None
) -> Finding:
    return Finding(check, outcome, message, reason, (), degree)


def _grounding(one: Grounding, once: Callable[[Span], Span]) -> Grounding:
    return replace(
        one,
        span=once(one.span) if one.span else None,
        pieces=tuple(map(once, one.pieces)),
        others=tuple(map(once, one.others)),
    )

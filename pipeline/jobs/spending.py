"""What asking came to, as data and in words."""

from dataclasses import replace

from pipeline.domain import Json
from pipeline.engines.stream import Verifier
from pipeline.jobs.settings import Whom
from pipeline.models.meter import Spent


def as_json(spent: Spent) -> dict[str, Json]:
    """For run.json: every attempt of this run; an unknown price is null, not zero."""
    return {
        "attempts": spent.attempts,
        "failed": dict(sorted(spent.failed.items())),
        "untold": spent.untold,
        "prompt_tokens": spent.usage.prompt_tokens,
        "completion_tokens": spent.usage.completion_tokens,
        "cached_tokens": spent.usage.cached_tokens,
        "cost": spent.usd,
    }


def within(whom: Whom, spent: Spent) -> Whom:
    """Whom to ask, with what is left of the budget."""
    usd, tokens = whom.max_cost, whom.max_tokens
    return replace(
        whom,
        max_cost=None if usd is None else max(0.0, usd - spent.most_usd),
        max_tokens=None if tokens is None else max(0, tokens - spent.most.total),
    )


def told(spent: Spent) -> str:
    """For a person, in one line."""
    if not spent.attempts:
        return "asked: nothing, every answer was there"
    cost = "cost unknown" if spent.usd is None else f"${spent.usd:.4f}"
    failed = ", ".join(f"{n} {kind}" for kind, n in sorted(spent.failed.items()))
    parts = [f"asked: {spent.attempts} requests, {spent.usage.total:,} tokens, {cost}"]
    if failed:
        parts.append(f"failed attempts: {failed}")
    if spent.untold:
        parts.append(f"{spent.untold} may have been billed unseen")
    return "; ".join(parts)


def advised(verifier: Verifier, spent: Spent) -> str:
    """How many second opinions were had, why no more, and what they came to, in one line."""
    lost = f", {verifier.unusable} of the answers unusable" if verifier.unusable else ""
    stopped = f"; asked no more: {verifier.stopped}" if verifier.stopped else ""
    return f"{verifier.asked} questions to the model{lost}{stopped}; {told(spent)}"

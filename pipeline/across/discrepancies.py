"""What the articles do not tell alike. Reported, never resolved."""

from pipeline.across.case import Case
from pipeline.across.credits import credits_apart
from pipeline.across.purposes import purposes_apart
from pipeline.across.texts import texts_apart
from pipeline.across.told import told_apart
from pipeline.domain import Discrepancy


def discrepancies(case: Case) -> tuple[Discrepancy, ...]:
    """All that is found, by kind and place; what two ways of looking find stands once."""
    found: dict[tuple[str, frozenset[tuple[str | None, int]]], Discrepancy] = {}
    for one in (*told_apart(case), *credits_apart(case), *texts_apart(case), *purposes_apart(case)):
        found.setdefault((one.kind, frozenset((s.article_id, s.start) for s in one.spans)), one)
    return tuple(sorted(found.values(), key=lambda d: (d.kind, d.what)))

"""What two claims about one thing say that cannot both hold: a yes and a no, numbers, dates."""

from collections.abc import Iterator, Sequence

from pipeline.across.matter import Idea, Matter
from pipeline.content.forms import relation
from pipeline.wording.dates import moments
from pipeline.wording.numbers import Quantity


def clashes(
    one: Matter, two: Matter, here: Sequence[Idea], there: Sequence[Idea]
) -> Iterator[tuple[str, str]]:
    """All that cannot both hold, by kind and in words; `here` and `there` is what only one says."""
    if polarity(one) * polarity(two) < 0:
        yield "polarity", "one says yes and the other no"
    for a in here:
        for b in there:
            if relation(a.own, b.own) < 0:
                yield "polarity", "they ask for opposite things"
    for q, r in differing(one.numbers, two.numbers):
        if max(q.ends[0], r.ends[0]) > min(q.ends[1], r.ends[1]):
            yield "number", f"one says {q.text}, the other {r.text}"
    said = moments(one.checked.claim.words), moments(two.checked.claim.words)
    dated = [(m, n) for m in said[0] for n in said[1]]
    if dated and not any(m.agrees(n) for m, n in dated):
        odd = next(((m, n) for m, n in dated if m.differs(n)), None)
        if odd:
            yield "date", f"one says {odd[0].text}, the other {odd[1].text}"


def differing(
    here: tuple[Quantity, ...], there: tuple[Quantity, ...]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Quantities of one thing that differ, in value or in how they are hedged."""
    for q in here:
        alike = [r for r in there if _counts_alike(q, r, alone=len(here) == len(there) == 1)]
        if not any(q.ends == r.ends and q.bound == r.bound for r in alike):
            yield from ((q, r) for r in alike[:1])


def _counts_alike(one: Quantity, two: Quantity, *, alone: bool) -> bool:
    if one.kind != two.kind:
        return False
    shared = {w[:4] for w in one.unit[:2]} & {w[:4] for w in two.unit[:2]}
    return bool(shared - {"of", "the"}) or (alone and one.kind != "count")


def polarity(matter: Matter) -> int:
    """-1 for a refusal: what is rejected is often told with a "no" of its own."""
    return -1 if matter.checked.claim.stance == "rejects" else matter.sign

"""What the note has to say: the supported claims, drawn together and ranked.

A point is one cluster with at least one supported claim. What is only near it, or speaks against
it, is another matter, and a point of its own.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain import (
    CheckedClaim,
    Cluster,
    Discrepancy,
    Member,
    Origin,
    Reconciled,
    Relation,
    Result,
    Stance,
)
from pipeline.drafting.telling import confirmed
from pipeline.drafting.words import surname

_SUPPORTS = frozenset({"same", "narrower", "broader"})
_ORDER: tuple[Stance, ...] = (
    "demands",
    "rejects",
    "could_accept",
    "offers",
    "agreed",
    "warns",
    "criticises",
    "states",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim, its place in a cluster, and how it relates to the best claim of the point."""

    checked: CheckedClaim
    member: Member | None
    relation: Relation = "same"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the note can say.

    Attributes:
        cluster: The id of its cluster; "" where it is in none.
        best: The claim that tells it best.
        others: The other supported claims of it.
        held: Claims of it that wait for review, and so corroborate nothing.
        against: Claims that speak against it, whatever their verdict.
        articles: How many articles have a supported claim of it.
        independent: How many of their origins are surely independent.
        origins: Of the supported claims.
        differences: What the articles do not tell alike about it.
    """

    cluster: str
    best: Told
    others: tuple[Told, ...]
    held: tuple[Told, ...]
    against: tuple[Told, ...]
    articles: int
    independent: int
    origins: tuple[Origin, ...]
    differences: tuple[Discrepancy, ...]

    @property
    def told(self) -> tuple[Told, ...]:
        """All its supported claims, the best first."""
        return (self.best, *self.others)


def points(results: Sequence[Result], found: Reconciled) -> tuple[Point, ...]:
    """All points, the best corroborated first; among equals demands, then in the texts' order."""
    drawing = _Drawing(results, found)
    made = [point for cluster in found.clusters for point in drawing.of(cluster)]
    made += drawing.left_over(made)
    busy = Counter(surname(p.best.checked.claim.demander) for p in made)

    def rank(point: Point) -> tuple[int, ...]:
        claim = point.best.checked.claim
        return (
            -point.independent,
            -point.articles,
            -len({told.checked.claim.article_id for told in point.held}),
            _ORDER.index(claim.stance or "states") if claim.kind == "demand" else len(_ORDER),
            -busy[surname(claim.demander)],
            drawing.place[claim.id],
        )

    return tuple(sorted(made, key=rank))


class _Drawing:
    """Claims, origins and differences by the ids that clusters give."""

    def __init__(self, results: Sequence[Result], found: Reconciled) -> None:
        every = [checked for result in results for checked in result.claims]
        self.claims: Mapping[str, CheckedClaim] = {one.claim.id: one for one in every}
        self.place = {one.claim.id: at for at, one in enumerate(every)}
        self._origins = {origin.id: origin for origin in found.origins}
        self._differences: dict[str, list[Discrepancy]] = {}
        for difference in found.discrepancies:
            for claim in difference.claim_ids:
                self._differences.setdefault(claim, []).append(difference)

    def of(self, cluster: Cluster) -> Iterator[Point]:
        """The point of a cluster, and one for each supported claim that is only near it."""
        members = [
            Told(self.claims[m.claim_id], m, m.relation)
            for m in cluster.members
            if m.claim_id in self.claims
        ]
        same = [t for t in members if t.relation in _SUPPORTS]
        against = [t for t in members if t.relation == "conflicts"]
        good = [t for t in same if _is_supported(t)]
        if good:
            best = min(enumerate(good), key=lambda one: _worth(*one))[1]
            others = tuple(_beside(best, t) for t in good if t is not best)
            held = tuple(t for t in same if not _is_supported(t))
            yield self._point(
                cluster,
                best,
                others,
                held,
                against,
                (cluster.articles, cluster.independent_origins),
            )
        for alone in members:
            if alone.relation in {"conflicts", "related"} and _is_supported(alone):
                other = same if alone.relation == "conflicts" else []
                yield self._point(cluster, alone, (), (), other, (1, 1))

    def _point(
        self,
        cluster: Cluster,
        best: Told,
        others: tuple[Told, ...],
        held: tuple[Told, ...],
        against: Sequence[Told],
        counts: tuple[int, int],
    ) -> Point:
        good = (best, *others)
        articles = min(counts[0], len({t.checked.claim.article_id for t in good}))
        origins = dict.fromkeys(t.member.origin for t in good if t.member)
        differences = [
            d for t in (*good, *held) for d in self._differences.get(t.checked.claim.id, ())
        ]
        return Point(
            cluster.id,
            best,
            others,
            held,
            tuple(against),
            articles,
            min(counts[1], articles),
            tuple(self._origins[one] for one in origins if one in self._origins),
            tuple(dict.fromkeys(differences)),
        )

    def left_over(self, made: Sequence[Point]) -> Iterator[Point]:
        """The supported claims that no cluster holds, as far as they are no summary."""
        told = {t.checked.claim.id for point in made for t in point.told}
        for checked in self.claims.values():
            claim = checked.claim
            if (
                checked.verdict.ruling == "supported"
                and claim.kind != "summary"
                and claim.id not in told
            ):
                yield Point("", Told(checked, None), (), (), (), 1, 1, (), ())


def _is_supported(told: Told) -> bool:
    return told.checked.verdict.ruling == "supported"


def _worth(at: int, told: Told) -> tuple[bool, bool, int]:
    """A demand before a statement, a confirmed source before none, then the cluster's order."""
    return told.checked.claim.kind != "demand", not confirmed(told.checked, "speaker"), at


def _beside(best: Told, other: Told) -> Told:
    """Another claim, related to the best one; only where that is the cluster's own is it known."""
    is_head = best.relation == "same"
    return other if is_head else Told(other.checked, other.member, "same")

"""Claims of one matter, drawn around the claim that names it best.

Every member stands in a relation to that one claim, so a cluster cannot drift from one demand to
another by small steps. Who corroborates comes first; who conflicts joins it; a claim that is alone
joins the cluster it is nearest to as `related`. What is near and has a cluster of its own is
told beside it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.across.matter import Matter
from pipeline.across.near import pairs, weights
from pipeline.across.relating import NOTHING, Relating, may_relate, relate
from pipeline.across.sides import Sides

Pair = tuple[int, int]
_HEAD = Relating("same", 1.0, "it gives the cluster its words")


@dataclass(slots=True)
class Group:
    """A cluster in the making: the place of its head, and how each member relates to it."""

    head: int
    members: dict[int, Relating] = field(default_factory=dict)
    near: list[int] = field(default_factory=list)

    @property
    def joined(self) -> list[int]:
        """The places of the head and of all that corroborates."""
        return [self.head, *(at for at, found in self.members.items() if found.joins)]

    @property
    def one_matter(self) -> list[int]:
        """Those, and what conflicts with them."""
        found = self.members.items()
        return [*self.joined, *(at for at, r in found if r.relation == "conflicts")]


class Web:
    """How claims relate, pair by pair: those worth comparing, both ways round.

    `open` are the pairs that a model may be asked about.
    """

    def __init__(
        self,
        matters: Sequence[Matter],
        sides: Sides,
        one_demand: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.matters = matters
        self.sides = sides
        telling = weights(matters)
        self._found: dict[Pair, Relating] = {}  # the lower place first
        self.open: list[Pair] = []
        for one, two in pairs(matters, telling):
            if not may_relate(matters[one], matters[two]):
                continue
            relating = relate(matters[one], matters[two], sides, telling)
            told = (matters[one].id, matters[two].id) in one_demand
            if relating.is_open:
                self.open.append((one, two))
            if told and relating.is_open:
                reason = "a model, asked about the two, holds them for one"
                relating = Relating("same", relating.closeness, reason)
            if relating.relation:
                self._found[one, two] = relating
        self.beside: defaultdict[int, list[int]] = defaultdict(list)
        for one, two in self._found:
            self.beside[one].append(two)
            self.beside[two].append(one)

    def to(self, head: int, at: int) -> Relating:
        """How a claim relates to a head."""
        if head < at:
            return self._found.get((head, at), NOTHING)
        return self._found.get((at, head), NOTHING).turned()

    def found(self) -> Iterator[tuple[Pair, Relating]]:
        """All pairs that relate, both ways round, in order."""
        for one in sorted(self.beside):
            for two in sorted(self.beside[one]):
                yield (one, two), self.to(one, two)


def groups(web: Web) -> list[Group]:
    """All claims in groups, each in one, in the order of their heads."""
    free = set(range(len(web.matters)))
    made: list[Group] = []
    for head in _heads(web):
        if head in free:
            group = Group(head)
            free.discard(head)
            for at in sorted(_joining(web, head, free)):
                group.members[at] = web.to(head, at)
                free.discard(at)
            made.append(group)
    return sorted(_attach(web, made), key=lambda group: group.head)


def _heads(web: Web) -> list[int]:
    """All places, those first to which the most others are joined, and the most closely."""

    def weight(at: int) -> tuple[int, float]:
        # a head is better broad: what is narrower bears it out, and not the other way round
        joined = [web.to(at, other) for other in web.beside[at] if web.to(at, other).joins]
        score = sum(r.closeness - (r.relation == "broader") for r in joined)
        return len(joined), round(score, 9)

    order = sorted(range(len(web.matters)), key=lambda at: web.matters[at].id)
    return sorted(order, key=weight, reverse=True)


def _joining(web: Web, head: int, free: set[int]) -> Iterator[int]:
    """Those that join a head, the closest first; none that cannot be one with another of them."""
    near = [at for at in web.beside[head] if at in free and web.to(head, at).joins]
    taken: list[int] = []
    for at in sorted(near, key=lambda at: (-web.to(head, at).closeness, at)):
        if not any(_barred(web.to(other, at)) for other in taken):
            taken.append(at)
            yield at


def _barred(relating: Relating) -> bool:
    return relating.relation is not None and bool(relating.apart)


def _attach(web: Web, made: list[Group]) -> list[Group]:
    """Let what is alone join the group it conflicts with, or is nearest to; the groups left."""
    of = {at: group for group in made for at in group.joined}
    loose = [
        (relating.relation != "conflicts", -round(relating.closeness, 9), pair)
        for pair, relating in web.found()
        if not relating.joins
    ]
    for _, _, (head, at) in sorted(loose):
        group, other = of[head], of[at]
        if group is other or group.head != head:
            continue
        if other.head == at and not other.members:
            group.members[at] = web.to(head, at)
            of[at] = group
        else:
            group.near.append(at)
    for group in made:
        group.near = [at for at in dict.fromkeys(group.near) if of[at] is not group]
    return [group for group in made if of[group.head] is group]

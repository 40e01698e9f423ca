"""How one claim relates to another: the same demand, a narrower or broader one, its opposite.

Two claims are near by the weight of the ideas they share. Nearness makes them one only where
nothing sets them apart: whom they bind, whose they are, how far they go, on what they depend.
What is set apart is `related` at most. Numbers, dates or a "not" that cannot both hold make a
conflict, and no corroboration.

Cannot see: other turns of phrase ("fight on" for "continue the war"); a model may (`relate`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.across.clashing import clashes
from pipeline.across.matter import Idea, Matter
from pipeline.across.sides import Sides
from pipeline.content.forms import allied
from pipeline.domain import Relation, Stance

_ONE = 0.6  # of the weight of two claims that they share, to be about one thing
_ONE_KNOWN = 0.42  # where both name whose it is and whom it binds
_WITHIN = 0.9  # of a claim's weight that lies within another
_NEAR = 0.28
_FAINT = 0.15  # beyond which nobody need be asked
_PARTY = 0.3  # the weight of a name that only says whose it is, or whom it binds
_SCOPE = 0.3  # of a name that only one of two has: whom else it covers
_BARE = 0.85  # where the grammar cannot be read
_RARE = 3  # common ideas that a rare one may weigh
_QUOTED = 0.3  # what a quotation of several words in common adds
_TURNED: Mapping[Relation, Relation] = {"narrower": "broader", "broader": "narrower"}
# stances that may tell of one position
_LIKE: tuple[frozenset[Stance], ...] = (
    frozenset({"offers", "agreed"}),
    frozenset({"criticises", "warns"}),
    frozenset({"demands", "rejects"}),  # "wants no troops", "rejects troops": the sign decides
)
# to have less of something, and to have none of it
_LESS = frozenset("limi cap curb restric redu cut eas trim lower decrea relax slow scale".split())
_NONE = frozenset(
    """abol end ban elimin dismantl scrap halt stop ceas clo lift remov cancel withdraw disband
    forbi prohibi outlaw expel dissolv""".split()
)


@dataclass(frozen=True, slots=True)
class Relating:
    """How a second claim relates to a first.

    Attributes:
        relation: None where they have nothing to do with each other.
        closeness: From 0 to 1, by the ideas in common.
        reason: One sentence.
        apart: What keeps them from being one: actor, holder, extent ...; "" for nothing but
            their distance.
    """

    relation: Relation | None
    closeness: float
    reason: str
    apart: str = ""

    @property
    def is_open(self) -> bool:
        """Whether two are near, and nothing but their distance keeps them from being one."""
        return self.relation in {"related", None} and not self.apart

    @property
    def joins(self) -> bool:
        """Whether one corroborates the other."""
        return self.relation in {"same", "narrower", "broader"}

    def turned(self) -> "Relating":
        """The same, told from the second claim."""
        other = _TURNED.get(self.relation) if self.relation else None
        return replace(self, relation=other) if other else self


@dataclass(frozen=True, slots=True)
class _Overlap:
    """The ideas of two claims: shared, and only in one of them, with their weights."""

    shared: tuple[tuple[Idea, Idea], ...]
    here: tuple[Idea, ...]
    there: tuple[Idea, ...]
    weights: Mapping[str, float]
    parties: frozenset[str] = frozenset()

    def weight(self, ideas: tuple[Idea, ...]) -> float:
        """What some ideas weigh that one claim has alone; names count little on one side only."""
        scope = bool(self.names(self.here)) != bool(self.names(self.there))
        return sum(self._weight(i) * (_SCOPE if scope and i.name else 1.0) for i in ideas)

    def _weight(self, idea: Idea) -> float:
        party = _PARTY if self._is_party(idea) else 1.0
        return idea.share * self.weights.get(idea.own, 1.0) * party

    def _is_party(self, idea: Idea) -> bool:
        return idea.own in self.parties or idea.word.lower() in self.parties

    def names(self, ideas: tuple[Idea, ...]) -> list[Idea]:
        """The names among some ideas that are no party's."""
        return [i for i in ideas if i.name and not self._is_party(i)]

    @property
    def common(self) -> float:
        """What they share weighs."""
        return sum((self._weight(a) + self._weight(b)) / 2 for a, b in self.shared)


NOTHING = Relating(None, 0.0, "", "far")


def may_relate(one: Matter, two: Matter) -> bool:
    """Whether two claims share enough ideas to be looked at; quick, and never too strict."""
    if one.quotes & two.quotes:
        return True
    here = sum(idea.own in two.forms for idea in one.ideas)
    there = sum(idea.own in one.forms for idea in two.ideas)
    # a rare idea may weigh several common ones
    return max(here, there) * _RARE >= min(len(one.ideas), len(two.ideas)) > 0


def relate(one: Matter, two: Matter, sides: Sides, weights: Mapping[str, float]) -> Relating:
    """How the second claim relates to the first; `weights` tell how telling each stem is."""
    if one.checked.claim.kind != two.checked.claim.kind:
        return NOTHING
    both = _overlap(one, two, weights, _parties(one, sides) | _parties(two, sides))
    common, left, right = both.common, both.weight(both.here), both.weight(both.there)
    whole = 2 * common + left + right
    close = 2 * common / whole if whole else 0.0
    if one.quotes & two.quotes:
        close = min(1.0, close + _QUOTED)
    if not (one.read and two.read):
        same = close >= _BARE and one.numbers == two.numbers
        return Relating("same", close, "they are worded alike") if same else NOTHING
    if close < _NEAR:
        apart = next(_separations(one, two, sides, both), ("", ""))[0] if close >= _FAINT else "far"
        return Relating(None, close, "", apart)
    return _weighed(one, two, sides, both, close)


def _weighed(one: Matter, two: Matter, sides: Sides, both: _Overlap, close: float) -> Relating:
    """What nearness comes to, with all that may set two claims apart in view."""
    known = _holders(one, two, sides) == "same" and _bound(one, two, sides) == "same"
    least = _ONE_KNOWN if known else _ONE
    common = both.common
    left, right = common + both.weight(both.here), common + both.weight(both.there)
    # a claim of one word may be a part of another, unless it only says that something is done
    whole = len(both.shared) > 1 or (
        _holders(one, two, sides) == "same" and not any(a.bare or b.bare for a, b in both.shared)
    )
    within = max(common / left, common / right) >= _WITHIN and whole
    near = close >= least or (within and close >= _ONE_KNOWN)
    apart = next(_separations(one, two, sides, both), None)
    clash = next(clashes(one, two, both.here, both.there), None)
    # that one asks what another refuses is their dispute, and no conflict of reports
    own = _holders(one, two, sides) == "same" or not (_holder(one) and _holder(two))
    own = own and not _is_reading(one, two)
    if clash and close >= _ONE and own and not apart:
        return Relating("conflicts", close, clash[1], clash[0])
    if apart or clash:
        kind, why = apart or clash or ("", "")
        return Relating("related", close, why, kind)
    if not near:
        return Relating("related", close, f"they share “{_words(both)}”")
    return _extent(one, two, both, close)


def _extent(one: Matter, two: Matter, both: _Overlap, close: float) -> Relating:
    """Of two claims about one thing: does the second ask for less of it, or say more of it?"""
    if one.amount != two.amount and one.amount and two.amount:
        less = two.amount < one.amount
        why = "one speaks of less of it" if less else "it speaks of more of it"
        return Relating("narrower" if less else "broader", close, why)
    names = both.names(both.there), both.names(both.here)
    more, fewer = (sum(i.share for i in ideas) for ideas in (both.there, both.here))
    if len(names[0]) != len(names[1]):
        adds = len(names[0]) > len(names[1])
        why = "it names whom or what it covers" if adds else "it leaves open whom it covers"
        return Relating("narrower" if adds else "broader", close, why)
    if min(more, fewer) < 0.5 <= max(more, fewer) - 1:
        adds = more > fewer
        why = "it says more of the same" if adds else "it says less of the same"
        return Relating("narrower" if adds else "broader", close, why)
    return Relating("same", close, "they ask for the same thing in other words")


def _separations(
    one: Matter, two: Matter, sides: Sides, both: _Overlap
) -> Iterator[tuple[str, str]]:
    """All that keeps two near claims from being one, the gravest first."""
    a, b = one.checked.claim, two.checked.claim
    if _holders(one, two, sides) == "different":
        yield "holder", f"one is {a.demander}’s, the other {b.demander}’s"
    if _bound(one, two, sides) == "different":
        yield "actor", "they bind different sides"
    if not _stances_fit(a.stance, b.stance):
        yield "stance", f"one {_said(a.stance)}, the other {_said(b.stance)}"
    if (a.modality == "historical") != (b.modality == "historical"):
        yield "historical", "one of them tells of the past"
    if one.conditional != two.conditional:
        yield "condition", "one of them holds only under a condition, or in exchange"
    if _halfway(both.here, both.there) or _halfway(both.there, both.here):
        yield "extent", "one limits what the other ends"
    if both.names(both.here) and both.names(both.there):
        yield "names", "they are about different names"


def _overlap(
    one: Matter, two: Matter, weights: Mapping[str, float], parties: frozenset[str]
) -> _Overlap:
    left, shared, here = list(two.ideas), [], []
    for idea in one.ideas:
        found = next((i for i in left if i.own == idea.own), None)
        found = found or next((i for i in left if i.meets(idea) or _akin(i, idea)), None)
        if found:
            left.remove(found)
            shared.append((idea, found))
        else:
            here.append(idea)
    return _Overlap(tuple(shared), tuple(here), tuple(left), weights, parties)


def _akin(one: Idea, two: Idea) -> bool:
    """Whether two words are one but for an ending ("east", "eastward"), or opposites of one."""
    short, long = sorted((one.own, two.own), key=len)
    within = len(short) > 3 and long.startswith(short) and not (one.name or two.name)
    return within or (one.verb and two.verb and allied(one.own, two.own))


def _is_reading(one: Matter, two: Matter) -> bool:
    """Whether two claims only read one place of one article in two ways."""
    return one.article_id == two.article_id and one.ideas == two.ideas


def _holder(matter: Matter) -> str | None:
    return matter.checked.claim.demander


def _holders(one: Matter, two: Matter, sides: Sides) -> str:
    """Whether two claims are held by one side; `unknown` where one names nobody."""
    a, b = one.checked.claim.demander, two.checked.claim.demander
    return sides.alike(*sorted((a, b))) if a and b else "unknown"


def _bound(one: Matter, two: Matter, sides: Sides) -> str:
    """Whether two claims bind one side: whom they address, else who is to act in them."""
    a, b = (m.checked.claim.addressee or m.actor for m in (one, two))
    return sides.alike(*sorted((a, b))) if a and b else "unknown"


def _parties(matter: Matter, sides: Sides) -> frozenset[str]:
    """The names in a claim that only say who demands it, or of whom."""
    claim = matter.checked.claim
    parties = [p for p in (claim.demander, claim.addressee) if p]
    return frozenset(name for party in parties for name in sides.names(party))


def _stances_fit(one: Stance | None, two: Stance | None) -> bool:
    if one is None or two is None or one == two or "states" in {one, two}:
        return True
    return any({one, two} <= group for group in _LIKE)


def _said(stance: Stance | None) -> str:
    return (stance or "states").replace("_", " ")


def _halfway(here: tuple[Idea, ...], there: tuple[Idea, ...]) -> bool:
    """Whether one has less where the other has none: "limit the fleet", "scrap the fleet"."""
    less = any(i.own in _LESS for i in here)
    return less and any(i.own in _NONE or (i.own.startswith("de") and i.verb) for i in there)


def _words(both: _Overlap) -> str:
    return ", ".join(a.word for a, _ in both.shared[:3])

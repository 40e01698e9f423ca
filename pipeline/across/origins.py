"""Chains of many articles -> who first reported it.

Reports are one where newsroom, people and time agree; one whose newsroom is not named, where the
same number and kind of people tell of the same demand. Statements are one where the same person
speaks of the same matter. Copied wording makes one of anything. "Five officials" are never "three
sources", though both told one newsroom.

Two articles that each tell it in their own voice stay two origins, neither surely independent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from pipeline.across.reports import Traced
from pipeline.across.sides import Sides
from pipeline.domain import Basis, Copy, Origin, OriginKind, Relay, Span
from pipeline.speech.sources import compare_sources, read_source
from pipeline.wording.places import kin

_APART = 31  # days between two articles that cannot pass on one report
_SHARED = 2  # demands in common that make one report of two that count nobody


@dataclass(slots=True)
class Unit:
    """All that one article has from one origin."""

    article_id: str
    kind: OriginKind
    agency: str | None
    source: str | None
    claims: list[str]
    traced: list[Traced]
    day: date | None = None


@dataclass(slots=True)
class _Merged:
    """Units that are one origin, and why each of the later ones is."""

    units: list[Unit]
    why: dict[str, str] = field(default_factory=dict)
    into: "_Merged | None" = None


def units(traced: Sequence[tuple[str, str, Traced]], days: Mapping[str, date | None]) -> list[Unit]:
    """The origins of each article by itself; `traced` are claim id, article id and chain."""
    found: dict[tuple[str, str, str, str], Unit] = {}
    for claim, article, chain in sorted(traced, key=lambda t: (t[1], t[0])):
        key = (article, chain.kind, chain.agency or "", _source_key(chain))
        unit = found.get(key)
        if unit is None:
            day = days.get(article)
            unit = Unit(article, chain.kind, chain.agency, chain.source, [], [], day)
            found[key] = unit
        unit.claims.append(claim)
        unit.traced.append(chain)
    return list(_within_articles(list(found.values())))


def _source_key(chain: Traced) -> str:
    if chain.kind == "report":
        return str(chain.group) if chain.group is not None else (chain.source or "")
    source = read_source(chain.source or "")
    return " ".join(sorted(source.own or source.nouns)) or (chain.source or "").lower()


def _within_articles(found: list[Unit]) -> Iterator[Unit]:
    """What one article has from one source, under whatever words: "the union", "it".

    What comes from a newsroom, and from no people that it names, belongs to its report.
    """
    held: defaultdict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in sorted(found, key=lambda u: (u.source is None, -len(u.source or ""), u.claims)):
        for first in held[unit.article_id, unit.kind]:
            if _is_taken_up(first, unit):
                first.claims += unit.claims
                first.traced += unit.traced
                break
        else:
            held[unit.article_id, unit.kind].append(unit)
    yield from (unit for kept in held.values() for unit in kept)


def _is_taken_up(first: Unit, unit: Unit) -> bool:
    if unit.kind == "report":
        return unit.source is None and unit.agency == first.agency
    if unit.kind == "document":
        a, b = read_source(first.source or ""), read_source(unit.source or "")
        return bool(a.nouns & b.nouns) and not b.own
    return unit.kind == "statement" and _is_one(first.source or "", unit.source or "")


def _is_one(one: str, two: str) -> bool:
    return compare_sources(one, two) == "same"


def origins(
    parts: Sequence[Unit], shared: Sequence[frozenset[str]], copied: Sequence[Copy], sides: Sides
) -> tuple[list[Origin], dict[str, str]]:
    """The origins of many articles, and for each claim the id of its own.

    `shared` are the claims of each cluster that stand for one demand.
    """
    merged = _merge(parts, shared, copied, sides)
    merged.sort(key=lambda m: min((u.article_id, min(u.claims)) for u in m.units))
    made: list[Origin] = []
    of: dict[str, str] = {}
    for number, one in enumerate(merged, start=1):
        made.append(_origin(f"O{number}", one))
        of.update((claim, f"O{number}") for unit in one.units for claim in unit.claims)
    return made, of


def _merge(
    parts: Sequence[Unit], shared: Sequence[frozenset[str]], copied: Sequence[Copy], sides: Sides
) -> list[_Merged]:
    of_claim = {claim: at for at, unit in enumerate(parts) for claim in unit.claims}
    together: defaultdict[tuple[int, int], int] = defaultdict(int)
    for claims in shared:
        places = sorted({of_claim[c] for c in claims if c in of_claim})
        for pair in _pairs(parts, places):
            together[pair] += 1
    twins = {frozenset((c.article_id, c.of)) for c in copied}
    for pair in _alike(parts):
        together.setdefault(pair, 0)
    # the surest first: newsroom and people, then people alone
    reasons = sorted(
        (rank, pair, why)
        for pair, times in together.items()
        if (found := _one(parts[pair[0]], parts[pair[1]], times, twins, sides))
        for rank, why in [found]
    )
    where = [_Merged([unit]) for unit in parts]
    for _, (one, two), why in reasons:
        first, second = _find(where, one), _find(where, two)
        if first is second or not all(
            _may_be_one(a, b, twins) for a in first.units for b in second.units
        ):
            continue
        first.units += second.units
        first.why |= second.why
        for at in (one, two):
            first.why.setdefault(parts[at].article_id, why)
        second.into = first
    return [merged for merged in where if merged.into is None]


def _find(where: Sequence[_Merged], at: int) -> _Merged:
    """What a unit has become part of."""
    merged = where[at]
    while merged.into is not None:
        merged = merged.into
    return merged


def _pairs(parts: Sequence[Unit], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a cluster's units; of a very large cluster each with the next few."""
    for at, one in enumerate(places):
        for two in places[at + 1 : at + 1 + 40]:
            if parts[one].article_id != parts[two].article_id:
                yield one, two


def _alike(parts: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Reports of one newsroom with the same counted people: one report, whatever the demand."""
    files: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for at, unit in enumerate(parts):
        source = read_source(unit.source or "")
        if unit.kind == "report" and unit.agency and source.count and source.names:
            files[unit.agency, source.count, source.names, source.nouns].append(at)
    for places in files.values():
        yield from pairwise(places)


def _one(
    one: Unit, two: Unit, times: int, twins: set[frozenset[str]], sides: Sides
) -> tuple[int, str] | None:
    """Whether two units are one origin, how sure that is (0 is surest), and why."""
    if one.kind != two.kind or not _may_be_one(one, two, twins):
        return None
    if frozenset((one.article_id, two.article_id)) in twins:
        return 0, "the two articles share much of their wording"
    if one.kind == "outlet":
        return None
    if one.kind == "document":
        same = compare_sources(one.source or "", two.source or "") == "same"
        return (1, "both cite the same paper") if same else None
    if one.kind == "statement":
        same = sides.alike(*sorted((one.source or "", two.source or ""))) == "same"
        return (1, "the same speaker on the same matter") if same and times else None
    if one.agency and two.agency:
        if one.source and two.source:
            return 1, "the same newsroom and people"
        return 2, "the same newsroom on the same matter"
    return _unnamed(one, two, times)


def _unnamed(one: Unit, two: Unit, times: int) -> tuple[int, str] | None:
    """Two reports one of which names no newsroom: only the people can tell."""
    a, b = read_source(one.source or ""), read_source(two.source or "")
    if not a.nouns & b.nouns or not times:
        return None
    if a.count and a.count == b.count:
        why = f"the same number and kind of people (“{one.source}”, “{two.source}”)"
        return 3, f"{why} with the same demand"
    if a.names & b.names and times >= _SHARED:
        why = f"the same kind of people (“{one.source}”, “{two.source}”)"
        return 4, f"{why} with the same demands"
    return None


def _may_be_one(one: Unit, two: Unit, twins: set[frozenset[str]]) -> bool:
    """Whether nothing speaks against two units being one origin."""
    if one.kind != two.kind:
        return False
    if frozenset((one.article_id, two.article_id)) in twins:
        return True
    if one.kind != "report":
        return one.article_id != two.article_id
    if one.agency and two.agency and one.agency != two.agency:
        return False
    if one.day and two.day and abs((one.day - two.day).days) > _APART:
        return False
    if not one.source or not two.source:
        return True
    a, b = read_source(one.source), read_source(two.source)
    if a.count and b.count and a.count != b.count:
        return False
    foreign = a.names and b.names and not a.names & b.names
    if foreign and not any(kin(x) & kin(y) for x in a.names for y in b.names):
        return False
    return compare_sources(one.source, two.source) != "different"


def _origin(name: str, one: _Merged) -> Origin:
    parts = sorted(one.units, key=lambda u: u.article_id)
    named = (t.tie("agency") for u in parts for t in u.traced if t.agency)
    agency = next((tie.name for tie in named if tie), None)
    described = max(
        (u.source for u in parts if u.source),
        key=lambda s: (len(read_source(s).names), len(s.split()), s),
        default=None,
    )
    relays: dict[str, Relay] = {}
    for unit in parts:
        basis, reason = _basis(unit, one, agency)
        held = relays.get(unit.article_id)
        if held is None or held.basis == "inferred":
            relays[unit.article_id] = Relay(unit.article_id, basis, reason)
    return Origin(
        name,
        parts[0].kind,
        agency,
        described,
        None,
        tuple(relays.values()),
        tuple(_spans(parts)),
    )


def _basis(unit: Unit, one: _Merged, agency: str | None) -> tuple[Basis, str]:
    """Whether an article itself names the origin, and in which words."""
    if unit.kind == "report" and agency and not unit.agency:
        why = one.why.get(unit.article_id, "")
        return "inferred", f"it names no newsroom; {why}" if why else "it names no newsroom"
    if unit.kind == "outlet":
        if len(one.units) > 1:
            return "inferred", one.why.get(unit.article_id, "it is a copy")
        return "explicit", "the article has it in its own voice"
    named = " and ".join(f"“{x}”" for x in (agency if unit.agency else None, unit.source) if x)
    return "explicit", f"it names {named}"


def _spans(parts: Iterable[Unit]) -> Iterator[Span]:
    seen = set()
    for unit in parts:
        for chain in unit.traced:
            for tie in chain.ties:
                if tie.span and (key := (tie.span.article_id, tie.span.start)) not in seen:
                    seen.add(key)
                    yield tie.span

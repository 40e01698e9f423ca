"""Names of a claim that have the part which the passage gives to somebody else."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.content.cast import Part, Player, players
from pipeline.domain import Evidence, Parse, Span
from pipeline.text import key
from pipeline.wording.names import Name, Names, large, names_of
from pipeline.wording.nearby import nearby
from pipeline.wording.passages import stems
from pipeline.wording.places import kin

# of the words beside two names that their sentences share: where one may stand for the other,
# where a person surely does, and where any name does whose kind is not told
_LIKE = 0.35
_ALIKE = 0.5
_VERY_LIKE = 0.75
_MOST = 20  # of those who share a part in one passage


@dataclass(frozen=True, slots=True)
class Recast:
    """A name of the claim, whom the article has there, and whether they can be no one person."""

    claimed: Player
    printed: Player
    certain: bool


def recasts(evidence: Evidence) -> Iterator[Recast]:
    """Every name of the claim whose part is another's in the passage, and never its own."""
    seen, parse = names_of(evidence.article.text), evidence.parse
    at: dict[tuple[Span, ...], list[Player]] = {}
    holding: dict[Part, list[Player]] = {}
    for player in players(evidence.told):
        if not player.part or not bare(player):
            continue
        spans = nearby(evidence, player.start)
        there = at[spans] if spans in at else at.setdefault(spans, _standing(parse, spans))
        near = [p for p in there if p.part == player.part and player.resembles(p)]
        if near and not holding:
            holding = _holders(parse)
        if not any(_same(seen, player, other) for other in holding.get(player.part, ())):
            found = (_replaced(evidence, player, other, there) for other in near[:_MOST])
            yield from (recast for recast in found if recast)


def _standing(parse: Parse, spans: tuple[Span, ...]) -> list[Player]:
    """The names that stand in some sentences."""
    tokens = [token for span in spans for token in parse.between(span.start, span.end)]
    return [p for p in players(parse, tokens) if bare(p)]


def _holders(parse: Parse) -> dict[Part, list[Player]]:
    """All who have a part anywhere in the article."""
    found: defaultdict[Part, list[Player]] = defaultdict(list)
    for player in players(parse):
        if player.part:
            found[player.part].append(player)
    return found


def _replaced(
    evidence: Evidence, player: Player, other: Player, there: list[Player]
) -> Recast | None:
    """Whether the two sentences say the same but for these names, or have them exchanged."""
    ours = _sentence(evidence.told, evidence.claim.words, player.start)
    theirs = _sentence(evidence.parse, evidence.article.text, other.start)
    rest = set(stems(ours)) - set(stems(" ".join(player.words)))
    alike = len(rest.intersection(stems(theirs))) / max(1, len(rest))
    kinds = {player.kind, other.kind}
    if "other" in kinds or alike < _LIKE:
        return None
    if mentions(theirs, player) or mentions(ours, other):
        return Recast(player, other, True) if _exchanged(evidence, player, other, there) else None
    enough = _ALIKE if "person" in kinds else _VERY_LIKE
    return Recast(player, other, alike >= enough and "place" not in kinds)


def _exchanged(evidence: Evidence, player: Player, other: Player, there: list[Player]) -> bool:
    """Whether each has the other's part: "A sued B" for "B sued A"."""
    seen = names_of(evidence.article.text)
    told = [p for p in players(evidence.told) if p.part and _same(seen, p, other)]
    printed = [p for p in there if p.core and _same(seen, p, player)]
    return any(one.core and one.part == two.part for one in told for two in printed)


def _same(seen: Names, one: Player, two: Player) -> bool:
    if {key(w) for w in one.words} & {key(w) for w in two.words}:
        return True
    lands = [{k for w in (*p.words, " ".join(p.words)) for k in kin(w)} for p in (one, two)]
    pairs = ((a, b) for a in one.words for b in two.words)
    return bool(lands[0] & lands[1]) or any(seen.one_name(a, b) for a, b in pairs)


def _sentence(parse: Parse, text: str, at: int) -> str:
    here = parse.sentence_at(at)
    return "" if here is None else text[slice(*parse.sentences[here])]


def mentions(text: str, player: Player) -> bool:
    """Whether a text has a word of the name, however spelt."""
    there = names_of(text)
    return any(there.holds(name) for name in bare(player))


def bare(player: Player) -> list[Name]:
    """The words of a name, without titles; nothing where it ends in one: "Prime Minister"."""
    return large(" ".join(player.words)) if large(player.words[-1]) else []

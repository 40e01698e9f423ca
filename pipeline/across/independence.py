"""How many origins are surely independent of each other: the safe minimum.

Two origins are surely independent only where nothing speaks for one common source: other
newsrooms, people who cannot be the same, no copied wording. Unknown is never independent. The
number given is that of some set of origins all of which are pairwise independent, found greedily:
it may be too low, and is never too high.
"""

from collections.abc import Iterable

from pipeline.across.sides import Sides
from pipeline.domain import Origin
from pipeline.speech.kinds import is_human
from pipeline.speech.sources import Source, read_source

# words for anybody who tells something: nobody is told apart by them
_ANYBODY = frozenset("source person people insider individual".split())
# officials go by many words
_OFFICIALS = frozenset("official diplomat aide adviser advisor officer delegate minister".split())


def safe_minimum(origins: Iterable[Origin], sides: Sides) -> int:
    """How many of some origins are surely independent; 1 at least where there is any."""
    ordered = sorted(origins, key=lambda o: (o.kind == "outlet", o.id))
    best: list[Origin] = []
    for first in ordered:
        chosen = [first]
        for other in ordered:
            if other is not first and all(independent(other, x, sides) for x in chosen):
                chosen.append(other)
        best = max(best, chosen, key=len)
    articles = {relay.article_id for origin in best for relay in origin.articles}
    return min(len(best), len(articles))


def independent(one: Origin, two: Origin, sides: Sides) -> bool:
    """Whether two origins surely do not go back to the same people or the same newsroom."""
    kinds = {one.kind, two.kind}
    if kinds & {"outlet", "document"} or not one.descriptor or not two.descriptor:
        # a text may rest on whatever else was reported
        return False
    if one.agency and one.agency == two.agency:
        return False
    if kinds == {"report"} and not (one.agency and two.agency):
        return False
    articles = [{relay.article_id for relay in origin.articles} for origin in (one, two)]
    if articles[0] == articles[1] and len(articles[0]) == 1:
        return False
    return _are_others(one, two, sides)


def _are_others(one: Origin, two: Origin, sides: Sides) -> bool:
    """Whether two sources cannot be, nor speak for, the same people."""
    a, b = one.descriptor or "", two.descriptor or ""
    here, there = sides.of(a), sides.of(b)
    if here and there:
        return not here & there
    if one.kind == two.kind == "statement":
        return sides.alike(*sorted((a, b))) == "different"
    if one.kind == two.kind == "report":
        return _apart(read_source(a), read_source(b))
    return False


def _apart(one: Source, two: Source) -> bool:
    """Whether two descriptions have names, or words for what people are, and none in common."""
    if one.names and two.names:
        return not one.names & two.names
    people = [_people(s) for s in (one, two)]
    return all(people) and not people[0] & people[1]


def _people(source: Source) -> frozenset[str]:
    kinds = frozenset(n for n in source.nouns if read_source(n).anonymous or is_human(n))
    if kinds & _ANYBODY:
        return frozenset()
    return kinds | _OFFICIALS if kinds & _OFFICIALS else kinds

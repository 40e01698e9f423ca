"""Which claims are worth comparing, out of many: near-linear in their number.

Each claim is filed under its rarest ideas and under pairs of its ideas (blocking, Fellegi and
Sunter 1969; prefix filtering, Chaudhuri et al. 2006). A file that grows past a bound is read only
around the claim's own place in it, so no claim is compared with more than a fixed number of others.
"""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from pipeline.across.matter import Matter

_RARE = 4  # ideas under which, with their synonyms, a claim is filed singly
_PAIRED = 6  # ideas whose pairs it is filed under
_AROUND = 16  # others read in one file
_MOST = 20  # others compared with one claim
_LEAST = 20  # claims that rarity is told by, at least


def weights(matters: Sequence[Matter]) -> Mapping[str, float]:
    """How telling each stem is, by how few claims have it (Spärck Jones 1972).

    Claims of the same ideas count once: no copy of an article makes its words common.
    """
    distinct = {frozenset(idea.own for idea in matter.ideas) for matter in matters}
    counts = Counter(own for owns in distinct for own in owns)
    many = max(len(distinct), _LEAST)
    return {own: math.log(1 + many / count) for own, count in counts.items()}


def pairs(matters: Sequence[Matter], telling: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Pairs of places in `matters` that share telling ideas, the first one lower; each once.

    `matters` are in an order of their own, by id, so that equal claims give equal pairs.
    """
    files: defaultdict[Hashable, list[int]] = defaultdict(list)
    counts = Counter(idea.own for matter in matters for idea in matter.ideas)
    keys = [list(dict.fromkeys(_keys(matter, telling, counts))) for matter in matters]
    for at, filed in enumerate(keys):
        for key, _ in filed:
            files[key].append(at)
    for at, filed in enumerate(keys):
        found: Counter[int] = Counter()
        for key, weight in filed:
            for other in _beside(files[key], at):
                found[other] += weight
        nearest = sorted(found, key=lambda other: (-found[other], other))[:_MOST]
        yield from ((at, other) for other in nearest)


def _keys(
    matter: Matter, telling: Mapping[str, float], counts: Mapping[str, int]
) -> Iterator[tuple[Hashable, int]]:
    # an idea that nobody else has brings nobody near
    ideas = [i for i in matter.ideas if sum(counts.get(form, 0) for form in i.forms) > 1]
    ideas.sort(key=lambda i: (-telling.get(i.own, 1.0) * i.share, i.own))
    for idea in ideas[:_RARE]:
        yield from ((form, 1) for form in sorted(idea.forms) if counts.get(form))
    for one, two in combinations(sorted(i.own for i in ideas[:_PAIRED]), 2):
        yield (one, two), 2
    yield from ((quote, 2) for quote in sorted(matter.quotes))


def _beside(filed: list[int], at: int) -> Iterator[int]:
    """The later ones of a file; of a long one only the next few."""
    start = bisect_right(filed, at)
    yield from filed[start : start + _AROUND]

"""The picture of which articles share an origin: origins on one side, articles on the other.

Its words are HTML at both sides, so that they wrap and can be reached; only the threads between
are drawn. Rows are as high as each other on a side, so a place is told in per cent.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from pipeline.domain import Basis, Origin, Reconciled

_MOST_ORIGINS = 10
_MOST_ARTICLES = 12  # drawn one by one; more are drawn in groups that share the same origins
_MOST_GROUPS = 14


@dataclass(frozen=True, slots=True)
class Thread:
    """A line from an origin to whoever passes it on."""

    path: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, and what is left to words.

    Attributes:
        origins: From top to bottom, each with the numbers of the articles that pass it on.
        groups: From top to bottom: the numbers of the articles of one place; mostly one.
        shared: How many origins reached more than one article.
        more: How many further origins there are: those that one article alone has in its own
            voice or from somebody named, and what is too much to draw.
        undrawn: How many articles are not in the picture.
    """

    origins: tuple[tuple[Origin, tuple[int, ...]], ...]
    groups: tuple[tuple[int, ...], ...]
    threads: tuple[Thread, ...]
    shared: int
    more: int
    undrawn: int


def picture(found: Reconciled, numbers: Mapping[str, int]) -> Picture:
    """Origins that several articles share, then reports and documents; `numbers` by article id."""
    relays = {
        one.id: {numbers[r.article_id]: r.basis for r in one.articles if r.article_id in numbers}
        for one in found.origins
    }
    shared = [one for one in found.origins if len(relays[one.id]) > 1]
    single = [
        one
        for one in found.origins
        if len(relays[one.id]) == 1 and one.kind in {"report", "document"} and one.agency
    ]
    shared.sort(key=lambda one: -len(relays[one.id]))
    drawn = sorted((shared + single)[:_MOST_ORIGINS], key=lambda one: min(relays[one.id]))
    groups = _groups(drawn, relays)
    articles = {number for group in groups for number in group}
    threads = []
    for row, one in enumerate(drawn):
        for column, group in enumerate(groups):
            if group[0] in relays[one.id]:
                ends = _middle(row, len(drawn)), _middle(column, len(groups))
                threads.append(Thread(_curve(*ends), _basis(relays[one.id], group)))
    return Picture(
        tuple((one, tuple(sorted(relays[one.id]))) for one in drawn),
        tuple(groups),
        tuple(threads),
        len(shared),
        len(found.origins) - len(drawn),
        len(set(numbers.values()) - articles),
    )


def _groups(
    drawn: Sequence[Origin], relays: Mapping[str, Mapping[int, Basis]]
) -> list[tuple[int, ...]]:
    """Articles by what they share, so ordered that few threads cross."""
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for row, one in enumerate(drawn):
        for number in relays[one.id]:
            rows[number].append(row)
    groups: list[tuple[int, ...]] = [(number,) for number in sorted(rows)]
    if len(rows) > _MOST_ARTICLES:
        alike: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for number in sorted(rows):
            alike[tuple(rows[number])].append(number)
        most = sorted(alike.values(), key=lambda group: (-len(group), group))[:_MOST_GROUPS]
        groups = [tuple(group) for group in most]
    return sorted(groups, key=lambda group: (fmean(rows[group[0]]), group))


def _basis(relays: Mapping[int, Basis], group: Sequence[int]) -> Basis:
    return "explicit" if all(relays[number] == "explicit" for number in group) else "inferred"


def _middle(row: int, rows: int) -> float:
    return (row + 0.5) / rows * 100


def _curve(left: float, right: float) -> str:
    return f"M0 {left:.2f}C50 {left:.2f} 50 {right:.2f} 100 {right:.2f}"

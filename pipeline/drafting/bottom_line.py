"""What it comes to, in a few sentences: what is demanded, who stands behind it, the doubt."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.domain import CheckedClaim, Origin, Result
from pipeline.drafting.confidence import is_named
from pipeline.drafting.points import Point
from pipeline.drafting.telling import parts_of, speaks_for_itself
from pipeline.drafting.words import amount, capital, counted, listed, origin_name, surname
from pipeline.speech.sources import compare_sources

_MOST = 3  # demands in one sentence
_ORIGINS = 4  # named in one sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, with what its footnotes are to be made of."""

    text: str
    claims: tuple[CheckedClaim, ...] = ()
    origins: tuple[Origin, ...] = ()


def bottom_line(results: Sequence[Result], points: Sequence[Point]) -> tuple[Line, ...]:
    """Only from supported claims; where there is none it says so."""
    every = [checked for result in results for checked in result.claims]
    if not points:
        return (Line(_nothing(results, every)),)
    chosen = _chosen(points)
    told = tuple(point.best.checked for point in chosen)
    origins = tuple({o.id: o for point in chosen for o in point.origins}.values())
    return (
        Line(_what(chosen), told),
        Line(_who(chosen, origins), origins=origins),
        _doubt(chosen, origins, every),
    )


def _nothing(results: Sequence[Result], every: Sequence[CheckedClaim]) -> str:
    source = "this article" if len(results) == 1 else f"these {counted(len(results), 'article')}"
    if not results:
        return "There is no article, and so nothing to report."
    if not every:
        return f"No claim came out of {source}: there is nothing to report."
    kept = [one for one in every if one.verdict.ruling == "supported"]
    if kept:
        return (
            f"No demand in {source} could be confirmed; what could be are"
            f" {counted(len(kept), 'summary', 'summaries')} of what the articles report."
        )
    none = "The one claim" if len(every) == 1 else f"None of the {counted(len(every), 'claim')}"
    could = "could not" if len(every) == 1 else "could"
    return f"{none} from {source} {could} be confirmed: nothing here may be published."


def _chosen(points: Sequence[Point]) -> list[Point]:
    """The first demands of one demander that do not exclude each other.

    The first point, where there is none, or where it is better attested.
    """
    demands = [p for p in points if _can_be_listed(p)]
    if not demands or _attested(demands[0]) < _attested(points[0]):
        return [points[0]]
    first = demands[0].best.checked.claim.demander or ""
    chosen: list[Point] = []
    for point in demands:
        is_same = _is_one(first, point.best.checked.claim.demander or "")
        if is_same and not any(_is_against(point, other) for other in chosen):
            chosen.append(point)
    return chosen[:_MOST]


def _attested(point: Point) -> tuple[int, int]:
    return point.independent, point.articles


def _is_against(one: Point, two: Point) -> bool:
    """Whether a claim of one point speaks against the other point."""
    against = {told.checked.claim.id for told in (*one.against, *two.against)}
    return any(told.checked.claim.id in against for told in (*one.told, *two.told))


def _is_one(first: str, other: str) -> bool:
    return surname(first) == surname(other) and compare_sources(first, other) != "different"


def _can_be_listed(point: Point) -> bool:
    claim, parts = point.best.checked.claim, parts_of(point.best.checked)
    return claim.stance == "demands" and bool(claim.demander and parts and parts.verb)


def _what(chosen: Sequence[Point]) -> str:
    told = [parts_of(p.best.checked, p.best.member) for p in chosen]
    parts = [one for one in told if one]
    if len(parts) != len(chosen):
        return chosen[0].best.checked.claim.words
    first = parts[0]
    if len(parts) == 1:
        return first.sentence
    by_source: dict[str, list[str]] = {}
    for one in parts:
        by_source.setdefault(one.source, []).append(one.content + one.whom)
    clauses = [listed(contents) + source for source, contents in by_source.items()]
    return f"{capital(first.holder or '')} {first.verb}: {'; and '.join(clauses)}."


def _who(chosen: Sequence[Point], origins: Sequence[Origin]) -> str:
    """How many articles and surely independent origins, and which."""
    articles = {told.checked.claim.article_id for point in chosen for told in point.told}
    names = list(dict.fromkeys(origin_name(one, articles) for one in origins))
    back = f" and {{}} back to {listed(names)}" if 0 < len(names) <= _ORIGINS else ""
    stand = counted(len(articles), "article")
    if len(chosen) == 1:
        sure = counted(chosen[0].independent, "surely independent origin")
        return f"It stands in {stand}{back.format('goes')}: {sure}."
    best = max(chosen, key=lambda point: point.independent)
    each = (
        f"the best attested of them has {counted(best.independent, 'surely independent origin')}"
        if best.independent > 1
        else "none of them has more than one surely independent origin"
    )
    demands = counted(len(chosen), "demand")
    return f"These {demands} stand in {stand}{back.format('go')}; {each}."


def _doubt(
    chosen: Sequence[Point], origins: Sequence[Origin], every: Sequence[CheckedClaim]
) -> Line:
    """The most important doubt, and how much else could not be confirmed."""
    lost = sum(one.verdict.ruling != "supported" for one in every)
    rest = (
        f"; {amount(lost)} of {counted(len(every), 'claim')} could not be confirmed" if lost else ""
    )
    against = [told.checked for point in chosen for told in point.against]
    if other := next((one for one in against if one.verdict.ruling == "supported"), None):
        it = "it" if len(chosen) == 1 else "them"
        said = other.claim.words.strip(" .")
        return Line(f"Another claim that stands speaks against {it}: “{said}”{rest}.", (other,))
    return Line(f"{capital(next(_doubts(chosen, origins)))}{rest}.", origins=tuple(origins[:1]))


def _doubts(chosen: Sequence[Point], origins: Sequence[Origin]) -> Iterator[str]:
    """The gravest first."""
    holder = chosen[0].best.checked.claim.demander
    it = "it" if len(chosen) == 1 else "them"
    own = any(speaks_for_itself(t.checked) for point in chosen for t in point.told)
    if not own and not any(is_named(one) for one in origins):
        whose = (
            f", and nothing confirmed here has {it} from {holder} at first hand" if holder else ""
        )
        yield f"nobody who is named stands behind {it}{whose}"
    if any(point.differences for point in chosen):
        yield f"the articles do not tell {it} alike"
    if all(point.independent < 2 for point in chosen):
        yield f"no second, surely independent origin confirms {it}"
    yield "not every source is on the record"

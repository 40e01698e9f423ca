"""What would change the note: evidence that is missing, read off what was found."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.domain import CheckedClaim, Origin, Reconciled, Result, Span
from pipeline.drafting.bottom_line import Line
from pipeline.drafting.confidence import is_named
from pipeline.drafting.points import Point
from pipeline.drafting.words import capital, counted, listed, origin_name

_MOST = 5
# what a reader would have to find out, by the check that could not be answered
_OPEN: Mapping[str, str] = {
    "quote": "whether the quoted words stand there",
    "noise": "whether the words are the article’s own",
    "speaker": "who says it",
    "chain": "who has it from whom",
    "demander": "who holds the position",
    "addressee": "at whom it is aimed",
    "entities": "who or what is meant",
    "quantities": "which number holds",
    "dates": "which date holds",
    "polarity": "whether it is a yes or a no",
    "modality": "how sure it is",
    "scope": "how much it covers",
    "leak": "from which article it comes",
    "sourcing": "whose word it is",
    "support": "whether a rewording keeps the sense",
}


def reservations(
    results: Sequence[Result], points: Sequence[Point], found: Reconciled
) -> Iterator[tuple[Line, tuple[Span, ...]]]:
    """Each sentence, with the spans it rests on besides those of its claims and origins."""
    for line in (*_single(points), *_against(points)):
        yield line, ()
    yield from _missing(found)
    yield from _undated(found)
    yield from _held(results)


def _single(points: Sequence[Point]) -> Iterator[Line]:
    """Origins on which points rest alone."""
    alone: dict[str, tuple[Origin, list[Point]]] = {}
    for point in points:
        if point.independent < 2 and len(point.origins) == 1:
            origin = point.origins[0]
            alone.setdefault(origin.id, (origin, []))[1].append(point)
    ranked = sorted(alone.values(), key=lambda found: -len(found[1]))
    for origin, resting in ranked[:_MOST]:
        if origin.kind == "outlet" or is_named(origin):
            continue
        rests = "rests" if len(resting) == 1 else "rest"
        told = f"{capital(counted(len(resting), 'point'))} {rests} on {origin_name(origin)} alone"
        claims = tuple(point.best.checked for point in resting)
        yield Line(
            f"{told}: a report that surely does not go back to the same people, or a word on the"
            " record, would change the confidence.",
            claims,
            (origin,),
        )


def _against(points: Sequence[Point]) -> Iterator[Line]:
    for point in [p for p in points if p.against][:_MOST]:
        claims = (point.best.checked, *(told.checked for told in point.against))
        yield Line(
            f"“{point.best.checked.claim.words.strip(' .')}” is contradicted: the original of"
            " either side would settle which holds.",
            claims,
        )


def _missing(found: Reconciled) -> Iterator[tuple[Line, tuple[Span, ...]]]:
    """Articles that pass on a report whose newsroom they do not name."""
    for origin in found.origins:
        inferred = [r for r in origin.articles if r.basis == "inferred"]
        if origin.kind != "report" or not origin.agency or not inferred:
            continue
        names = listed([relay.article_id for relay in inferred])
        relays = "relays" if len(inferred) == 1 else "relay"
        yield (
            Line(
                f"That {names} {relays} the report of {origin.agency} is inferred: the report"
                " itself would show it.",
                origins=(origin,),
            ),
            (),
        )
    unnamed = [o for o in found.origins if o.kind == "report" and not o.agency and o.descriptor]
    if unnamed:
        reports = counted(len(unnamed), "report")
        spans = tuple(span for origin in unnamed[:_MOST] for span in origin.spans[:1])
        yield (
            Line(
                f"Of {reports} no article names the newsroom: its name would tell whether it is an"
                " origin of its own."
            ),
            spans,
        )


def _undated(found: Reconciled) -> Iterator[tuple[Line, tuple[Span, ...]]]:
    unknown = [dated.article_id for dated in found.timeline if dated.date is None]
    if unknown:
        named = f": {listed(unknown)}" if len(unknown) <= _MOST else ""
        tells = "tells" if len(unknown) == 1 else "tell"
        yield (
            Line(
                f"{capital(counted(len(unknown), 'article'))} {tells} no date{named}. Without it"
                " nobody can say which position is the later one."
            ),
            (),
        )


def _held(results: Sequence[Result]) -> Iterator[tuple[Line, tuple[Span, ...]]]:
    """What the claims in doubt wait for."""
    held = [c for r in results for c in r.claims if c.verdict.ruling == "review"]
    waits = Counter(check for checked in held for check in _open(checked))
    if not held:
        return
    told = [
        f"{_OPEN.get(check, check)} ({number})"
        for check, number in sorted(waits.items(), key=lambda w: (-w[1], w[0]))[:_MOST]
    ]
    wait = "waits" if len(held) == 1 else "wait"
    what = f" to find out {listed(told)}" if told else ""
    yield (
        Line(f"{capital(counted(len(held), 'claim'))} in doubt {wait} for a reader{what}."),
        (),
    )


def _open(checked: CheckedClaim) -> set[str]:
    return {finding.check for finding in checked.verdict.decisive}

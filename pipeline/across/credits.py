"""How articles credit one origin differently: a newsroom left out, other words for the people.

Also a speaker whom one article has at first hand and another from a newsroom.
"""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.across.case import Case
from pipeline.across.reports import Traced
from pipeline.domain import Discrepancy, Span, Tie
from pipeline.text import key, words


def credits_apart(case: Case) -> Iterator[Discrepancy]:
    """One discrepancy of each kind for each origin that several articles pass on."""
    claims: defaultdict[str, list[str]] = defaultdict(list)
    for claim in sorted(case.traced):
        claims[case.origin_of[claim]].append(claim)
    for origin in case.origins:
        if len(origin.articles) < 2 or origin.kind in {"outlet", "document"}:
            continue
        first: dict[str, str] = {}
        for claim in claims[origin.id]:
            chain, name = case.traced[claim], case.matters[claim].article_id
            # of one article's claims the one that shows most of the chain
            if name not in first or _shown(chain) > _shown(case.traced[first[name]]):
                first[name] = claim
        chains = {name: (claim, case.traced[claim]) for name, claim in sorted(first.items())}
        yield from _agency(case, chains, origin.kind)
        if origin.kind == "report":
            yield from _people(case, chains)


def _shown(chain: Traced) -> int:
    return sum(tie.span is not None for tie in chain.ties)


def _agency(case: Case, chains: dict[str, tuple[str, Traced]], kind: str) -> Iterator[Discrepancy]:
    named = [(n, c, t) for n, (c, t) in chains.items() if t.agency]
    silent = [(n, c, t) for n, (c, t) in chains.items() if not t.agency]
    if not named or not silent:
        return
    (name, claim, chain), (other, bare, unnamed) = named[0], silent[0]
    agency = chain.tie("agency")
    source = unnamed.source or "nobody"
    if kind == "report":
        credited = f"{name} credits {agency.name if agency else ''}"
        what = f"{credited}; {other} names no newsroom for “{source}”"
    else:
        what = (
            f"{name} has {chain.source} from {agency.name if agency else ''}; {other} at first hand"
        )
    cited = (case.cited(case.matters[c]) for c in (claim, bare))
    spans = (*_spans(chain), *_spans(unnamed), *(span for spans in cited for span in spans))
    yield Discrepancy("agency" if kind == "report" else "attribution", what, (claim, bare), spans)


def _spans(chain: Traced) -> tuple[Span, ...]:
    return tuple(tie.span for tie in chain.ties if tie.span)


def _people(case: Case, chains: dict[str, tuple[str, Traced]]) -> Iterator[Discrepancy]:
    """Articles that call the same people differently."""
    told: dict[str, tuple[str, str, Span]] = {}
    for name, (claim, chain) in chains.items():
        tie = chain.tie("source")
        if tie and tie.span and chain.source:
            span = _whole(case, name, chain.group, tie)
            plain = " ".join(key(span.exact[a:b]) for a, b in words(span.exact))
            told.setdefault(plain, (name, claim, span))
    if len(told) < 2:
        return
    (one, first, here), (two, second, there), *_ = told.values()
    what = f"the sources are “{here.exact}” in {one} and “{there.exact}” in {two}"
    yield Discrepancy("source", what, (first, second), (here, there))


def _whole(case: Case, name: str, group: int | None, tie: Tie) -> Span:
    """The fullest description of a group, with the clause that says more of them."""
    if group is None:
        return tie.span or case.span(name, 0, 0)
    roster = case.desks[name].roster
    best = roster.best(group)
    same = (d for d in roster.described(group) if key(d.text) == key(best.text))
    fullest = max(same, key=lambda d: (d.whole - d.start, -d.start))
    return case.span(name, fullest.start, fullest.whole)

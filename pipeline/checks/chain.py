"""Does the chain of who told whom stand in the article: every link, in order, with its count?

Sees: links that the article never names, counts that differ ("three sources" for "one senior
source"), links in the wrong order, a source that the claim drops or replaces by whoever only
passed the words on.

Cannot see: whether two descriptions ("officials", "security officials") are the same people, nor
links the article itself leaves out; a chain that names less than the reader would like is not
thereby wrong.
"""

from pipeline.attribution import Link
from pipeline.grammar import phrase
from pipeline.cues import REPORTING
from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.focus import focus, told_by
from pipeline.sources import Source, compare_sources, read_source

_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}


def check(evidence: Evidence) -> Finding:
    """Walk the chain of every citation; the worst answer counts."""
    if not evidence.parse.tokens:
        return Finding("chain", "unknown", "the grammar of this text cannot be read")
    found = [
        _one(evidence, citation.attribution, span)
        for citation, grounding in zip(evidence.claim.citations, evidence.groundings, strict=True)
        if (span := focus(evidence, grounding))
    ]
    if not found:
        return Finding(
            "chain", "unknown", "the cited words were not found, so no chain leads to them"
        )
    return min(found, key=lambda f: _WORST[f.outcome])


def _one(evidence: Evidence, claimed: tuple[str, ...], span: Span) -> Finding:
    printed = told_by(evidence, span)
    if not claimed:
        return _unattributed(evidence, printed, span)
    for link in claimed:
        if problem := _missing(evidence, link, span):
            return problem
    if problem := _miscounted(evidence, claimed, printed, span):
        return problem
    order = [
        next((i for i, x in enumerate(printed) if compare_sources(link, x.name) == "same"), None)
        for link in claimed
    ]
    places = [i for i in order if i is not None]
    if places != sorted(places):
        message = f"the article has this chain the other way round: {_drawn(printed)}"
        return Finding("chain", "fail", message, "merged_sources", _spans(evidence, span, printed))
    if printed and places and places[-1] < len(printed) - 1 and order[-1] is not None:
        message = f"the claim stops at {claimed[-1]}; the article has it from {printed[-1].name}"
        return Finding(
            "chain", "warn", message, "dropped_attribution", _spans(evidence, span, printed)
        )
    if not places:
        return Finding(
            "chain",
            "unknown",
            "every link is named in the article, but not beside these words",
            spans=(span,),
        )
    return Finding(
        "chain",
        "pass",
        f"the article has this chain: {_drawn(printed)}",
        spans=_spans(evidence, span, printed),
    )


def _unattributed(evidence: Evidence, printed: tuple[Link, ...], span: Span) -> Finding:
    """The claim names nobody: does the article say so in its own voice, too?"""
    claim = evidence.claim
    if not printed:
        return Finding("chain", "pass", "the article says this in its own voice", spans=(span,))
    source = printed[-1]
    told = claim.text or ""
    own = claim.demander and compare_sources(claim.demander, source.name) != "different"
    if own or _mentions(told, source):
        return Finding(
            "chain", "pass", f"the claim says that this comes from {source.name}", spans=(span,)
        )
    if claim.kind == "demand" and claim.modality not in {"asserted", None}:
        return Finding(
            "chain",
            "unknown",
            f"the article has this from {source.name}; the claim leaves it open",
            spans=(span,),
        )
    message = f"the article has this from {source.name}; the claim says it as plain fact"
    return Finding("chain", "warn", message, "dropped_attribution", _spans(evidence, span, printed))


def _mentions(told: str, source: Link) -> bool:
    """Whether a sentence names a source: one of its names, or its noun beside a reporting word."""
    wanted, words = read_source(source.name), read_source(told)
    if wanted.names & words.names:
        return True
    return bool(wanted.nouns & words.nouns) and any(
        w.rstrip("sdeing,.") in REPORTING or w in {"said", "told", "according"}
        for w in told.lower().split()
    )


def _missing(evidence: Evidence, link: str, span: Span) -> Finding | None:
    """A link whose names, or whose kind of source, the article does not know."""
    source = read_source(link)
    known = read_source(evidence.article.text)
    absent = [n for n in source.names if not _known(n, known.names)]
    if source.names and len(absent) == len(source.names) and not source.anonymous:
        message = f"{link} does not stand in the article at all"
        return Finding("chain", "fail", message, "outside_knowledge", (span,))
    if source.anonymous and not source.nouns & known.nouns:
        message = f"the article speaks of no such source: {link}"
        return Finding("chain", "fail", message, "merged_sources", (span,))
    return None


def _known(name: str, names: frozenset[str]) -> bool:
    return any(compare_sources(name.title(), other.title()) != "different" for other in names)


def _miscounted(
    evidence: Evidence, claimed: tuple[str, ...], printed: tuple[Link, ...], span: Span
) -> Finding | None:
    """A count of sources that neither this chain nor any like source of the article has."""
    for link in claimed:
        source = read_source(link)
        if not (source.count and source.anonymous):
            continue
        like = [(x.name, read_source(x.name)) for x in printed] or _described(evidence)
        counts = {s.count: text for text, s in like if s.count and s.nouns & source.nouns}
        if counts and source.count not in counts:
            message = f"the article speaks of {next(iter(counts.values()))}, not of {link}"
            return Finding("chain", "fail", message, "merged_sources", (span,))
    return None


def _described(evidence: Evidence) -> list[tuple[str, Source]]:
    """Every source that the article describes instead of naming it."""
    out = []
    for token in evidence.parse.tokens:
        if token.pos == "NOUN" and read_source(token.text).anonymous:
            start, end = phrase(evidence.parse, token)
            words = evidence.article.text[start:end]
            out.append((words, read_source(words)))
    return out


def _drawn(printed: tuple[Link, ...]) -> str:
    return " → ".join(link.name for link in printed)


def _spans(evidence: Evidence, span: Span, printed: tuple[Link, ...]) -> tuple[Span, ...]:
    return (span, *(evidence.article.span(x.start, x.end) for x in printed))

"""Does the chain of who told whom stand in the article: every link, in order, with its count?

Sees: links that the article never names, counts that differ ("three sources" for "one senior
source"), links in the wrong order, sources joined that the article keeps apart, a source that
the claim drops or replaces by whoever only passed the words on.

Cannot see: whether two descriptions ("officials", "security officials") are the same people, nor
links the article itself leaves out; a chain that names less than the reader would like is not
thereby wrong.
"""

import re

from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.speech.cues import HEDGES
from pipeline.speech.focus import focus, reported_by, told_by
from pipeline.speech.grammar import phrase
from pipeline.speech.links import Link, likeness
from pipeline.speech.sources import Source, all_sources, is_cue, knows_name, read_source

_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}
_JOINT = re.compile(r"\s*(?:\+|&|,? and )\s*")


def check(evidence: Evidence) -> Finding:
    """Walk the chain of every citation; the worst answer counts."""
    if not evidence.parse.tokens:
        return Finding("chain", "unknown", "the grammar of this text cannot be read")
    found = [
        _one(evidence, tuple(x for x in citation.attribution if x.strip()), span)
        for citation, grounding in zip(evidence.claim.citations, evidence.groundings, strict=True)
        if (span := focus(evidence, grounding))
    ]
    if not found:
        return Finding(
            "chain", "unknown", "the cited words were not found, so no chain leads to them"
        )
    return min(found, key=lambda f: _WORST[f.outcome])


def _one(evidence: Evidence, claimed: tuple[str, ...], span: Span) -> Finding:
    if not claimed:
        return _unattributed(evidence, told_by(evidence, span), span)
    printed = reported_by(evidence, span)
    problem = (
        next((p for link in claimed if (p := _missing(evidence, link, span))), None)
        or _miscounted(evidence, claimed, printed, span)
        or _merged(evidence, claimed, printed, span)
    )
    if problem:
        return problem
    order = [
        next((i for i, x in enumerate(printed) if likeness(link, x) == "same"), None)
        for link in claimed
    ]
    places = [i for i in order if i is not None]
    where = (span, *(evidence.article.span(x.start, x.end) for x in printed))
    if not places:
        message = "every link is named in the article, but not beside these words"
        return Finding("chain", "unknown", message, spans=(span,))
    if places != sorted(places):
        message = f"the article has this chain the other way round: {_drawn(printed)}"
        return Finding("chain", "fail", message, "merged_sources", where)
    if order[-1] is None:
        message = f"the article has this chain, without {claimed[-1]}: {_drawn(printed)}"
        return Finding("chain", "unknown", message, spans=where)
    if places[-1] < len(printed) - 1:
        message = f"the claim stops at {claimed[-1]}; the article has it from {printed[-1].name}"
        return Finding("chain", "warn", message, "dropped_attribution", where)
    return Finding("chain", "pass", f"the article has this chain: {_drawn(printed)}", spans=where)


def _unattributed(evidence: Evidence, printed: tuple[Link, ...], span: Span) -> Finding:
    """The claim names nobody: does the article say so in its own voice, too?"""
    claim = evidence.claim
    if not printed:
        return Finding("chain", "pass", "the article says this in its own voice", spans=(span,))
    source = printed[-1]
    told = claim.text or ""
    own = claim.demander and likeness(claim.demander, source) != "different"
    if own or any(_mentions(told, link) for link in printed):
        return Finding(
            "chain", "pass", f"the claim says that this comes from {source.name}", spans=(span,)
        )
    left_open = claim.kind == "demand" and claim.modality not in {"asserted", None}
    if left_open or _reports(told):
        message = f"the article has this from {source.name}; the claim leaves open from whom"
        return Finding("chain", "unknown", message, spans=(span,))
    where = (span, *(evidence.article.span(x.start, x.end) for x in printed))
    message = f"the article has this from {source.name}; the claim says it as plain fact"
    return Finding("chain", "warn", message, "dropped_attribution", where)


def _mentions(told: str, source: Link) -> bool:
    """Whether a sentence names a source: one of its names, or its noun beside a reporting word."""
    words = read_source(told)
    for name in (source.name, source.text, *source.aliases):
        wanted = read_source(name)
        if any(knows_name(n, words.names) for n in wanted.names):
            return True
        if wanted.nouns & words.nouns and _reports(told):
            return True
    return False


def _reports(told: str) -> bool:
    """Whether a sentence says that somebody said so: "according to", "said", "reportedly"."""
    words = [w.strip(".,;:“”\"'") for w in told.lower().split()]
    return any(w in HEDGES or is_cue(w) for w in words if len(w) > 2)


def _missing(evidence: Evidence, link: str, span: Span) -> Finding | None:
    """A link whose names, or whose kind of source, the article does not know."""
    source, known = read_source(link), all_sources(evidence.article.text)
    named = source.names and not source.anonymous
    if named and not any(knows_name(n, known.names) for n in source.names):
        message = f"{link} does not stand in the article at all"
        return Finding("chain", "fail", message, "outside_knowledge", (span,))
    if source.anonymous and not source.nouns & known.nouns:
        message = f"the article speaks of no such source: {link}"
        # some anonymous source there is: the word for it may be a paraphrase
        outcome: Outcome = "warn" if known.anonymous else "fail"
        return Finding("chain", outcome, message, "merged_sources", (span,))
    return None


def _miscounted(
    evidence: Evidence, claimed: tuple[str, ...], printed: tuple[Link, ...], span: Span
) -> Finding | None:
    """A count of sources that neither this chain nor any like source of the article has."""
    for link in claimed:
        source = read_source(link)
        if not source.count or not (source.anonymous or source.count > 1):
            continue
        like = [(x.name, read_source(x.name)) for x in printed]
        counts = _counts(like, source) or _counts(_described(evidence), source)
        if counts and source.count not in counts:
            message = f"the article speaks of {next(iter(counts.values()))}, not of {link}"
            return Finding("chain", "fail", message, "merged_sources", (span,))
    return None


def _counts(like: list[tuple[str, Source]], source: Source) -> dict[int, str]:
    return {s.count: text for text, s in like if s.count and s.nouns & source.nouns}


def _merged(
    evidence: Evidence, claimed: tuple[str, ...], printed: tuple[Link, ...], span: Span
) -> Finding | None:
    """A link that joins two sources where the article gives the words to one of them."""
    text = evidence.article.text.lower()
    for link in claimed:
        parts = [p for p in _JOINT.split(link) if p.strip()]
        whole = len(parts) < 2 or link.lower() in text
        if whole or not all(read_source(p).names or read_source(p).anonymous for p in parts):
            continue
        for x in printed:
            alike = [likeness(p, x) for p in parts]
            if "same" in alike and "different" in alike:
                message = f"the article gives this to {x.name} alone, not to {link}"
                return Finding(
                    "chain", "fail" if x.sure else "warn", message, "merged_sources", (span,)
                )
    return None


def _described(evidence: Evidence) -> list[tuple[str, Source]]:
    """Every source that the article describes instead of naming it, and whatever it counts."""
    out = []
    tokens, children = evidence.parse.tokens, evidence.parse.children
    for token in tokens:
        counted = any(tokens[i].dep == "nummod" for i in children[token.index])
        if token.pos == "NOUN" and (counted or read_source(token.text).anonymous):
            start, end = phrase(evidence.parse, token)
            words = evidence.article.text[start:end]
            out.append((words, read_source(words)))
    return out


def _drawn(printed: tuple[Link, ...]) -> str:
    return " → ".join(link.name for link in printed)

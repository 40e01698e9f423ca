"""Is the position aimed at whom the claim says?

Sees: whether the addressee is named in the cited sentence or just before, under any name its
country goes by.

Cannot see: which of those named there is meant; that a reader may do, so the answer is then
`unknown`. An addressee who is not named anywhere near is a warning.
"""

from pipeline.domain import Evidence, Finding, Span
from pipeline.speech.sources import knows_name, read_source

_LOOK_BACK = 4


def check(evidence: Evidence) -> Finding:
    """Look for the addressee around the first grounded citation."""
    addressee = evidence.claim.addressee
    if not addressee or not addressee.strip():
        return Finding("addressee", "pass", "the claim names no addressee")
    span = next((g.span for g in evidence.groundings if g.span), None)
    if span is None:
        return Finding("addressee", "unknown", f"nothing here shows that {addressee} is addressed")
    around = _around(evidence, span)
    if _named(addressee, around.exact):
        message = f"{addressee} is named here or just before; whether it is aimed at them is open"
        return Finding("addressee", "unknown", message, spans=(span,))
    message = f"{addressee} is not named in these words or just before"
    return Finding("addressee", "warn", message, "wrong_addressee", (span,))


def _around(evidence: Evidence, span: Span) -> Span:
    """The cited sentence and a few before it."""
    sentences = evidence.parse.sentences
    here = evidence.parse.sentence_at(span.start)
    if here is None:
        return span
    start = sentences[max(here - _LOOK_BACK, 0)][0]
    return evidence.article.span(start, max(span.end, sentences[here][1]))


def _named(addressee: str, text: str) -> bool:
    wanted, there = read_source(addressee), read_source(text)
    if wanted.names:
        return any(knows_name(name, there.names) for name in wanted.names)
    return bool(wanted.nouns & there.nouns) or addressee.lower() in text.lower()

"""Does every name in the claim stand in the article, and in the place where the article has it?

Sees: names (words written large, acronyms) that stand nowhere in the article, and names put in the
place of another in words copied from it. Knows spellings, possessives, acronyms spelt out,
nationalities, capitals and seats of government.

Cannot see: a wrong name in a free paraphrase when the article has that name too, nor a name at the
start of a sentence that could be any word. A claim that knows a person's full name, where the
article gives only a part of it, is not called wrong.
"""

from collections.abc import Iterator

from pipeline.domain import Article, Claim, Evidence, Finding, Outcome, Reason, Span
from pipeline.text import key, sentence_around, words
from pipeline.wording.diff import compare
from pipeline.wording.haystack import Haystack, haystack, trim
from pipeline.wording.names import FEW, Name, Names, large, names, names_of
from pipeline.wording.places import kin

_COPIED = 0.6  # of the claim's words stand in the article in its order
_CLOSE = 0.75
_REPLACED = 7  # words, of both sides


def check(evidence: Evidence) -> Finding:
    """Pass: every name of the claim stands in the article; nothing took another's place."""
    claim, article = evidence.claim, evidence.article
    hay = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    spans = tuple(g.span for g in evidence.groundings if g.span)
    said = [t for t in (claim.text, claim.content) if t]
    swap = next((f for t in said if (f := _swapped(t, spans, article, hay))), None)
    if swap is not None:
        return swap
    seen = names_of(article.text)
    claimed = list(_all_names(claim))
    missing = [n for n in claimed if not seen.holds(n)]
    sure = [n for n in missing if n.sure and seen.cased]
    if sure:
        return _outside(sure[0], evidence, claimed, spans, hay)
    if missing:
        message = f'"{missing[0].word}" may be a name, and is not in the article'
        return Finding("entities", "unknown", message)
    if not claimed:
        return Finding("entities", "unknown", "the claim names nobody and nothing")
    return Finding("entities", "pass", "every name in the claim stands in the article")


def _outside(
    name: Name, evidence: Evidence, claimed: list[Name], spans: tuple[Span, ...], hay: Haystack
) -> Finding:
    """A name that stands nowhere: in the place of another one, or out of thin air."""
    seen = names_of(evidence.article.text)
    country = bool(kin(name.word)) and not name.field
    if name.word != name.whole and not country and seen.half_known(name):
        message = f'the article does not give the name "{name.whole}" in full'
        return Finding("entities", "warn", message, "outside_knowledge", spans)
    ours = {key(n.word) for n in claimed}
    cited = [n for span in spans or _nearest(evidence, hay) for n in names(span.exact) if n.sure]
    left_out = [n.word for n in cited if not ({key(n.word)} | kin(n.word)) & ours]
    if country:
        left_out = [word for word in left_out if kin(word)]
    elif not spans:
        left_out = []
    if country and not left_out:
        # Which country a thing belongs to is often added from common knowledge.
        message = f'the article does not say "{name.whole}"'
        return Finding("entities", "warn", message, "outside_knowledge", spans)
    reason: Reason = "entity_swapped" if left_out else "outside_knowledge"
    instead = f", which names {left_out[0]} there" if left_out else ""
    message = f'"{name.whole}" stands nowhere in the article{instead}'
    return Finding("entities", "fail", message, reason, spans)


def _nearest(evidence: Evidence, hay: Haystack) -> tuple[Span, ...]:
    """The stretch of the article that shares most words with a claim that cites nothing."""
    said = evidence.claim.text or evidence.claim.content or ""
    found = hay.align([key(said[s:e]) for s, e in words(said)])
    if found is None or found.matched < FEW:
        return ()
    return (evidence.article.span(*sentence_around(hay.text, found.start, found.end)),)


# --- names of a text -------------------------------------------------------------------


def _all_names(claim: Claim) -> Iterator[Name]:
    links = [link for citation in claim.citations for link in citation.attribution]
    for field in (claim.demander, claim.addressee, *links):
        yield from names(field or "", field=True)
    for text in (claim.content, claim.text):
        yield from names(text or "")


# --- one name in the place of another ---------------------------------------------------


def _swapped(text: str, spans: tuple[Span, ...], article: Article, hay: Haystack) -> Finding | None:
    """Words copied from the evidence, but for a name that stands where another one did."""
    sought = [key(text[s:e]) for s, e in words(text)]
    found = hay.align(sought)
    if found is None or found.matched < max(_COPIED * len(sought), FEW):
        return None
    near = [sentence_around(article.text, s.start, s.end) for s in spans]
    if near and not any(s < found.end and found.start < e for s, e in near):
        return None
    source = article.span(found.start, found.end)
    seen = names_of(article.text)
    around = Names(article.text[slice(*sentence_around(article.text, found.start, found.end))])
    ours = Names(text)
    known = {n.word for n in names(text) if n.sure or key(n.word) in seen.inner}
    for change in compare(source.exact, trim(text)):
        gone = [n for n in large(change.removed) if key(n.word) in seen.inner and not ours.holds(n)]
        new = [n for n in large(change.added) if n.word in known]
        if not gone or not new or len(words(change.added + change.removed)) > _REPLACED:
            continue
        if not kin(new[0].word) and any(seen.one_name(g.word, new[0].word) for g in gone):
            continue
        close = found.matched >= _CLOSE * len(sought)
        beside = around.holds(new[0])
        if not close and beside:
            continue
        message = f'the claim says "{new[0].word}" where the article says "{gone[0].word}"'
        certain = not beside and (close or not seen.holds(new[0]))
        outcome: Outcome = "fail" if certain else "warn"
        return Finding("entities", outcome, message, "entity_swapped", (source,))
    return None

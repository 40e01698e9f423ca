"""Ground: where in an article does a cited quote stand, and how well does it match?

exact       code point for code point
folded      but for typography, spacing, the case of the first letter, and marks around it
elided      with words left out where the quote says so ("...", "[...]"), or a noise line inside
altered     most of its words stand there in order, but not all: the diff shows which
ambiguous   it stands there more than once
absent      it does not stand there

Nothing is ever repaired: the quote is kept as written, beside what the article says.

A quote that does not stand as it is counts as `altered` and not as `absent` when at least 60 % of
its words stand in the article in its order, at least two of them telling words (numbers, or longer
than three letters), within a stretch not longer than one and a half times the quote and three
words. Below that the likeness is what any two sentences on one subject share.
"""

import re
import unicodedata
from collections.abc import Sequence

from pipeline.content.compression import sentences_of
from pipeline.domain import Article, Claim, Grounding, Parse, Span
from pipeline.text import QUOTES, Offsets, key, words
from pipeline.wording.diff import compare, render
from pipeline.wording.haystack import Haystack, trim
from pipeline.wording.passages import Passages

_LEAST_TELLING = 2
_MOST_SENTENCES = 20  # of a claim, that are looked up
_SHORT = 3  # letters of a word that tells nothing: "the", "of"


def ground(quote: str, haystack: Haystack) -> Grounding:
    """Ground one quote; never raises, whatever the quote."""
    bare = quote.strip()
    trimmed = trim(bare)
    if not words(trimmed):
        return Grounding(quote, "absent")
    if places := haystack.places(bare):
        return _standing(quote, bare, places, haystack)
    if pieces := _left_out(bare, trimmed, haystack):
        return _spanning(quote, pieces, haystack)
    if places := [
        p for p in haystack.places(trimmed) if not _ends_early(bare, trimmed, p, haystack)
    ]:
        return _standing(quote, bare, places, haystack)
    return _altered(quote, trimmed, haystack)


def about(
    claim: Claim, groundings: Sequence[Grounding], parse: Parse, near: Passages
) -> tuple[Span, ...]:
    """The sentences a reader would look at: those the claim cites, else those nearest to it."""
    cited = _cited_sentences(groundings, parse, near.article)
    if cited:
        return cited
    found: dict[Span, float] = {}
    for sentence in sentences_of(claim.words)[:_MOST_SENTENCES] or [claim.words]:
        for span, share in near.nearest(sentence):
            found[span] = max(share, found.get(span, 0.0))
    return tuple(sorted(found, key=lambda span: -found[span]))


def _cited_sentences(
    groundings: Sequence[Grounding], parse: Parse, article: Article
) -> tuple[Span, ...]:
    out: dict[Offsets, Span] = {}
    for grounding in groundings:
        if grounding.span is None:
            continue
        start, end = grounding.span.start, grounding.span.end
        first, last = parse.sentence_at(start), parse.sentence_at(end - 1)
        if first is not None and parse.sentences[first][1] > start:
            start = min(start, parse.sentences[first][0])
        if last is not None:
            end = max(end, parse.sentences[last][1])
        out[start, end] = article.span(start, end)
    return tuple(out.values())


def _left_out(bare: str, trimmed: str, haystack: Haystack) -> list[Offsets]:
    """The pieces of a quote with words left out that it marks, or that are noise."""
    if re.search(r"\.{3}|…", bare.replace(trimmed, "", 1)) and (at := haystack.places(trimmed)):
        return at[:1]
    if pieces := haystack.elided(trimmed):
        return pieces
    for wording in (bare, trimmed):
        for place in haystack.places(wording, skip_noise=True):
            pieces = _around_noise(place, haystack)
            if len(pieces) > 1:
                return pieces
    return []


def _ends_early(bare: str, trimmed: str, where: Offsets, haystack: Haystack) -> bool:
    """Whether the quote has a full stop of its own where the article's sentence goes on.

    A comma before a closing mark is the end of what was said: "We will pay," she said.
    """
    tail = bare[bare.rfind(trimmed) + len(trimmed) :]
    after = haystack.text[where[1] : where[1] + 4]
    goes_on = re.match(rf"[,;:]?[ \u00a0\u2013\u2014-]*[^\W_]|[,;:][^{re.escape(QUOTES)}\n]", after)
    return goes_on is not None and any(mark in tail for mark in ".!?")


def _span(haystack: Haystack, where: Offsets) -> Span:
    return Span(*where, haystack.text[slice(*where)])


def _standing(quote: str, bare: str, places: list[Offsets], haystack: Haystack) -> Grounding:
    # A place in the reporting comes before one in an advert or a link.
    def in_noise(where: Offsets) -> bool:
        return any(s < where[1] and where[0] < e for s, e in haystack.noise)

    first, *others = (_span(haystack, p) for p in sorted(places, key=lambda p: (in_noise(p), p)))
    if others:
        return Grounding(quote, "ambiguous", first, (first,), others=tuple(others))
    return Grounding(quote, "exact" if first.exact == bare else "folded", first, (first,))


def _spanning(quote: str, pieces: list[Offsets], haystack: Haystack) -> Grounding:
    whole = _span(haystack, (pieces[0][0], pieces[-1][1]))
    return Grounding(quote, "elided", whole, tuple(_span(haystack, p) for p in pieces))


def _around_noise(where: Offsets, haystack: Haystack) -> list[Offsets]:
    """The stretch without the noise inside it, in pieces that begin and end with words."""
    pieces, start = [], where[0]
    for low, high in haystack.noise:
        if where[0] < high and low < where[1]:
            pieces.append((start, low))
            start = high
    stripped = []
    for low, high in [*pieces, (start, where[1])]:
        piece = haystack.text[low:high]
        if bare := piece.strip():
            lead = len(piece) - len(piece.lstrip())
            stripped.append((low + lead, low + lead + len(bare)))
    return stripped


def _altered(quote: str, trimmed: str, haystack: Haystack) -> Grounding:
    sought = [key(trimmed[start:end]) for start, end in words(trimmed)]
    found = haystack.align(sought)
    if found is None or not found.close(len(sought)):
        return Grounding(quote, "absent")
    span = _span(haystack, (found.start, found.end))
    here = {key(span.exact[start:end]) for start, end in words(span.exact)}
    if sum(_tells(word) for word in sought if word in here) < _LEAST_TELLING:
        return Grounding(quote, "absent")
    changes = compare(span.exact, trimmed)
    if all(change.kept for change in changes):
        # Only the full stop of its own is new.
        changes = compare(span.exact, quote.strip())
    return Grounding(quote, "altered", span, (span,), diff=render(changes))


def _tells(word: str) -> bool:
    return len(word) > _SHORT or word[0].isdigit() or unicodedata.category(word[0]) == "Lo"

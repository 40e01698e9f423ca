"""Does the cited stretch say what the claim says?

Sees: how much of the claim's wording stands in its evidence. Words copied in order are support
for what was copied; hardly a word in common is none.

Cannot see: paraphrase. Between the two the answer is `unknown`, and words in common are never
taken as proof that the sense is the same: the other checks ask for the ways it may differ.
"""

import re

from pipeline.domain import Evidence, Finding, Span
from pipeline.haystack import haystack

_WORD = re.compile(r"\w+", re.UNICODE)
_SENTENCE_END = re.compile(r"(?<=[a-z][.!?])\s+(?=[A-Z])")
_SHORT = 3
_MOST = 0.8
_LEAST = 0.25


def check(evidence: Evidence) -> Finding:
    """Compare the claim's own words with the sentences that its citations stand in."""
    said = evidence.claim.content or evidence.claim.text
    spans = tuple(_sentences(evidence))
    if not said:
        return Finding("support", "unknown", "the claim says nothing that could be looked up")
    if not spans:
        return Finding("support", "unknown", "the claim cites nothing that stands in the article")
    for span in spans:
        if haystack(span.exact).places(said.strip(" .\"“”'")):
            return Finding(
                "support", "pass", "the claim is in the words of its evidence", spans=spans
            )
    share = _share(said, " ".join(s.exact for s in spans))
    if share is None:
        return Finding("support", "unknown", "the claim is too short to compare", spans=spans)
    told = f"{share:.0%} of the claim's words stand in its evidence"
    # words in common say little about a whole sentence, whose parts can be joined anew
    if share >= _MOST and evidence.claim.content:
        return Finding("support", "pass", told, spans=spans)
    if share <= _LEAST:
        message = f"the cited words say something else: {told}"
        return Finding("support", "fail", message, "unsupported", spans)
    return Finding(
        "support", "unknown", f"{told}; whether they say the same is for a reader", spans=spans
    )


def _copied(said: str, spans: tuple[Span, ...]) -> bool:
    """Whether a sentence stands in the evidence, word for word but for typography."""
    bare = said.strip(" .\"“”'")
    return any(haystack(span.exact).places(bare) for span in spans)


def _sentences(evidence: Evidence) -> list[Span]:
    """The sentences around each grounded citation, once each."""
    out: dict[tuple[int, int], Span] = {}
    for grounding in evidence.groundings:
        if grounding.span is None:
            continue
        start, end = grounding.span.start, grounding.span.end
        for a, b in evidence.parse.sentences:
            if a < grounding.span.end and grounding.span.start < b:
                start, end = min(start, a), max(end, b)
        out[start, end] = evidence.article.span(start, end)
    return list(out.values())


def _share(said: str, evidence: str) -> float | None:
    """The share of the claim's longer words, by their stems, that the evidence has too."""
    wanted = {_stem(w) for w in _WORD.findall(said.lower()) if len(w) > _SHORT or w.isdigit()}
    there = {_stem(w) for w in _WORD.findall(evidence.lower())}
    return len(wanted & there) / len(wanted) if wanted else None


def _stem(word: str) -> str:
    """A crude stem, enough to see "lifting" in "lift": the first five letters."""
    return word[:5]

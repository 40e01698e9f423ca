"""Does the cited stretch say what the claim says?

Sees: how much of the claim's wording stands in its evidence. Words copied in order are support
for what was copied; hardly a word in common is none. A figure, or a word such as "all" or "not",
that the evidence lacks is enough to withhold support. A whole sentence is supported by a sentence
that it copies, or that it shortens by words of no weight only.

Cannot see: paraphrase. Between the two the answer is `unknown`, and words in common are never
taken as proof that the sense is the same: the other checks ask for the ways it may differ.
"""

import re

from pipeline.domain import Evidence, Finding, Span
from pipeline.text import key
from pipeline.wording.compression import sentences_of, shortens
from pipeline.wording.haystack import haystack

_WORD = re.compile(r"\w+", re.UNICODE)
_SHORT = 3
_MOST = 0.8
_LEAST = 0.25
# small words that turn or widen the sense: nobody may add one
_TURNING = frozenset(
    "all every each any only no not never none nothing nobody without always".split()
)


def check(evidence: Evidence) -> Finding:
    """Compare the claim's own words with the sentences that its citations stand in."""
    said = evidence.claim.content or evidence.claim.text
    if not evidence.parse.tokens:
        return Finding("support", "unknown", "the grammar of this text cannot be read")
    if not said:
        return Finding("support", "unknown", "the claim says nothing that could be looked up")
    spans = evidence.passages
    if not spans:
        return Finding("support", "unknown", "no sentence of the article is about this")
    if _copied(evidence, said, spans):
        return Finding("support", "pass", "the claim is in the words of its evidence", spans=spans)
    there = " ".join(s.exact for s in spans)
    share = _share(said, there)
    if share is None:
        return Finding("support", "unknown", "the claim is too short to compare", spans=spans)
    told = f"{share:.0%} of the claim's words stand in its evidence"
    if share <= _LEAST:
        message = f"the cited words say something else: {told}"
        return Finding("support", "fail", message, "unsupported", spans)
    if added := _added(said, there):
        message = f"the cited words do not have the claim's “{added}”"
        return Finding("support", "unknown", message, spans=spans)
    # words in common say little about a whole sentence, whose parts can be joined anew
    if share >= _MOST and evidence.claim.content:
        return Finding("support", "pass", told, spans=spans)
    return Finding(
        "support", "unknown", f"reworded ({told}): compare it with the source", spans=spans
    )


def _copied(evidence: Evidence, said: str, spans: tuple[Span, ...]) -> bool:
    """Whether the content stands there, or each of the claim's sentences, shortened at most.

    A piece of a sentence is enough for a content alone: "the mayor lied" is no sentence of
    "the minister denied the mayor lied".
    """
    if evidence.claim.content:
        bare = said.strip(" .\"“”'")
        return any(haystack(span.exact).places(bare) for span in spans)
    parse, text = evidence.parse, evidence.article.text
    whole = [(span.start, span.end) for span in spans]
    single = [at for at in parse.sentences if any(a <= at[0] and at[1] <= b for a, b in whole)]
    places = list(dict.fromkeys([*whole, *single]))
    if any(shortens(said, parse, text, at) for at in whole):
        return True
    return all(any(shortens(s, parse, text, at) for at in places) for s in sentences_of(said))


def _share(said: str, evidence: str) -> float | None:
    """The share of the claim's longer words, by their stems, that the evidence has too."""
    wanted = {_stem(w) for w in _words(said) if len(w) > _SHORT or w.isdigit()}
    there = {_stem(w) for w in _words(evidence)}
    return len(wanted & there) / len(wanted) if wanted else None


def _added(said: str, evidence: str) -> str | None:
    """A figure or a turning word of the claim that the evidence lacks."""
    there = set(_words(evidence))
    # "won't", "cannot": the negation is in the evidence, if in another form
    negated = bool(there & {"not", "no", "cannot"}) or "n't" in key(evidence)
    for word in _words(said):
        if word in there or (word == "not" and negated):
            continue
        if word.isdigit() or word in _TURNING:
            return word
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _stem(word: str) -> str:
    """A crude stem, enough to see "lifting" in "lift": the first five letters."""
    return word[:5]

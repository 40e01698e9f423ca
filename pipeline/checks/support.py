"""Does some stretch of the article say what the claim says?

Sees: a sentence that is copied, that leaves out only what narrows it, or whose grammar holds that
of the claim: these support it. Words copied in order support the content of a demand. Content most
of whose telling words, and their synonyms, stand nowhere in the article is not supported, nor is
what shares hardly a word with the sentences it cites. A figure, or a word such as "all" or "not",
that the evidence lacks is enough to withhold support.

Cannot see: free paraphrase. Between the two the answer is `unknown`, graded by how near the words
are; words in common are never taken as proof that the sense is the same, since the other checks ask
for the ways in which it may differ.
"""

import re
from dataclasses import replace

from pipeline.content.compression import shortens
from pipeline.content.entailment import entails
from pipeline.content.overlap import wording
from pipeline.content.swaps import swapped
from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.text import Offsets, key
from pipeline.wording.haystack import haystack

_WORD = re.compile(r"\w+", re.UNICODE)
_SHORT = 3
_MOST = 0.8
_LEAST = 0.25
# content is absent where more than half of its telling words are, and they are several
_HALF, _SEVERAL = 0.5, 3
# of the degree: what no likeness at all is worth, what a sentence that follows from the article's
# is worth whatever its words, and what is left of it where the content is not there, or turned
_FLOOR, _ENTAILED, _ABSENT = 0.05, 1.0, 0.3
# small words that turn or widen the sense: nobody may add one
_TURNING = frozenset(
    "all every each any only no not never none nothing nobody without always".split()
)


def check(evidence: Evidence) -> Finding:
    """Compare the claim's own words with the sentences that its citations stand in."""
    finding = _answer(evidence)
    if not evidence.parse.tokens or not evidence.told.tokens:
        return finding
    return replace(finding, degree=_degree(evidence, finding))


def _degree(evidence: Evidence, finding: Finding) -> float:
    """How near the article's words the claim is: it ranks what the answer leaves open.

    It never falls to nothing, since an honest paraphrase may share few words, and another
    check's contradiction must weigh more.
    """
    near = wording(evidence.parse).nearness(evidence.told)
    if finding.outcome == "pass":
        near = max(near, _ENTAILED)
    degree = _FLOOR + (1 - _FLOOR) * near
    return round(degree * (_ABSENT if finding.outcome in {"fail", "warn"} else 1), 4)


def _answer(evidence: Evidence) -> Finding:
    said = evidence.claim.content or evidence.claim.text
    if not said:
        return _said_nothing(evidence)
    if not evidence.parse.tokens:
        return Finding("support", "unknown", "the grammar of this text cannot be read")
    if absent := _absent(evidence):
        return absent
    spans = evidence.passages
    if not spans:
        return Finding("support", "unknown", "no sentence of the article is about this")
    if turned := _turned(evidence):
        return turned
    if found := _stands(evidence, said) if evidence.claim.content else _follows(evidence, said):
        return Finding("support", "pass", "the claim is in the words of its evidence", spans=found)
    return _compared(evidence, said)


def _said_nothing(evidence: Evidence) -> Finding:
    """A claim without words of its own: is it about any words of the article?"""
    if any(g.span for g in evidence.groundings):
        return Finding("support", "pass", "the claim says nothing beyond its quotation")
    return Finding("support", "unknown", "the claim says nothing that could be looked up")


def _absent(evidence: Evidence) -> Finding | None:
    """Whether most of what the claim tells stands nowhere in the article."""
    missing, share = wording(evidence.parse).lacks(evidence.told)
    if share <= _HALF or len(missing) < _SEVERAL:
        return None
    named = ", ".join(f"“{token.text}”" for token in missing[:_SEVERAL])
    message = f"the article says nothing of {named}, nor of most of the claim's other words"
    return Finding("support", "fail", message, "unsupported", evidence.passages)


def _turned(evidence: Evidence) -> Finding | None:
    """Whether the passages tell it the other way round, of two names or, less surely, two nouns."""
    found = swapped(evidence.parse, _sentences(evidence), evidence.told)
    if found is None:
        return None
    one, two, sentence = found
    outcome: Outcome = "fail" if one.holder.pos == two.holder.pos == "PROPN" else "warn"
    message = f"the article has “{one.holder.text}” and “{two.holder.text}” the other way round"
    return Finding(
        "support", outcome, message, "entity_swapped", (evidence.article.span(*sentence),)
    )


def _sentences(evidence: Evidence) -> list[Offsets]:
    """The sentences to read: those of the passages, and where none is cited the likest ones."""
    parse, told = evidence.parse, evidence.told
    whole = [(span.start, span.end) for span in evidence.passages]
    found = [at for at in parse.sentences if any(a <= at[0] and at[1] <= b for a, b in whole)]
    if not evidence.groundings:
        found += [at for claim in told.sentences for at in wording(parse).nearest(told, claim)]
    return list(dict.fromkeys(found))


def _stands(evidence: Evidence, said: str) -> tuple[Span, ...]:
    """The passages that hold some words as they are."""
    bare = said.strip(" .\"“”'")
    return tuple(span for span in evidence.passages if haystack(span.exact).places(bare))


def _follows(evidence: Evidence, said: str) -> tuple[Span, ...]:
    """The sentences from which the claim follows, one for each of its own; empty if one has none.

    A piece of a sentence is not enough: "the mayor lied" does not follow from "the minister denied
    the mayor lied".
    """
    parse, told, article = evidence.parse, evidence.told, evidence.article
    single = _sentences(evidence)
    for span in evidence.passages:
        if shortens(said, parse, article.text, (span.start, span.end)):
            return (span,)

    def source(claim: Offsets) -> Offsets | None:
        words = said[slice(*claim)]
        shorter = (at for at in single if shortens(words, parse, article.text, at))
        implied = (at for at in single if entails(parse, article.text, at, told, claim))
        return next(shorter, None) or next(implied, None)

    found = [source(claim) for claim in told.sentences]
    places = dict.fromkeys(at for at in found if at is not None)
    return tuple(article.span(*at) for at in places) if None not in found else ()


def _compared(evidence: Evidence, said: str) -> Finding:
    """What the words in common with the passages tell, where the claim does not follow."""
    spans = evidence.passages
    there = " ".join(s.exact for s in spans)
    share = _share(said, there)
    if share is None:
        return Finding("support", "unknown", "the claim is too short to compare", spans=spans)
    told = f"{share:.0%} of the claim's words stand in its evidence"
    if share <= _LEAST and evidence.groundings:
        message = f"the cited words say something else: {told}"
        return Finding("support", "fail", message, "unsupported", spans)
    if added := _added(said, there):
        message = f"the article's nearest words do not have the claim's “{added}”"
        return Finding("support", "unknown", message, spans=spans)
    # words in common say little about a whole sentence, whose parts can be joined anew
    if share >= _MOST and evidence.claim.content:
        return Finding("support", "pass", told, spans=spans)
    return Finding(
        "support", "unknown", f"reworded ({told}): compare it with the source", spans=spans
    )


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

"""Is the claim's yes the article's yes: did a "not" or a "no sign that" get lost?

Sees: negations and refusals that govern the claimed words from outside ("there is no sign that the
firm will pay", "the mayor did not agree to", "refused to"), where the claim has none.

Cannot see: antonyms and irony, a "not" that the claim adds, or one that a parenthesis parts from
its words. Whether two negations make a yes is for a reader: the answer is a warning, never a fail.
"""

import re

from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.speech.focus import focus

_DENYING = frozenset("deny refuse reject decline dismiss rule fail without lack".split())
_NEGATION = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|refus\w+|reject\w+|"
    r"den(?:y|ied|ies|ying)|rul(?:ed?|es|ing) out|declin\w+|oppos\w+)\b|n['’]t\b",
    re.IGNORECASE,
)


def check(evidence: Evidence) -> Finding:
    """Climb from the claimed words to the main verb; a negation on the way must be the claim's."""
    claim = evidence.claim
    if claim.kind != "demand":
        return Finding("polarity", "unknown", "only the polarity of demands is read")
    if not evidence.parse.tokens:
        return Finding("polarity", "unknown", "the grammar of this text cannot be read")
    if claim.stance == "rejects" or _NEGATION.search(claim.content or ""):
        return Finding("polarity", "pass", "the claim itself says no")
    for grounding in evidence.groundings:
        span = focus(evidence, grounding)
        negation = span and _negation_above(evidence, span)
        if span and negation:
            message = f"the article says “{negation.text}” of this; the claim does not"
            where = (span, evidence.article.span(negation.start, negation.end))
            return Finding("polarity", "warn", message, "negation_flipped", where)
    return Finding("polarity", "pass", "no negation governs the claimed words")


def _negation_above(evidence: Evidence, span: Span) -> Token | None:
    """The nearest negating word outside a span that governs it."""
    parse = evidence.parse
    inside = parse.between(span.start, span.end)
    indices = {t.index for t in inside}
    token = next((t for t in inside if t.head not in indices or t.head == t.index), None)
    while token is not None:
        for i in parse.children[token.index]:
            child = parse.tokens[i]
            outside = child.end <= span.start or child.start >= span.end
            if outside and (child.dep == "neg" or (child.lemma == "no" and child.dep == "det")):
                return child
        if token.lemma in _DENYING and token.end <= span.start:
            return token
        token = _above(evidence, token)
    return None


def _above(evidence: Evidence, token: Token) -> Token | None:
    """The word that governs another; past the words it merely stands beside ("and demanded")."""
    while token.dep == "conj":
        token = evidence.parse.tokens[token.head]
    return evidence.parse.tokens[token.head] if token.head != token.index else None

"""Is the claim's yes the article's yes: did a "not" or a "no sign that" get lost?

Sees: negations and refusals that govern the claimed words from outside ("there is no sign that the
firm will pay", "the mayor did not agree to", "refused to"), where the claim has none.

Cannot see: antonyms and irony, a "not" that the claim adds, or one that a parenthesis parts from
its words. Whether two negations make a yes is for a reader: the answer is a warning, never a fail.
"""

import re

from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.speech.cues import stance_tokens
from pipeline.speech.focus import focus
from pipeline.speech.grammar import governors

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
    if claim.stance == "rejects":
        return _refused(evidence)
    if _NEGATION.search(claim.content or ""):
        return Finding("polarity", "pass", "the claim itself says no")
    for grounding in evidence.groundings:
        span = focus(evidence, grounding)
        negation = span and _negation_above(evidence, span)
        if span and negation:
            message = f"the article says “{negation.text}” of this; the claim does not"
            where = (span, evidence.article.span(negation.start, negation.end))
            return Finding("polarity", "warn", message, "negation_flipped", where)
    return Finding("polarity", "pass", "no negation governs the claimed words")


def _refused(evidence: Evidence) -> Finding:
    """A claim that says no needs a no in its evidence."""
    spans = [g.span for g in evidence.groundings if g.span]
    if not spans:
        return Finding("polarity", "unknown", "nothing here shows a refusal")
    if any(_NEGATION.search(span.exact) or _opposes(evidence, span) for span in spans):
        return Finding("polarity", "pass", "the article says no here, too")
    message = "the cited words refuse nothing"
    return Finding("polarity", "warn", message, "negation_flipped", tuple(spans))


def _opposes(evidence: Evidence, span: Span) -> bool:
    """Whether the sentence of a span says no, or announces a refusal in other words."""
    parse = evidence.parse
    here = parse.sentence_at(span.start)
    if here is None:
        return False
    start, end = parse.sentences[here]
    return bool(_NEGATION.search(evidence.article.text[start:end])) or any(
        stance in {"rejects", "criticises", "warns"}
        for _, stance in stance_tokens(parse, start, end)
    )


def _negation_above(evidence: Evidence, span: Span) -> Token | None:
    """The nearest negating word outside a span that governs it."""
    parse = evidence.parse
    for governor in governors(parse, span.start, span.end):
        for i in parse.children[governor.index]:
            child = parse.tokens[i]
            outside = child.end <= span.start or child.start >= span.end
            if outside and (child.dep == "neg" or (child.lemma == "no" and child.dep == "det")):
                return child
        if governor.lemma in _DENYING and governor.end <= span.start:
            return governor
    return None

"""Is it as certain in the article as in the claim?

Sees: "could", "may" and "might", and conditions ("if", "unless", "only if"), that govern the
claimed words from outside and that the claim has lost.

Cannot see: doubt told in other words ("it remains to be seen"), or who doubts. The answer is a
warning, never a fail: a condition may be told elsewhere in the claim.
"""

import re

from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.speech.focus import focus
from pipeline.speech.grammar import governors

_POSSIBLE = frozenset("could may might".split())
_CONDITION = frozenset("if unless".split())
_DOUBT = re.compile(r"\b(?:could|may|might|would|if|unless|possibly|perhaps)\b", re.IGNORECASE)


def check(evidence: Evidence) -> Finding:
    """Climb from the claimed words to the main verb; doubt on the way must be the claim's."""
    claim = evidence.claim
    if claim.kind != "demand":
        return Finding("modality", "unknown", "only the certainty of demands is read")
    if not evidence.parse.tokens:
        return Finding("modality", "unknown", "the grammar of this text cannot be read")
    kept = claim.condition_for or _DOUBT.search(claim.content or "")
    if kept or claim.modality in {"conditional", "hedged"}:
        return Finding("modality", "pass", "the claim keeps the doubt")
    for grounding in evidence.groundings:
        span = focus(evidence, grounding)
        doubt = span and _doubt_above(evidence, span)
        if span and doubt:
            message = f"the article says “{doubt.text}” of this; the claim is more certain"
            where = (span, evidence.article.span(doubt.start, doubt.end))
            return Finding("modality", "warn", message, "overclaimed_certainty", where)
    return Finding("modality", "pass", "no doubt and no condition governs the claimed words")


def _doubt_above(evidence: Evidence, span: Span) -> Token | None:
    """The nearest word of doubt or condition outside a span that governs it."""
    parse = evidence.parse
    possible = evidence.claim.stance != "could_accept"
    for governor in governors(parse, span.start, span.end):
        for i in parse.children[governor.index]:
            child = parse.tokens[i]
            if span.start <= child.start < span.end:
                continue
            if possible and child.dep == "aux" and child.lemma in _POSSIBLE:
                return child
            if child.dep == "mark" and child.lemma in _CONDITION:
                return child
            marks = (parse.tokens[j] for j in parse.children[i])
            mark = next((m for m in marks if m.dep == "mark" and m.lemma in _CONDITION), None)
            if mark:
                return mark
    return None

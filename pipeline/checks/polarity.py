"""Is the claim's yes the article's yes: did a "not" get lost, or come in, or a rise become a fall?

Sees: for each predicate of the claim the same or the opposite one in the article ("accept" and
"reject"), with the negations and denying words that govern either ("refused to", "no sign that",
"without"); two make a yes. A flip fails where predicate, subject and object are surely the same,
and warns where one of them is told in other words.

Cannot see: irony, opposites that are not in the table of common English, and a "not" that two
clauses apart. What the article says both ways is not held against the claim.
"""

import re
from itertools import chain

from pipeline.content.certainty import POSSIBLE, certainty
from pipeline.content.denial import denier, denies, set_apart, sign
from pipeline.content.forms import relation
from pipeline.content.predicates import Pair, Predicate, aligned, beside, predicates
from pipeline.domain import Evidence, Finding, Outcome, Span, Token
from pipeline.speech.focus import focus
from pipeline.speech.grammar import governors
from pipeline.speech.stances import stance_tokens

_NEGATION = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|refus\w+|reject\w+|"
    r"den(?:y|ied|ies|ying)|rul(?:ed?|es|ing) out|declin\w+|oppos\w+)\b|n['’]t\b",
    re.IGNORECASE,
)


def check(evidence: Evidence) -> Finding:
    """Compare each predicate of the claim with the article's; then what governs the citation."""
    if not evidence.parse.tokens:
        return Finding("polarity", "unknown", "the grammar of this text cannot be read")
    told = predicates(evidence.told, 0, len(evidence.claim.words))
    demand = evidence.claim.kind == "demand"
    if demand and evidence.claim.stance == "rejects":
        return _refused(evidence)
    pairs = [aligned(evidence, predicate) for predicate in told]
    doubts = [_flipped(evidence, p, found) for p, found in zip(told, pairs, strict=True)]
    found = [d for d in (*doubts, _phrase(evidence, list(chain.from_iterable(pairs)))) if d]
    if found:
        return min(found, key=lambda f: f.outcome != "fail")
    if demand:
        return _above(evidence)
    if any(pairs):
        return Finding("polarity", "pass", "the article says it the same way round")
    return Finding("polarity", "unknown", "the article says this in other words, if at all")


def _flipped(evidence: Evidence, told: Predicate, pairs: list[Pair]) -> Finding | None:
    """A finding where the article has a predicate of the claim the other way round only."""
    said = sign(told.parse, told.token)
    if not said:
        return None
    pairs = pairs or [p for p in beside(evidence, told) if _comparable(p)]
    against = []
    for pair in pairs:
        there = sign(evidence.parse, pair.source.token) * (pair.relation or 1)
        if there != -said or (said < 0 and not _happens(pair.source)):
            return None
        against.append(pair)
    if not against:
        return None
    best = max(against, key=lambda p: p.certain)
    if not best.certain and not _near(evidence, best.source.token):
        return None
    return _finding(evidence, best, said)


def _happens(source: Predicate) -> bool:
    """Whether the article says that something is so; what only may be so can also be denied."""
    level = certainty(source.parse, source.token).level
    return level is not None and level > POSSIBLE


def _comparable(pair: Pair) -> bool:
    """Whether two different verbs can be compared: neither is itself a kind of no."""
    return not denies(pair.told.token) and not denies(pair.source.token)


def _near(evidence: Evidence, token: Token) -> bool:
    return any(s.start <= token.start < s.end for s in evidence.passages)


def _finding(evidence: Evidence, pair: Pair, said: int) -> Finding:
    source = pair.source.token
    article = evidence.article
    no = denier(evidence.parse, source)
    if pair.relation < 0:
        told = pair.told.token.text
        message = f"the article says “{source.text}” here, where the claim says “{told}”"
    elif said > 0 and no:
        message = f"the article says no here (“{no.text} … {source.text}”); the claim says yes"
    else:
        message = f"the claim says no; the article says “{source.text}” without one"
    spans = [article.span(t.start, t.end) for t in (source, no if said > 0 else None) if t]
    outcome: Outcome = "fail" if pair.certain else "warn"
    return Finding("polarity", outcome, message, "negation_flipped", tuple(spans))


def _phrase(evidence: Evidence, pairs: list[Pair]) -> Finding | None:
    """A phrase that stands under a "not", or an opposite preposition, on one side alone.

    "At any price" for "not at any price", "after the vote" for "before the vote".
    """
    source = [
        t
        for s in evidence.passages
        for t in evidence.parse.between(s.start, s.end)
        if t.dep == "pobj"
    ]
    for token in (t for t in evidence.told.tokens if t.dep == "pobj"):
        same = [t for t in source if t.lemma == token.lemma]
        turned = [t for t in same if _turned(evidence, pairs, token, t)]
        if same and turned == same:
            head = evidence.parse.tokens[turned[0].head]
            where = (evidence.article.span(head.start, turned[0].end),)
            message = f"the article says “{where[0].exact}” the other way round"
            return Finding("polarity", "warn", message, "negation_flipped", where)
    return None


def _turned(evidence: Evidence, pairs: list[Pair], told: Token, source: Token) -> bool:
    one, other = evidence.told.tokens[told.head], evidence.parse.tokens[source.head]
    if one.lemma == other.lemma:
        return set_apart(evidence.told, told) != set_apart(evidence.parse, source)
    heads = (one.head, other.head)
    about = any((p.told.token.index, p.source.token.index) == heads for p in pairs)
    return about and relation(one.lemma, other.lemma) < 0 and _plain(evidence, other)


def _plain(evidence: Evidence, preposition: Token) -> bool:
    return sign(evidence.parse, evidence.parse.tokens[preposition.head]) > 0


def _above(evidence: Evidence) -> Finding:
    """Whether a denial outside the claimed words governs them, where the claim has none."""
    if _NEGATION.search(evidence.claim.content or ""):
        return Finding("polarity", "pass", "the claim itself says no")
    for grounding in evidence.groundings:
        span = focus(evidence, grounding)
        found = span and _denied(evidence, span)
        if span and found:
            message = f"“{found.text}” governs these words in the article; the claim leaves it out"
            where = (span, evidence.article.span(found.start, found.end))
            return Finding("polarity", "warn", message, "negation_flipped", where)
    return Finding("polarity", "pass", "no negation governs the claimed words")


def _denied(evidence: Evidence, span: Span) -> Token | None:
    """The word outside a span that makes a no of what the span says."""
    parse = evidence.parse
    root = next(governors(parse, span.start, span.end), None)
    no = denier(parse, root) if root and sign(parse, root) < 0 else None
    return no if no and not span.start <= no.start < span.end else None


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

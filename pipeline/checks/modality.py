"""Is it as certain in the article as in the claim?

Sees: for each predicate of the claim the same one in the article, and whether that is done, still
to come, only possible, wished or tried, told as hearsay ("reportedly") or under a condition; and
an agreement to talk about a thing told as an agreement to the thing. More certainty than the
article's fails where predicate, subject and object are surely the same, and warns elsewhere.

Cannot see: doubt told in a sentence of its own ("it remains to be seen"), or who doubts. Less
certainty than the article's is no error.
"""

import re

from pipeline.content.certainty import COMING, DIRECTING, DONE, Certainty, certainty, present
from pipeline.content.forms import stem
from pipeline.content.predicates import LIGHT, Pair, Predicate, aligned, happenings, predicates
from pipeline.domain import Evidence, Finding, Outcome, Span, Token
from pipeline.speech.focus import focus
from pipeline.speech.grammar import governors

_POSSIBLE = frozenset("could may might".split())
_CONDITION = frozenset("if unless".split())
_DOUBT = re.compile(
    r"\b(?:could|(?-i:may)|might|would|should|must|if|unless|possib\w+|potential\w*|perhaps|probabl\w+|"
    r"(?:un)?likel\w+|provided|once|depend\w+|condition\w*|propos\w+|plan\w*|consider\w*|want\w*|"
    r"seek\w*|hop(?:e|es|ed|ing)|urg\w+|tr(?:y|ies|ied|ying)|aim\w*|demand\w*|expect\w*|wish\w*)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:could|(?-i:may)|might|would|if|unless|possibly|perhaps)\b", re.IGNORECASE)
_HEARSAY = re.compile(
    r"\b(?:reported\w*|alleg\w+|apparent\w*|seem\w*|purported\w*|suppos\w+|accus\w+|suspect\w*|"
    r"believ\w+|thought|understood|claim\w*|rumou?r\w*|according|sa(?:y|ys|id)|told|tells?|"
    r"report\w*|charg\w+|appear\w*|fear\w*)\b",
    re.IGNORECASE,
)
# stances whose content is not said to be so: what is demanded is no fact
_WISHED = frozenset({"demands", "offers", "could_accept", "rejects", "warns"})
# to agree to one of these about a thing is no more than a step towards it
_STEPS = frozenset(
    stem(w)
    for w in """talk discuss discussion negotiation negotiate work collaborate cooperate draft
    consider study explore examine prepare proposal propose possibility framework roadmap
    memorandum review help seek look""".split()
)
_SETTLING = frozenset(stem(w) for w in "agree accept approve sign promise pledge commit".split())


def check(evidence: Evidence) -> Finding:
    """Compare the certainty of each predicate; then what governs the cited words."""
    if not evidence.parse.tokens:
        return Finding("modality", "unknown", "the grammar of this text cannot be read")
    told = predicates(evidence.told, 0, len(evidence.claim.words))
    pairs = [aligned(evidence, predicate) for predicate in told]
    doubts = [_raised(evidence, p, found) for p, found in zip(told, pairs, strict=True)]
    doubts += [_step(evidence, predicate) for predicate in told]
    if found := [d for d in doubts if d]:
        return min(found, key=lambda f: f.outcome != "fail")
    if evidence.claim.kind == "demand":
        return _above(evidence)
    if any(pairs):
        return Finding("modality", "pass", "it is no more certain than in the article")
    return Finding("modality", "unknown", "the article says this in other words, if at all")


def _raised(evidence: Evidence, told: Predicate, pairs: list[Pair]) -> Finding | None:
    """A finding where each of the article's predicates is less certain than the claim's."""
    if evidence.claim.text is None and evidence.claim.stance in _WISHED:
        return None
    said = _of_claim(told)
    same = [p for p in pairs if p.relation > 0] or happenings(evidence, told)
    doubts = [(p, certainty(evidence.parse, p.source.token)) for p in same]
    lost = [(p, c) for p, c in doubts if _lost(evidence, told, said, c)]
    if not lost or len(lost) < len(doubts):
        return None
    pair, there = max(lost, key=lambda found: found[0].certain)
    near = any(s.start <= pair.source.token.start < s.end for s in evidence.passages)
    alike = len(told.words & pair.source.words) > 1 and told.idea not in LIGHT
    alike = alike or told.idea not in {p.source.idea for p in same}
    if not near or there.cue is None or not (pair.certain or alike):
        return None
    cue = evidence.article.span(there.cue.start, there.cue.end)
    where = evidence.article.span(pair.source.token.start, pair.source.token.end)
    asked = there.condition or there.cue.lemma in DIRECTING
    plain = pair.certain and not there.told and not (asked and said.level != DONE)
    message = (
        "the article sets a condition here, which the claim leaves out"
        if there.condition and not said.condition
        else f"the article is less certain here (“{cue.exact}”) than the claim"
    )
    outcome: Outcome = "fail" if plain else "warn"
    return Finding("modality", outcome, message, "overclaimed_certainty", (where, cue))


def _of_claim(told: Predicate) -> Certainty:
    """How certain a predicate of the claim is; a present tense may tell what is to come."""
    said = certainty(told.parse, told.token)
    if said.level == DONE and present(told.parse, told.verb):
        return Certainty(COMING, said.told, said.condition)
    return said


def _lost(evidence: Evidence, told: Predicate, said: Certainty, there: Certainty) -> bool:
    """Whether the claim is more certain than one place of the article; what is unknown is not."""
    sentence = _sentence(evidence, told.token)
    if "?" in sentence:
        return False
    less = None not in {said.level, there.level} and (there.level or 0) < (said.level or 0)
    condition = there.condition and not said.condition and said.level in {DONE, COMING}
    if (less or condition) and not _DOUBT.search(sentence) and not _kept(evidence):
        return True
    plain = said.level in {DONE, COMING} and not said.told
    return there.told and plain and not _HEARSAY.search(sentence)


def _kept(evidence: Evidence) -> bool:
    claim = evidence.claim
    return bool(claim.condition_for) or claim.modality in {"conditional", "hedged"}


def _sentence(evidence: Evidence, token: Token) -> str:
    here = evidence.told.sentence_at(token.start)
    start, end = evidence.told.sentences[here] if here is not None else (0, None)
    return evidence.claim.words[start:end]


def _step(evidence: Evidence, told: Predicate) -> Finding | None:
    """An agreement to talk of a thing that is told as an agreement to the thing."""
    if told.idea not in _SETTLING or not told.things or told.things.keys() & _STEPS:
        return None
    for span in evidence.passages:
        for token in evidence.parse.between(span.start, span.end):
            if stem(token.lemma) != told.idea:
                continue
            source = Predicate(evidence.parse, token)
            later = {stem(t.lemma) for t in evidence.parse.between(token.end, span.end)}
            direct = told.things.keys() & source.things.keys()
            if not direct and source.things.keys() & _STEPS and told.things.keys() & later:
                where = evidence.article.span(token.start, token.end)
                message = "the article has an agreement on a step towards this, not on the thing"
                return Finding("modality", "warn", message, "overclaimed_certainty", (where,))
    return None


def _above(evidence: Evidence) -> Finding:
    """Whether doubt outside the cited words governs them, where the claim has none."""
    claim = evidence.claim
    if _kept(evidence) or _OPEN.search(claim.content or ""):
        return Finding("modality", "pass", "the claim keeps the doubt")
    for grounding in evidence.groundings:
        span = focus(evidence, grounding)
        doubt = span and _doubt_above(evidence, span)
        if span and doubt:
            message = f"the article is less certain here (“{doubt.text}”) than the claim"
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

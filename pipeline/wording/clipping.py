"""What stands right beside a quotation in its sentence, and turns it: "must not", "denied that".

Told by the words next to the edges, and further off by the grammar: a "not" that governs a word of
the quotation, or a clause above it. What the claim itself keeps (its own "not", "refuses", "if")
was not cut off, and is left alone.
"""

import re
from dataclasses import dataclass

from pipeline.domain import Article, Claim, Parse, Span, Token
from pipeline.text import QUOTES, sentence_around, words

# Beside a shorter quote a doubt or a condition belongs to something else as often as not.
_SHORTEST = 3
_NEAR = 200  # code points before the quote that are looked at
# Words that may stand between a negation and what it governs.
_BETWEEN = (
    r"(?:\s+(?:be|been|being|have|has|had|do|does|did|yet|ever|even|really|currently|also|still"
    r"|already|actually|any|an?|the|to|that|in|by|\w+ly|(?:expect|plan|allow|permit|suppos|intend)\w*"
    r"|going|able|willing|ready|prepared|want|wish|set|due))*"
)
_EDGE = rf"\s*[{re.escape(QUOTES)}]*\s*$"
_NEGATED = re.compile(
    r"(?:(?<!or )(?<!why )\bnot(?!\s+(?:only|just|merely|simply|solely|least)\b)|\bnever|\bnor"
    r"|\bno(?:\s+longer)?(?!\s+(?:doubt|matter)\b)|\bcannot|\w+n['’]t|\bneither|\bhardly|\bbarely)"
    + _BETWEEN
    + _EDGE
    + r"|\b(?:non|un|anti)-$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:den(?:y|ies|ied|ying)|disput(?:es?|ed|ing)|false|untrue|wrong|incorrect"
    r"|a lie)\s+that"
    r"|\bno\s+(?:evidence|indication|sign|proof|suggestion|guarantee|reason to \w+)s?"
    r"\s*[\"”’']?\s+that"
    r"|\bnot\s+(?:true|the case|clear|believe|think|expect|say|mean|agree|claim)\s+that)"
    r"(?:\s+[^\s,.;:]{1,30}){0,5}" + _EDGE + r"|\b(?:refus\w+|declin\w+|fail(?:s|ed|ing)?|unable"
    r"|unwilling|reluctant)\s+to(?:\s+\w+ly)?" + _EDGE,
    re.IGNORECASE,
)
_AVOIDED = re.compile(
    r"\b(?:without|instead of|rather than|short of|far from|den(?:y|ies|ied|ying)"
    r"|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|rul(?:es?|ed|ing) out|opposed to|from)"
    r"(?:\s+(?:an?|the|any|having|being|claims?|reports?|allegations?|that|of))*" + _EDGE,
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:prevent|stop|block|bar|bann|ban|prohibit|keep)\w*\s[^.;]{1,60}$", re.IGNORECASE
)
_DOUBTED = re.compile(
    r"\b(?:may|might|could|allegedly|reportedly|supposedly|purportedly|apparently|possibly|perhaps"
    r"|if|unless|whether)(?:\s+(?:be|have|been|the|an?|\w+ly))?" + _EDGE,
    re.IGNORECASE,
)
_CONDITION = re.compile(
    rf"[{re.escape(QUOTES)}]*,?\s*(?:unless|only if|only when|but not|provided that|if|until)\b",
    re.IGNORECASE,
)
_FALSE = re.compile(
    r"[\"”’']?,?\s*(?:is|was|were|are)\s+(?:simply\s+)?(?:false|untrue|not true|a lie|baseless)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:will|would|shall|can|could|may|might|must|is|are|was|were|has|have)\b|'ll\b"
)
_KEPT_NEGATION = re.compile(
    r"\b(?:not|no|never|nor|neither|none|nothing|without|cannot|\w{1,12}n['’]t|refus\w+|reject\w+"
    r"|den(?:y\w*|ie[sd]|ial)|declin\w+|rul\w+ out|oppos\w+|fail\w*|unable|unwilling|false|untrue"
    r"|against|ban\w*|block\w*|prevent\w*|stop\w*|halt\w*|prohibit\w*|avoid\w*|lack\w*|dismiss\w*"
    r"|exclu\w+|unlikely|impossible|absence|abandon\w*|disput\w+|keep\w* out)\b",
    re.IGNORECASE,
)
_KEPT_DOUBT = re.compile(
    r"\b(?:may|might|could|would|alleg\w+|report\w*|suppos\w+|purport\w+|apparent\w*|possib\w+|perhaps"
    r"|if|unless|whether|until|when|provided|condition\w*|said to|once)\b",
    re.IGNORECASE,
)
_NOBODY = frozenset({"no", "nobody", "none", "nothing", "neither", "nowhere"})
_ADDS = re.compile(r"\s+(?:only|just|merely|simply|solely|least|to mention)\b", re.IGNORECASE)
# Whoever refuses or denies what a clause says turns it, as "not" does.
_TURNING = frozenset("deny refuse decline reject dispute doubt forbid prohibit".split())
_CLIMBED = frozenset({"xcomp", "ccomp"})
_HIGHEST = 3  # clauses above the quotation
# behind a comma a "not" sets something else against the words: "by train, not by car"
_NEGATED_AFTER = re.compile(r"[^\w,;]{0,3}(?:not|never)\b(?! only)|\s+no\s|,\s+no\W", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clip:
    """What was cut off, in one sentence; `certain` when a plain negation governs the quote."""

    message: str
    certain: bool


def clipped(article: Article, span: Span, claim: Claim, parse: Parse) -> Clip | None:
    """Judge a quote by the rest of its sentence, before and after; None when nothing turns it."""
    first, last = sentence_around(article.text, span.start, span.end)
    before = article.text[max(first, span.start - _NEAR) : span.start]
    exact, after = span.exact, article.text[span.end : last]
    said = claim.content or claim.text or ""
    denies = claim.stance == "rejects" or _KEPT_NEGATION.search(said)
    doubts = claim.modality in ("hedged", "conditional") or claim.condition_for
    clip = None if denies else _negation(before, exact, after) or _governed(article, span, parse)
    if clip or doubts or _KEPT_DOUBT.search(said) or len(words(exact)) < _SHORTEST:
        return clip
    if _DOUBTED.search(before) and claim.modality != "attributed":
        return Clip(f"the quote leaves out the doubt before it: {_shown(before, exact)}", False)
    if _CONDITION.match(after) and _FINITE.search(exact):
        return Clip(f"the quote ends just before a condition: {_shown(exact, after)}", False)
    return None


def _negation(before: str, exact: str, after: str) -> Clip | None:
    if _NEGATED.search(before) or _DENIED.search(before):
        return Clip(
            f"the quote begins just after words that turn it: {_shown(before, exact)}", True
        )
    if _NEGATED_AFTER.match(after):
        return Clip(f"the quote ends just before words that turn it: {_shown(exact, after)}", True)
    if _avoided(before):
        return Clip(f"the quote may begin just after its denial: {_shown(before, exact)}", False)
    if _FALSE.match(after) and _FINITE.search(exact):
        return Clip("the article calls these words untrue right after them", False)
    return None


def _governed(article: Article, span: Span, parse: Parse) -> Clip | None:
    """A negation before the quote that governs a word of it, or a clause that it depends on."""
    inside = [t for t in parse.between(span.start, span.end) if span.start <= t.start]
    for token in inside:
        if turning := _turned_by(token, span, article.text, parse):
            shown = _shown(article.text[turning.start : span.start], span.exact)
            return Clip(f"the quote leaves out a negation that governs it: {shown}", True)
        if turning := _turned_above(token, span, article.text, parse):
            shown = _shown(article.text[turning.start : span.start], span.exact)
            return Clip(f"the quote may leave out a negation of its clause: {shown}", False)
    return None


def _turned_by(token: Token, span: Span, text: str, parse: Parse) -> Token | None:
    """The "not", "no" or "nobody" before the span that a word's clause has as its own."""
    for child in map(parse.tokens.__getitem__, parse.children[token.index]):
        if child.start >= span.start:
            break
        if child.dep == "neg" or (child.dep.startswith(("nsubj", "det")) and _none(child, parse)):
            return None if _ADDS.match(text, child.end) else child
    return None


def _none(token: Token, parse: Parse) -> bool:
    """Nobody; or no minister, where the noun is before the quote too."""
    below = map(parse.tokens.__getitem__, parse.children[token.index])
    return token.lemma in _NOBODY or any(t.dep == "det" and t.lemma == "no" for t in below)


def _turned_above(token: Token, span: Span, text: str, parse: Parse) -> Token | None:
    for _ in range(_HIGHEST):
        head = parse.tokens[token.head]
        if token.dep not in _CLIMBED or head.start >= span.start:
            return None
        if head.lemma in _TURNING:
            return head
        if turning := _turned_by(head, span, text, parse):
            return turning
        token = head
    return None


def _shown(left: str, right: str) -> str:
    return f"... {' '.join(left[-60:].split())} | {' '.join(right[:60].split())} ..."


def _avoided(before: str) -> bool:
    """A plain "from" ("three years from the vote") turns nothing; "barred from" does."""
    lost = _AVOIDED.search(before)
    if lost is None:
        return False
    return not lost[0].lower().startswith("from") or bool(_FROM.search(before[: lost.start()]))

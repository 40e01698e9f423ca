"""Does the claim say what only another article of the same run says?

Sees: words of the claim that stand nowhere in its own article, and together in one sentence of
another. Is asked only of claims that nothing else supports.

Cannot see: a leak told in words of its own, or one of things that both articles speak of.
"""

from pipeline.domain import Evidence, Finding, Outcome
from pipeline.speech.cues import REPORTING
from pipeline.wording.passages import stems

_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_FOUND = 0.8  # of the claim's words that its article lacks stand in the other sentence
_ABOUT = 0.6  # and so much of all its words; where it lacks several, half of them
_SEVERAL = 2


def check(evidence: Evidence) -> Finding:
    """Fail: what this article lacks of the claim stands in another one."""
    if not evidence.elsewhere:
        return Finding("leak", "unknown", "no other article was looked at")
    said, nouns = _telling(evidence), _telling(evidence, _NOUNS)
    missing = said - set(stems(evidence.article.text))
    about = 0.5 if len(missing) >= _SEVERAL else _ABOUT
    for span in evidence.elsewhere:
        there = set(stems(span.exact))
        found = len(missing & there) >= _FOUND * len(missing)
        if missing and found and len(said & there) >= about * len(said):
            message = f"this article does not say so; another one does: {span.article_id}"
            # one verb may be the claim's own wording; a thing it names is not
            sure = len(missing) >= _SEVERAL or missing <= nouns
            outcome: Outcome = "fail" if sure else "warn"
            return Finding("leak", outcome, message, "cross_article_leak", (span,))
    return Finding("leak", "pass", "no other article of the run says it in these words")


def _telling(evidence: Evidence, kinds: frozenset[str] = _TELLING) -> frozenset[str]:
    """The stems of the words that tell what a claim is about; not who is said to say it."""
    words = evidence.claim.words
    if not evidence.told.tokens:
        return frozenset(stems(words))
    told = (t for t in evidence.told.tokens if t.pos in kinds and t.lemma not in REPORTING)
    return frozenset(s for t in told for s in stems(words[t.start : t.end]))

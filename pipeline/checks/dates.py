"""Does what the claim tells happen when the article has it happen?

Sees: days, months, years, clock times, "last week", "two days ago", in any order and wording, and
"before" for "after". A time is compared with those of the sentences the claim is about, first
with one under the same verb, and never resolved: nothing here knows what day it is.

Cannot see: that "yesterday" was a Friday, nor a time that belongs to another event of the same
passage where the wording of both differs. Durations are numbers, and not its question.
"""

from collections.abc import Sequence

from pipeline.content.roles import Role, role_of
from pipeline.domain import Evidence, Finding, Outcome, Parse, Reason, Span
from pipeline.wording.dates import Moment, moments
from pipeline.wording.nearby import nearby, widened
from pipeline.wording.passages import stems

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
_ALIKE = 0.35  # of the words around the time stand in the sentence of the other time
_ELSEWHERE = 0.6
_NOWHERE = 0.35
_MOST = 200  # times of one claim
# verbs that say so little that two events may share them
_EMPTY = frozenset({"", "be", "have", "do", "say", "tell", "take", "make", "get", "come", "go"})


def check(evidence: Evidence) -> Finding:
    """Pass: each time the claim names stands in the article, beside what it tells."""
    if not evidence.parse.tokens:
        return Finding("dates", "unknown", "the grammar of this text cannot be read")
    claim, told = evidence.claim, moments(evidence.claim.words)
    more: list[Moment] = []
    if claim.text and claim.content:
        more = [m for m in moments(claim.content) if not any(m.within(t) for t in told[:_MOST])]
    if len(told) + len(more) > _MOST:
        return Finding("dates", "unknown", "the claim names too many times to compare")
    found = [_judge(evidence, moment, sure=True) for moment in told]
    found += [_judge(evidence, moment, sure=False) for moment in more]
    if not found:
        return Finding("dates", "unknown", "the claim names no point in time")
    return min(found, key=lambda f: (_WORST.index(f.outcome), f.degree or 1))


def _judge(evidence: Evidence, said: Moment, *, sure: bool) -> Finding:
    """One time of the claim; `sure` where the grammar around it is known."""
    everywhere = moments(evidence.article.text)
    spans = nearby(evidence, said.start if sure else 0)
    near = [m for m in everywhere if any(s.start <= m.start < s.end for s in spans)]
    role = role_of(evidence.told, said.start, said.end) if sure else Role()
    rivals = [m for m in near if said.differs(m)]
    same = [m for m in rivals if _same_event(role, evidence.parse, m)]
    equal = [m for m in near if said.within(m)]
    if equal:
        moved = same and not any(_same_event(role, evidence.parse, m) for m in equal)
        return _changed(evidence, said, same[0], "warn") if moved else _stands(evidence, equal[0])
    elsewhere = [m for m in everywhere if said.within(m)]
    own = [m for m in elsewhere[:_MOST] if _same_event(role, evidence.parse, m)]
    wide = widened(evidence.parse, spans)
    beside = [m for m in elsewhere if any(a <= m.start < b for a, b in wide)]
    if own or (beside and not same):
        return _stands(evidence, (own or beside)[0])
    if same:
        return _changed(evidence, said, same[0], "fail")
    if rivals and not elsewhere:
        alike = next((m for m in rivals if sure and _alike(evidence, said, m)), None)
        return _changed(evidence, said, alike or rivals[0], "fail" if alike else "warn")
    if elsewhere:
        message = f'the article names "{said.text}", but not beside this'
        where = _spans(evidence, elsewhere[:1])
        return Finding("dates", "unknown", message, spans=where, degree=_ELSEWHERE)
    return _nowhere(evidence, said, everywhere)


def _same_event(role: Role, parse: Parse, moment: Moment) -> bool:
    """Whether two times hang from one verb, or from one noun: "Friday's vote"."""
    theirs = role_of(parse, moment.start, moment.end)
    verb = role.verb not in _EMPTY and role.verb == theirs.verb
    return verb if not role.noun or not theirs.noun else verb and role.noun == theirs.noun


def _alike(evidence: Evidence, said: Moment, other: Moment) -> bool:
    """Whether the sentence that has another time says for the rest what the claim's says."""
    ours, theirs = evidence.told.sentence_at(said.start), evidence.parse.sentence_at(other.start)
    if ours is None or theirs is None:
        return False
    start, end = evidence.told.sentences[ours]
    words = evidence.claim.words
    rest = set(stems(words[start : said.start] + words[said.end : end]))
    there = stems(evidence.article.text[slice(*evidence.parse.sentences[theirs])])
    return len(rest.intersection(there)) >= _ALIKE * len(rest)


def _stands(evidence: Evidence, moment: Moment) -> Finding:
    message = "the article has this at the time that the claim says"
    return Finding("dates", "pass", message, spans=_spans(evidence, [moment]))


def _changed(evidence: Evidence, said: Moment, other: Moment, outcome: Outcome) -> Finding:
    message = f'the claim says "{_shown(said)}", the article "{_shown(other)}"'
    return Finding("dates", outcome, message, "date_changed", _spans(evidence, [other]))


def _nowhere(evidence: Evidence, said: Moment, everywhere: tuple[Moment, ...]) -> Finding:
    """A time that the article does not name: at most part of it, or only another way round."""
    known = [m for m in everywhere if said.agrees(m)]
    message = f'the article does not say "{said.text}"'
    outcome: Outcome = "unknown" if known or evidence.article.published else "warn"
    reason: Reason | None = "outside_knowledge" if outcome == "warn" else None
    return Finding("dates", outcome, message, reason, _spans(evidence, known[:1]), _NOWHERE)


def _spans(evidence: Evidence, found: Sequence[Moment]) -> tuple[Span, ...]:
    return tuple(evidence.article.span(m.start, m.end) for m in found)


def _shown(moment: Moment) -> str:
    return f"{moment.edge} {moment.text}".strip().strip(",(")

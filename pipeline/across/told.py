"""Claims of one matter that do not say the same: numbers, amounts, scope, extent, certainty.

Read off pairs that were found near. Each pair gives one discrepancy at most, the gravest.
"""

from collections.abc import Iterator
from itertools import pairwise

from pipeline.across.case import Case
from pipeline.across.clashing import differing, polarity
from pipeline.across.matter import Matter
from pipeline.across.relating import Relating
from pipeline.across.sides import Sides
from pipeline.content.forms import stem
from pipeline.domain import Discrepancy

_HEDGES = frozenset(
    """could may might possibly perhaps probably likely unlikely appear appears appeared seem seems
    seemed reportedly allegedly apparently suggests hint hints willing""".split()
)
# "no sign that", said where somebody has looked, and seen none
_SIGNS = frozenset("sign signs indication indications evidence hint hints word".split())
_LITTLE = frozenset("no little few without".split())
_CLOSE = 0.35  # to be about one thing, were it not for what sets them apart
_MOST = 40  # claims of one article that are compared among themselves
_KINDS = {
    "number": "number",
    "date": "number",
    "polarity": "conflict",
    "extent": "extent",
    "condition": "condition",
    "historical": "condition",
}


def told_apart(case: Case) -> Iterator[Discrepancy]:
    """What differs between claims that are near each other, once for each kind and cluster."""
    found: dict[tuple[str, int, int], tuple[str, dict[str, Matter]]] = {}
    for (at, other), relating in case.web.found():
        one, two = case.web.matters[at], case.web.matters[other]
        if at > other:
            continue
        told = _difference(one, two, relating, case.web.sides)
        if told and (one.article_id != two.article_id or told[0] == "conflict"):
            kind, why = told
            home = sorted((case.home[at], case.home[other]))
            _, both = found.setdefault((kind, home[0], home[1]), (why, {}))
            both.update({one.id: one, two.id: two})
    for (kind, _, _), (why, both) in found.items():
        yield _among(case, list(both.values()), kind, why)
    yield from _certainty(case)
    yield from _hedge_lost(case)


def _among(case: Case, matters: list[Matter], kind: str, why: str) -> Discrepancy:
    said = {m.checked.claim.words: m.article_id for m in matters}
    what = f"{why}: " + ", ".join(f"“{words}” ({name})" for words, name in said.items())
    spans = (span for m in matters for span in case.cited(m))
    return Discrepancy(kind, what, tuple(m.id for m in matters), tuple(spans))


def _difference(
    one: Matter, two: Matter, relating: Relating, sides: Sides
) -> tuple[str, str] | None:
    if relating.apart in _KINDS and relating.relation == "conflicts":
        return _KINDS[relating.apart], relating.reason
    one_way = polarity(one) == polarity(two) and relating.closeness >= _CLOSE
    if relating.apart == "condition" and not _is_one_holder(one, two, sides):
        return None
    if relating.apart in {"extent", "condition", "historical"} and one_way:
        return _KINDS[relating.apart], relating.reason
    if not relating.joins:
        return None
    if one.amount and two.amount and one.amount != two.amount:
        return "quantifier", "they do not speak of the same amount"
    if any(differing(one.numbers, two.numbers)):
        return "number", "the number is hedged in another way"
    if relating.relation != "same" and relating.reason.startswith("it names"):
        return "scope", "only one of them names whom or what it covers"
    if relating.relation != "same" and relating.reason.startswith("it leaves open"):
        return "scope", "only one of them names whom or what it covers"
    return None


def _is_one_holder(one: Matter, two: Matter, sides: Sides) -> bool:
    """Whether a condition that only one has tells of one position: each party has its own."""
    a, b = one.checked.claim.demander, two.checked.claim.demander
    return not (a and b) or sides.alike(*sorted((a, b))) == "same"


def _certainty(case: Case) -> Iterator[Discrepancy]:
    """What an article says outright, beside what those it cites only hold likely."""
    for matters in case.by_article.values():
        own = [m for m in matters[:_MOST] if case.traced[m.id].kind == "outlet"]
        for plain in own:
            for other in matters[:_MOST]:
                if case.traced[other.id].kind == "outlet" or not _is_grown(plain, other):
                    continue
                why = "the article says outright what those it cites are less sure of"
                yield _among(case, [plain, other], "certainty", why)
                break


def _hedge_lost(case: Case) -> Iterator[Discrepancy]:
    """What one article of a report says outright and another hedges: "will close", "may close"."""
    told: set[int] = set()
    deeds = {m.id: _deeds(case, m) for own in case.by_article.values() for m in own}
    for (at, other), relating in case.web.found():
        plain, soft = case.web.matters[at], case.web.matters[other]
        # what may be accepted in one article may be agreed in another
        one_deed = relating.joins or relating.apart == "stance"
        if (
            not (one_deed and _is_one_report(case, plain, soft))
            or plain.article_id == soft.article_id
        ):
            continue
        here, there = deeds[plain.id], deeds[soft.id]
        lost = any(there[deed] and not here[deed] for deed in here.keys() & there.keys())
        if lost and case.home[at] not in told:
            told.add(case.home[at])
            spans = (*case.cited(plain), *case.cited(soft))
            what = f"{plain.article_id} says outright what {soft.article_id} hedges"
            said = f": “{plain.checked.claim.words}”"
            yield Discrepancy("certainty", what + said, (plain.id, soft.id), spans)


def _is_one_report(case: Case, one: Matter, two: Matter) -> bool:
    """Whether two claims go back to one origin, or to one newsroom."""
    rooms = case.traced[one.id].agency, case.traced[two.id].agency
    return case.origin_of[one.id] == case.origin_of[two.id] or (rooms[0] or "") == rooms[1]


def _deeds(case: Case, matter: Matter) -> dict[str, bool]:
    """The verbs of a claim in the words that it cites, and whether each is hedged there."""
    parse = case.parse(matter.article_id)
    found: dict[str, bool] = {}
    for span in case.cited(matter):
        for token in parse.between(span.start, span.end):
            if token.pos == "VERB" and (own := stem(token.lemma.lower())) in matter.forms:
                below = (parse.tokens[i] for i in parse.children[token.index])
                hedged = any(t.dep in {"aux", "advmod"} and t.lemma in _HEDGES for t in below)
                found[own] = found.get(own, False) or hedged
    return found


def _is_grown(plain: Matter, other: Matter) -> bool:
    """Whether one claim says for certain what another hedges: of one holder, with one verb."""
    a, b = plain.checked.claim, other.checked.claim
    if _is_hedged(plain) or not _is_hedged(other) or a.stance != b.stance:
        return False
    if a.demander and b.demander and a.demander != b.demander:
        return False
    return any(i.verb and any(i.meets(j) for j in other.ideas) for i in plain.ideas)


def _is_hedged(matter: Matter) -> bool:
    words = [w.strip(".,;:“”\"'") for w in matter.checked.claim.words.lower().split()]
    signs = any(a in _LITTLE and b in _SIGNS for a, b in pairwise(words))
    return signs or bool(_HEDGES & set(words)) or matter.checked.claim.modality == "hedged"

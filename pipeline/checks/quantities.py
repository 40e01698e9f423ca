"""Are the numbers of the claim the numbers of its evidence, and do they count the same?

Sees: digits and words, separators, scales, percent, fractions, currency, ordinals, ranges, scores,
"dozens", and how a number is hedged ("up to", "nearly", "at least"); by the grammar, what a number
counts and of what verb, so that a number taken from beside another thing is seen. Cannot see a
count that the article leaves to be counted, nor sums. Dates, years and times are not its question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.content.roles import Role, head_of, role_of
from pipeline.domain import Evidence, Finding, Outcome, Parse, Reason, Span
from pipeline.wording.nearby import nearby
from pipeline.wording.numbers import Quantity, quantities

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
# A count up to here may be the reader's own: the article names two men, the claim says "two".
_COUNTABLE = 12
_ROUNDED = 0.05  # what "about" allows
_LOOSE = 0.85  # what "more than" and "nearly" allow
_TELLING = 4  # letters of a word that tells what is counted
_LONG = 3  # letters of a word that tells a little
_NEAR = 3  # what two numbers have in common where one must be the other
_ENOUGH = 50  # numbers that are looked at in all the article
_MOST = 200  # numbers of one claim
_COUNTED_OUT = 0.8
_ELSEWHERE = 0.8
# "one" counts only where it stands before what it counts
_NUMERAL = frozenset({"nummod", "quantmod", "compound", "amod"})
_SHOWN = {"exact": "exactly", "upper": "up to", "lower": "at least", "below": "nearly"}


def check(evidence: Evidence) -> Finding:
    """Pass: every number of the claim stands in its passage, else in the article."""
    claim, told = evidence.claim, evidence.told
    said = [_count(told, q) for q in quantities(claim.words) if not _pronoun(told, q)]
    if claim.text and claim.content:
        known = {(q.quantity.value, q.quantity.kind) for q in said}
        more = [q for q in quantities(claim.content) if q.text.lower() != "one"]
        said += [_Count(q, Role(), "") for q in more if (q.value, q.kind) not in known]
    if not said:
        return Finding("quantities", "unknown", "the claim gives no number")
    if len(said) > _MOST:
        return Finding("quantities", "unknown", "the claim has too many numbers to compare")
    found = [_judge(evidence, count) for count in said]
    return min(found, key=lambda f: (_WORST.index(f.outcome), f.degree or 1))


@dataclass(frozen=True, slots=True)
class _Count:
    """A number, what it does in its sentence, and the lemma of what it counts."""

    quantity: Quantity
    role: Role
    thing: str

    def counts_like(self, other: "_Count") -> bool:
        """Whether two numbers count one thing: one noun, or a telling word among what follows."""
        if self.quantity.kind != other.quantity.kind:
            return False
        if self.thing and self.thing == other.thing:
            return True
        return any(len(stem) >= _TELLING for stem in _shared(self.quantity, other.quantity))

    def nearness(self, other: "_Count") -> int:
        """How much beside the number is the same: the words that follow, the noun, the verb."""
        noun = self.thing == other.thing != ""
        verb = self.role.verb == other.role.verb != ""
        return len(_shared(self.quantity, other.quantity)) + noun + verb


def _shared(one: Quantity, two: Quantity) -> set[str]:
    """The words, without their plural, that follow both numbers."""
    theirs = {w.removesuffix("s") for w in two.unit}
    return {w for w in one.unit if len(w) >= _LONG and w.removesuffix("s") in theirs}


def _count(parse: Parse, quantity: Quantity) -> _Count:
    role = role_of(parse, quantity.start, quantity.end)
    head = head_of(parse, quantity.start, quantity.end)
    above = parse.tokens[head.head] if head else None
    thing = above.lemma if above and above.pos == "NOUN" else ""
    return _Count(quantity, role, thing)


def _pronoun(parse: Parse, quantity: Quantity) -> bool:
    """Whether it is no number: "one of them", "the one who"."""
    if quantity.text.lower() != "one":
        return False
    token = next(iter(parse.between(quantity.start, quantity.end)), None)
    return token is None or token.dep not in _NUMERAL


def _judge(evidence: Evidence, said: _Count) -> Finding:
    everywhere = quantities(evidence.article.text)
    spans = nearby(evidence, said.quantity.start)
    near = [
        _count(evidence.parse, q)
        for q in everywhere
        if not spans or any(s.start <= q.start < s.end for s in spans)
    ]
    equal = [c for c in near if _same(said.quantity, c.quantity)]
    rivals = [c for c in near if said.counts_like(c) and not _same(said.quantity, c.quantity)]
    if equal:
        return _attached(evidence, said, equal, rivals)
    same = [q for q in everywhere if _same(said.quantity, q)]
    elsewhere = [_count(evidence.parse, q) for q in same[:_ENOUGH]]
    if not elsewhere:
        alike = [
            q for q in everywhere if q.kind == said.quantity.kind and _shared(q, said.quantity)
        ]
        further = (_count(evidence.parse, q) for q in alike[:_ENOUGH])
        rivals += [c for c in further if said.counts_like(c) and said.nearness(c) >= _NEAR]
    if rivals and not any(said.counts_like(c) for c in elsewhere):
        return _changed(evidence, said, rivals[0], "fail")
    return _taken(evidence, said, elsewhere, rivals) or _away(evidence, said, elsewhere, near)


def _attached(
    evidence: Evidence, said: _Count, equal: list[_Count], rivals: list[_Count]
) -> Finding:
    """The number stands in the passage: does it count there what it counts in the claim?"""
    if taken := _taken(evidence, said, equal, rivals):
        return taken
    own = max(said.nearness(c) for c in equal)
    best = [c.quantity for c in equal if said.nearness(c) == own]
    return _bounded(evidence, said.quantity, best)


def _taken(
    evidence: Evidence, said: _Count, equal: list[_Count], rivals: list[_Count]
) -> Finding | None:
    """Another number stands nearer to what this one counts: this one is of another thing."""
    own = max((said.nearness(c) for c in equal), default=0)
    there = max(rivals, key=said.nearness, default=None)
    if there is None or said.nearness(there) < max(_NEAR, own + 1):
        return None
    return _changed(evidence, said, there, "fail" if said.nearness(there) > own + 1 else "warn")


def _away(
    evidence: Evidence, said: _Count, elsewhere: Sequence[_Count], near: list[_Count]
) -> Finding:
    """The number does not stand in the passage: it does elsewhere, or nowhere."""
    number = said.quantity
    everywhere = quantities(evidence.article.text)
    ranks = [
        q for q in everywhere if "ordinal" in (q.kind, number.kind) and q.value == number.value
    ]
    found = [c.quantity for c in elsewhere] or ranks
    if found:
        own = any(said.counts_like(c) for c in elsewhere)
        message = f'"{number.text}" stands in the article, but not as the claim has it'
        degree = None if own else _ELSEWHERE
        return _finding(evidence, "unknown", message, found[:1], degree)
    small = number.kind in ("count", "ordinal") and max(number.ends) <= _COUNTABLE
    if small or number.vague or number.value == 1:
        message = f'the article does not say "{_shown(number)}"'
        return _finding(evidence, "unknown", message, (), _COUNTED_OUT)
    alike = [q for c in near if (q := c.quantity).kind == number.kind and q.value != 1][:1]
    instead = f'; it says "{_shown(alike[0])}"' if alike else ""
    message = f'"{_shown(number)}" stands nowhere in the article{instead}'
    return _finding(evidence, "fail", message, alike)


def _bounded(evidence: Evidence, said: Quantity, equal: list[Quantity]) -> Finding:
    """The number is right; is "up to", "nearly" or "at least" still there?"""
    if any(
        said.bound == q.bound or said.ends != q.ends or {said.bound, q.bound} <= {"exact", "about"}
        for q in equal
    ):
        message = "the numbers of the claim are those of the article"
        return _finding(evidence, "pass", message, equal[:1])
    ours = equal[0]
    message = (
        f"the article says {_SHOWN.get(ours.bound, 'about')} {ours.text}, "
        f"the claim {_SHOWN.get(said.bound, 'about')} {said.text}"
    )
    spans = (evidence.article.span(ours.start, ours.end),)
    return Finding("quantities", "warn", message, "scope_changed", spans)


def _changed(evidence: Evidence, said: _Count, other: _Count, outcome: Outcome) -> Finding:
    message = f'the claim says "{_shown(said.quantity)}", the article "{_shown(other.quantity)}"'
    return _finding(evidence, outcome, message, [other.quantity])


def _finding(
    evidence: Evidence,
    outcome: Outcome,
    message: str,
    at: Iterable[Quantity] = (),
    degree: float | None = None,
) -> Finding:
    spans: tuple[Span, ...] = tuple(evidence.article.span(q.start, q.end) for q in at)
    reason: Reason | None = "number_changed" if outcome in ("fail", "warn") else None
    return Finding("quantities", outcome, message, reason, spans, degree)


def _same(said: Quantity, source: Quantity) -> bool:
    """Equal, or as near as a hedge of either allows: "more than 40,000" for 43,150."""
    if said.kind != source.kind and not (_is_money(said) ^ _is_money(source)):
        return False
    if said.kind != source.kind and {said.kind, source.kind} & {"ordinal", "percent"}:
        return False
    if said.ends == source.ends:
        return True
    if source.value != source.high or said.value != said.high:
        return _in_range(said, source)
    low, high = sorted((abs(said.value), abs(source.value)))
    if source.bound in ("exact", "about") and low >= _LOOSE * high:
        nearly = said.bound == "below" and said.value > source.value
        if nearly or (said.bound == "lower" and said.value < source.value):
            return True
    return "about" in (said.bound, source.bound) and high - low <= _ROUNDED * high


def _in_range(said: Quantity, source: Quantity) -> bool:
    """Such as "dozens" for 43; "up to 15", "at least 10" and "about 12" for "10 to 15"."""
    (low, high), (least, most) = said.ends, source.ends
    if said.vague:
        return low <= least and most <= high
    if source.vague or low != high:
        return False
    if said.bound == "upper":
        return high == most
    return low == least if said.bound == "lower" else said.bound == "about" and least <= low <= most


def _is_money(quantity: Quantity) -> bool:
    return quantity.kind not in ("count", "ordinal", "percent")


def _shown(quantity: Quantity) -> str:
    return " ".join((quantity.text, *quantity.unit[:2])).strip()

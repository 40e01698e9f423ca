"""Are the numbers of the claim the numbers of its evidence?

Sees: digits and words, separators, scales, percent, currency, ordinals, and how a number is hedged
("up to", "nearly", "at least"). Cannot see a count that the article leaves to be counted, nor sums,
nor whether a number belongs to the right thing in a free paraphrase. Dates, years and times are
not its question; nor is how many sources there are in an attribution.
"""

from collections.abc import Iterable

from pipeline.domain import Article, Evidence, Finding, Outcome, Span
from pipeline.text import sentence_around
from pipeline.wording.numbers import Quantity, quantities

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
# A count up to here may be the reader's own: the article names two men, the claim says "two".
_COUNTABLE = 12
_ROUNDED = 0.05  # what "about" allows
_LOOSE = 0.85  # what "more than" and "nearly" allow
_TELLING = 4  # letters of a word that tells what is counted


def check(evidence: Evidence) -> Finding:
    """Pass: every number of the claim stands in the sentences it cites, else in the article."""
    article, claim = evidence.article, evidence.claim
    said = [q for t in (claim.content, claim.text) if t for q in quantities(t)]
    if not said:
        return Finding("quantities", "unknown", "the claim gives no number")
    spans = [g.span for g in evidence.groundings if g.span]
    bounds = [sentence_around(article.text, s.start, s.end) for s in spans]
    all_of_it = quantities(article.text)
    cited = [q for q in all_of_it if any(s <= q.start < e for s, e in bounds)]
    found = [_judge(q, cited, all_of_it, article, cited_at_all=bool(spans)) for q in said]
    return min(found, key=lambda f: _WORST.index(f.outcome))


def _finding(
    outcome: Outcome, message: str, article: Article, at: Iterable[Quantity] = ()
) -> Finding:
    spans: tuple[Span, ...] = tuple(article.span(q.start, q.end) for q in at)
    bad = outcome in ("fail", "warn")
    return Finding("quantities", outcome, message, "number_changed" if bad else None, spans)


def _judge(
    said: Quantity,
    cited: list[Quantity],
    everywhere: tuple[Quantity, ...],
    article: Article,
    *,
    cited_at_all: bool,
) -> Finding:
    near = cited if cited_at_all else list(everywhere)
    if equal := [q for q in near if _same(said, q)]:
        return _bounded(said, equal, article)
    rivals = [q for q in near if _counts_the_same(said, q)]
    elsewhere = [q for q in everywhere if _same(said, q)]
    as_rank = [q for q in everywhere if "ordinal" in (q.kind, said.kind) and q.value == said.value]
    if rivals and not any(_counts_the_same(said, q) for q in elsewhere):
        message = f'the claim says "{_shown(said)}", the article "{_shown(rivals[0])}"'
        return _finding("fail", message, article, rivals[:1])
    if elsewhere or as_rank:
        message = f'"{said.text}" stands in the article, but not as the claim has it'
        return _finding("unknown", message, article, (elsewhere or as_rank)[:1])
    if said.kind in ("count", "ordinal") and said.value <= _COUNTABLE:
        return _finding("unknown", f'the article does not say "{_shown(said)}"', article)
    alike = [q for q in near if q.kind == said.kind][:1]
    instead = f'; it says "{_shown(alike[0])}"' if alike else ""
    message = f'"{_shown(said)}" stands nowhere in the article{instead}'
    return _finding("fail", message, article, alike)


def _bounded(said: Quantity, equal: list[Quantity], article: Article) -> Finding:
    """The number is right; is "up to", "nearly" or "at least" still there?"""
    if any(
        said.bound == q.bound
        or said.value != q.value
        or {said.bound, q.bound} <= {"exact", "about"}
        for q in equal
    ):
        return _finding(
            "pass", "the numbers of the claim are those of the article", article, equal[:1]
        )
    ours, theirs = equal[0], said
    shown = {"exact": "exactly", "upper": "up to", "lower": "at least", "below": "nearly"}
    message = (
        f"the article says {shown.get(ours.bound, 'about')} {ours.text}, "
        f"the claim {shown.get(theirs.bound, 'about')} {theirs.text}"
    )
    spans = (article.span(ours.start, ours.end),)
    return Finding("quantities", "warn", message, "scope_changed", spans)


def _same(said: Quantity, source: Quantity) -> bool:
    """Equal, or as near as a hedge of either allows: "more than 40,000" for 43,150."""
    if said.kind != source.kind and not (_is_money(said) ^ _is_money(source)):
        return False
    if said.kind != source.kind and {said.kind, source.kind} & {"ordinal", "percent"}:
        return False
    if said.value == source.value:
        return True
    low, high = sorted((abs(said.value), abs(source.value)))
    if source.bound in ("exact", "about") and low >= _LOOSE * high:
        nearly = said.bound == "below" and said.value > source.value
        if nearly or (said.bound == "lower" and said.value < source.value):
            return True
    return "about" in (said.bound, source.bound) and high - low <= _ROUNDED * high


def _is_money(quantity: Quantity) -> bool:
    return quantity.kind not in ("count", "ordinal", "percent")


def _counts_the_same(one: Quantity, two: Quantity) -> bool:
    """Whether two numbers count one thing: a shared word among those that follow."""
    if one.kind != two.kind:
        return False
    stems = {w.removesuffix("s") for w in one.unit if len(w) >= _TELLING}
    return bool(stems & {w.removesuffix("s") for w in two.unit if len(w) >= _TELLING})


def _shown(quantity: Quantity) -> str:
    return " ".join((quantity.text, *quantity.unit[:2])).strip()

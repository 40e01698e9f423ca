"""Results of several runs put together: every article once, every claim under an id of its own.

The same article in two runs is one, with the claims of both. Two articles that only share an id
keep their texts; the later one, by its hash, is given a number, and so is a claim whose id another
claim has. What is unique already stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.domain import CheckedClaim, Result


def gather(results: Iterable[Result]) -> tuple[Result, ...]:
    """All results, by article id; whatever the order they come in, the same."""
    by_text: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        by_text[result.article.id, result.article.sha256].append(result)
    articles: set[str] = {name for name, _ in by_text}
    claims: set[str] = {c.claim.id for r in _all(by_text.values()) for c in r.claims}
    used_articles: set[str] = set()
    used_claims: set[str] = set()
    gathered = []
    for (name, _), same in sorted(by_text.items(), key=lambda found: found[0]):
        own = _free(name, used_articles, articles)
        kept = [
            _owned(checked, own, _free(checked.claim.id, used_claims, claims))
            for checked in _distinct(same)
        ]
        article = same[0].article if own == name else replace(same[0].article, id=own)
        gathered.append(
            Result(
                article,
                tuple(kept),
                tuple(dict.fromkeys(r for result in same for r in result.rejections)),
                tuple(failure for result in same for failure in result.failures),
                sum(result.requests for result in same),
                sum((r.usage for r in same[1:]), same[0].usage),
                None if any(r.copy_of is None for r in same) else same[0].copy_of,
            )
        )
    return tuple(sorted(gathered, key=lambda result: result.article.id))


def _all(groups: Iterable[Sequence[Result]]) -> Iterable[Result]:
    return (result for group in groups for result in group)


def _distinct(same: Sequence[Result]) -> list[CheckedClaim]:
    """The claims of one article from several runs, those that are equal in all once."""
    found = {checked: None for result in same for checked in result.claims}
    return (
        sorted(found, key=lambda c: (c.claim.id, c.claim.words, repr(c)))
        if len(same) > 1
        else list(found)
    )


def _free(name: str, used: set[str], all_names: set[str]) -> str:
    """A name that is not yet used: itself, or with the first number that nothing else has."""
    own, number = name, 2
    while own in used or (own != name and own in all_names):
        own, number = f"{name}-{number}", number + 1
    used.add(own)
    return own


def _owned(checked: CheckedClaim, article: str, name: str) -> CheckedClaim:
    claim = checked.claim
    if claim.id == name and claim.article_id == article:
        return checked
    return replace(checked, claim=replace(claim, id=name, article_id=article))

"""Claims of anywhere, checked as they come: bounded memory, however many there are."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.domain import Article, CheckedClaim, Claim, Parser, Policy, Problem
from pipeline.readers import ClaimLine
from pipeline.run import judge
from pipeline.wording.passages import Library

CHUNK = 256
"""Lines that are held at once; those over one article share its work."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One line and what came of it: a checked claim, or a problem."""

    line: ClaimLine
    claim: CheckedClaim | None
    problem: Problem | None = None


class Verifier:
    """What claims are checked against: the articles of a run, a grammar, and a policy."""

    def __init__(self, articles: Iterable[Article], parse: Parser, policy: Policy) -> None:
        self._articles: Mapping[str, Article] = {a.id: a for a in articles}
        self._library = Library(tuple(self._articles.values()))
        self._parse = parse
        self._policy = policy

    async def stream(self, lines: Iterator[ClaimLine]) -> AsyncIterator[Checked]:
        """Check every line, in order."""
        while chunk := list(islice(lines, CHUNK)):
            checked = self._check([line.claim for line in chunk if line.claim])
            for line in chunk:
                yield self._answer(line, checked)

    def _check(self, claims: list[Claim]) -> dict[int, CheckedClaim]:
        """The checked claims, by the identity of the claim: ids may stand twice."""
        groups: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            groups[claim.article_id].append(claim)
        found: dict[int, CheckedClaim] = {}
        for article_id, group in groups.items():
            if article := self._articles.get(article_id):
                judged = judge(group, article, self._parse, self._library, self._policy)
                found |= {id(claim): one for claim, one in zip(group, judged, strict=True)}
        return found

    def _answer(self, line: ClaimLine, checked: Mapping[int, CheckedClaim]) -> Checked:
        if line.claim is None:
            return Checked(line, None, line.problem)
        if found := checked.get(id(line.claim)):
            return Checked(line, found)
        message = f"there is no article {line.claim.article_id!r}; add it to --articles"
        return Checked(line, None, Problem(line.where, message))

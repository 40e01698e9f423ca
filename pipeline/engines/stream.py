"""Claims of anywhere, checked as they come: bounded memory, however many there are."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pipeline.domain import Article, CheckedClaim, Claim, Parser, Policy, Problem, Usage
from pipeline.errors import StoppedError
from pipeline.readers import ClaimLine
from pipeline.run import Adviser, judge, verify_with
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
    """What claims are checked against: the articles of a run, a grammar, and a policy.

    With an adviser a model is asked where the checks leave doubt; what that came to is counted
    in `asked` (questions), `unusable` (answers that were none) and `usage`; `stopped` says why it
    is asked no more.
    """

    def __init__(
        self,
        articles: Iterable[Article],
        parse: Parser,
        policy: Policy,
        adviser: Adviser | None = None,
    ) -> None:
        self._articles: Mapping[str, Article] = {a.id: a for a in articles}
        self._library = Library(tuple(self._articles.values()))
        self._parse = parse
        self._policy = policy
        self._adviser = adviser
        self.asked = self.unusable = 0
        self.stopped: str | None = None
        self.usage = Usage()

    async def stream(self, lines: Iterator[ClaimLine]) -> AsyncIterator[Checked]:
        """Check every line, in order."""
        while chunk := list(islice(lines, CHUNK)):
            checked = await self._check([line.claim for line in chunk if line.claim])
            for line in chunk:
                yield self._answer(line, checked)

    async def _check(self, claims: list[Claim]) -> dict[int, CheckedClaim]:
        """The checked claims, by the identity of the claim: ids may stand twice."""
        groups: defaultdict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.article_id in self._articles:
                groups[claim.article_id].append(claim)
        judged = await asyncio.gather(*(self._judged(*group) for group in groups.items()))
        return {
            id(claim): one
            for group, found in zip(groups.values(), judged, strict=True)
            for claim, one in zip(group, found, strict=True)
        }

    async def _judged(self, article_id: str, claims: list[Claim]) -> tuple[CheckedClaim, ...]:
        article = self._articles[article_id]
        if self._adviser is None or self.stopped:
            return judge(claims, article, self._parse, self._library, self._policy)
        try:
            result = await verify_with(
                claims, article, self._parse, self._adviser, self._library, self._policy
            )
        except StoppedError as error:
            if not self.asked:
                raise
            self.stopped = str(error)
            return judge(claims, article, self._parse, self._library, self._policy)
        self.asked += result.requests
        self.unusable += len(result.rejections)
        self.usage += result.usage
        return result.claims

    def _answer(self, line: ClaimLine, checked: Mapping[int, CheckedClaim]) -> Checked:
        if line.claim is None:
            return Checked(line, None, line.problem)
        if found := checked.get(id(line.claim)):
            return Checked(line, found)
        message = f"there is no article {line.claim.article_id!r}; add it to --articles"
        return Checked(line, None, Problem(line.where, message))

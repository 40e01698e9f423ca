"""Claims of anywhere, checked as they come: bounded memory, however many there are."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Model,
    Parser,
    Policy,
    Problem,
    Reply,
    Request,
    Usage,
)
from pipeline.errors import EndpointError, StoppedError
from pipeline.processing import Adviser, judge, verify_with
from pipeline.readers import ClaimLine
from pipeline.wording.passages import Library

CHUNK = 256
"""Lines that are held at once; those over one article share its work."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One line and what came of it: a checked claim, or a problem."""

    line: ClaimLine
    claim: CheckedClaim | None
    problem: Problem | None = None


class _Adviser:
    """A model that is asked for advice, with a count of what became of it.

    Where it stops after it has answered, what it was not asked counts as unanswered, so that the
    advice that was had, and paid for, is used.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._answered = self.asked = self.left = 0
        self.stopped: str | None = None

    async def __call__(self, request: Request) -> Reply:
        """Ask; StoppedError only where there was no answer before."""
        try:
            reply = await self._model(request)
        except StoppedError as error:
            if not self._answered:
                raise
            self.stopped = self.stopped or str(error)
            self.left += 1
            raise EndpointError(self.stopped) from error
        except EndpointError:
            self.asked += 1
            raise
        self.asked += 1
        self._answered += 1
        return reply


class Verifier:
    """What claims are checked against: the articles of a run, a grammar, and a policy.

    With an adviser a model is asked where the checks leave doubt; `usage` counts its tokens.
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
        self._model = _Adviser(adviser.model) if adviser else None
        self._adviser = replace(adviser, model=self._model) if adviser and self._model else None
        self._rejected = 0
        self.usage = Usage()

    @property
    def asked(self) -> int:
        """Questions that the adviser was asked."""
        return self._model.asked if self._model else 0

    @property
    def unusable(self) -> int:
        """Those of them to which it gave no answer, or none that can be used."""
        return self._rejected - self._model.left if self._model else 0

    @property
    def stopped(self) -> str | None:
        """Why it is asked no more."""
        return self._model.stopped if self._model else None

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
        if self._adviser is None:
            return judge(claims, article, self._parse, self._library, self._policy)
        result = await verify_with(
            claims, article, self._parse, self._adviser, self._library, self._policy
        )
        self._rejected += len(result.rejections)
        self.usage += result.usage
        return result.claims

    def _answer(self, line: ClaimLine, checked: Mapping[int, CheckedClaim]) -> Checked:
        if line.claim is None:
            return Checked(line, None, line.problem)
        if found := checked.get(id(line.claim)):
            return Checked(line, found)
        message = f"there is no article {line.claim.article_id!r}; add it to --articles"
        return Checked(line, None, Problem(line.where, message))

"""Questions -> answers: what a model is asked, and asked again where its reply cannot be used.

One question is mended once where the model can mend it, and halved where it got too long.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipeline.domain import Claim, Failure, Model, Problem, Question, Rejection, Usage
from pipeline.errors import EndpointError, RefusedError, StoppedError, TooLongError
from pipeline.stages.check import REPAIRABLE, check, repair

T = TypeVar("T")
Cut = Callable[[Question], Sequence[Question]]
"""A question in halves; nothing where it has none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to, with all that was asked again for its sake."""

    claims: tuple[Claim, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failures: tuple[Failure, ...] = ()
    requests: int = 0
    usage: Usage = field(default_factory=Usage)

    def __add__(self, other: "Answer") -> "Answer":
        return Answer(
            self.claims + other.claims,
            self.rejections + other.rejections,
            self.failures + other.failures,
            self.requests + other.requests,
            self.usage + other.usage,
        )


async def answer(question: Question, model: Model, cut: Cut) -> Answer:
    """One question: mended once where the model can mend it, halved where it got too long."""
    try:
        reply = await model(question.request)
    except TooLongError as error:
        failed, told = rejected(question, error), Answer(failures=("endpoint",), requests=1)
        return told + await _halved(question, failed, model, cut)
    except RefusedError as error:
        return Answer((), (rejected(question, error),), ("endpoint",), 1)
    checked = check(question, reply)
    told = Answer(requests=1, usage=reply.usage)
    if not isinstance(checked, Rejection):
        return replace(told, claims=checked.claims)
    told = replace(told, failures=(checked.kind,))
    if checked.kind == "truncated":
        return told + await _halved(question, checked, model, cut)
    if checked.kind not in REPAIRABLE:
        return replace(told, rejections=(checked,))
    return told + await _mended(repair(question, reply, checked), model)


async def _halved(question: Question, failed: Rejection, model: Model, cut: Cut) -> Answer:
    """The answers to the halves of a question; what cannot be halved stays without one."""
    halves = cut(question)
    if not halves:
        return Answer(rejections=(failed,))
    return sum(await all_of(answer(half, model, cut) for half in halves), Answer())


async def _mended(question: Question, model: Model) -> Answer:
    """The one repair."""
    try:
        reply = await model(question.request)
    except RefusedError as error:
        return Answer((), (rejected(question, error),), ("endpoint",), 1)
    checked = check(question, reply)
    if isinstance(checked, Rejection):
        return Answer((), (checked,), (checked.kind,), 1, reply.usage)
    return Answer(checked.claims, requests=1, usage=reply.usage)


def rejected(question: Question, error: EndpointError) -> Rejection:
    """A question that the endpoint did not answer."""
    request = question.request
    problem = Problem("endpoint", str(error))
    return Rejection(request.article_id, request.prompt, "endpoint", (problem,))


async def all_of(asking: Iterable[Coroutine[None, None, T]]) -> list[T]:
    """All answers, in order. One that fails is told when the others are in: they are paid for.

    Of several that fail, what stopped them all says most.
    """
    answers = await asyncio.gather(*asking, return_exceptions=True)
    failed = [answer for answer in answers if isinstance(answer, BaseException)]
    for error in sorted(failed, key=lambda error: not isinstance(error, StoppedError)):
        raise error
    return [answer for answer in answers if not isinstance(answer, BaseException)]

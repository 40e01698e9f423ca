"""What asking comes to: every attempt, failed ones included, and the budget it must stay in.

Before a request goes out, the most it can cost is set aside; afterwards what it did cost takes its
place. So a budget is never overrun: where it does not suffice for one more request, that one is not
sent. No tokenizer in use makes more tokens of a text than it has bytes, which gives the most.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pipeline.domain import Request, Usage
from pipeline.errors import BudgetError, SetupError
from pipeline.models.prices import Price

_TURN_TOKENS = 16  # what a chat template adds to a turn, generously
_TEMPLATE_TOKENS = 128  # what it adds to a conversation, with the words that bring the schema
_ANSWER_TOKENS = 4096  # of a request that does not say how long its answer may be


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent; None for no limit. `usd` in US dollars, for whatever is asked."""

    usd: float | None = None
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What was asked and paid.

    Attributes:
        attempts: Requests sent, those that failed included.
        failed: How many of them by the kind of failure.
        untold: Attempts that may have been billed out of sight: they were cut off, or answered
            without a word of what it took.
        usage: Tokens of all that answered, usable or not.
        usd: What they cost; None where the price of the model is not known.
        most: What counts for a budget: these tokens, and the most that untold answers may have
            taken; `most_usd` is what they cost.
    """

    attempts: int
    failed: Mapping[str, int]
    untold: int
    usage: Usage
    usd: float | None
    most: Usage = field(default_factory=Usage)
    most_usd: float = 0.0

    @property
    def paid(self) -> bool:
        """Something was answered, or may have been, and is billed."""
        return bool(self.usage.total or self.untold)

    def __add__(self, other: "Spent") -> "Spent":
        known = self.usd is not None and other.usd is not None
        return Spent(
            self.attempts + other.attempts,
            Counter(self.failed) + Counter(other.failed),
            self.untold + other.untold,
            self.usage + other.usage,
            (self.usd or 0.0) + (other.usd or 0.0) if known else None,
            self.most + other.most,
            self.most_usd + other.most_usd,
        )


@dataclass(slots=True)
class Attempt:
    """One request on its way; says what became of it. Untold, it is taken to have taken most."""

    most: Usage
    usage: Usage = field(default_factory=Usage)
    failed: str | None = None
    untold: bool = False


class Meter:
    """Counts what is spent, and keeps it within a budget.

    Raises:
        SetupError: A budget in dollars for a model whose price nobody knows.
    """

    def __init__(self, model: str, price: Price | None, budget: Budget) -> None:
        if budget.usd is not None and price is None:
            raise SetupError(
                f"--max-cost needs the price of {model}, which is unknown; tell it with --prices "
                "FILE, or limit the tokens with --max-tokens"
            )
        self._price = price
        self._budget = budget
        self._attempts = self._untold = 0
        self._failed: Counter[str] = Counter()
        self._usage = Usage()
        self._feared = Usage()  # the most that untold answers may have taken
        self._aside: dict[object, Usage] = {}
        self._settled = asyncio.Condition()

    def spent(self) -> Spent:
        """What it came to so far."""
        most, price = self._usage + self._feared, self._price
        usd, most_usd = (price.of(self._usage), price.of(most)) if price else (None, 0.0)
        failed = dict(self._failed)
        return Spent(self._attempts, failed, self._untold, self._usage, usd, most, most_usd)

    @asynccontextmanager
    async def attempt(self, most: Usage) -> AsyncIterator[Attempt]:
        """Set aside what a request may take at most, then count what it took.

        Raises:
            BudgetError: It could overrun the budget.
        """
        one = Attempt(most)
        async with self.aside(most, "one more request"):
            try:
                yield one
            except asyncio.CancelledError:  # it was sent, and may be answered all the same
                one.untold = True
                raise
            finally:
                self.count(one)

    @asynccontextmanager
    async def aside(self, most: Usage, what: str) -> AsyncIterator[None]:
        """Set aside what may be taken at most; `what` takes it, in the words of an error.

        Where others on their way must come back first, it waits for them.

        Raises:
            BudgetError: It could overrun the budget.
        """
        async with self._settled:
            await self._settled.wait_for(lambda: self._fits(most) or not self._aside)
            if not self._fits(most):
                raise BudgetError(self._exhausted(what))
            ticket = object()
            self._aside[ticket] = most
        try:
            yield
        finally:
            async with self._settled:
                del self._aside[ticket]
                self._settled.notify_all()

    def count(self, one: Attempt) -> None:
        """Count what became of an attempt."""
        self._attempts += 1
        self._usage += one.usage
        if one.failed:
            self._failed[one.failed] += 1
        if one.untold:
            self._untold += 1
            self._feared += one.most

    def _fits(self, more: Usage) -> bool:
        total = sum(self._aside.values(), self._usage + self._feared + more)
        usd, tokens = self._budget.usd, self._budget.tokens
        if tokens is not None and total.total > tokens:
            return False
        return usd is None or self._price is None or self._price.of(total) <= usd

    def _exhausted(self, what: str) -> str:
        spent = self._usage + self._feared
        limits = []
        if self._budget.usd is not None and self._price:
            limits.append(f"--max-cost {self._budget.usd:g} (${self._price.of(spent):.4f} spent)")
        if self._budget.tokens is not None:
            limits.append(f"--max-tokens {self._budget.tokens} ({spent.total} spent)")
        return (
            f"{what} could go over {' or '.join(limits)}; what was answered is kept: "
            "run the same command with more to go on"
        )


def most(request: Request, room: int) -> Usage:
    """The most tokens a request can take, told from its bytes and the limit of its answer.

    `room` is how many times its limit an answer may be long, as its model thinks before.
    """
    said = sum(_bytes(message.content) + _TURN_TOKENS for message in request.messages)
    schema = _bytes(json.dumps(dict(request.schema))) + _TEMPLATE_TOKENS
    limit = request.options.get("max_tokens", _ANSWER_TOKENS)
    return Usage(said + schema, int(limit) * room)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))

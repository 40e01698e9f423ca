"""When to ask again, and when to stop: the one retry loop."""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_random_exponential,
)

from pipeline.models.faults import fault
from pipeline.models.resting import Rest, undisturbed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request is tried.

    Attributes:
        attempts: How often in all.
        seconds: After which no further attempt is begun; what the endpoint itself asks to wait
            does not count, however long.
    """

    attempts: int = 5
    seconds: float = 900

    async def call(self, attempt: Callable[[], Awaitable[T]], rest: Rest = undisturbed) -> T:
        """Make attempts until one gives an answer or there is no sense in another.

        Args:
            attempt: Makes one.
            rest: How to wait between two.

        Raises:
            Exception: What the last attempt raised.
        """
        asked_for: list[float] = []

        def wait(state: RetryCallState) -> float:
            asked_for.append(asked_wait(_failure(state)))
            return asked_for[-1] + _backoff(state)

        def stop(state: RetryCallState) -> bool:
            own = (state.seconds_since_start or 0) - sum(asked_for)
            return state.attempt_number >= self.attempts or own >= self.seconds

        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_transient),
            wait=wait,
            stop=stop,
            sleep=rest,
            reraise=True,
        )
        async for trying in retrying:
            with trying:
                return await attempt()
        raise AssertionError("the loop above returns or raises")


PATIENCE = Patience()


def _is_transient(exc: BaseException) -> bool:
    found = fault(exc)
    return found is not None and found.transient


_backoff = wait_random_exponential(max=30)


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def answered_with(exc: BaseException | None) -> Mapping[str, str]:
    """The headers of a failed answer; none where there was no answer."""
    from openai import APIStatusError

    return exc.response.headers if isinstance(exc, APIStatusError) else {}


def asked_wait(exc: BaseException | None) -> float:
    """Seconds that a failed answer asks to wait; 0 where it says nothing."""
    headers = answered_with(exc)
    if ms := _number(headers.get("retry-after-ms", "")):
        return ms / 1000
    return retry_after(headers.get("retry-after", ""), datetime.now(UTC))


def retry_after(value: str, now: datetime) -> float:
    """Seconds that a Retry-After header asks for, at `now`; 0 where it says nothing usable.

    Seconds or an HTTP date, as of RFC 9110 section 10.2.3.
    """
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        return max((parsedate_to_datetime(value) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):  # TypeError: a date without a time zone
        return 0.0


def _number(value: str) -> float | None:
    """A finite number of seconds, not below zero; None where there is no number."""
    try:
        number = float(value)
    except ValueError:
        return None
    return max(number, 0.0) if math.isfinite(number) else 0.0

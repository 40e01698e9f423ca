"""What a job tells while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.domain.article import Problem

Way = Literal["taken", "checked", "linked", "failed"]


@dataclass(frozen=True, slots=True)
class Begun:
    """So many articles are there to be processed."""

    articles: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An article is through.

    Attributes:
        way: Its result was there and was taken; it was checked; it says nothing but what another
            article says, and was linked to that; or it failed.
        problem: Why it failed.
    """

    article_id: str
    way: Way
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Paid:
    """What asking came to so far, in this run; US dollars, None where no price is known."""

    usd: float | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a run are in its folder."""

    folder: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person who waits should know."""

    message: str


Event: TypeAlias = Begun | Unread | Ended | Paid | Notice | Written
Hear: TypeAlias = Callable[[Event], None]
Stop: TypeAlias = Callable[[], bool]
"""Whether whoever runs it said stop."""


def never() -> bool:
    """Nobody says stop."""
    return False


def nobody(event: Event) -> None:
    """Hears nothing."""

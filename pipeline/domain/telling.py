"""What a job tells while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Way = Literal["taken", "checked", "failed"]


@dataclass(frozen=True, slots=True)
class Begun:
    """So many articles are there to be processed."""

    articles: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An article is through.

    Attributes:
        way: Its result was there and was taken; it was checked; or it failed.
        problem: Why it failed.
    """

    article_id: str
    way: Way
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person who waits should know."""

    message: str


Event: TypeAlias = Begun | Ended | Notice
Hear: TypeAlias = Callable[[Event], None]


def nobody(event: Event) -> None:
    """Hears nothing."""

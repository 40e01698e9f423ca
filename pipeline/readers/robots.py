"""What a site asks of programs: robots.txt (RFC 9309), and a pause between requests."""

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

NAME = "provenote"
"""What a robots.txt calls us."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site asks.

    Attributes:
        delay: Seconds between two requests; None where it asks for none.
    """

    allows: Callable[[str], bool]
    delay: float | None = None


def no_rules() -> Rules:
    """A site that asks nothing."""
    return Rules(lambda _: True)


def rules_of(data: bytes) -> Rules:
    """The rules that a robots.txt holds for us."""
    found = Protego.parse(data.decode("utf-8", "replace"))
    return Rules(lambda url: found.can_fetch(url, NAME), found.crawl_delay(NAME))

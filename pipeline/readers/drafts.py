"""What a file gives before it is an article, and how a name is shown to a person."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as it was found, with what was said about it.

    Attributes:
        where: The file, or `file:line`, for a person.
        name: What the id is made from.
        named: The name was written down as an id, so others may refer to it: it is refused
            when it is taken, not changed.
        language: A BCP 47 tag.
    """

    where: str
    name: str
    text: str
    named: bool = False
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None


def shown(name: str | Path) -> str:
    r"""A name with what a terminal would obey, or could not print, spelled out ("\x1b")."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(name))

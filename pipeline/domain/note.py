"""The briefing note."""

from dataclasses import dataclass

from pipeline.domain.article import Span
from pipeline.domain.words import Ruling


@dataclass(frozen=True, slots=True)
class Footnote:
    """The ground under a sentence: exact words of one article, and the chain that carries them."""

    number: int
    article_id: str
    span: Span
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the note, made from one claim.

    Attributes:
        text: Without footnote marks.
        claim_id: The claim it was made from.
        ruling: supported, review or rejected: doubtful sentences are shown, never dropped.
        why: For review and rejected: the findings that decided, in plain words.
        footnotes: Empty only where a rejected or doubtful claim stands on nothing.
    """

    text: str
    claim_id: str
    ruling: Ruling
    why: tuple[str, ...]
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The briefing note. `basis` says from what and how it was made, one sentence an item."""

    title: str
    basis: tuple[str, ...]
    sections: tuple[Section, ...]

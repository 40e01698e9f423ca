"""The briefing note."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.domain.article import Span
from pipeline.domain.reconciled import Relation
from pipeline.domain.words import Ruling

Level = Literal["high", "moderate", "low"]
SectionKind = Literal[
    "bottom_line",
    "key_points",
    "corroboration",
    "reports",
    "discrepancies",
    "timeline",
    "doubt",
    "rejected",
    "would_change",
]


@dataclass(frozen=True, slots=True)
class Footnote:
    """The ground under a sentence: exact words of one article, and the chain that carries them.

    Attributes:
        number: From 1, in the order in which the marks stand in the note; no mark stands twice.
    """

    number: int
    article_id: str
    span: Span
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far the sourcing of a point can be trusted, which is not how likely an event is.

    Attributes:
        why: What speaks for and against it, a clause an item, lower case and without a full stop.
    """

    level: Level
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the note.

    Attributes:
        text: Without footnote marks.
        claim_id: The claim it was made from; "" where the note itself counts or compares.
        ruling: supported, review or rejected: doubtful sentences are shown, never dropped. What
            the note itself counts or compares is supported by the words in its footnotes.
        why: For review and rejected: the findings that decided, in plain words.
        footnotes: Empty only where a rejected or doubtful claim stands on nothing, or where the
            note tells that something is missing.
        confidence: Of a key point: in its sourcing.
        cluster: Of a key point, and of what is told about one: the id of the cluster.
        relation: Of a sentence in `also`: to the claim of the key point.
        also: Of a key point: the other supported claims of its cluster.
        rests_on: The claims of a sentence that was not made from one alone.
        by_model: The words are a model's, checked like a claim; else a template's.
    """

    text: str
    claim_id: str
    ruling: Ruling
    why: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    confidence: Confidence | None = None
    cluster: str | None = None
    relation: Relation | None = None
    also: tuple["Sentence", ...] = ()
    rests_on: tuple[str, ...] = ()
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Corroboration:
    """A row of the table of origins: who stands behind one cluster.

    Attributes:
        cluster: Its id.
        text: The demand, in words.
        articles: How many articles have a supported claim of it.
        independent: How many of their origins are surely independent of each other.
        origins: Those origins by name; one that only an inference links says so.
        conflicts: What speaks against it, or is not told alike, a sentence an item.
        footnotes: Where each article has it.
    """

    cluster: str
    text: str
    articles: int
    independent: int
    origins: tuple[str, ...]
    conflicts: tuple[str, ...]
    footnotes: tuple[Footnote, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, in this order: lead, rows, sentences.

    Attributes:
        lead: What a reader has to know first; may be "".
        rows: Of `corroboration` alone.
    """

    heading: str
    sentences: tuple[Sentence, ...]
    kind: SectionKind = "key_points"
    lead: str = ""
    rows: tuple[Corroboration, ...] = ()

    def footnotes(self) -> Iterator[Footnote]:
        """All of them, in the order of their numbers."""
        for row in self.rows:
            yield from row.footnotes
        for sentence in self.sentences:
            yield from sentence.footnotes
            for other in sentence.also:
                yield from other.footnotes


@dataclass(frozen=True, slots=True)
class Prose:
    """What a model wrote for one key point.

    Attributes:
        claim_id: The claim that tells the point best.
        rests_on: The claims that it restates.
    """

    claim_id: str
    text: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Making:
    """How a note was made, as far as it is known.

    Attributes:
        program: Name and version of what checked the claims.
        models: Who was asked for the claims; none where they came from elsewhere.
        prompts: Their versions by name.
        policy: The name of the rules by which findings became verdicts.
        answered: The day of the newest answer, ISO 8601; None where it is not known.
        related: How many pairs of claims a model was asked about; None where none was to be.
        writer: The model that wrote the prose; None where all of it is template.
    """

    program: str = ""
    models: tuple[str, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()
    policy: str = ""
    answered: str | None = None
    related: int | None = None
    writer: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """The briefing note.

    Attributes:
        basis: What it stands on, one sentence an item.
        sections: In the order in which they are read.
        method: How it was made, one sentence an item: model, prompts, counts, rules.
    """

    title: str
    basis: tuple[str, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...] = ()

"""The source: an article, its spans, and what could not be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, with its words; W3C TextPosition and TextQuote selectors in one.

    `article_id` is given only where the text is another one than the claim's own article.
    """

    start: int
    end: int
    exact: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of an article that its author did not write: an advert, a link, a caption."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """One text, unaltered.

    Attributes:
        id: Unique in a run; safe as a file name.
        text: The code points as read; never normalised.
        sha256: Of `text` as UTF-8, in hexadecimal.
        noise: Sorted, without overlaps.
        author: Who wrote it, as the source says; several are set apart by "; ".
        language: ISO 639-1, or None when it cannot be told.
        published: As the source gives it (ISO 8601 date where known).
    """

    id: str
    text: str
    sha256: str
    noise: tuple[Noise, ...] = ()
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None

    def span(self, start: int, end: int) -> Span:
        """The span of `[start, end)`; the only place where a Span of an article is made."""
        return Span(start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Problem:
    """Input that could not be used: where it is, and what is wrong in one lower-case sentence."""

    where: str
    message: str

"""Marks what an outlet's page put between the paragraphs; the text itself stays as it is.

A line is noise only as a whole, and only when it has the form of page furniture. A sentence
that happens to begin with such a word is the author's. Where the two cannot be told apart the
line is left alone: a missed advert costs less than a lost sentence. Lines that tell where a
story comes from, or when ("Source: ...", "Updated: ...", a byline), are evidence, never noise.

Inside the other lines, dangling reference marks ("[1][2]") are marked.
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from pipeline.domain import Noise
from pipeline.readers.furniture import LINES

_LONGEST = 500
"""Code points. Tag lists and captions are long; no outlet's furniture is longer."""

_KINDS = tuple(
    (kind, re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE))
    for kind, patterns in LINES.items()
)

_DECORATION = "#>*_•·►▶-–— "
"""What Markdown and page builders set before a line."""

_IMPERATIVE = "popup"
"""Pop-ups tell the reader to do things; people in the news do so too, but then are quoted."""
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|(?:urg|announc|advis)(?:e|es|ed|ing)|wrote|writes?"
    r"|(?:ask|add|order|warn|demand|joke)(?:s|d|ed|ing)?|according to)\b",
    re.IGNORECASE,
)

# A reference mark hangs on a word or stands before punctuation, unlike the "[3]" of an
# edited quotation ("we have [3] ships").
_REFERENCE = r"(?:\[[0-9]{1,3}(?:[,–-] ?[0-9]{1,3})?\])"
_MARKER = re.compile(
    rf"(?<=[^\s\[\](]){_REFERENCE}+"
    rf"|(?<=\s){_REFERENCE}+(?=\s?(?:[.,;:!?)\"”’]|$))"
    rf"|(?<=\s){_REFERENCE}{{2,}}"
    rf"|(?<=[.!?\"”’]\s){_REFERENCE}+"
)


def noise_spans(text: str) -> tuple[Noise, ...]:
    """The stretches of a text that its author did not write, sorted, without overlaps.

    Offsets are code points, end-exclusive; a span holds neither the line break nor the white
    space around its line. Kinds: advert, related, topics, caption, popup, boilerplate, marker.
    """
    lines = text.splitlines(keepends=True)
    starts = accumulate(map(len, lines), initial=0)
    return tuple(n for start, line in zip(starts, lines, strict=False) for n in _of(line, start))


def _of(line: str, start: int) -> Iterator[Noise]:
    """The whole line as one piece of noise, or the marks inside it."""
    words = line.strip()
    start += line.find(words)
    kind = _kind(words)
    if kind is not None:
        yield Noise(start, start + len(words), kind)
        return
    for mark in _MARKER.finditer(words):
        yield Noise(start + mark.start(), start + mark.end(), "marker")


def _kind(words: str) -> str | None:
    """What furniture a stripped line is, if it is any."""
    if not words or len(words) > _LONGEST:
        return None
    plain = words.lstrip(_DECORATION).rstrip("*_")
    for kind, pattern in _KINDS:
        found = pattern.fullmatch(words) or (plain != words and pattern.fullmatch(plain))
        if found and not (kind == _IMPERATIVE and _TOLD.search(words)):
            return kind
    return None

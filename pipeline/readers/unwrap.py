"""Lines of a printed page -> paragraphs.

A printed page breaks its lines where they are full. Such a break is no part of the text, while
one that is meant ends a paragraph: there the next word would have had room.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_FULL = 0.85
"""Of the longest lines: room that letters of different widths need."""
_TYPICAL = 0.9
"""Quantile of the lengths of a page's lines that counts as full; a rare line runs over."""
_DIGITS = re.compile(r"\d+")
_HYPHENATED = re.compile(r"(\w+)[-\u2010\u00ad]$")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")
_STOPPED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
"""Scripts that set no space between words."""
_FEW = 3
"""Pages from which a line that stands on most of them is no text but a header or a footer."""


def paragraphs(pages: Sequence[str]) -> str:
    """The text of pages, a paragraph a line, without what stands on every page."""
    kept = [_lines(page) for page in pages]
    running = _running(kept)
    lines = [
        (line, width)
        for page in kept
        for width in [_width(page)]
        for at, line in enumerate(page)
        if not (at in {0, len(page) - 1} and _shape(line) in running)
    ]
    known = Counter(word.lower() for page in pages for word in _WORD.findall(page))
    return "\n\n".join(_joined(lines, known))


def _lines(page: str) -> list[str]:
    return [" ".join(line.split()) if line.strip() else "" for line in page.strip().splitlines()]


def _shape(line: str) -> str:
    """A line as it is on every page: numbers of pages differ."""
    return _DIGITS.sub("#", line)


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """The first and last lines that most pages have in common."""
    if len(pages) < _FEW:
        return set()
    ends = Counter(shape for page in pages if page for shape in {_shape(page[0]), _shape(page[-1])})
    return {shape for shape, count in ends.items() if count > len(pages) / 2}


def _width(page: Sequence[str]) -> float:
    """Characters that a full line of a page has."""
    lengths = sorted(map(len, filter(None, page)))
    return lengths[int(len(lengths) * _TYPICAL)] * _FULL if lengths else 0


def _joined(lines: Sequence[tuple[str, float]], known: Counter[str]) -> Iterator[str]:
    parts: list[str] = []
    for at, (line, width) in enumerate(lines):
        if line:
            if parts:
                parts[-1] = _glued(parts[-1], line, known)
            parts.append(line)
        if parts and (
            not line or _ends(line, lines[at + 1][0] if at + 1 < len(lines) else "", width)
        ):
            yield "".join(parts)
            parts = []
    if parts:
        yield "".join(parts)


def _ends(line: str, following: str, width: float) -> bool:
    """Whether a line is the last of its paragraph: the next word would have had room.

    A small letter after what ends no sentence goes on, however short the line.
    """
    if following[:1].islower() and not _STOPPED.search(line):
        return False
    first = following[:1] if _UNSPACED.match(following) else following.split(" ", 1)[0]
    return len(line) + 1 + len(first) < width


def _glued(line: str, following: str, known: Counter[str]) -> str:
    """A line as it goes on in the next: with a space, or without the hyphen of a divided word.

    A hyphen stays where the document has the word with it elsewhere, or where what follows is no
    small letter.
    """
    if _UNSPACED.match(line[-1]) and _UNSPACED.match(following):
        return line
    match, rest = _HYPHENATED.search(line), _WORD.match(following)
    if match is None:
        return f"{line} "
    if line[-1] != "\u00ad":
        if rest is None or not following[0].islower():
            return line
        whole, dashed = (f"{match[1]}{dash}{rest[0]}".lower() for dash in ("", "-"))
        if known[dashed] > known[whole]:
            return line
    return line[:-1]

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
    built = ""
    for at, (line, width) in enumerate(lines):
        if not line:
            if built:
                yield built
            built = ""
            continue
        built = _append(built, line, known) if built else line
        if _ends(line, lines[at + 1][0] if at + 1 < len(lines) else "", width):
            yield built
            built = ""
    if built:
        yield built


def _ends(line: str, following: str, width: float) -> bool:
    """Whether a line is the last of its paragraph: the next word would have had room.

    A small letter after what ends no sentence goes on, however short the line.
    """
    if following[:1].islower() and not _STOPPED.search(line):
        return False
    first = following[:1] if _UNSPACED.match(following) else following.split(" ", 1)[0]
    return len(line) + 1 + len(first) < width


def _append(built: str, line: str, known: Counter[str]) -> str:
    """Two parts of a paragraph in one; a word that was divided at the line's end is whole again.

    A hyphen stays where the document has the word with it elsewhere, or what follows is no small
    letter.
    """
    if _UNSPACED.match(line) and _UNSPACED.match(built[-1]):
        return built + line
    match = _HYPHENATED.search(built)
    if match is None:
        return f"{built} {line}"
    rest = _WORD.match(line)
    if rest is None or not line[0].islower():
        return built + line if built[-1] != "\u00ad" else built[:-1] + line
    whole, dashed = (f"{match[1]}{dash}{rest[0]}".lower() for dash in ("", "-"))
    if known[dashed] > known[whole] and built[-1] != "\u00ad":
        return built + line
    return built[:-1] + line

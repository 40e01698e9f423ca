"""A quote beside its source: what was kept, what was left out, what was put in."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from pipeline.text import fold, tokens

# Of words: a longer comparison would cost gigabytes, and nobody would read it.
_MOST_PAIRS = 100_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a comparison: words kept, or words the source has and the quote has instead."""

    kept: str = ""
    removed: str = ""
    added: str = ""


@lru_cache(maxsize=256)
def compare(source: str, quote: str) -> tuple[Change, ...]:
    """The quote against its source, word for word and mark for mark; case counts, but at the start.

    The parts of both texts are copied as they are, never normalised.
    """
    ours, theirs = _Side(source), _Side(quote)
    one, two = ours.comparable, theirs.comparable
    if len(one) * len(two) > _MOST_PAIRS:
        return (Change(removed=source, added=quote),)
    alphabet = {word: chr(n) for n, word in enumerate(dict.fromkeys(one + two), 1)}
    changes: list[Change] = []
    removed, added = "", ""
    for op in LCSseq.opcodes(*("".join(map(alphabet.__getitem__, side)) for side in (one, two))):
        left = ours.slice(op.src_start, op.src_end)
        right = theirs.slice(op.dest_start, op.dest_end)
        if op.tag != "equal":
            removed, added = _join(removed, left), _join(added, right)
            continue
        if removed or added:
            changes.append(Change(removed=removed, added=added))
        changes.append(Change(kept=right))
        removed, added = "", ""
    return (*changes, Change(removed=removed, added=added)) if removed or added else tuple(changes)


def render(changes: Iterable[Change]) -> str:
    """One line: `within [-90-] {+30+} days`; [-...-] is the source's, {+...+} the quote's."""
    out = ""
    for change in changes:
        marked = [change.kept] if change.kept else []
        marked += [f"[-{change.removed}-]"] if change.removed else []
        marked += [f"{{+{change.added}+}}"] if change.added else []
        for part in marked:
            out = out + part if part[0] in ",.;:!?)" else _join(out, part)
    return " ".join(out.split())


class _Side:
    """One of two compared texts: its tokens as they are compared, and as they are written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.spans = tokens(self.folded.text)
        plain = [self.folded.text[start:end] for start, end in self.spans]
        first = next((n for n, word in enumerate(plain) if word[0].isalpha()), None)
        if first is not None and not plain[first][1:2].isupper():
            plain[first] = plain[first][0].lower() + plain[first][1:]
        self.comparable = [w.replace(".", "") if w[0].isalpha() else w for w in plain]

    def slice(self, first: int, last: int) -> str:
        """The tokens `[first, last)` as they are written, with what stands between them."""
        if first >= last:
            return ""
        start, end = self.folded.original(self.spans[first][0], self.spans[last - 1][1])
        return self.text[start:end].strip()


def _join(left: str, right: str) -> str:
    return f"{left} {right}" if left and right else left or right

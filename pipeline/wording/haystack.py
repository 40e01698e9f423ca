"""Finding words in a text: where they stand, what comes closest, and what was changed.

A `Haystack` is made once for a text and searched many times. Everything is linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq
from rapidfuzz.fuzz import partial_ratio_alignment

from pipeline.text import (
    QUOTES,
    Folded,
    Offsets,
    ends_sentence,
    fold,
    key,
    quoted,
    whole,
    words,
)

# Places of one quote that are listed; beyond it the quote says nothing about where it stands.
MOST_PLACES = 100
# Words that one marked ellipsis may stand for: this many for each word of the shorter piece
# beside it, and no more than WIDEST_ELLIPSIS; beyond it the pieces belong to different passages.
ELLIPSIS_PER_WORD = 25
WIDEST_ELLIPSIS = 250

_EDGES = QUOTES + " \t\r\n\u00a0.,;:…"
_ELLIPSIS = re.compile(
    r"(?:[\[(]\s*(?:\.\s?\.\s?\.|…)\s*[\])]|\.{3,}|(?:\. ){2,}\.|…"
    r"|\[(?P<own>[^\[\]\n]{1,60})\])\s*"
)
# A quote is `altered`, and not `absent`, when this share of its words stands in the article in its
# order, within a stretch not longer than this many times the quote and some words to spare.
LEAST_SHARED = 0.6
LONGEST_STRETCH = 1.5
SPARE_WORDS = 3
# Words: a longer quote is found where it stands, but not compared, since the time and memory of
# a comparison grow with the product of both lengths.
LONGEST_COMPARED = 2000
# Code points compared in vain before a quote, of a text made for that, is given up.
_EFFORT = 20_000_000
# Words that rapidfuzz slides over the text at once: its optimal, bit-parallel case.
_CHUNK = 60


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best place of words that do not stand as they are: how many of them do, in order."""

    start: int
    end: int
    matched: int
    length: int

    def close(self, sought: int) -> bool:
        """Whether so much of the sought words stands here that it is they, altered."""
        return (
            self.matched >= LEAST_SHARED * sought
            and self.length <= LONGEST_STRETCH * sought + SPARE_WORDS
        )


class Haystack:
    """One text made ready to be searched many times; noise is skipped where asked."""

    def __init__(self, text: str, noise: Iterable[Offsets] = ()) -> None:
        self.text = text
        self.noise = tuple(noise)

    @cached_property
    def folded(self) -> Folded:
        """The whole text, folded."""
        return fold(self.text)

    @cached_property
    def clear(self) -> Folded:
        """The text with its noise blanked out, folded; offsets stay those of the text."""
        if not self.noise:
            return self.folded
        out, done = [], 0
        for start, end in self.noise:
            # A reference mark before a comma leaves no space behind.
            joins = self.text[end : end + 1] in tuple(",.;:!?)")
            lead = len(self.text[done:start].rstrip(" ")) + done if joins else start
            out += [self.text[done:lead], ("\u200b" if joins else " ") * (end - max(lead, done))]
            done = max(done, end)
        return fold("".join([*out, self.text[done:]]))

    @cached_property
    def quoted(self) -> list[Offsets]:
        """What stands inside quotation marks."""
        return quoted(self.text)

    @cached_property
    def words(self) -> tuple[Offsets, ...]:
        """The words of the clear text, in folded offsets."""
        return words(self.clear.text)

    @cached_property
    def keys(self) -> list[str]:
        """For each word, what it is compared by."""
        return [key(self.clear.text[start:end]) for start, end in self.words]

    @cached_property
    def _alphabet(self) -> dict[str, str]:
        # One character a word: rapidfuzz is at its fastest on strings.
        return {word: chr(n + 1) for n, word in enumerate(dict.fromkeys(self.keys))}

    @cached_property
    def _coded(self) -> str:
        return "".join(map(self._alphabet.__getitem__, self.keys))

    def coded(self, sought: Sequence[str]) -> str:
        """Keys as one character each; a word the text lacks becomes NUL."""
        return "".join(self._alphabet.get(word, "\0") for word in sought)

    def places(self, needle: str, *, skip_noise: bool = False) -> list[Offsets]:
        """Where `needle` stands, up to typography, spacing and the case of its first letter."""
        where = self.clear if skip_noise else self.folded
        plain = _plain(needle)
        found: set[Offsets] = set()
        for variant in {plain, _other_first_case(plain)}:
            found.update(where.original(*at) for at in _occurrences(variant, where.text))
        return sorted(found)[:MOST_PLACES]

    def elided(self, quote: str) -> list[Offsets]:
        """The closest places, in order, of the pieces between the ellipses a quote marks.

        Brackets with words of the quoter's own count as a mark, unless they hold a number or a
        negation. Empty when nothing is marked, or some piece does not stand there.
        """
        # Brackets that stand in the article are its own words.
        marks = [
            m for m in _ELLIPSIS.finditer(quote) if not m["own"] or not self.places(m[0].strip())
        ]
        if not marks or any(_changes_meaning(m["own"]) for m in marks if m["own"]):
            return []
        edges = [0, *(edge for m in marks for edge in m.span()), len(quote)]
        pieces = [trim(quote[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        sizes = [n for piece in pieces if (n := len(words(piece)))]
        found = [self.places(piece, skip_noise=True) for piece in pieces if words(piece)]
        chains = [c for first in found[0] if (c := _chain(first, found[1:]))] if found else []
        nearest = min(chains, key=lambda c: c[-1][1] - c[0][0], default=[])
        for (one, two), sides in zip(pairwise(nearest), pairwise(sizes), strict=False):
            gap = len(self.text[one[1] : two[0]].split())
            if gap > min(WIDEST_ELLIPSIS, ELLIPSIS_PER_WORD * min(sides)):
                return []
        # What the article has in brackets, nobody may fill anew.
        own = any(m["own"] for m in marks)
        return [] if own and any(self._bracket_beside(at) for at in nearest) else nearest

    def _bracket_beside(self, where: Offsets) -> bool:
        before, after = (
            self.text[max(0, where[0] - 2) : where[0]],
            self.text[where[1] : where[1] + 2],
        )
        return before.rstrip().endswith("]") or after.lstrip().startswith("[")

    def runs(self, sought: Sequence[str], most: int) -> list[tuple[int, int, int]]:
        """Cover the sought keys, from the left, by the longest runs that stand in the text.

        Returns (first sought word, first word of the text, length); words that stand nowhere are
        skipped. Gives up after `most` runs and one.
        """
        coded, at = self.coded(sought), 0
        found: list[tuple[int, int, int]] = []
        while at < len(coded) and len(found) <= most:
            if coded[at] == "\0":
                at += 1
                continue
            low, high, place = 1, len(coded) - at, self._coded.find(coded[at])
            while low < high:
                middle = (low + high + 1) // 2
                here = self._coded.find(coded[at : at + middle])
                low, high = (middle, high) if here >= 0 else (low, middle - 1)
                place = here if here >= 0 else place
            found.append((at, place, low))
            at += low
        return found

    def align(self, sought: Sequence[str]) -> Alignment | None:
        """The stretch of the clear text that shares most words with the sought keys, in order."""
        coded = self.coded(sought)
        if not coded.strip("\0") or not self._coded or len(coded) > LONGEST_COMPARED:
            return None
        low, high = self._window(coded)
        blocks = _compact(
            [
                (op.src_start, low + op.dest_start, op.src_end - op.src_start)
                for op in LCSseq.opcodes(coded, self._coded[low:high])
                if op.tag == "equal"
            ]
        )
        if not blocks:
            return None
        first = self._widen(blocks[0][1], -blocks[0][0])
        last = blocks[-1][1] + blocks[-1][2] - 1
        last = self._widen(last, len(coded) - blocks[-1][0] - blocks[-1][2])
        start, end = self.clear.original(self.words[first][0], self.words[last][1])
        return Alignment(start, end, sum(b[2] for b in blocks), last - first + 1)

    def _window(self, coded: str) -> Offsets:
        best, at = -1.0, 0
        for chunk in range(0, min(len(coded), 6 * _CHUNK), _CHUNK):
            part = coded[chunk : chunk + _CHUNK]
            found = partial_ratio_alignment(part, self._coded)
            if found is not None and found.score * len(part) > best:
                best, at = found.score * len(part), found.dest_start - found.src_start - chunk
        slack = len(coded) // 2 + 3
        return max(0, at - slack), min(len(self._coded), at + len(coded) + slack)

    def _widen(self, word: int, by: int) -> int:
        """Take in as many words as the quote has beyond its last match, inside the sentence."""
        step = 1 if by > 0 else -1
        for _ in range(min(abs(by), 3)):
            near = word + step
            if not 0 <= near < len(self.words):
                break
            one, two = sorted((self.words[word], self.words[near]))
            between = self.clear.ends[one[1] - 1], self.clear.starts[two[0]]
            if ends_sentence(self.text, between[0], between[1] + 1):
                break
            word = near
        return word


@lru_cache(maxsize=256)
def _plain(needle: str) -> str:
    """A needle, folded."""
    return fold(needle).text.strip()


def _occurrences(needle: str, text: str) -> Iterator[Offsets]:
    at, left, effort = text.find(needle) if needle else -1, MOST_PLACES, _EFFORT
    while at >= 0 and left and effort > 0:
        if whole(text, at, at + len(needle)):
            left -= 1
            yield at, at + len(needle)
        effort -= len(needle)
        at = text.find(needle, at + 1)


def _other_first_case(text: str) -> str:
    """The text with its first letter in the other case, unless its first word is all capitals."""
    found = re.search(r"[^\W\d_]", text)
    if found is None or text[found.end() : found.end() + 1].isupper():
        return text
    swapped = found[0].swapcase()
    return text[: found.start()] + swapped + text[found.end() :] if len(swapped) == 1 else text


def trim(quote: str) -> str:
    """Without the quotation marks and punctuation at its edges; an abbreviation keeps its dot."""
    # A dash at the start may be a sign; at the end it is none.
    bare = quote.lstrip(_EDGES + "—").rstrip(_EDGES + "-–—")
    end = quote.find(bare) + len(bare)
    return bare + "." if re.search(r"\b\w\.\w$", bare) and quote[end : end + 1] == "." else bare


def _chain(first: Offsets, rest: list[list[Offsets]]) -> list[Offsets]:
    chain = [first]
    for places in rest:
        after = next((p for p in places if p[0] >= chain[-1][1]), None)
        if after is None:
            return []
        chain.append(after)
    return chain


def _changes_meaning(own: str) -> bool:
    """Whether words put in brackets by the quoter do more than explain: a number or a "not"."""
    said = own.casefold().split()
    return any(w in {"not", "no", "never", "without"} or w[0].isdigit() for w in said)


def _compact(blocks: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Drop matched words at either end that stand further off than their number can explain."""
    while len(blocks) > 1:
        first, second, before, last = blocks[0], blocks[1], blocks[-2], blocks[-1]
        if second[1] - first[1] - first[2] > max(3, 2 * first[2]) and first[2] <= last[2]:
            blocks = blocks[1:]
        elif last[1] - before[1] - before[2] > max(3, 2 * last[2]):
            blocks = blocks[:-1]
        elif second[1] - first[1] - first[2] > max(3, 2 * first[2]):
            blocks = blocks[1:]
        else:
            break
    return blocks


@lru_cache(maxsize=8)
def haystack(text: str, noise: tuple[Offsets, ...] = ()) -> Haystack:
    """The haystack of a text, remembered for the many claims that are checked against it."""
    return Haystack(text, noise)

"""How much of a claim's wording stands in an article, as one graded figure.

Two views are weighed. Fragments: the share of the claim's pairs and triples of neighbouring words
that stand side by side in one sentence of the article, the nearest one (after the extractive
fragments of Grusky et al. 2018). Joints: the share of its grammatical links, such as verb and
object, that the article has too, with a synonym or in another order. Words are compared by their
first five letters.

Nearness is no support: a lie is often nearer to the source than an honest paraphrase. The figure
only ranks claims about which nothing else is known.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.content.synonyms import synonyms
from pipeline.domain import Parse, Token
from pipeline.text import Offsets
from pipeline.wording.places import kin

_STEM = 5
_WORD = re.compile(r"[^\W_]+")
_LOST = frozenset({"a", "an", "the", "s"})
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM"})
_LIGHT = frozenset({"be", "have", "do"})
_MOST = 2  # nearest sentences
_HIGHEST = 12  # steps up a tree, at most

Gram = tuple[str, ...]


class Wording:
    """The fragments and joints of one article, made ready to be compared with many claims."""

    def __init__(self, parse: Parse) -> None:
        self._sentences = parse.sentences
        self._places: defaultdict[Gram, list[int]] = defaultdict(list)
        for at, sentence in enumerate(parse.sentences):
            stems = _stems(parse, sentence)
            for gram in {*_grams(stems, 2), *_grams(stems, 3)}:
                self._places[gram].append(at)
        told = [t for t in parse.tokens if _tells(t)]
        self._held = {form for t in told for form in _forms(t, {t.lemma.lower(), t.text.lower()})}
        self._joints = {
            pair
            for one, two in _joints(parse)
            for pair in _pairs(_forms(one, {one.lemma.lower()}), _forms(two, {two.lemma.lower()}))
        }

    def nearness(self, told: Parse) -> float:
        """From 0, nothing in common, to 1, copied; a claim of several sentences by their length."""
        sentences = [s for s in (_stems(told, at) for at in told.sentences) if s]
        if not sentences:
            return 0.0
        words = sum(map(len, sentences))
        fragments = sum(self._fragments(s) * len(s) for s in sentences) / words
        return (2 * fragments + self._joined(told, fragments)) / 3

    def lacks(self, told: Parse) -> tuple[list[Token], float]:
        """The telling words of a claim that stand nowhere in the article, and their share.

        A word stands there by itself, by a synonym or by another name of its country. Adverbs
        are left aside.
        """
        sought = [t for t in told.tokens if _tells(t) and t.pos != "ADV"]
        missing = [t for t in sought if not _alike(t) & self._held]
        return missing, len(missing) / len(sought) if sought else 0.0

    def nearest(self, told: Parse, sentence: Offsets) -> tuple[Offsets, ...]:
        """The sentences of the article that have most of one sentence's fragments, best first."""
        hits = self._hits(_stems(told, sentence))
        best = sorted(hits, key=lambda at: (-hits[at], at))[:_MOST]
        return tuple(self._sentences[at] for at in best)

    def _fragments(self, stems: Sequence[str]) -> float:
        return max(self._hits(stems).values(), default=0.0)

    def _hits(self, stems: Sequence[str]) -> dict[int, float]:
        """For each sentence the share of the pairs and triples of some words that it has."""
        hits: defaultdict[int, float] = defaultdict(float)
        sizes = [n for n in (2, 3) if len(stems) >= n] or [1]
        for n in sizes:
            grams = _grams(stems, n)
            for gram, times in Counter(grams).items():
                for at in self._places.get(gram, ()):
                    hits[at] += times / len(grams) / len(sizes)
        return hits

    def _joined(self, told: Parse, otherwise: float) -> float:
        """The share of the claim's grammatical links that the article has, in either direction."""
        links = [_pairs(_alike(one), _alike(two)) for one, two in _joints(told)]
        found = sum(
            any(p in self._joints or p[::-1] in self._joints for p in pairs) for pairs in links
        )
        return found / len(links) if links else otherwise


def wording(parse: Parse) -> Wording:
    """The wording of an article, remembered for the many claims that are checked against it."""
    return _wording(_Same(parse))


class _Same:
    """A parse that equals itself alone: to compare all its tokens would cost more than to read."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.parse is other.parse

    def __hash__(self) -> int:
        return id(self.parse)


@lru_cache(maxsize=16)
def _wording(held: _Same) -> Wording:
    return Wording(held.parse)


def _stems(parse: Parse, sentence: Offsets) -> list[str]:
    """The words of a sentence, articles left out; "4,200" and "4, 200" are the same two."""
    found = (w for t in parse.between(*sentence) for w in _WORD.findall(t.text.lower()))
    return [word[:_STEM] for word in found if word not in _LOST]


def _grams(stems: Sequence[str], size: int) -> list[Gram]:
    return [tuple(stems[at : at + size]) for at in range(len(stems) - size + 1)]


def _joints(parse: Parse) -> Iterator[tuple[Token, Token]]:
    """Each telling word with the telling word above it, small words between them left out."""
    for token in parse.tokens:
        if not _tells(token):
            continue
        above = token
        for _ in range(_HIGHEST):
            if above.head == above.index:
                break
            above = parse.tokens[above.head]
            if _tells(above):
                yield above, token
                break


def _tells(token: Token) -> bool:
    return token.pos in _CONTENT and token.lemma.lower() not in _LIGHT


def _forms(token: Token, lemmas: Iterable[str]) -> set[str]:
    """The stems of some words, and the country that one of them names, under any of its names."""
    return {*(lemma[:_STEM] for lemma in lemmas), *(f"={name}" for name in kin(token.text))}


def _alike(token: Token) -> set[str]:
    """The forms of a word and of its synonyms."""
    return _forms(token, synonyms(token.lemma.lower()))


def _pairs(one: Iterable[str], two: set[str]) -> set[Gram]:
    return {(a, b) for a in one for b in two}

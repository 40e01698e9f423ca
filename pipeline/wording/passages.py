"""Which sentences of a text are about the same thing as some words: the nearest, best first.

Words are compared by a crude stem and weighed by how rare they are in the text (inverse
document frequency over its sentences, Spärck Jones 1972), so "the" counts for nothing and a
name for much. Nearness is no support: it only says where to look.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pipeline.domain import Article, Parse, Span
from pipeline.text import Offsets, key, sentences, words

_MOST = 3
_GAIN = 0.15  # of the sought weight that a further sentence must add
_NEAR = 0.25  # of the sought weight that a sentence must share to be about the same
_STEM = 5
_IN_NOISE = 0.5


def stems(text: str) -> list[str]:
    """The words of a text by a crude stem, their first five letters."""
    return [key(text[start:end])[:_STEM] for start, end in words(text)]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, as it is compared."""

    start: int
    end: int
    stems: frozenset[str]
    noisy: bool


class Passages:
    """The sentences of one article, made ready to be searched many times."""

    def __init__(self, article: Article, bounds: Iterable[Offsets]) -> None:
        self.article = article
        self._all = [self._passage(*at) for at in bounds]
        self.weights = weights(p.stems for p in self._all)

    def _passage(self, start: int, end: int) -> Passage:
        noise = sum(max(0, min(n.end, end) - max(n.start, start)) for n in self.article.noise)
        return Passage(
            start, end, frozenset(stems(self.article.text[start:end])), 2 * noise > end - start
        )

    def nearest(self, said: str, most: int = _MOST) -> tuple[tuple[Span, float], ...]:
        """Up to `most` sentences that together hold most of some words, and the share each adds.

        The first is the nearest single sentence; each further one must add words of its own.
        """
        unknown = math.log(1 + len(self._all))
        left = {s: self.weights.get(s, unknown) for s in set(stems(said))}
        # exact sums: those of floats in the order of a set would differ from run to run
        total = math.fsum(left.values())
        found: list[tuple[Span, float]] = []
        while total and len(found) < most:
            gains = [
                math.fsum(left[s] for s in p.stems & left.keys()) * (_IN_NOISE if p.noisy else 1)
                for p in self._all
            ]
            best = max(range(len(gains)), key=gains.__getitem__, default=None)
            if best is None or gains[best] < total * (_GAIN if found else _NEAR):
                break
            passage = self._all[best]
            found.append((self.article.span(passage.start, passage.end), gains[best] / total))
            left = {s: w for s, w in left.items() if s not in passage.stems}
        return tuple(found)


def weights(texts: Iterable[frozenset[str]]) -> Mapping[str, float]:
    """How telling each stem is, by how few of the texts have it."""
    seen = list(texts)
    counts = Counter(s for stems_of in seen for s in stems_of)
    return {
        s: math.log(1 + len(seen) / n) - math.log(2) * (1 < n == len(seen))
        for s, n in counts.items()
    }


@lru_cache(maxsize=64)
def _passages(article: Article, bounds: tuple[Offsets, ...]) -> Passages:
    return Passages(article, bounds)


def passages(article: Article, parse: Parse) -> Passages:
    """The sentences of an article, remembered for the many claims that are checked against it."""
    return _passages(article, parse.sentences)


class Others(Protocol):
    """The other articles of a run: a `Library`, or one that notes what was looked for."""

    def elsewhere(self, said: str, than: str) -> tuple[Span, ...]:
        """The nearest sentences in other articles than one, best first; they name their article."""
        ...


class Library:
    """The articles of a run, to look for what one of them does not say in the others.

    Only the articles that hold one of the rarest words of what is sought are looked at, so the
    time for a claim does not grow with the number of articles.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {a.id: a for a in articles}
        self._holding: defaultdict[str, list[str]] = defaultdict(list)
        for article in articles:
            for stem in set(stems(article.text)):
                self._holding[stem].append(article.id)

    def elsewhere(self, said: str, than: str, most: int = 2) -> tuple[Span, ...]:
        """The nearest sentences in other articles than one, best first; they name their article."""
        rare = sorted(
            (s for s in set(stems(said)) if s in self._holding),
            key=lambda s: (len(self._holding[s]), s),
        )[:4]
        near = Counter(a for s in rare for a in self._holding[s][:50] if a != than)
        found = []
        for other, _ in sorted(near.items(), key=lambda n: (-n[1], n[0]))[:5]:
            article = self._articles[other]
            for span, share in _light(article).nearest(said, 1):
                found.append((share, Span(span.start, span.end, span.exact, other)))
        return tuple(
            span for _, span in sorted(found, key=lambda f: (-f[0], f[1].article_id))[:most]
        )


@lru_cache(maxsize=256)
def _light(article: Article) -> Passages:
    """An article whose sentences are told by punctuation alone: it need not be parsed."""
    return Passages(article, sentences(article.text))

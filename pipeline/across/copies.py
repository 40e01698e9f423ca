"""Articles that are copies of one text, whole or in good part: syndicated copy.

The text is cut into overlapping runs of words, of which a fixed sample is kept by hash (0 mod p
sampling, Manber 1994), so that equal runs are kept everywhere or nowhere. Articles that hold
many of the same runs are copies. Near-linear: a run that many articles hold is no evidence of
more than boilerplate, and is passed over.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.domain import Article, Copy
from pipeline.text import key, words

_RUN = 6  # words; of a CJK text, characters
_KEPT = 4  # one run in so many
_LEAST = 4  # kept runs in common
_SHARE = 0.3  # of the shorter one's kept runs
_COMMON = 30  # articles that hold a run, beyond which it tells nothing


def copies(articles: Sequence[Article]) -> tuple[Copy, ...]:
    """Every pair of articles with much wording in common, by id, and how much."""
    runs = {article.id: frozenset(_runs(article)) for article in articles}
    holding: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(runs):
        for run in runs[name]:
            holding[run].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holding.values():
        if len(names) <= _COMMON:
            shared.update((a, b) for at, a in enumerate(names) for b in names[at + 1 :])
    return tuple(sorted(_copies(runs, shared, articles), key=lambda c: (c.article_id, c.of)))


def _copies(
    runs: dict[str, frozenset[int]], shared: Counter[tuple[str, str]], articles: Iterable[Article]
) -> Iterator[Copy]:
    same: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        same[article.sha256].append(article.id)
    whole = set()
    for names in same.values():
        first, *others = sorted(names)
        for other in others:
            whole.add((first, other))
            yield Copy(other, first, 1.0)
    for (one, two), count in shared.items():
        share = count / min(len(runs[one]), len(runs[two]))
        if count >= _LEAST and share >= _SHARE and (one, two) not in whole:
            yield Copy(two, one, round(share, 2))


def _runs(article: Article) -> Iterator[int]:
    """The kept runs of an article, as numbers that are equal in every process."""
    text, noise = article.text, article.noise
    said = [
        key(text[start:end])
        for start, end in words(text)
        if not any(n.start <= start < n.end for n in noise)
    ]
    for at in range(len(said) - _RUN + 1):
        number = zlib.crc32(" ".join(said[at : at + _RUN]).encode("utf-8", "surrogatepass"))
        if number % _KEPT == 0:
            yield number

"""Articles that say nothing which an earlier one does not say: reprints, whole or cut short.

Stricter than `copies`, which tells how much wording two articles share: nobody is asked about a
reprint, so a single altered word must be enough to make it an article of its own, and so must a
sentence that is moved or cut out of the middle: "he" may then be somebody else. What may be added
is what an English newsroom sets around a text that it takes over: its name, a line of credit, a
heading. What ends in a full stop tells something, and in other languages we cannot say what does.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.domain import Article
from pipeline.speech.cues import LINKING, UTTERANCES
from pipeline.text import QUOTES, ends_sentence, fold, sentences, words

_ADDED = 0.05  # of its words that may stand in no sentence of the other
_ALTERED = 60  # from here on a sentence is another one, changed
_MANY = 20  # originals that hold a sentence, beyond which it is boilerplate
_TELLING = re.compile(rf"\d|[{re.escape(QUOTES)}]")
_CUES = LINKING | UTTERANCES
_ENDINGS = ("", "s", "es", "d", "ed", "ing")
_IRREGULAR = frozenset(
    """said told thought held found knew felt saw meant wrote spoke swore sought denied denies
    implied implies testified testifies""".split()
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it is written, and without its typography."""

    as_written: str
    said: str

    @property
    def size(self) -> int:
        """Words."""
        return self.said.count(" ") + 1


def reprints(articles: Sequence[Article]) -> dict[str, str]:
    """The ids of reprints, each with the id of the article before it that says all it says.

    An article that is a reprint itself is never named. Near-linear: only articles that share a
    sentence are looked at, and a sentence of boilerplate is no reason to.
    """
    found: dict[str, str] = {}
    holding: defaultdict[str, list[str]] = defaultdict(list)
    said: dict[str, tuple[str, ...]] = {}
    for article in articles:
        own = tuple(_sentences(article))
        if first := _first(own, holding, said, article.language):
            found[article.id] = first
            continue
        said[article.id] = tuple(one.said for one in own)
        for sentence in set(said[article.id]):
            if len(holding[sentence]) <= _MANY:
                holding[sentence].append(article.id)
    return found


def _first(
    own: Sequence[_Sentence],
    holding: Mapping[str, Sequence[str]],
    said: Mapping[str, Sequence[str]],
    language: str | None,
) -> str | None:
    """The article that says all this, of those that share most words with it the first."""
    shared: Counter[str] = Counter()
    for one in own:
        for name in holding.get(one.said, ()):
            shared[name] += one.size
    total = sum(one.size for one in own)
    for name, size in shared.most_common():
        if size < (1 - _ADDED) * total:
            break
        there = said[name]
        kept = [one.said for one in own if one.said in there]
        added = [one for one in own if one.said not in there]
        if added and language != "en":
            continue
        if _in_a_row(kept) in _in_a_row(there) and all(_is_around(one, there) for one in added):
            return name
    return None


def _in_a_row(sentences: Iterable[str]) -> str:
    return "\n".join(("", *sentences, ""))


def _is_around(sentence: _Sentence, there: Iterable[str]) -> bool:
    """Whether a sentence only stands around a text: it tells nothing, and is none of its own."""
    written = sentence.as_written
    return (
        not _TELLING.search(written)
        and not ends_sentence(written, len(written) - 1, len(written))
        and not any(_utters(written[a:b].casefold()) for a, b in words(written))
        and all(fuzz.ratio(sentence.said, other) < _ALTERED for other in there)
    )


def _utters(word: str) -> bool:
    """Whether a word may tell that somebody says, thinks or wants something."""
    bare = {word.removesuffix(ending) for ending in _ENDINGS}
    return word in _IRREGULAR or bool(_CUES & (bare | {f"{one}e" for one in bare}))


def _sentences(article: Article) -> Iterator[_Sentence]:
    """The sentences of an article that its author wrote."""
    for start, end in sentences(article.text):
        if not any(n.start <= start and end <= n.end for n in article.noise):
            as_written = article.text[start:end]
            yield _Sentence(as_written, fold(as_written).text.casefold())

"""The grammar of a text, as any parser may give it."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol


class Token(NamedTuple):
    """One word: offsets, lemma, Universal POS, dependency label, head (index) and entity type.

    There are hundreds in an article: a tuple is made in a third of the time of a dataclass.
    """

    index: int  # type: ignore[assignment]  # in place of tuple.index, which nobody needs
    start: int
    end: int
    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    entity: str = ""


@dataclass(frozen=True)
class Parse:
    """The grammar of a text.

    Attributes:
        sentences: `[start, end)` in code points, in text order; none crosses a line break.
        tokens: Empty when no parser speaks the text's language: checks that need grammar
            then answer `unknown`.
    """

    sentences: tuple[tuple[int, int], ...] = ()
    tokens: tuple[Token, ...] = ()

    @cached_property
    def _token_starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def children(self) -> tuple[tuple[int, ...], ...]:
        """For each token, the indices of the tokens it governs, in text order."""
        below: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                below[token.head].append(token.index)
        return tuple(map(tuple, below))

    @cached_property
    def telling(self) -> Mapping[str, tuple[Token, ...]]:
        """The words that may tell what is done, and are of no name: by lemma, in text order."""
        found: defaultdict[str, list[Token]] = defaultdict(list)
        for token in self.tokens:
            if token.pos in {"VERB", "NOUN", "ADJ", "AUX"} and not token.entity:
                found[token.lemma].append(token)
        return {lemma: tuple(tokens) for lemma, tokens in found.items()}

    @cached_property
    def _labels(self) -> dict[str, Counter[str]]:
        """For each word written large, lower-cased, how often it has which entity label."""
        counts: dict[str, Counter[str]] = {}
        for token in self.tokens:
            if token.entity and token.text[0].isupper():
                counts.setdefault(token.text.lower(), Counter())[token.entity] += 1
        return counts

    def label_of(self, word: str) -> str:
        """The entity label that a name has most often in the text; "" where it has none.

        A surname alone is often taken for a firm or a place, and hardly a firm for a person: a
        third of the votes make a person.
        """
        labels = self._labels.get(word.lower())
        if not labels:
            return ""
        return "PERSON" if 3 * labels["PERSON"] >= labels.total() else labels.most_common(1)[0][0]

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that overlap `[start, end)`, code points."""
        first = max(bisect_right(self._token_starts, start) - 1, 0)
        last = bisect_right(self._token_starts, end - 1)
        return tuple(t for t in self.tokens[first:last] if t.end > start)

    def sentence_at(self, offset: int) -> int | None:
        """The index of the sentence that holds, or last began before, a code point."""
        found = bisect_right(self._sentence_starts, offset) - 1
        return found if found >= 0 else None


class Parser(Protocol):
    """Text -> grammar; a text in a language it does not speak gives an empty Parse."""

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """Parse one text."""
        ...

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """Parse many short texts at once, which is quicker; one Parse a text, in order."""
        ...

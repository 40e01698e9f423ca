"""A `Parser` that parses nothing twice."""

from collections import OrderedDict
from collections.abc import Sequence

from pipeline.domain import Parse, Parser
from pipeline.store.forms import digest, pack
from pipeline.store.ledger import Ledger

_KEPT = 32


class Grammar:
    """A `Parser` that keeps in a ledger what another one finds.

    What was asked for last, of 32 texts, is at hand; all else is read from the ledger, so that
    memory does not grow with the articles of a run.

    Args:
        version: Of the other one: what it finds depends on it.
    """

    def __init__(self, parse: Parser, ledger: Ledger, version: str) -> None:
        self._parse = parse
        self._ledger = ledger
        self._version = version
        self._seen: OrderedDict[str, tuple[Parse, ...]] = OrderedDict()

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """Parse one text."""
        return self.many((text,), language)[0]

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """Parse texts that belong together: the claims of an article."""
        if not texts:
            return ()
        key = digest([language, *texts])
        found = self._seen.get(key) or self._ledger.grammar(key, self._version, texts)
        if found is None:
            found = self._parse.many(texts, language)  # which remembers nothing itself
            self._ledger.keep_grammar(key, self._version, pack(*zip(texts, found, strict=True)))
        self._seen[key] = found
        self._seen.move_to_end(key)
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return found

    def packed(self, texts: Sequence[str], language: str | None) -> bytes | None:
        """What is known of texts, as it is kept."""
        return self._ledger.packed_grammar(digest([language, *texts]), self._version)

    def keep(self, texts: Sequence[str], language: str | None, packed: bytes) -> None:
        """Keep what another one found."""
        self._ledger.keep_grammar(digest([language, *texts]), self._version, packed)

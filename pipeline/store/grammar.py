"""A `Parser` that parses no article twice."""

from collections import OrderedDict
from collections.abc import Sequence

from pipeline.domain import Parse, Parser
from pipeline.store.forms import digest
from pipeline.store.ledger import Ledger

_KEPT = 32


class Grammar:
    """A `Parser` that keeps in a ledger what another one finds.

    Args:
        version: Of the other one: what it finds depends on it.
    """

    def __init__(self, parse: Parser, ledger: Ledger, version: str) -> None:
        self._parse = parse
        self._ledger = ledger
        self._version = version
        self._seen: OrderedDict[str, Parse] = OrderedDict()

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """Parse one text; the last 32 are at hand, all others in the ledger."""
        key = digest([language, text])
        if key not in self._seen:
            self._seen[key] = self._kept(key, text, language)
            if len(self._seen) > _KEPT:
                self._seen.popitem(last=False)
        self._seen.move_to_end(key)
        return self._seen[key]

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """Parse many short texts at once; they are not kept."""
        return self._parse.many(texts, language)

    def _kept(self, key: str, text: str, language: str | None) -> Parse:
        found = self._ledger.grammar(key, self._version, text)
        if found is None:
            (found,) = self._parse.many([text], language)  # which remembers nothing itself
            self._ledger.keep_grammar(key, self._version, text, found)
        return found

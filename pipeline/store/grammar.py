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
        found = self.known(text, language)
        if found is None:
            (found,) = self._parse.many([text], language)  # which remembers nothing itself
            self.keep(text, language, found)
        return found

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """Parse many short texts at once; they are not kept."""
        return self._parse.many(texts, language)

    def known(self, text: str, language: str | None) -> Parse | None:
        """The grammar of a text that was parsed before."""
        key = digest([language, text])
        found = self._seen.get(key) or self._ledger.grammar(key, self._version, text)
        if found:
            self._remember(key, found)
        return found

    def keep(self, text: str, language: str | None, parse: Parse) -> None:
        """Keep the grammar of a text, whoever parsed it."""
        key = digest([language, text])
        self._ledger.keep_grammar(key, self._version, text, parse)
        self._remember(key, parse)

    def _remember(self, key: str, parse: Parse) -> None:
        self._seen[key] = parse
        self._seen.move_to_end(key)
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)

"""The results of a run, read one at a time: however many there are, one is in memory."""

from collections.abc import Iterator, Sequence
from typing import overload

from pipeline.domain import Article, Result
from pipeline.errors import StoreError
from pipeline.store.ledger import Ledger


class Results(Sequence[Result]):
    """What a ledger holds of some articles, in their order.

    Args:
        found: The articles, each with the fingerprint of its result.
    """

    def __init__(self, ledger: Ledger, found: Sequence[tuple[Article, str]]) -> None:
        self._ledger = ledger
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Result]:
        return (self._read(*one) for one in self._found)

    @overload
    def __getitem__(self, at: int) -> Result: ...
    @overload
    def __getitem__(self, at: slice) -> "Results": ...
    def __getitem__(self, at: int | slice) -> "Result | Results":
        if isinstance(at, slice):
            return Results(self._ledger, self._found[at])
        return self._read(*self._found[at])

    def _read(self, article: Article, mark: str) -> Result:
        stored = self._ledger.result(article, mark)
        if stored is None:
            raise StoreError(
                f"the result of {article.id} is gone from the ledger: another program changes it; "
                "run the same command again"
            )
        return stored.result

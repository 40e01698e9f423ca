"""Files by their names, each made when it is looked at, and a long one piece by piece."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Content: TypeAlias = str | bytes | Iterator[str]


class Files(Mapping[str, str | bytes]):
    """Of all files one is in memory; where it is written, of a long one only a piece.

    Args:
        makers: What makes each; a long text is given in pieces.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Content]]) -> None:
        self._makers = makers

    def __getitem__(self, name: str) -> str | bytes:
        """The whole file."""
        made = self._makers[name]()
        return made if isinstance(made, str | bytes) else "".join(made)

    def pieces(self, name: str) -> Iterator[str | bytes]:
        """The file, a piece after the other."""
        made = self._makers[name]()
        return iter((made,)) if isinstance(made, str | bytes) else made

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

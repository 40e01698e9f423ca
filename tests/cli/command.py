"""What a command came to, and what all tests ask of one that could not run."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Command: TypeAlias = Callable[..., Ran]


def one_sentence(ran: Ran, output: Path) -> str:
    """What a command that could not run said: one line, no traceback; it wrote nothing.

    Answers that it got, and paid for, it has kept; a line before tells what they came to.
    """
    assert ran.code == 2
    assert ran.out == ""
    *paid, said = ran.err.splitlines()
    assert [line.partition(":")[0] for line in paid] in ([], ["asked"]), ran.err
    assert said.startswith("provenote: ")
    assert not output.exists() or [p.name for p in output.iterdir()] == ["ledger.sqlite"]
    assert not list(output.parent.glob(".provenote*"))
    return said.removeprefix("provenote: ")

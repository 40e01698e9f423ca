"""The ledger: which article is at which stage, with replies, results and problems.

opening    a file or a URL -> a database, and its errors in words
tables     what it holds
forms      values <-> JSON; what a fingerprint covers
sharing    equal parts of results, once in memory
database   its transactions
ledger     the steps of a run, each one transaction
grammar    a parser that parses no article twice
results    results, read one at a time
"""

from pathlib import Path

from pipeline.store.forms import digest, fingerprint, pack, unpack
from pipeline.store.grammar import Grammar
from pipeline.store.ledger import Entry, Ledger, Looked, Stage, Stored
from pipeline.store.opening import NAME, open_file, open_scratch, open_url, shown
from pipeline.store.results import Results

__all__ = [
    "NAME",
    "Entry",
    "Grammar",
    "Ledger",
    "Looked",
    "Results",
    "Stage",
    "Stored",
    "digest",
    "fingerprint",
    "of_folder",
    "pack",
    "scratch",
    "shown",
    "unpack",
]


def of_folder(folder: Path, url: str | None = None, *, to_read: bool = False) -> Ledger:
    """The ledger of an output folder: the file in it, or a database of several folders."""
    if url:
        return Ledger(open_url(url), shown(url), str(folder.absolute()))
    path = folder / NAME
    return Ledger(open_file(path, to_read=to_read), str(path), "")


def scratch() -> Ledger:
    """A ledger that is gone when it is closed."""
    return Ledger(open_scratch(), "of this run", "")

"""Which files a path stands for."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain import Problem
from pipeline.readers.drafts import shown

_SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl")
_LISTED = f"{', '.join(_SUFFIXES[:-1])} and {_SUFFIXES[-1]}"


def files_of(paths: Sequence[Path]) -> Iterator[Path | Problem]:
    """Every file to read, once; of a folder, only what may be an article."""
    seen: set[str] = set()
    for path in paths:
        for file in _inside(path) if path.is_dir() else [path]:
            if isinstance(file, Problem):
                yield file
            elif (real := os.path.realpath(file)) not in seen:
                seen.add(real)
                yield file


def _inside(folder: Path) -> Iterator[Path | Problem]:
    """The files in a folder and below it, by name; what cannot be read, as problems."""
    errors: list[OSError] = []
    empty = True
    # A link to a folder is not followed: it may lead in a circle.
    for root, below, names in os.walk(folder, onerror=errors.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            empty = False
            yield _file(Path(root, name))
    for error in errors:
        reason = (error.strerror or "no reason given").lower()
        yield Problem(shown(error.filename), f"the folder cannot be opened ({reason})")
    if empty and not errors:
        yield Problem(shown(folder), f"the folder is empty; put {_LISTED} files in it")


def _file(path: Path) -> Path | Problem:
    if path.suffix.lower() not in _SUFFIXES:
        return Problem(
            shown(path), f"in a folder only {_LISTED} files are read; rename it, or name it itself"
        )
    # A pipe in a folder would be waited for. A dead link is left to the opening to report.
    if path.exists() and not path.is_file():
        return Problem(shown(path), "it is not a regular file; copy its text into one")
    return path

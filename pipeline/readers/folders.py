"""Which files and addresses a path stands for."""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain import Problem
from pipeline.errors import SetupError
from pipeline.readers.addresses import is_address, same
from pipeline.readers.drafts import shown

_SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".jsonl", ".rss", ".atom")
_LISTED = f"{', '.join(_SUFFIXES[:-1])} and {_SUFFIXES[-1]}"

Named = str | Path
"""What a person may name: a file, a folder, a pattern of them, or an address on the web."""


def must_exist(paths: Sequence[Named]) -> None:
    """Say at once what is mistyped.

    Raises:
        SetupError: A path does not exist, or a pattern fits nothing.
    """
    for path in paths:
        if is_address(path):
            continue
        try:
            Path(path).stat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            if _is_pattern(path) and _matches(path):
                continue
            message = f"no such file or folder: {shown(path)}"
            raise SetupError(message) from None
        except OSError:
            pass  # It is there; the reading will say why it cannot be opened.


def sources_of(paths: Sequence[Named], *, may_be_empty: bool = False) -> Iterator[Named | Problem]:
    """Every file and address to read, once; of a folder, only what may be an article."""
    seen: set[str] = set()
    for path in paths:
        for source in _of(path, may_be_empty=may_be_empty):
            if isinstance(source, Problem):
                yield source
                continue
            real = same(source) if isinstance(source, str) else os.path.realpath(source)
            if real not in seen:
                seen.add(real)
                yield source


def _of(path: Named, *, may_be_empty: bool) -> Iterator[Named | Problem]:
    if is_address(path):
        yield path
    elif _is_pattern(path) and not os.path.lexists(path):
        for match in _matches(path):
            yield from _of(match, may_be_empty=may_be_empty)
    elif Path(path).is_dir():
        yield from _inside(Path(path), may_be_empty=may_be_empty)
    else:
        yield Path(path)


def _is_pattern(path: Named) -> bool:
    """Whether a shell would have made names of it; where one did not, we do."""
    return glob.has_magic(str(path))


def _matches(pattern: Named) -> list[Path]:
    return sorted(map(Path, glob.glob(str(pattern), recursive=True)))  # noqa: PTH207 (Path.glob takes no absolute one)


def _inside(folder: Path, *, may_be_empty: bool) -> Iterator[Path | Problem]:
    """The files in a folder and below it, by name; what cannot be read, as problems."""
    errors: list[OSError] = []
    empty = not may_be_empty
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

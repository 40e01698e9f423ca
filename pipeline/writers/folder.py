"""The one place where results touch the disk: all of a run's files, or none."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TextIO

from pipeline.errors import OutputError
from pipeline.writers.files import Files


def must_be_writable(folder: Path) -> None:
    """Raise OutputError when nothing could be written into a folder, made or still to be made."""
    parts = (folder, *folder.absolute().parents)
    nearest = next((part for part in parts if os.access(part, os.F_OK)), folder)
    if not nearest.is_dir():
        msg = f"cannot write into {folder}: {nearest} is a file; choose another folder with -o"
        raise OutputError(msg)
    if not os.access(nearest, os.W_OK | os.X_OK):
        msg = f"cannot write into {folder}: permission denied; choose another folder with -o"
        raise OutputError(msg)


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write named texts (as UTF-8) and documents into a folder; its other files are left alone.

    Everything is written beside its place first and then moved, in the order given, so no
    reader meets half a file. Pages of articles that an earlier run wrote here, by its
    `articles.jsonl`, and that this run has not, are removed.

    Raises:
        OutputError: The folder cannot be made or written; what was there is still there.
    """
    places = {folder / _inside(name): name for name in files}
    try:
        _refuse_collisions(folder, places)
        stale = _earlier_pages(folder) - set(places) if "articles.jsonl" in files else set()
        for parent in {place.parent for place in places}:
            parent.mkdir(parents=True, exist_ok=True)
        _move_in(folder, places, files)
        for page in stale:
            page.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        msg = f"cannot write {error.filename or folder}: {reason}; choose another folder with -o"
        raise OutputError(msg) from error


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A file to write (UTF-8) that takes its place only when all of it is written.

    A link keeps its place: what it leads to is written. A pipe or a device cannot be replaced
    and is written straight.

    Raises:
        OutputError: It cannot be made or written; a file that was there is still there.
    """
    try:
        place = path.resolve()
        if place.exists() and not place.is_file():
            with place.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            return
        with _drafted(place) as file:
            yield file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot write {path}: {reason}; choose another file with -o") from error


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output, flushed at the end.

    Raises:
        OutputError: It cannot be written: a full disk.
        BrokenPipeError: Whoever reads it has seen enough.
    """
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (else the interpreter's exit writes again)
        raise OutputError(f"cannot write standard output: {reason}; name a file with -o") from error


@contextmanager
def _drafted(place: Path) -> Iterator[TextIO]:
    """A file beside its place, moved there when all of it is written."""
    handle, name = tempfile.mkstemp(prefix=".provenote-", dir=place.parent)
    draft = Path(name)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 (a handle)
            yield file
        draft.chmod(0o666 & ~_umask())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    """What the user keeps from others; it can only be read by setting it."""
    current = os.umask(0o077)
    os.umask(current)
    return current


def _move_in(folder: Path, places: Mapping[Path, str], files: Mapping[str, str | bytes]) -> None:
    for left in folder.glob(".provenote-*/"):  # by a run that was killed: the folder is held now
        shutil.rmtree(left)
    waiting = Path(tempfile.mkdtemp(prefix=".provenote-", dir=folder))
    try:
        written = [waiting / str(number) for number in range(len(places))]
        for draft, name in zip(written, places.values(), strict=True):
            with draft.open("wb") as file:
                file.writelines(map(_encoded, _pieces(files, name)))
        for draft, place in zip(written, places, strict=True):
            draft.replace(place)
    finally:
        shutil.rmtree(waiting)


def _pieces(files: Mapping[str, str | bytes], name: str) -> Iterable[str | bytes]:
    return files.pieces(name) if isinstance(files, Files) else (files[name],)


def _encoded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _inside(name: str) -> PurePosixPath:
    # The second look at what a reader has promised: an id that is safe as a file name.
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        msg = f"cannot write {name!r}: it would leave the output folder; rename the article"
        raise OutputError(msg)
    return path


def _refuse_collisions(folder: Path, places: Collection[Path]) -> None:
    for parent in {folder, *(place.parent for place in places)}:
        if parent.exists() and not parent.is_dir():
            raise OutputError(f"cannot write into {parent}: it is a file; choose a folder with -o")
    for place in places:
        if place.is_dir():
            msg = f"cannot write {place}: a folder has that name; choose another folder with -o"
            raise OutputError(msg)


def _earlier_pages(folder: Path) -> set[Path]:
    """The article pages of the run that `articles.jsonl` tells of; none when it is not ours."""
    try:
        lines = (folder / "articles.jsonl").read_text("utf-8").split("\n")
        ids = {json.loads(line)["id"] for line in lines if line}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()
    return {page for page in (folder / "articles").glob("*.md") if page.stem in ids}

"""One process at a time in an output folder."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from portalocker import LockFlags, lock, unlock
from portalocker.exceptions import AlreadyLocked, LockException

from pipeline.errors import OutputError

_NAME = ".provenote.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, made if it is not there; the hold ends with the process, however that ends.

    Raises:
        OutputError: Another process holds it, and which; or nothing can be written there.
    """
    made = [one for one in (folder, *folder.parents) if not os.access(one, os.F_OK)]
    try:
        with _locked(folder) as file:
            try:
                yield
            finally:
                (folder / _NAME).unlink(missing_ok=True)
                unlock(file)
    finally:
        for one in made:  # folders made for nothing do not stay
            with suppress(OSError):
                one.rmdir()


def _locked(folder: Path) -> TextIO:
    """The lock file in a folder, which is made where it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _taken(folder)
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(f"cannot write into {folder}: {reason}; choose another with -o") from exc


def _taken(folder: Path) -> TextIO:
    """The lock file, locked, with a word of who holds it."""
    file = (folder / _NAME).open("a+", encoding="utf-8")
    try:
        lock(file, LockFlags.EXCLUSIVE | LockFlags.NON_BLOCKING)
        # the one who held it until now has removed the file that is locked here
        if not os.path.samestat(os.fstat(file.fileno()), (folder / _NAME).stat()):
            raise AlreadyLocked
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
    except (LockException, FileNotFoundError) as exc:
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise OutputError(
            f"{folder} is in use by {holder}; wait for it, or choose another folder with -o"
        ) from exc
    return file

"""Files that are whole and on the disk, or not there."""

import os
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write all or nothing, and have it on the disk before returning; OSError where it fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk, too: a power cut could take a new one away."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

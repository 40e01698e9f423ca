"""What a run stands on: python, packages, disk and terminal, each looked at by itself."""

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pipeline.errors import PipelineError, SetupError

Outcome = Literal["ok", "warning", "fail"]

_PACKAGE = "provenote"
_SCARCE, _TOO_LITTLE = 10**9, 10**8  # bytes


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what was found; `fix` is empty where nothing is to be done."""

    name: str
    outcome: Outcome
    message: str
    fix: str = ""


def looked(name: str, look: Callable[[], str], otherwise: Outcome = "fail") -> Check:
    """What a look found: its words, or the error's, which end with the fix."""
    try:
        return Check(name, "ok", look())
    except PipelineError as error:
        message, _, fix = str(error).rpartition("; ")
        return Check(name, otherwise, message or fix, fix if message else "mend it there")


def python() -> str:
    """This Python and this provenote; raises SetupError where they do not go together."""
    wanted, found = metadata(_PACKAGE)["Requires-Python"], platform.python_version()
    if not SpecifierSet(wanted).contains(found, prereleases=True):
        raise SetupError(f"python is {found}, and provenote needs {wanted}; install another")
    return f"{found}, with provenote {version(_PACKAGE)}"


def dependencies() -> Iterator[Check]:
    """A line for each that is missing or of a wrong version; else one for all."""
    wanted = [Requirement(line) for line in requires(_PACKAGE) or ()]
    needed = [one for one in wanted if not one.marker or one.marker.evaluate({"extra": ""})]
    bad = [check for check in map(dependency, needed) if check.outcome != "ok"]
    yield from bad
    if not bad:
        yield Check("dependencies", "ok", f"all {len(needed)} are there, in their ranges")


def dependency(wanted: Requirement) -> Check:
    """Whether a package is installed in a version of its range."""
    fix = f"run: pip install '{wanted.name}{wanted.specifier}'"
    try:
        found = version(wanted.name)
    except PackageNotFoundError:
        return Check(wanted.name, "fail", "it is not installed", fix)
    if not wanted.specifier.contains(found, prereleases=True):
        needs = f"it is {found}, and provenote needs {wanted.specifier}"
        return Check(wanted.name, "fail", needs, fix)
    return Check(wanted.name, "ok", found)


def room(name: str, folder: Path, free: int) -> Check:
    """Whether the bytes free on a folder's disk are enough."""
    left = f"{free / 1e9:.1f} GB are free for {folder}"
    if free >= _SCARCE:
        return Check(name, "ok", left)
    outcome: Outcome = "fail" if free < _TOO_LITTLE else "warning"
    return Check(name, outcome, left, "delete what you do not need, or choose another disk")


def nearest(folder: Path) -> Path:
    """The folder, or the part of its path that is there, as far as can be seen."""
    parts = (folder.absolute(), *folder.absolute().parents)
    return next(path for path in parts if os.access(path, os.F_OK))


def terminal(encoding: str) -> Check:
    """Whether every letter can be shown."""
    if encoding.lower().replace("-", "") == "utf8":
        return Check("terminal", "ok", "it takes every letter (UTF-8)")
    return Check("terminal", "warning", f"it takes only {encoding}", "set PYTHONUTF8=1")

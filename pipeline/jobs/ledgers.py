"""The ledger of an output folder, and what a result in it rests on."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.domain import Json, Policy
from pipeline.jobs.edges import grammar
from pipeline.parser import installed
from pipeline.stages.ask import Plan
from pipeline.store import NAME, Grammar, Ledger, digest, of_folder, scratch

_ROOT = Path(__file__).parent.parent
_LIBRARIES = ("spacy", "rapidfuzz", "jsonschema", "jinja2")  # what the core leans on
# what decides how articles come in and how results go out, and not what becomes of an article
_AROUND = {
    "cli",
    "engines",
    "evaluation.py",
    "jobs",
    "library.py",
    "models",
    "readers",
    "store",
    "writers",
}


@contextmanager
def ledger_of(folder: Path, store: str | None, *, replayed: bool) -> Iterator[Ledger]:
    """The ledger of a run; one that holds nothing in the end does not stay.

    What is replayed needs none: nothing is paid for, and the recordings may change.
    """
    if replayed:
        with scratch() as ledger:
            yield ledger
        return
    in_vain = False
    try:
        with of_folder(folder, store) as ledger:
            try:
                yield ledger
            finally:
                in_vain = store is None and ledger.is_empty()
    finally:
        if in_vain:
            (folder / NAME).unlink()


def has_ledger(folder: Path, store: str | None) -> bool:
    """Whether there can be something in it."""
    return store is not None or (folder / NAME).is_file()


def kept_grammar(ledger: Ledger) -> Grammar:
    """The parser of every article and claim; what it finds in articles is kept."""
    made_by = _of_code(_ROOT / "parser.py", _ROOT / "store" / "forms.py")  # what finds, what packs
    return Grammar(grammar(), ledger, digest([_of_libraries(), made_by]))


def of_program() -> str:
    """Of all that a worker works with: what another one finds, this one finds."""
    return digest([_of_core(), _of_libraries(), _of_code(_ROOT / "parser.py")])


def basis(plan: Plan, rules: Policy) -> dict[str, Json]:
    """All that a result rests on beside its article: how it is asked and judged, and by what.

    That is the model, its options, the kind and size of questions, prompts and both their schemas,
    the policy, the program's own code but for its edges, and the libraries that the code leans on.
    """
    return {
        "model": plan.model,
        "options": dict(plan.options()),
        "steps": plan.steps,
        "window": plan.window,
        "prompts": {
            name: [prompt.version, digest(dict(prompt.strict))]
            for name, prompt in plan.prompts.items()
        },
        "policy": digest(
            [dict(rules.rules), {k: dict(own) for k, own in rules.exceptions.items()}]
        ),
        "core": _of_core(),
        "libraries": _of_libraries(),
    }


def now() -> datetime:
    """The time of day, for the ledger."""
    return datetime.now(UTC).replace(microsecond=0)


@cache
def _of_core() -> str:
    """Of the code that makes a result of an article: newer checks are told by it."""
    own = (p for p in _ROOT.rglob("*.py") if p.relative_to(_ROOT).parts[0] not in _AROUND)
    return _of_code(*sorted(own))


def _of_code(*files: Path) -> str:
    """sha256, in hexadecimal, of files and their names."""
    told = hashlib.sha256()
    for file in files:
        told.update(f"{file.relative_to(_ROOT).as_posix()}\0".encode() + file.read_bytes())
    return told.hexdigest()


@cache
def _of_libraries() -> str:
    return " ".join(f"{name} {version(name)}" for name in (*_LIBRARIES, installed()) if name)

"""What was handed in, kept in a folder: `NAME.json` says how far it got, `NAME.jsonl` is uploaded.

    planned     the request file is there
    uploaded    `file` is its id
    created     `batch` is the id; the request file is needed no more
    taken       its answers were given

Each step is on the disk before the next is made. The ids stay for ever: what a batch answered can
be fetched from it again, and is not asked again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from pipeline.errors import OutputError
from pipeline.models import durable
from pipeline.models.batch.rows import Row


@dataclass(frozen=True, slots=True)
class Plan:
    """One batch, and how far it got.

    Attributes:
        name: Its number in the folder, and a digest of its requests: the same in every run.
        keys: Of its requests.
        file: The id of the uploaded request file.
        batch: The id of the batch made of it.
        taken: Its answers were given to those who waited for them.
    """

    name: Annotated[str, Field(pattern=r"^\d{4,}-[0-9a-f]{12}$")]
    keys: tuple[str, ...]
    file: str | None = None
    batch: str | None = None
    taken: bool = False

    @property
    def number(self) -> int:
        """The later, the higher."""
        return int(self.name.partition("-")[0])


_FORMAT = TypeAdapter(Plan)


class Plans:
    """The plans in a folder, which is made with the first; one process at a time.

    Raises:
        OutputError: One of them cannot be read, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._named: dict[str, Plan] = {}
        self._where: dict[str, str] = {}  # by the key of a request, the plan it is in last
        for plan in sorted(map(_read, folder.glob("*.json")), key=lambda plan: plan.number):
            if plan.file or plan.batch or self.file(plan).exists():
                self._know(plan)
        self._sweep()

    def of(self, keys: Iterable[str]) -> list[Plan]:
        """The plans that may hold the answers to these requests, the oldest first."""
        names = {self._where[key] for key in keys if key in self._where}
        return sorted((self._named[name] for name in names), key=lambda plan: plan.number)

    def holds(self, plan: Plan, key: str) -> bool:
        """Whether the answer to a request may be in this plan, and in no later one."""
        return self._where.get(key) == plan.name

    def new(self, keys: Iterable[str]) -> list[str]:
        """Those of these requests that are in no plan, in order."""
        return sorted(key for key in keys if key not in self._where)

    def release(self, plan: Plan, keys: Iterable[str]) -> None:
        """These requests were in a plan without an answer."""
        for key in keys:
            if self.holds(plan, key):
                del self._where[key]

    def add(self, rows: Sequence[Row]) -> Plan:
        """Write a request file and its plan."""
        keys = tuple(row.key for row in rows)
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()
        number = 1 + max((plan.number for plan in self._named.values()), default=0)
        plan = Plan(f"{number:04}-{digest[:12]}", keys)
        with _writing(self._folder):
            durable.write(self.file(plan), (row.line for row in rows))
        self._know(plan)
        return self.keep(plan)

    def keep(self, plan: Plan) -> Plan:
        """Write down how far it got."""
        self._named[plan.name] = plan
        with _writing(self._folder):
            durable.write(self._folder / f"{plan.name}.json", [_FORMAT.dump_json(plan) + b"\n"])
            if plan.batch:
                self.file(plan).unlink(missing_ok=True)
        return plan

    def drop(self, plan: Plan) -> None:
        """Forget a plan of which nothing came."""
        self.release(plan, plan.keys)
        del self._named[plan.name]
        with _writing(self._folder):
            (self._folder / f"{plan.name}.json").unlink(missing_ok=True)
            self.file(plan).unlink(missing_ok=True)

    def file(self, plan: Plan) -> Path:
        """Where its request file lies, until the batch is made."""
        return self._folder / f"{plan.name}.jsonl"

    def _sweep(self) -> None:
        """Delete what killed runs have left half made: it may be large."""
        wanted = {self.file(plan) for plan in self._named.values()}
        with _writing(self._folder):
            for path in (*self._folder.glob("*.jsonl"), *self._folder.glob(".*.json*.*")):
                if path not in wanted:
                    path.unlink()

    def _know(self, plan: Plan) -> None:
        self._named[plan.name] = plan
        self._where.update(dict.fromkeys(plan.keys, plan.name))


def _read(path: Path) -> Plan:
    try:
        return _FORMAT.validate_json(path.read_bytes())
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(f"cannot read {path}: {reason}; check its permissions") from exc
    except ValidationError as exc:
        raise OutputError(
            f"{path} is damaged: it says which batch was handed in; restore it, or delete it to "
            "hand its requests in again"
        ) from exc


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(f"cannot write {folder}: {reason}; choose another with -o") from exc

"""What is missing in a folder of recordings, what is stale, left over, or damaged."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain import Reply, Request
from pipeline.errors import OutputError, RecordingError, RefusedError, SetupError
from pipeline.models.recordings.recording import (
    Basis,
    basis,
    fewest,
    find,
    half_written,
    place,
    prompts_of,
    recordings,
)


@dataclass(frozen=True, slots=True)
class Review:
    """A folder of recordings beside the questions that are asked today.

    Attributes:
        answered: How many questions have their answer.
        missing: Where the answer to a question should lie, and from what the question is made.
        unusable: What is wrong with the answer to a question that has one.
        stale: Made for a question as it was before something changed, and what changed.
        orphaned: Nobody asks for it.
        damaged: Nobody asks for it, and it cannot be read or no longer matches its key.
        half_written: Left behind by runs that were killed.
        elsewhere: How many there are of each prompt that was not looked at.
    """

    answered: int
    missing: Mapping[Path, Basis]
    unusable: Mapping[Path, str]
    stale: Mapping[Path, tuple[str, ...]]
    orphaned: tuple[Path, ...]
    damaged: Mapping[Path, str]
    half_written: tuple[Path, ...]
    elsewhere: Mapping[str, int]

    @property
    def known(self) -> bool:
        """Every question has its answer, so that all questions that follow from one are known."""
        return not (self.missing or self.unusable)

    @property
    def well(self) -> bool:
        """Every question has its answer, and there is nothing else."""
        left = self.stale or self.orphaned or self.damaged or self.half_written
        return self.known and not left


class Rehearsal:
    """A `Model` that answers from recordings, and keeps account of what it was asked.

    What it cannot answer it refuses, so that the questions beside it are asked all the same.

    Raises:
        SetupError: There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise SetupError(f"there is no folder of recordings at {folder}; check its name")
        self._folder = folder
        self._answered: set[Path] = set()
        self._missing: dict[Path, Basis] = {}
        self._unusable: dict[Path, str] = {}
        self._asked: defaultdict[tuple[str, str], dict[Basis, None]] = defaultdict(dict)

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer; raises RefusedError where there is none that can be used."""
        path, made_from = place(self._folder, request), basis(request)
        self._asked[request.prompt, request.article_id][made_from] = None
        try:
            recording = find(path)
        except RecordingError as exc:
            self._unusable[path] = str(exc)
            raise RefusedError(str(exc)) from exc
        if recording is None:
            self._missing[path] = made_from
            raise RefusedError(f"{path} is not recorded")
        self._answered.add(path)
        return recording.answer().reply

    def review(self, prompts: Collection[str]) -> Review:
        """The folder, after all was asked that can be asked of these prompts.

        Every recording of them that nobody asked for is read, one at a time.
        """
        stale: dict[Path, tuple[str, ...]] = {}
        orphaned: list[Path] = []
        damaged: dict[Path, str] = {}
        homes = prompts_of(self._folder)
        for path in (p for home in homes if home.name in prompts for p in recordings(home)):
            if path in self._answered or path in self._unusable:
                continue
            try:
                changes = self._changes(path)
            except RecordingError as exc:
                damaged[path] = str(exc)
                continue
            if changes:
                stale[path] = changes
            else:
                orphaned.append(path)
        return Review(
            len(self._answered),
            self._missing,
            self._unusable,
            stale,
            tuple(orphaned),
            damaged,
            tuple(path for home in homes for path in half_written(home)),
            {h.name: n for h in homes if h.name not in prompts and (n := len(recordings(h)))},
        )

    def _changes(self, path: Path) -> tuple[str, ...]:
        """What changed since a recording was made; nothing where it is of another question."""
        if recording := find(path):
            then = basis(recording.asked())
            asked = self._asked.get((path.parent.name, recording.article.id), {})
            return fewest(then.changes(now) for now in asked)
        return ()


def remove(path: Path) -> None:
    """Delete one recording; raises OutputError where that cannot be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(f"cannot delete {path}: {reason}; delete it by hand") from exc

"""A folder of recordings: replayed, or a place where answers are kept."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from pipeline.domain import Answer, Model, Reply, Request
from pipeline.errors import OutputError, RecordingError, SetupError
from pipeline.models.keeping import Keeping
from pipeline.models.recordings.recording import (
    Basis,
    Recording,
    basis,
    fewest,
    find,
    place,
    read,
    recordings,
    write,
)


class Replay:
    """A `Model` that answers from recordings and asks nobody.

    Attributes:
        newest: When the newest answer it has given was recorded.

    Raises:
        SetupError: There is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise SetupError(f"there is no folder of recordings at {folder}; check --replay")
        self._folder = folder
        self._known: dict[str, Mapping[str, Mapping[Basis, datetime]]] = {}
        self.newest: datetime | None = None

    async def __call__(self, request: Request) -> Reply:
        """The recorded answer, found in constant time.

        Raises:
            RecordingError: There is none, it is stale, or it was damaged or edited.
        """
        recording = find(place(self._folder, request))
        if recording is None:
            raise RecordingError(self._missing(request))
        answer = recording.answer()
        self.newest = max(self.newest or answer.at, answer.at)
        return answer.reply

    def _missing(self, request: Request) -> str:
        then = self._bases(request.prompt).get(request.article_id, {})
        newest = sorted(then, key=lambda one: then[one], reverse=True)
        if changes := fewest(old.changes(basis(request)) for old in newest):
            return (
                f"the recordings of prompt {request.prompt} for {request.article_id} are stale: "
                f"{' and '.join(changes)}; run with --record {self._folder} to make new ones"
            )
        return (
            f"no recorded reply for {request.article_id} (prompt {request.prompt}, "
            f"key {request.key[:6]}…); run with --record {self._folder} to make one"
        )

    def _bases(self, prompt: str) -> Mapping[str, Mapping[Basis, datetime]]:
        """For each article, what its recordings of a prompt were made from, and when last.

        Every recording of the prompt is read when its first answer is missing, and no more is
        kept of it than this.
        """
        if prompt not in self._known:
            found: defaultdict[str, dict[Basis, datetime]] = defaultdict(dict)
            for path in recordings(self._folder / prompt):
                with suppress(RecordingError, FileNotFoundError):  # damaged: of no matter here
                    recording = read(path)
                    of, at = found[recording.article.id], recording.recorded.at
                    made_from = basis(recording.asked())
                    of[made_from] = max(at, of.get(made_from, at))
            self._known[prompt] = found
        return self._known[prompt]


class Folder:
    """A folder of recordings as a `Shelf`; made when the first answer is to be kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._tried: set[Path] = set()

    def find(self, request: Request) -> Answer | None:
        """The recorded answer; raises RecordingError where it was damaged or edited."""
        recording = find(place(self._folder, request))
        return recording.answer() if recording else None

    def make_ready(self, request: Request) -> None:
        """Raise OutputError where nothing can be written; tried once for each prompt."""
        home = place(self._folder, request).parent
        if home in self._tried:
            return
        with _writing(self._folder):
            home.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=home).close()
        self._tried.add(home)

    def keep(self, request: Request, answer: Answer) -> None:
        """Record an answer; raises OutputError where it cannot be written."""
        with _writing(self._folder):
            write(place(self._folder, request), Recording.of(request, answer))


class Record(Keeping):
    """`Keeping` in one folder of recordings."""

    def __init__(
        self,
        model: Model,
        folder: Path,
        clock: Callable[[], datetime],
        *,
        endpoint: str = "unknown",
        by: str = "provenote",
    ) -> None:
        super().__init__(model, (Folder(folder),), clock, endpoint=endpoint, by=by)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise OutputError(
            f"cannot write recordings to {folder}: {reason}; choose another folder with --record"
        ) from exc

"""OpenAI's Files and Batches API, with the patience and the words of errors of a `Client`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Literal, TypeVar

from tenacity import AsyncRetrying, retry_if_result, wait_exponential

from pipeline.errors import StoppedError
from pipeline.models.batch.rows import from_line
from pipeline.models.client import Client
from pipeline.models.faults import GarbledError, NotAModelError, unbroken
from pipeline.models.patience import Patience

if TYPE_CHECKING:
    from openai.types import Batch as Job

T = TypeVar("T")
_ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"  # that of every row
_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_LONGEST = 120.0  # seconds between two looks
_OVERNIGHT = Patience(attempts=1000, seconds=3600)  # a network that is away for a while


@dataclass(frozen=True, slots=True)
class Ended:
    """A batch to which nothing more will happen.

    Attributes:
        failed: It was not even begun; the words of the endpoint.
        queue_full: It was not begun because too much was waiting already.
        results: The ids of the files that hold what came of it.
    """

    failed: str | None
    queue_full: bool
    results: tuple[str, ...]


class Service:
    """Where batches are handed in.

    Args:
        client: The connection.
        poll: Seconds to the second look at a batch; then ever longer, up to two minutes.
    """

    def __init__(self, client: Client, poll: float) -> None:
        self._client = client
        self._poll = poll

    async def upload(self, path: Path) -> str:
        """Upload a request file; gives its id."""

        async def attempt() -> str:
            return _id(await self._client.sdk.files.create(file=path, purpose="batch"))

        return await self._call(attempt, "it has no Batch API: run without --batch")

    async def create(self, file: str, name: str) -> str:
        """Make a batch of an uploaded file; gives its id.

        After an attempt whose answer was lost it is looked for first: what is handed in twice is
        paid twice.
        """
        tried = False

        async def attempt() -> str:
            nonlocal tried
            if tried and (found := await self._find(file)):
                return found
            tried = True
            return _id(
                await self._client.sdk.batches.create(
                    input_file_id=file,
                    endpoint=_ENDPOINT,
                    completion_window="24h",
                    metadata={"provenote": name},
                )
            )

        return await self._call(attempt, f"it lost {file}: delete {name}.json, and run again")

    async def find(self, file: str) -> str | None:
        """The id of the batch that was made of an uploaded file; None where there is none."""
        return await self._call(lambda: self._find(file), "it has no Batch API")

    async def _find(self, file: str) -> str | None:
        async for job in self._client.sdk.batches.list(limit=100):
            if job.input_file_id == file:
                return _id(job)
        return None

    async def ended(self, batch: str, told: Callable[[str], None]) -> Ended:
        """Wait until a batch has ended; `told` hears of every change."""
        last = ""

        async def look() -> "Job":
            nonlocal last
            job = await self._call(lambda: self._look(batch), _gone(batch), _OVERNIGHT)
            if (now := _progress(job)) != last:
                told(now)
            last = now
            return job

        looking = AsyncRetrying(
            retry=retry_if_result(lambda job: job.status not in _ENDED),
            wait=wait_exponential(self._poll, _LONGEST),
            sleep=self._client.rest,
        )
        job: Job = await looking(look)
        files = (job.output_file_id, job.error_file_id)
        results = tuple(file for file in files if file)
        if job.status != "failed":
            return Ended(None, queue_full=False, results=results)
        errors = (job.errors and job.errors.data) or []
        words = "; ".join(filter(None, (error.message or error.code for error in errors)))
        full = any(error.code == "token_limit_exceeded" for error in errors)
        return Ended(self._client.harmless(words or "no reason given"), full, results)

    async def _look(self, batch: str) -> "Job":
        job = await self._client.sdk.batches.retrieve(batch)
        _id(job)
        return job

    async def lines(self, result: str) -> AsyncIterator[bytes]:
        """The lines of a file of results; the first is given when all are there."""
        with TemporaryFile() as file:
            await self._call(lambda: self._download(result, file), _gone(result))
            for line in file:
                yield line

    async def _download(self, result: str, into: IO[bytes]) -> None:
        into.seek(0)
        into.truncate()
        content = self._client.sdk.files.with_streaming_response.content
        line = b"\n"
        with unbroken():
            async with content(result) as response:
                async for part in response.iter_bytes():
                    into.write(part)
        into.seek(0)
        for line in into:  # noqa: B007 (the last one is wanted)
            pass
        if not line.endswith(b"\n") and from_line(line) is None:
            raise GarbledError("the last row of its results is cut short")
        into.seek(0)

    async def _call(
        self, attempt: Callable[[], Awaitable[T]], absent: str, patience: Patience | None = None
    ) -> T:
        """What an attempt gives; what is refused here is no matter of one request."""
        from openai import BadRequestError, NotFoundError, UnprocessableEntityError

        async def tried() -> T:
            try:
                return await attempt()
            except NotFoundError as exc:
                raise StoppedError(f"{self._client.url} says 404: {absent}") from exc
            except (BadRequestError, UnprocessableEntityError) as exc:
                words = self._client.said(exc)
                raise StoppedError(f"{self._client.url} takes no batch: {words}") from exc

        return await self._client.call(tried, "batches", patience)


def _id(answer: object) -> str:
    """The id in an answer; NotAModelError where it has none."""
    told = getattr(answer, "id", None)
    if isinstance(told, str) and told:
        return told
    raise NotAModelError


def _gone(what: str) -> str:
    return (
        f"it has no {what}: was it handed in with another key, or long ago? To hand its requests "
        "in again delete the file of the folder batch that names it"
    )


def _progress(job: "Job") -> str:
    """How far a batch got, in words."""
    counts = job.request_counts
    done = (
        f", {counts.completed + counts.failed} of {counts.total} done"
        if counts and counts.total
        else ""
    )
    return f"batch {job.id}: {job.status.replace('_', ' ')}{done}"

"""Which model answers: recorded replies, the embedded local model, or an endpoint."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.domain import Model
from pipeline.errors import SetupError
from pipeline.models.endpoint import Endpoint
from pipeline.models.local import serve, weights_path
from pipeline.models.recordings import Record, Replay

LOCAL = "local"
_CONTEXT = 8192
_THREE_CHOICES = (
    "no model to ask: set OPENAI_API_KEY and name a model with --model, or replay recorded answers"
    " with --replay DIR, or fetch the local model once with: provenote models pull"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for on the command line and in the environment.

    Attributes:
        model: `local`, or a name the endpoint knows.
        base_url: Of the endpoint; None for OpenAI's own.
        api_key: May be empty where `base_url` asks for none.
        weights: The folder of the local model's weights.
        threads: Of the local model.
        replay: Answer from these recordings and ask nobody.
        record: Keep every answer here.
        by: Which program records.
    """

    model: str
    base_url: str | None
    api_key: str
    weights: Path
    threads: int
    replay: Path | None
    record: Path | None
    by: str


@asynccontextmanager
async def open_model(choice: Choice, clock: Callable[[], datetime]) -> AsyncIterator[Model]:
    """The chosen model, ready to be asked; SetupError names the choices when there is none."""
    if choice.replay:
        yield Replay(choice.replay)
        return
    async with AsyncExitStack() as stack:
        base_url = choice.base_url
        if choice.model == LOCAL:
            weights = weights_path(choice.weights)
            if not weights.exists():
                raise SetupError(_THREE_CHOICES)
            base_url = stack.enter_context(serve(weights, threads=choice.threads, context=_CONTEXT))
        elif not choice.api_key and base_url is None:
            raise SetupError(_THREE_CHOICES)
        key = "" if choice.model == LOCAL else choice.api_key
        endpoint = await stack.enter_async_context(Endpoint(base_url=base_url, api_key=key))
        if choice.record is None:
            yield endpoint
        else:
            yield Record(endpoint, choice.record, clock, endpoint=endpoint.host, by=choice.by)

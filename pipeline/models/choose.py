"""Which model answers: recorded replies, the embedded local model, or an endpoint."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.domain import Model, Shelf, Usage
from pipeline.errors import SetupError
from pipeline.models.batch import Batch
from pipeline.models.client import OPENAI_URL, Client, host_of
from pipeline.models.endpoint import Endpoint
from pipeline.models.features import Memory
from pipeline.models.keeping import Keeping, Lazy
from pipeline.models.local import MODEL, serve, weights_path
from pipeline.models.meter import Budget, Meter, Spent
from pipeline.models.pace import Pace
from pipeline.models.prices import Prices
from pipeline.models.recordings import Replay
from pipeline.models.resting import until

LOCAL = "local"
NOTHING = Spent(0, {}, 0, Usage(), 0.0)
_CONTEXT = 8192
_THREE_CHOICES = (
    "no model to ask: set OPENAI_API_KEY and name a model with --model, or replay recorded answers"
    " with --replay DIR, or fetch the local model once with: provenote models pull"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast and how far an endpoint may be asked; None where nobody said.

    Attributes:
        at_once: Requests on their way together.
        requests: A minute.
        tokens: A minute.
    """

    at_once: int = 8
    requests: int | None = None
    tokens: int | None = None
    budget: Budget = field(default_factory=Budget)


@dataclass(frozen=True, slots=True)
class Batching:
    """That requests are handed in as batches.

    Attributes:
        folder: Where it is kept what was handed in.
        notice: Hears what becomes of it.
    """

    folder: Path
    notice: Callable[[str], None]


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
        keep: Where every answer is kept before it is used; what is there already is not asked
            again.
        by: Which program records.
        memory: The file of what was found out about endpoints.
        notice: Hears what a person who waits should know.
        batching: None for requests one by one.
        stop: Whether whoever runs it said stop: then nothing more is asked.
    """

    model: str
    base_url: str | None
    api_key: str
    weights: Path
    threads: int
    replay: Path | None
    keep: tuple[Shelf, ...]
    by: str
    limits: Limits
    prices: Prices
    memory: Path
    notice: Callable[[str], None]
    batching: Batching | None = None
    stop: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Asked:
    """The model to ask, what asking it came to so far, and of when its newest answer is."""

    model: Model
    spent: Callable[[], Spent]
    newest: Callable[[], datetime | None] = lambda: None


@asynccontextmanager
async def open_model(choice: Choice, clock: Callable[[], datetime]) -> AsyncIterator[Asked]:
    """The chosen model, ready to be asked; SetupError names the choices when there is none.

    Where answers are kept it is opened when the first one is missing, and not needed before.
    """
    if choice.replay:
        replay = Replay(choice.replay)
        yield Asked(replay, lambda: NOTHING, lambda: replay.newest)
        return
    name = MODEL.name if choice.model == LOCAL else choice.model
    price = choice.prices.of(name, batch=choice.batching is not None)
    meter = Meter(name, price, choice.limits.budget)
    async with AsyncExitStack() as stack:
        host = "127.0.0.1" if choice.model == LOCAL else host_of(choice.base_url or OPENAI_URL)
        if not choice.keep:
            yield Asked(await stack.enter_async_context(_endpoint(choice, meter)), meter.spent)
            return
        lazy = await stack.enter_async_context(Lazy(lambda: _endpoint(choice, meter)))
        at_once = None if choice.batching else choice.limits.at_once
        model = Keeping(lazy, choice.keep, clock, endpoint=host, by=choice.by, at_once=at_once)
        yield Asked(model, meter.spent, lambda: model.newest)


@asynccontextmanager
async def _endpoint(choice: Choice, meter: Meter) -> AsyncIterator[Model]:
    """The endpoint, at once or in batches, or the local model behind one of its own."""
    rest = until(choice.stop)
    pace = Pace(choice.limits.at_once, choice.limits.requests, choice.limits.tokens, rest)
    if choice.model == LOCAL:
        weights = weights_path(choice.weights)
        if not weights.exists():
            raise SetupError(_THREE_CHOICES)
        with serve(weights, threads=choice.threads, context=_CONTEXT) as url:
            async with Client(base_url=url, api_key="", rest=rest) as client:
                # it listens on another port every time, and can do all there is
                yield Endpoint(client, meter, pace, Memory(None))
        return
    if not choice.api_key and choice.base_url is None:
        raise SetupError(_THREE_CHOICES)
    async with Client(base_url=choice.base_url, api_key=choice.api_key, rest=rest) as client:
        memory = Memory(choice.memory)
        if choice.batching:
            folder, notice = choice.batching.folder, choice.batching.notice
            async with Batch(
                client=client, meter=meter, memory=memory, folder=folder, notice=notice
            ) as batch:
                yield batch
        else:
            yield Endpoint(client, meter, pace, memory, notice=choice.notice)

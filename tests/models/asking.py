"""An endpoint to ask, built as the command builds it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pipeline.models.client import Client
from pipeline.models.endpoint import IN_A_ROW, Endpoint
from pipeline.models.features import Memory
from pipeline.models.meter import Budget, Meter
from pipeline.models.pace import Pace
from pipeline.models.patience import PATIENCE, Patience
from pipeline.models.prices import Price


@asynccontextmanager
async def connected(  # noqa: PLR0913 (each by name)
    url: str,
    *,
    key: str = "a-key-of-the-tests",
    seconds: float = 20,
    patience: Patience = PATIENCE,
    pace: Pace | None = None,
    price: Price | None = None,
    budget: Budget | None = None,
    meter: Meter | None = None,
    memory: Path | None = None,
    in_a_row: int = IN_A_ROW,
    notice: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Endpoint]:
    """A model behind a URL."""
    meter = meter or Meter("tiny", price, budget or Budget())
    async with Client(base_url=url, api_key=key, timeout=seconds, patience=patience) as client:
        yield Endpoint(client, meter, pace or Pace(64), Memory(memory), in_a_row, notice)

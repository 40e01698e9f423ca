"""What a run is told to do, as run.json and the ledger keep it."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.domain import Json
from pipeline.errors import SetupError
from pipeline.models.choose import LOCAL
from pipeline.readers import kept
from pipeline.stages.ask import Plan
from pipeline.store import shown


class Ask(StrEnum):
    """Small questions or whole windows."""

    steps = "steps"
    whole = "whole"


class Engine(StrEnum):
    """Where the work is done: in this process, or spread over a Ray cluster."""

    local = "local"
    ray = "ray"


@dataclass(frozen=True, slots=True)
class Whom:
    """Which model is asked, from where its answers may come, and how far it may be asked.

    Attributes:
        model: A name the endpoint knows, `local` (the embedded one), or `none`.
        base_url: Any OpenAI-compatible endpoint; None for OpenAI's own.
        replay: Answer from the recordings in this folder, and ask nobody.
        record: Keep every answer in this folder, and ask for none that is there.
        concurrency: Most requests at once; by default 1 for `local`, else 8; with the engine
            `ray` of each worker.
        rpm: Most requests a minute.
        tpm: Most tokens a minute.
        max_cost: Stop before this many US dollars are spent.
        max_tokens: Stop before this many tokens are spent.
        prices: A TOML file of prices, before the shipped ones.
        threads: Of the local model.
    """

    model: str | None = None
    base_url: str | None = None
    replay: Path | None = None
    record: Path | None = None
    concurrency: int | None = None
    rpm: int | None = None
    tpm: int | None = None
    max_cost: float | None = None
    max_tokens: int | None = None
    prices: Path | None = None
    threads: int = 2


@dataclass(frozen=True, slots=True)
class How:
    """How articles are read, asked and judged, and what is made of them.

    Attributes:
        ask: Small questions or whole windows; by default small ones for `local`.
        window: Most characters of an article in one question.
        prompts: A folder of prompts of your own instead of the shipped.
        policy: standard, strict, lenient, or a TOML file of yours.
        strict: Whether every claim has to be supported, for the job to be well.
        fail_under: Of 100 claims, how many have to be supported, for the job to be well.
        batch: Hand all requests in at once: half the price, slow.
        relate: Ask the model about pairs that only their wording sets apart.
        narrative: Let the model write the key points; each is checked.
        store: The URL of a PostgreSQL that keeps the ledger; else a file in the output folder.
        ask_copies: Ask also about articles that say nothing but what an earlier one says.
        allow_private: Fetch from a network of one's own, too.
        engine: Where the work is done.
        ray_address: Of the cluster (`host:port`, `auto`); None starts one on this machine.
    """

    ask: Ask | None = None
    window: int | None = None
    prompts: Path | None = None
    policy: str = "standard"
    strict: bool = False
    fail_under: float | None = None
    batch: bool = False
    relate: bool = False
    narrative: bool = False
    store: str | None = None
    ask_copies: bool = False
    allow_private: bool = False
    engine: Engine = Engine.local
    ray_address: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told to do; written into run.json as it stands.

    Attributes:
        paths: Files, folders, patterns, and addresses of pages and feeds.
        output: The folder to write into.
    """

    paths: tuple[str, ...]
    output: Path
    whom: Whom
    how: How

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self.whom.model or LOCAL

    def as_planned(self, plan: Plan) -> "Settings":
        """With what was left to the plan: how is asked, and how much at a time."""
        ask = Ask.steps if plan.steps else Ask.whole
        whom = replace(self.whom, model=self.model)
        return replace(self, whom=whom, how=replace(self.how, ask=ask, window=plan.window))

    def as_json(self) -> dict[str, Json]:
        """The settings as they were given; paths as text."""
        how = replace(self.how, store=self.how.store and shown(self.how.store))
        paths = tuple(kept(path) for path in self.paths)
        told = {**asdict(self.whom), **asdict(how), "paths": paths, "output": self.output}
        return {name: _as_json(value) for name, value in told.items()}

    @classmethod
    def of_json(cls, told: Json, where: Path) -> "Settings":
        """The settings as run.json or a ledger tells them; raises SetupError where it does not."""
        try:
            return _SETTINGS.validate_python({**told, "whom": told, "how": told})  # type: ignore[dict-item]
        except (TypeError, ValidationError) as error:
            raise SetupError(
                f"{where} does not tell how its run was made: it is of an older provenote, or "
                "damaged; run the same command again"
            ) from error


_SETTINGS = TypeAdapter(Settings)


def _as_json(value: "Json | Path | tuple[str, ...]") -> Json:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value

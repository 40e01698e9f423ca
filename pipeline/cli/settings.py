"""What a run was told to do, as run.json and the ledger keep it."""

from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.cli.options import Whom
from pipeline.cli.plans import Ask
from pipeline.domain import Json
from pipeline.errors import SetupError
from pipeline.readers import kept
from pipeline.store import shown


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run was told to do; written into run.json as it stands."""

    paths: tuple[str, ...]
    output: Path
    ask: Ask
    window: int
    prompts: Path | None
    policy: str
    strict: bool
    batch: bool
    relate: bool
    narrative: bool
    store: str | None
    model: str
    whom: Whom

    def as_json(self) -> dict[str, Json]:
        """The settings as they were given; paths as text."""
        told = {**asdict(self), "store": self.store and shown(self.store)}
        told["paths"] = tuple(kept(path) for path in self.paths)
        return {name: _as_json(value) for name, value in {**told.pop("whom"), **told}.items()}

    @classmethod
    def of_json(cls, told: Json, where: Path) -> "Settings":
        """The settings as run.json or a ledger tells them; raises SetupError where it does not."""
        try:
            return _SETTINGS.validate_python({**told, "whom": told})  # type: ignore[dict-item]
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

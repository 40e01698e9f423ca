"""What tokens cost: a data file of prices, which users may override."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from pipeline.domain import Usage
from pipeline.errors import SetupError

_MILLION = 1_000_000
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")  # gpt-4.1-mini-2025-04-14 costs what gpt-4.1-mini does


class Price(BaseModel):
    """US dollars for a million tokens; cached ones cost what others do unless told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: FiniteFloat = Field(ge=0)
    output: FiniteFloat = Field(ge=0)
    cached: FiniteFloat | None = Field(default=None, ge=0)

    def of(self, usage: Usage) -> float:
        """US dollars."""
        cached = self.input if self.cached is None else self.cached
        fresh = usage.prompt_tokens - usage.cached_tokens
        paid = fresh * self.input + usage.cached_tokens * cached
        return (paid + usage.completion_tokens * self.output) / _MILLION

    def part(self, part: float) -> "Price":
        """So much of this price."""
        cached = None if self.cached is None else self.cached * part
        return Price(input=self.input * part, output=self.output * part, cached=cached)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    models: dict[str, Price] = {}
    batch: FiniteFloat | None = Field(default=None, ge=0, le=1)


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices by the name of a model, and the part of them that a batch costs."""

    models: Mapping[str, Price]
    batch: float = 1.0

    def of(self, model: str, *, batch: bool = False) -> Price | None:
        """The price of a model, or of the one it is a dated version of; None: unknown."""
        price = self.models.get(model) or self.models.get(_DATED.sub("", model))
        return price.part(self.batch) if price and batch else price


def load(own: Path | None = None) -> Prices:
    """The shipped prices, with those of a user's TOML file before them.

    Raises:
        SetupError: The file cannot be read, or says something else than prices.
    """
    shipped = _shipped()
    if own is None:
        return Prices(shipped.models, _part(shipped.batch))
    told = _read(own)
    batch = shipped.batch if told.batch is None else told.batch
    return Prices({**shipped.models, **told.models}, _part(batch))


def _part(batch: float | None) -> float:
    return 1.0 if batch is None else batch


@cache
def _shipped() -> _File:
    return _read(Path(__file__).with_name("prices.toml"))


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as exc:
        reason = (exc.strerror or str(exc)).lower()
        raise SetupError(f"cannot read the prices in {path}: {reason}; check --prices") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise SetupError(f"{path} is not TOML: {exc}; write it like the shipped prices") from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SetupError(
            f"the prices in {path} cannot be used: {where}: {first['msg'].lower()}; an entry is "
            "'models.\"NAME\" = { input = 0.4, output = 1.6 }', in US dollars a million tokens"
        ) from exc

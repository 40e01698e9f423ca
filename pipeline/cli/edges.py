"""What every command builds before it begins: the grammar, the model, the policy."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline import prompts
from pipeline.domain import Article, Parser, Policy, Problem
from pipeline.engines.local import Limited
from pipeline.errors import SetupError
from pipeline.models import local
from pipeline.models.choose import LOCAL, Choice, open_model
from pipeline.parser import SpacyParser
from pipeline.policies import load
from pipeline.readers import read
from pipeline.run import Adviser
from pipeline.stages.doubt import PROMPTS, Asking
from pipeline.stages.verify import CHECK_NAMES, POLICIES

NOBODY = "none"


def grammar() -> Parser:
    """The parser of every article and claim."""
    return SpacyParser()


def models_folder() -> Path:
    """Where the local model's weights lie."""
    chosen = os.environ.get("PROVENOTE_MODELS")
    return Path(chosen) if chosen else local.models_folder(Path.home())


def choice(
    model: str, base_url: str | None, replay: Path | None, record: Path | None, threads: int
) -> Choice:
    """Which model answers; the key comes from the environment."""
    if replay and record:
        raise SetupError("--replay and --record exclude each other; choose one")
    return Choice(
        model,
        base_url,
        os.environ.get("OPENAI_API_KEY", ""),
        models_folder(),
        threads,
        replay,
        record,
        f"provenote {version('provenote')}",
    )


@dataclass(frozen=True, slots=True)
class Advice:
    """Who is asked for second opinions, as it was given on the command line."""

    model: str
    base_url: str | None
    replay: Path | None
    record: Path | None
    concurrency: int | None
    threads: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adviser | None]:
        """The adviser, ready to be asked; None where nobody is to be."""
        if self.model == NOBODY:
            if self.replay or self.record:
                raise SetupError("whose opinions are recorded? name the model with --model")
            yield None
            return
        chosen = choice(self.model, self.base_url, self.replay, self.record, self.threads)
        folder = prompts.default_folder()
        asking = Asking(known_as(self.model), {n: prompts.load(n, folder) for n in PROMPTS})
        async with open_model(chosen, lambda: datetime.now(UTC)) as model:
            most = self.concurrency or (1 if self.model == LOCAL else 8)
            yield Adviser(Limited(model, most), asking)


def known_as(model: str) -> str:
    """The name by which a model is asked, and by which its recordings go."""
    return local.MODEL.name if model == LOCAL else model


def policy(name: str) -> Policy:
    """A shipped policy by its name, or one of a newsroom's own from a TOML file."""
    return POLICIES.get(name) or load(Path(name), POLICIES, CHECK_NAMES)


def load_articles(paths: list[Path]) -> tuple[list[Article], list[Problem]]:
    """The articles that claims are checked against; SetupError where there is none."""
    found = list(read(paths))
    sources = [one for one in found if isinstance(one, Article)]
    problems = [one for one in found if isinstance(one, Problem)]
    if not sources:
        why = f": {problems[0].where}: {problems[0].message}" if problems else ""
        raise SetupError(f"no article could be read from {paths[0]}{why}")
    return sources, problems

"""What every command builds before it begins: the grammar, the model, the policy."""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pipeline import prompts
from pipeline.domain import Article, Parser, Policy, Problem, Prompt, Shelf
from pipeline.domain.telling import Stop, never
from pipeline.errors import SetupError
from pipeline.jobs.settings import Whom
from pipeline.models import local, prices, strict
from pipeline.models.choose import LOCAL, Asked, Batching, Choice, Limits, open_model
from pipeline.models.meter import Budget
from pipeline.models.recordings import Folder
from pipeline.parser import SpacyParser
from pipeline.policies import load
from pipeline.processing import Adviser
from pipeline.readers import Web, everywhere, is_public, named, read, told
from pipeline.stages.doubt import PROMPTS, Asking
from pipeline.stages.verify import CHECK_NAMES, POLICIES

NOBODY = "none"


def unheard(message: str) -> None:
    """A notice that nobody waits for."""


def grammar() -> Parser:
    """The parser of every article and claim."""
    return SpacyParser()


def models_folder() -> Path:
    """Where the local model's weights lie, and what was found out about endpoints."""
    chosen = os.environ.get("PROVENOTE_MODELS")
    return Path(chosen) if chosen else local.models_folder(Path.home())


def memory_file() -> Path:
    """Where it is remembered what endpoints can do."""
    return models_folder() / "endpoints.json"


def api_key() -> str:
    """The key for the endpoint, as the environment has it; empty where there is none."""
    return os.environ.get("OPENAI_API_KEY", "").strip()


def choice(
    whom: Whom,
    model: str,
    notice: Callable[[str], None] = unheard,
    ledger: Shelf | None = None,
    batching: Batching | None = None,
    stop: Stop = never,
) -> Choice:
    """Which model answers, and where answers are kept; the key comes from the environment.

    What is recorded comes before what is in the ledger: recordings are what a person reviewed.
    """
    if whom.replay and whom.record:
        raise SetupError("--replay and --record exclude each other; choose one")
    if whom.replay and batching:
        raise SetupError("--replay asks nobody, so there is nothing to --batch; choose one")
    if model == LOCAL and batching:
        raise SetupError(
            "the local model takes no batches; name a model of an endpoint with --model, or leave "
            "--batch out"
        )
    at_once = whom.concurrency or (1 if model == LOCAL else 8)
    budget = Budget(whom.max_cost, whom.max_tokens)
    return Choice(
        model,
        whom.base_url,
        api_key(),
        models_folder(),
        whom.threads,
        whom.replay,
        (*((Folder(whom.record),) if whom.record else ()), *((ledger,) if ledger else ())),
        f"provenote {version('provenote')}",
        Limits(at_once, whom.rpm, whom.tpm, budget),
        prices.load(whom.prices),
        memory_file(),
        notice,
        batching,
        stop,
    )


@asynccontextmanager
async def asked(chosen: Choice) -> AsyncIterator[Asked]:
    """The chosen model; recordings carry the time of day."""
    async with open_model(chosen, lambda: datetime.now(UTC)) as model:
        yield model


@asynccontextmanager
async def advice(
    whom: Whom, notice: Callable[[str], None] = unheard
) -> AsyncIterator[tuple[Adviser | None, Asked | None]]:
    """The adviser for second opinions, ready to be asked; None where nobody is to be."""
    model = whom.model or NOBODY
    if model == NOBODY:
        if whom.replay or whom.record:
            raise SetupError("whose opinions are recorded? name the model with --model")
        yield None, None
        return
    folder = prompts.default_folder()
    asking = Asking(known_as(model), {n: prompts.load(n, folder) for n in PROMPTS})
    must_fit(asking.prompts, whom)
    async with asked(choice(whom, model, notice)) as opened:
        yield Adviser(opened.model, asking), opened


def must_fit(asked: Mapping[str, Prompt], whom: Whom) -> None:
    """Raise SetupError where strict mode would refuse a schema; what is replayed is never sent."""
    if whom.replay:
        return
    for name, prompt in asked.items():
        if found := strict.problems(prompt.schema):
            more = f" (and {len(found) - 1} more: see provenote doctor)" if found[1:] else ""
            raise SetupError(
                f"the schema of the prompt {name} cannot be sent: {found[0].where}: "
                f"{found[0].message}{more}"
            )


def known_as(model: str) -> str:
    """The name by which a model is asked, and by which its recordings go."""
    return local.MODEL.name if model == LOCAL else model


def policy(name: str) -> Policy:
    """A shipped policy by its name, or one of a newsroom's own from a TOML file."""
    return POLICIES.get(name) or load(Path(name), POLICIES, CHECK_NAMES)


def load_articles(
    paths: Sequence[str | Path], *, allow_private: bool = False
) -> tuple[list[Article], list[Problem]]:
    """The articles that claims are checked against; SetupError where there is none."""
    with Web(allow=everywhere if allow_private else is_public) as web:
        found = list(read(named(map(str, paths)), web=web))
    sources = [one for one in found if isinstance(one, Article)]
    problems = [one for one in found if isinstance(one, Problem)]
    if not sources:
        why = f": {problems[0].where}: {problems[0].message}" if problems else ""
        raise SetupError(f"no article could be read from {told(paths[0])}{why}")
    return sources, problems

"""What every command builds before it begins: the grammar, the model, the policy."""

import os
from importlib.metadata import version
from pathlib import Path

from pipeline.domain import Parser, Policy
from pipeline.errors import SetupError
from pipeline.models import local
from pipeline.models.choose import LOCAL, Choice
from pipeline.parser import SpacyParser
from pipeline.policies import load
from pipeline.stages.verify import CHECK_NAMES, POLICIES


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


def known_as(model: str) -> str:
    """The name by which a model is asked, and by which its recordings go."""
    return local.MODEL.name if model == LOCAL else model


def policy(name: str) -> Policy:
    """A shipped policy by its name, or one of a newsroom's own from a TOML file."""
    return POLICIES.get(name) or load(Path(name), POLICIES, CHECK_NAMES)

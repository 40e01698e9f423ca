"""`provenote doctor`: what would stop a run, told before it does, each with its fix."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer
from rich.console import Console

from pipeline import prompts
from pipeline.cli.machine import Check, dependencies, looked, nearest, python, room, terminal
from pipeline.cli.options import PolicyOption, PromptsOption
from pipeline.domain import Article, Parser
from pipeline.errors import OutputError, SetupError
from pipeline.jobs.edges import api_key, grammar, memory_file, models_folder, policy
from pipeline.jobs.plans import STEPS
from pipeline.models import local, prices, strict
from pipeline.models.choose import LOCAL
from pipeline.models.client import checked_key
from pipeline.models.features import Memory
from pipeline.models.reach import Tried, keeps_to_schema, list_models, try_out
from pipeline.stages import doubt, narrate, reconcile
from pipeline.stages.ask import Plan, questions
from pipeline.turns import render_repair
from pipeline.writers.hold import held
from pipeline.writers.terminal import say

_NEWS = "The dockers' union demanded on Tuesday that the port authority replace its cranes."


@dataclass(frozen=True, slots=True)
class Asked:
    """What shall be looked at; None where it was not named."""

    base_url: str | None
    model: str | None
    prompts: Path | None
    prices: Path | None
    policy: str
    output: Path
    recordings: Path | None
    deep: bool


def doctor(  # noqa: PLR0913, PLR0917 (each parameter is an option)
    base_url: Annotated[
        str | None, typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint.")
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(help="Ask this model one small question, and remember what it takes."),
    ] = None,
    prompts_folder: PromptsOption = None,
    own_prices: Annotated[
        Path | None, typer.Option("--prices", help="Prices of your own (TOML).")
    ] = None,
    policy_name: PolicyOption = "standard",
    output: Annotated[Path, typer.Option("-o", "--output", help="Where a run will write.")] = Path(
        "outputs/run"
    ),
    record: Annotated[Path | None, typer.Option(help="Where a run will keep its answers.")] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Look at every byte of the local model's weights.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of lines.")] = False,
) -> None:
    """Check all that a run needs, and say for what is not well how to mend it; exit 1 if any."""
    asked = Asked(
        base_url or None, ask, prompts_folder, own_prices, policy_name, output, record, deep
    )
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal that is not well is told so, too
        sys.stdout.reconfigure(errors="backslashreplace")
    console, checks = Console(highlight=False), []
    for check in examine(asked):
        checks.append(check)
        if not as_json:
            fix = f"; {check.fix}" if check.fix else ""
            say(console, f"{check.outcome:<7}  {check.name}: {check.message}{fix}")
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2))
    raise typer.Exit(int(any(check.outcome == "fail" for check in checks)))


def examine(asked: Asked) -> Iterator[Check]:
    """Every check in turn; none depends on another."""
    parse = grammar()
    yield looked("python", python)
    yield from dependencies()
    yield looked("grammar", partial(_grammar, parse))
    yield _key(asked.base_url)
    yield _endpoint(asked.base_url)
    if asked.model:
        yield _answer(asked.base_url, asked.model)
    for name in (*STEPS, *doubt.PROMPTS, *reconcile.PROMPTS, *narrate.PROMPTS):
        yield looked(f"prompt {name}", partial(_prompt, name, asked.prompts, parse))
    yield looked("prices", partial(_prices, asked.prices))
    yield looked("policy", lambda: f"{policy(asked.policy).name} can be used")
    yield _weights(asked.deep)
    yield looked("local engine", _engine, "warning")
    for name, folder in (("output", asked.output), ("models", models_folder())):
        yield room(f"disk of the {name} folder", folder, shutil.disk_usage(nearest(folder)).free)
    yield looked("output", partial(_output, asked.output))
    if asked.recordings:
        yield looked("recordings", partial(_recordings, asked.recordings))
    yield terminal(sys.stdout.encoding)


# --- who answers -------------------------------------------------------------------------------


def _key(base_url: str | None) -> Check:
    if not api_key():
        if base_url:
            return Check("key", "ok", "none is set; this endpoint is asked without")
        return Check("key", "warning", "none is set, which OpenAI needs", "set OPENAI_API_KEY")

    def look() -> str:
        checked_key(api_key())
        return "one is set"

    return looked("key", look)


def _endpoint(base_url: str | None) -> Check:
    if not (base_url or api_key()):
        fix = "set OPENAI_API_KEY, or name one with --base-url"
        return Check("endpoint", "warning", "none is named", fix)

    def look() -> str:
        listed = asyncio.run(list_models(base_url, api_key()))
        number = len(listed.names)
        return f"{listed.url} lists {number} model{'s' * (number != 1)}"

    return looked("endpoint", look)


def _answer(base_url: str | None, model: str) -> Check:
    """What a model takes, found out anew whatever was remembered of it."""

    def look() -> str:
        tried = _tried(base_url, model)
        if not keeps_to_schema(tried.reply):
            said = tried.reply.refusal or tried.reply.text or "nothing"
            raise SetupError(
                f"{model} was asked for yes or no in the form {tried.features.form} and said "
                f"{said[:60]!r}; use a model that keeps to JSON"
            )
        chances = "tells" if tried.features.chances else "does not tell"
        return f"{model} answers in the form {tried.features.form}, and {chances} chances"

    return looked(f"model {model}", look)


def _tried(base_url: str | None, model: str) -> Tried:
    if model == LOCAL:
        weights = local.weights_path(models_folder())
        with local.serve(weights, threads=2, context=2048) as url:
            return asyncio.run(try_out(url, "", local.MODEL.name))
    tried = asyncio.run(try_out(base_url, api_key(), model))
    Memory(memory_file()).keep(tried.url, model, tried.features)
    return tried


def _weights(deep: bool) -> Check:
    """Those of the local model: that they were never fetched is no fault."""
    folder = models_folder()
    path = local.weights_path(folder)

    def look() -> str:
        local.must_be_whole(folder, deep=deep)
        return f"{path} has its {'sha256' if deep else 'size'}"

    return looked("local model", look, "fail" if path.exists() else "warning")


def _engine() -> str:
    local.must_be_installed()
    return "it is there, to run the local model"


# --- what it is told ---------------------------------------------------------------------------


def _grammar(parse: Parser) -> str:
    try:
        parse(_NEWS)
    except (OSError, ValueError, ImportError) as error:  # what spaCy raises of a damaged model
        raise SetupError(
            f"the English model cannot be loaded: {error}; run pip install provenote again"
        ) from error
    return "the English model loads"


def _prompt(name: str, own: Path | None, parse: Parser) -> str:
    """A prompt as a run would load it, filled in for a small article."""
    shipped = prompts.default_folder()
    folder = own if own and name in STEPS else shipped
    prompt = prompts.load(name, folder)
    if name in STEPS:
        render_repair(prompt, {"problems": ()})
        loaded = {one: prompts.load(one, shipped) for one in STEPS} | {name: prompt}
        article = Article("doctor", _NEWS, "")
        plan = Plan("doctor", name != "extract", 4000, loaded)
        questions(article, parse(_NEWS), plan)
    if found := strict.problems(prompt.schema):
        told = "; ".join(f"{one.where}: {one.message}" for one in found)
        raise SetupError(f"{folder / name / 'schema.json'} is beyond strict mode: {told}")
    return f"{folder / name} can be filled in, and its schema be sent"


def _prices(own: Path | None) -> str:
    return f"those of {len(prices.load(own).models)} models are known"


# --- where it writes ---------------------------------------------------------------------------


def _output(folder: Path) -> str:
    with held(folder):
        return f"{folder} can be written, and nobody else holds it"


def _recordings(folder: Path) -> str:
    try:
        TemporaryFile(dir=nearest(folder)).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"cannot write into {folder}: {reason}; choose another folder with --record"
        ) from error
    return f"{folder} can be written"

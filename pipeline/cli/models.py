"""`provenote models`: which models are reachable, and the weights of the local one."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from pipeline.domain import Json
from pipeline.errors import PipelineError
from pipeline.jobs.edges import api_key, memory_file, models_folder
from pipeline.models import local, prices
from pipeline.models.choose import LOCAL
from pipeline.models.features import Features, Memory
from pipeline.models.prices import Price, Prices
from pipeline.models.reach import Listed, list_models
from pipeline.models.recordings import inventory
from pipeline.writers import inert
from pipeline.writers.terminal import say

_OURS = Path("fixtures/recordings")
_NOT_ASKED = "not asked yet"
_CHANCES: dict[bool | None, str] = {True: "told", False: "not told"}

app = typer.Typer(help="The models there are, and the embedded local one.")


@dataclass(frozen=True, slots=True)
class Known:
    """A model, as far as it is known: `features` and `price` are None where they are not."""

    name: str
    features: Features | None
    price: Price | None

    def as_json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "name": self.name,
            "form": self.features.form if self.features else None,
            "chances": self.features.chances if self.features else None,
            "price": self.price.model_dump() if self.price else None,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """Where answers come from: whether any can, in words, and the models there."""

    kind: Literal["endpoint", "local", "recordings"]
    where: str
    reachable: bool
    message: str
    models: tuple[Known, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For programs."""
        return {
            "kind": self.kind,
            "where": self.where,
            "reachable": self.reachable,
            "message": self.message,
            "models": [one.as_json() for one in self.models],
        }


@app.callback(invoke_without_command=True)
def models(
    context: typer.Context,
    base_url: Annotated[
        str | None, typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint.")
    ] = None,
    recordings: Annotated[
        list[Path] | None, typer.Option(help=f"A folder of recordings; else {_OURS}.")
    ] = None,
    own_prices: Annotated[
        Path | None, typer.Option("--prices", help="Prices of your own (TOML).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
) -> None:
    """List the models that are reachable, what each was found to do, and its price."""
    if context.invoked_subcommand:
        return
    known_prices = prices.load(own_prices)
    folders = recordings or [folder for folder in (_OURS,) if folder.is_dir()]
    places = [
        _endpoint(base_url or None, known_prices),
        _local(known_prices),
        *(_recordings(folder, known_prices) for folder in folders),
    ]
    if as_json:
        typer.echo(json.dumps([place.as_json() for place in places], indent=2))
        return
    for place in places:
        _print(Console(highlight=False), place)


def _endpoint(base_url: str | None, known: Prices) -> Place:
    """The endpoint; one that cannot be reached is a line like others."""
    if not (base_url or api_key()):
        fix = "set OPENAI_API_KEY, or name one with --base-url"
        return Place("endpoint", "", reachable=False, message=f"none is named; {fix}")
    try:
        listed = asyncio.run(list_models(base_url, api_key()))
    except PipelineError as error:
        return Place("endpoint", "", reachable=False, message=str(error))
    models = tuple(_known(listed, known))
    said = f"{len(models)} model{'s' * (len(models) != 1)}"
    return Place("endpoint", listed.url, reachable=True, message=said, models=models)


def _known(listed: Listed, known: Prices) -> Iterator[Known]:
    """The models of an endpoint, in its order, then those that only earlier runs tell of."""
    memory, home = Memory(memory_file()), f"{listed.url} "
    remembered = (one.removeprefix(home) for one in memory.known() if one.startswith(home))
    for name in dict.fromkeys((*listed.names, *remembered)):
        yield Known(name, memory.recall(listed.url, name), known.of(name))


def _local(known: Prices) -> Place:
    folder = models_folder()
    name = local.MODEL.name
    try:
        local.must_be_whole(folder)
        local.must_be_installed()
    except PipelineError as error:
        return Place("local", str(folder), reachable=False, message=str(error))
    model = Known(name, Features(chances=True), known.of(name))
    said = f"{local.MODEL.size / 1e9:.1f} GB, used with --model {LOCAL}"
    return Place("local", str(folder), reachable=True, message=said, models=(model,))


def _recordings(folder: Path, known: Prices) -> Place:
    try:
        found = inventory(folder)
    except PipelineError as error:
        return Place("recordings", str(folder), reachable=False, message=str(error))
    of_models = (f"{n} answers of {name}" for name, n in found.models.items())
    of_prompts = (f"{n} of prompt {name}" for name, n in found.prompts.items())
    said = ", ".join(of_models) or "no answers"
    if found.prompts:
        said += f": {', '.join(of_prompts)}"
    if found.damaged:
        said += f"; {found.damaged} damaged, see: provenote recordings check"
    models = tuple(Known(name, None, known.of(name)) for name in found.models)
    return Place("recordings", str(folder), reachable=bool(models), message=said, models=models)


def _print(console: Console, place: Place) -> None:
    say(console, f"{f'{place.kind} {place.where}'.rstrip()}: {place.message}")
    if place.kind == "recordings" or not place.models:
        return
    name = Column("model", overflow="fold")  # a name cut short cannot be copied
    table = Table(name, "form", "chances", "$ a million tokens", box=None)
    for model in place.models:
        found = model.features
        form = found.form if found else _NOT_ASKED
        chances = _CHANCES.get(found.chances if found else None, _NOT_ASKED)
        price = "unknown"
        if model.price:
            price = f"{model.price.input:g} in, {model.price.output:g} out"
        table.add_row(Text(inert.line(model.name)), form, chances, price)
    console.print(table)


@app.command()
def pull() -> None:
    """Fetch the weights of the local model (1.1 GB), once; a broken download is taken up again."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(local.MODEL.name, total=local.MODEL.size)
        weights = local.pull(
            models_folder(), lambda done, total: progress.update(task, completed=done, total=total)
        )
    say(Console(), f"the local model is at {weights}; use it with --model {LOCAL}")

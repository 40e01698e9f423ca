"""`provenote models`: the embedded local model."""

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.cli.edges import models_folder
from pipeline.models import local
from pipeline.models.choose import LOCAL
from pipeline.writers.terminal import say

app = typer.Typer(help="The embedded local model.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The embedded local model."""


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

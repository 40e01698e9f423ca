"""Options -> settings; prints; chooses the exit code.

options    the options of settings, and those that several commands share
run        articles -> a run's files
progress   what a run tells while it lasts; log the same as lines, stopping what ends it
outcome    what a run came to
brief      stored runs, or claims of anywhere -> their note
verify     claims of anywhere -> the same, checked
again      a run -> the same run, verified by newer checks
status     where a run stands
evaluate   labelled claims -> how well they are told apart
models     which models are reachable; the embedded local one
doctor     what would stop a run, and how to mend it
machine    what a run stands on: python, packages, disk, terminal
recordings what is missing in a folder of recordings, stale or left over
"""

import sys
from importlib.metadata import version
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from pipeline.cli import models, recordings
from pipeline.cli.brief import brief
from pipeline.cli.doctor import doctor
from pipeline.cli.evaluate import evaluate
from pipeline.cli.run import run
from pipeline.cli.status import status
from pipeline.cli.verify import verify
from pipeline.errors import PipelineError
from pipeline.writers.terminal import say

app = typer.Typer(
    help="Who demands what of whom, checked against the source text.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(run)
app.command()(brief)
app.command()(verify)
app.command()(status)
app.command("eval")(evaluate)
app.command()(doctor)
app.add_typer(models.app, name="models")
app.add_typer(recordings.app, name="recordings")


def main() -> None:
    """The `provenote` command: one plain sentence and exit 2 for whatever could not run."""
    try:
        app()
    except PipelineError as error:
        _end(str(error))
    except PermissionError as error:  # a folder that may not even be looked into
        _end(f"cannot look at {error.filename}: permission denied; check its permissions")


def _end(sentence: str) -> NoReturn:
    say(Console(stderr=True), f"provenote: {sentence}")
    sys.exit(2)


def _version(asked: bool) -> None:
    if asked:
        say(Console(), f"provenote {version('provenote')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and exit.")
    ] = False,
) -> None:
    """Who demands what of whom, checked against the source text."""

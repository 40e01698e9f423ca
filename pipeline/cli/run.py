"""`provenote run`: articles -> a run's files."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import asking, telling_how
from pipeline.cli.outcome import exit_code, tell
from pipeline.cli.progress import hearing
from pipeline.jobs import running
from pipeline.jobs.settings import How, Settings, Whom


@telling_how
@asking
def run(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, or addresses of pages and feeds.")
    ],
    whom: Whom,
    how: How,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")] = Path(
        "outputs/run"
    ),
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note."""
    with hearing() as hear:
        done = running.run(Settings(tuple(paths), output, whom, how), hear)
    tell(done, output)
    raise typer.Exit(exit_code(done, how))

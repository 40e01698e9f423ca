"""`provenote run`: articles -> a run's files."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.log import Form, logging_to
from pipeline.cli.options import asking, telling_how
from pipeline.cli.outcome import exit_code, tell
from pipeline.cli.progress import hearing
from pipeline.cli.stopping import stoppable
from pipeline.domain.telling import Event
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
    log: Annotated[
        str | None,
        typer.Option(help="A file for a line an event, appended to; - is standard error."),
    ] = None,
    log_format: Annotated[Form, typer.Option(help="Of its lines.")] = Form.text,
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note.

    Ctrl-C ends it when what is on its way has come back, twice at once; the same command goes on.
    """
    with stoppable() as stop, logging_to(log, log_format) as note, hearing() as show:

        def hear(event: Event) -> None:
            note(event)
            show(event)

        done = running.run(Settings(tuple(paths), output, whom, how), hear, stop)
    tell(done, output)
    raise typer.Exit(exit_code(done, how))

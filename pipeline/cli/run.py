"""`provenote run`: articles -> a run's files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.log import Log, logged, logging_to
from pipeline.cli.options import asking, telling_how
from pipeline.cli.outcome import exit_code, tell
from pipeline.cli.progress import hearing
from pipeline.cli.stopping import stoppable
from pipeline.domain.telling import Event
from pipeline.jobs import running
from pipeline.jobs.settings import How, Settings, Whom
from pipeline.jobs.watching import keep_watch
from pipeline.writers.terminal import say


@telling_how
@asking
@logged
def run(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, or addresses of pages and feeds.")
    ],
    whom: Whom,
    how: How,
    log: Log,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")] = Path(
        "outputs/run"
    ),
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again and again for what is new, until Ctrl-C.")
    ] = False,
    interval: Annotated[
        float, typer.Option(min=1, help="Seconds from one look to the next.")
    ] = 300.0,
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note.

    Ctrl-C ends it when what is on its way has come back, twice at once; the same command goes on.
    """
    with stoppable() as stop, logging_to(log) as note, hearing() as show:

        def hear(event: Event) -> None:
            note(event)
            show(event)

        settings = Settings(tuple(paths), output, whom, how)
        if watch:
            done = keep_watch(settings, interval, hear, stop)
        else:
            done = running.run(settings, hear, stop)
    if done is None:
        say(Console(), "there was nothing to read yet, and nothing is written")
        raise typer.Exit
    tell(done, output)
    raise typer.Exit(exit_code(done, how))

"""What a job tells while it runs, on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

from pipeline.domain.telling import Begun, Ended, Event, Hear, Notice
from pipeline.writers.terminal import say


@contextmanager
def hearing() -> Iterator[Hear]:
    """A bar on a terminal; in a log it would be an empty line."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("articles", total=None)

        def hear(event: Event) -> None:
            match event:
                case Begun(articles):
                    progress.update(bar, total=articles)
                case Ended():
                    progress.advance(bar)
                case Notice(message):
                    say(console, message)

        yield hear


def noticed(message: str) -> None:
    """Say what a person who waits should know."""
    say(Console(stderr=True), message)

"""What a job tells while it runs, on the terminal: how far it is, how fast, and at what cost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipeline.domain.telling import Begun, Ended, Event, Hear, Notice, Paid
from pipeline.writers.terminal import say

_EVERY = 30.0  # seconds between two lines where there is no terminal


@contextmanager
def hearing() -> Iterator[Hear]:
    """A bar on a terminal; elsewhere a line now and then."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[paid]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        yield _Bar(progress, console).hear


class _Bar:
    """How far a job is. What was done before counts neither as work nor for the rate."""

    def __init__(self, progress: Progress, console: Console) -> None:
        self._progress, self._console = progress, console
        self._bar: TaskID | None = None
        self._began = self._said = time.monotonic()
        self._all = self._through = self._taken = 0
        self._paid = ""

    def hear(self, event: Event) -> None:
        match event:
            case Begun(articles):
                self._all, self._through, self._taken = articles, 0, 0
                self._began = self._said = time.monotonic()
                if self._bar is None:
                    self._bar = self._progress.add_task("articles", rate="", paid="")
                self._progress.reset(self._bar, total=articles)
            case Ended(way="taken"):
                self._taken += 1
                self._show()
            case Ended():
                self._through += 1
                self._show()
            case Paid(usd, tokens):
                self._paid = f"{tokens:,} tokens" if usd is None else f"${usd:.4f}"
                self._show()
            case Notice(message):
                say(self._console, message)

    def _show(self) -> None:
        if self._bar is not None:
            self._progress.update(
                self._bar,
                description=f"articles ({self._taken} done before)" if self._taken else "articles",
                completed=self._through,
                total=self._all - self._taken,
                rate=self._rate(),
                paid=self._paid,
            )
        now = time.monotonic()
        if not self._console.is_terminal and now - self._said >= _EVERY:
            self._said = now
            say(self._console, self._line(now))

    def _rate(self) -> str:
        minutes = (time.monotonic() - self._began) / 60
        return f"{self._through / minutes:.1f} a minute" if self._through else ""

    def _line(self, now: float) -> str:
        """The same in words."""
        done, left = self._taken + self._through, self._all - self._taken - self._through
        parts = [f"{done} of {self._all} articles", self._rate(), self._paid]
        if self._through and left:
            seconds = (now - self._began) / self._through * left
            parts.append(f"about {timedelta(seconds=round(seconds))} left")
        return ", ".join(filter(None, parts))


def noticed(message: str) -> None:
    """Say what a person who waits should know."""
    say(Console(stderr=True), message)

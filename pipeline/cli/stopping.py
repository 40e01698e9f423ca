"""Ctrl-C, or a SIGTERM: once lets what is on its way come back, twice ends at once."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import typer
from rich.console import Console

from pipeline.domain.telling import Stop
from pipeline.errors import HaltedError
from pipeline.writers.terminal import say

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STDERR = 2
_ENDED_BY = 128  # and the number of the signal: what shells say of a program


@contextmanager
def stoppable() -> Iterator[Stop]:
    """What tells that somebody said stop; ends the program, with a sentence, where it stopped."""
    stop = threading.Event()
    by = signal.SIGINT

    def told(number: int, _: FrameType | None) -> None:
        nonlocal by
        by = signal.Signals(number)
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # a signal comes at any time, also while something is written: so past the buffer
        with suppress(OSError):
            os.write(
                _STDERR, b"\nstopping when what is on its way is back; once more ends at once\n"
            )

    before = {one: signal.signal(one, told) for one in _SIGNALS}
    try:
        yield stop.is_set
    except HaltedError as error:
        _end(str(error), by)
    except KeyboardInterrupt:
        _end("ended at once; what was answered is kept, and the same command goes on", by)
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _end(sentence: str, by: signal.Signals) -> NoReturn:
    say(Console(stderr=True), f"provenote: {sentence}")
    raise typer.Exit(_ENDED_BY + by)

"""What a job tells while it runs, as a log: a line an event, as text or as JSON."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

import typer

from pipeline.cli.options import taking
from pipeline.domain import Json
from pipeline.domain.telling import Begun, Ended, Event, Hear, Notice, Paid, Unread, Written
from pipeline.errors import OutputError, PipelineError
from pipeline.writers import inert
from pipeline.writers.jsonl import dumps

STANDARD_ERROR = "-"


class Form(StrEnum):
    """Of the lines of a log."""

    text = "text"
    json = "json"


@dataclass(frozen=True, slots=True)
class Log:
    """Where a log goes, and how it is written."""

    log: str | None = None
    log_format: Form = Form.text


logged = taking(
    "log",
    Log,
    {
        "log": typer.Option(help="A file for a line an event, appended to; - is standard error."),
        "log_format": typer.Option(help="Of the lines of the log."),
    },
)
"""A command that takes a `log` takes each of its fields as an option."""


@contextmanager
def logging_to(log: Log) -> Iterator[Hear]:
    """Append a line an event to a file, or write it to standard error; each is there at once.

    Raises OutputError where the file cannot be written.
    """
    place = log.log
    if place is None:
        yield lambda _: None
        return
    try:
        handler = (
            logging.StreamHandler(sys.stderr)
            if place == STANDARD_ERROR
            else logging.FileHandler(place, encoding="utf-8")
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot write the log {place}: {reason}; name another file") from error
    handler.setFormatter(_AsJson() if log.log_format is Form.json else _AsText())
    # our own: the logging of no other program is touched
    logger = logging.Logger("provenote")  # noqa: LOG001
    logger.addHandler(handler)
    try:
        yield lambda event: logger.info("", extra={"told": _told(event)})
    except PipelineError as error:
        logger.info("", extra={"told": {"event": "broken off", "problem": str(error)}})
        raise
    finally:
        handler.close()


def _told(event: Event) -> Mapping[str, Json]:
    """An event by its name, and what it says."""
    match event:
        case Begun(articles):
            return {"event": "begun", "articles": articles}
        case Unread(problem):
            return {"event": "unread", "where": problem.where, "problem": problem.message}
        case Ended(name, way, problem):
            return {"event": way, "article": name, "problem": problem}
        case Paid():
            return {"event": "paid", **asdict(event)}
        case Notice(message):
            return {"event": "notice", "message": message}
        case Written(folder):
            return {"event": "written", "folder": folder}


class _Line(logging.Formatter):
    @staticmethod
    def told(record: logging.LogRecord) -> dict[str, Json]:
        """The time, in UTC (ISO 8601), and the event."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return {"time": at, **getattr(record, "told", {})}


class _AsJson(_Line):
    def format(self, record: logging.LogRecord) -> str:
        """One object (RFC 8259)."""
        return dumps(self.told(record))


class _AsText(_Line):
    def format(self, record: logging.LogRecord) -> str:
        """The time, the event, and what it says, as key=value."""
        told = self.told(record)
        head = f"{told.pop('time')} {told.pop('event')}"
        rest = (f"{key}={value}" for key, value in told.items() if value is not None)
        return inert.line(" ".join((head, *rest)))

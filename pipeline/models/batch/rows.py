"""A request and what came of it, as lines of the files of a batch (OpenAI's Batch API)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from pipeline.domain import Reply, Request
from pipeline.models.completion import read, to_wire
from pipeline.models.faults import FAULTS, Fault, status_fault
from pipeline.models.features import Features

URL = "/v1/chat/completions"
_GARBLED = FAULTS["GarbledError"]
_LATER = Fault("unanswered", "{url} gave no answer in a batch: {said}", transient=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A request as a line of a file; `key` is the request's, and the line's custom id."""

    key: str
    line: bytes


def to_row(request: Request, features: Features) -> Row:
    """The line of a request; UnicodeEncodeError where its text holds half a surrogate pair."""
    body = to_wire(request, features).body()
    told = {"custom_id": request.key, "method": "POST", "url": URL, "body": body}
    return Row(request.key, json.dumps(told, ensure_ascii=False).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: in requests, and in bytes. By default as OpenAI has it."""

    rows: int = 50_000
    size: int = 200 * 10**6

    def halved(self, rows: int) -> "Limits":
        """Half as many requests as these, where that is less."""
        return Limits(min(self.rows, max(1, rows // 2)), self.size)


def in_files(rows: Iterable[Row], limits: Limits) -> Iterator[tuple[Row, ...]]:
    """Rows in as few files as the limits allow, in order."""
    file: list[Row] = []
    size = 0
    for row in rows:
        if file and (len(file) == limits.rows or size + len(row.line) > limits.size):
            yield tuple(file)
            file, size = [], 0
        file.append(row)
        size += len(row.line)
    if file:
        yield tuple(file)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a line holds no answer, and the endpoint's own words."""

    fault: Fault
    words: str


class _Error(BaseModel):
    code: str | None = None
    message: str | None = None


class _Refusal(BaseModel):
    error: _Error


class _Response(BaseModel):
    status_code: int
    body: object = None


class Answered(BaseModel):
    """A line of an output or error file."""

    custom_id: str
    response: _Response | None = None
    error: _Error | None = None

    def outcome(self, request: Request) -> Reply | Failed:
        """The reply to the request, or why there is none."""
        if self.response is None:
            error = self.error or _Error()
            return Failed(_LATER, error.message or error.code or "no reason given")
        if self.response.status_code != 200:
            return _failed(self.response)
        try:
            return read(json.dumps(self.response.body).encode(), request)
        except ValidationError:
            return Failed(_GARBLED, "a row of its results is no chat completion")


def _failed(response: _Response) -> Failed:
    status = response.status_code
    try:
        error = _Refusal.model_validate(response.body).error
    except ValidationError:
        error = _Error()
    words = f"{status} - {error.message}" if error.message else str(status)
    return Failed(status_fault(status, error.code), words)


def from_line(line: bytes) -> Answered | None:
    """A line of the files that come back; None where it is none, or tells of no request."""
    try:
        return Answered.model_validate_json(line)
    except ValidationError:
        return None

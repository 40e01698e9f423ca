"""A server on loopback that speaks OpenAI's Files and Batches API as published, and misbehaves.

It answers `POST /chat/completions` too, with the same words, so that a live run and one in batches
can be compared. What becomes of each batch is told by an `Outcome`, of which the tests may give one
a batch (or an `End`, for one that is not begun); what happens at a request, before or after it is
dealt with, by hooks.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

from pipeline.domain import Json

Answer: TypeAlias = Callable[[str, str], tuple[int, Json]]  # as in tests.newsroom.endpoint
NOW = 1_900_000_000
USAGE: Json = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


@dataclass(frozen=True)
class Done:
    """What a row came to."""

    custom_id: str
    status: int
    body: Json

    def line(self) -> str:
        """As a line of an output or error file."""
        response: Json = {"status_code": self.status, "request_id": "req_1", "body": self.body}
        return _line(self.custom_id, response, None)


def _line(custom_id: str, response: Json, error: Json) -> str:
    told = {"id": "batch_req_1", "custom_id": custom_id, "response": response, "error": error}
    return json.dumps(told) + "\n"


@dataclass(frozen=True)
class End:
    """How a batch ends; None for a file that there is not."""

    status: str
    output: str | None = None
    error: str | None = None
    errors: tuple[dict[str, Json], ...] = ()


Outcome: TypeAlias = Callable[[Sequence[Done]], End]


def completed(rows: Sequence[Done]) -> End:
    """Every row was tried: answers in one file, errors in the other, in another order."""
    good = "".join(row.line() for row in reversed(rows) if row.status == 200)
    bad = "".join(row.line() for row in rows if row.status != 200)
    return End("completed", good or None, bad or None)


def all_failing(rows: Sequence[Done]) -> End:
    """Every row broke down: no output file."""
    return completed([Done(row.custom_id, 500, {"error": {"message": "oh"}}) for row in rows])


def broken_off(status: str, after: int) -> Outcome:
    """Expired or cancelled when so many rows were tried."""

    def end(rows: Sequence[Done]) -> End:
        whole = completed(rows[:after])
        words = f"This request could not be executed before the batch was {status}."
        late: Json = {"code": f"batch_{status}", "message": words}
        rest = "".join(_line(row.custom_id, None, late) for row in rows[after:])
        return End(status, whole.output, (whole.error or "") + rest or None)

    return end


def failed(code: str, message: str) -> End:
    """Not even begun."""
    return End("failed", errors=({"code": code, "message": message, "line": None},))


@dataclass
class BatchServer:
    """What was uploaded and handed in; the switches of its faults.

    Attributes:
        outcomes: Of the next batches, in their order; afterwards all are completed.
        looks: How often a batch is looked at before it has ended.
        hooks: Called at a request ("POST /batches"), "before" or "after" it is dealt with; each
            once. What one returns is answered instead: a status.
        halves: The ids of files that are sent only half, once; and whether with their length.
        files: What was uploaded, and what came of it, by id.
        names: Of what was uploaded, by id.
        asked: How often the model was asked each custom id.
        bodies: What it was asked, at once or in batches.
        seen: Every request, by method and path.
        page: The most batches in one page of the list.
    """

    answer: Answer
    url: str = ""
    outcomes: list[Outcome | End] = field(default_factory=list)
    looks: int = 0
    hooks: dict[tuple[str, str], Callable[[], int | None]] = field(default_factory=dict)
    page: int = 100
    halves: dict[str, bool] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    batches: dict[str, dict[str, Json]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    bodies: list[dict[str, Json]] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    _looked: Counter[str] = field(default_factory=Counter)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def handed_in(self) -> Counter[str]:
        """How often each custom id is in a batch that was begun."""
        begun = [one for one in self.batches.values() if one["status"] != "failed"]
        return Counter(
            json.loads(line)["custom_id"]
            for one in begun
            for line in self.files[str(one["input_file_id"])].decode().splitlines()
        )

    def sizes(self) -> list[int]:
        """Of each batch, in order, the number of its rows."""
        return [self.files[str(b["input_file_id"])].count(b"\n") for b in self.batches.values()]

    # --- what is asked of it ---------------------------------------------------------------

    def complete(self, body: dict[str, Json]) -> tuple[int, Json]:
        """`POST /chat/completions`."""
        self.bodies.append(body)
        form = body.get("response_format") or {}
        assert isinstance(form, dict)
        schema = form.get("json_schema") or {}
        messages = body["messages"]
        assert isinstance(schema, dict)
        assert isinstance(messages, list)
        last = messages[-1]
        assert isinstance(last, dict)
        status, said = self.answer(str(schema.get("name")), str(last["content"]))
        if status != 200:
            return status, {"error": said if isinstance(said, dict) else {"message": said}}
        text = said if isinstance(said, str) else json.dumps(said)
        return 200, {
            "id": "chat-1",
            "object": "chat.completion",
            "created": NOW,
            "model": "tiny-2",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text},
                    "finish_reason": "stop",
                }
            ],
            "usage": USAGE,
        }

    def upload(self, content_type: str, body: bytes) -> tuple[int, Json]:
        """`POST /files`, a form of parts."""
        form = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
        parts = {
            part.get_param("name", header="content-disposition"): part
            for part in form.walk()
            if not part.is_multipart()
        }
        assert parts["purpose"].get_payload(decode=True) == b"batch"
        content = parts["file"].get_payload(decode=True)
        assert isinstance(content, bytes)
        name = f"file-{len(self.files)}"
        self.files[name] = content
        self.names[name] = str(parts["file"].get_filename())
        return 200, {
            "id": name,
            "object": "file",
            "bytes": len(content),
            "created_at": NOW,
            "filename": self.names[name],
            "purpose": "batch",
            "status": "processed",
        }

    def create(self, body: dict[str, Json]) -> tuple[int, Json]:
        """`POST /batches`."""
        assert body["endpoint"] == "/v1/chat/completions"
        assert body["completion_window"] == "24h"
        file = str(body["input_file_id"])
        if file not in self.files:
            return 400, {"error": {"message": f"no file {file}"}}
        name = f"batch_{len(self.batches)}"
        self.batches[name] = {
            "id": name,
            "object": "batch",
            "endpoint": body["endpoint"],
            "errors": None,
            "input_file_id": file,
            "completion_window": "24h",
            "status": "validating",
            "output_file_id": None,
            "error_file_id": None,
            "created_at": NOW + len(self.batches),
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": body.get("metadata"),
        }
        return 200, self.batches[name]

    def listed(self, after: str | None, limit: int) -> tuple[int, Json]:
        """`GET /batches`, the newest first."""
        names = list(reversed(self.batches))
        start = names.index(after) + 1 if after else 0
        page = names[start : start + min(limit, self.page)]
        return 200, {
            "object": "list",
            "data": [self.batches[name] for name in page],
            "first_id": page[0] if page else None,
            "last_id": page[-1] if page else None,
            "has_more": start + len(page) < len(names),
        }

    def look(self, name: str) -> tuple[int, Json]:
        """`GET /batches/NAME`; it ends when it was looked at often enough."""
        batch = self.batches.get(name)
        if batch is None:
            return 404, {"error": {"message": f"No batch found with id '{name}'."}}
        self._looked[name] += 1
        if batch["status"] in {"validating", "in_progress"}:
            if self._looked[name] <= self.looks:
                batch["status"] = "in_progress"
            else:
                self._end(name, batch)
        return 200, batch

    def _end(self, name: str, batch: dict[str, Json]) -> None:
        outcome = self.outcomes.pop(0) if self.outcomes else completed
        lines = self.files[str(batch["input_file_id"])].decode().split("\n")
        rows = [json.loads(line) for line in lines[:-1]]
        assert lines[-1] == ""
        if wrong := _wrong(rows):
            end = failed("invalid", wrong)
        elif isinstance(outcome, End):
            end = outcome
        else:
            done = []
            for row in rows:
                self.asked[row["custom_id"]] += 1
                done.append(Done(row["custom_id"], *self.complete(row["body"])))
            end = outcome(done)
        batch["status"] = end.status
        batch["errors"] = {"object": "list", "data": [*end.errors]} if end.errors else None
        for kind, text in (("output", end.output), ("error", end.error)):
            if text is not None:
                self.files[f"file-{name}-{kind}"] = text.encode()
                batch[f"{kind}_file_id"] = f"file-{name}-{kind}"
        good = (end.output or "").count("\n")
        batch["request_counts"] = {
            "total": len(rows),
            "completed": good,
            "failed": len(rows) - good,
        }

    # --- over HTTP -------------------------------------------------------------------------

    def deal(self, method: str, path: str, kind: str, body: bytes) -> "tuple[int, Json | bytes]":
        """Any request."""
        parts = urlsplit(path)
        way = parts.path.removeprefix("/v1")
        match method, way.strip("/").split("/"):
            case "POST", ["chat", "completions"]:
                return self.complete(json.loads(body))
            case "POST", ["files"]:
                return self.upload(kind, body)
            case "POST", ["batches"]:
                return self.create(json.loads(body))
            case "GET", ["batches"]:
                query = parse_qs(parts.query)
                return self.listed(
                    query.get("after", [None])[0], int(query.get("limit", ["20"])[0])
                )
            case "GET", ["batches", name]:
                return self.look(name)
            case "GET", ["files", name, "content"] if name in self.files:
                return 200, self.files[name]
        return 404, {"error": {"message": f"no {way} here"}}

    def hook(self, when: str, what: str) -> int | None:
        """Call the hook of a request, once."""
        hook = self.hooks.pop((when, what), None)
        return hook() if hook else None


def _wrong(rows: Sequence[dict[str, Json]]) -> str:
    """What the published rules of a request file forbid; empty for none."""
    ids = [row["custom_id"] for row in rows]
    if len(set(map(str, ids))) < len(ids):
        return "duplicate_custom_id"
    if any(row["method"] != "POST" or row["url"] != "/v1/chat/completions" for row in rows):
        return "invalid_url"
    return "" if all(isinstance(row["body"], dict) for row in rows) else "invalid_body"


@contextmanager
def batch_server(answer: Answer) -> Iterator[BatchServer]:
    """A running one."""
    state = BatchServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            way = urlsplit(self.path).path.removeprefix("/v1")
            what = f"{self.command} /{way.split('/')[1]}" + ("/" if way.count("/") > 1 else "")
            with state._lock:
                state.seen[what] += 1
                instead = state.hook("before", what)
                kind = self.headers.get("Content-Type") or ""
                status, told = (
                    (instead, {"error": {"message": "told to"}})
                    if instead
                    else state.deal(self.command, self.path, kind, body)
                )
                later = state.hook("after", what)
            if later:
                status, told = later, {"error": {"message": "told to"}}
            sent = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            name = way.split("/")[2] if way.endswith("/content") else ""
            half = name in state.halves
            if state.halves.pop(name, True):
                self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent[: len(sent) // 2] if half else sent)

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that was killed is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

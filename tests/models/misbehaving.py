"""A chat endpoint on loopback that misbehaves on purpose, over raw sockets.

What it does is told by a schedule: the name of a deed for a question and how often it was asked
before. It counts how often each question was asked, and how often an answer went out whole.
"""

import asyncio
import gzip
import json
import random
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import TypeAlias

from pipeline.domain import Json

Says: TypeAlias = Callable[[str, str], str]
"""What the model says, of the name of a prompt and the last turn."""
Schedule: TypeAlias = Callable[[str, int], str]
"""The name of a deed, of a question and how often it was asked before."""

GOOD = '{"demands": []}'
JSON = {"Content-Type": "application/json"}
PACKED = {**JSON, "Content-Encoding": "gzip"}
HUGE = 64 * 2**20
_sleep = asyncio.sleep  # a test may put another in its place, for those who ask


def completion(
    text: str | None, finish_reason: str = "stop", prompt_tokens: int = 11, **message: Json
) -> bytes:
    """A chat completion as the API gives it."""
    said: dict[str, Json] = {"role": "assistant", "content": text, **message}
    body: dict[str, Json] = {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 0,
        "model": "tiny-2",
        "choices": [{"index": 0, "message": said, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": prompt_tokens, "completion_tokens": 5},
    }
    return json.dumps(body).encode()


def error(message: str, **more: Json) -> bytes:
    """An error as the API gives it."""
    return json.dumps({"error": {"message": message, **more}}).encode()


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and the line on which it is answered; `good` is what the model says."""

    writer: asyncio.StreamWriter
    good: str

    async def reply(self, status: int, body: bytes, headers: Mapping[str, str] = JSON) -> None:
        """Answer with a whole body."""
        self.head(status, len(body), headers)
        self.writer.write(body)
        await self.writer.drain()

    def head(self, status: int, length: int, headers: Mapping[str, str] = JSON) -> None:
        """Write the status and the headers."""
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {length}"]
        lines += (f"{name}: {value}" for name, value in headers.items())
        self.writer.write("\r\n".join([*lines, "", ""]).encode())

    def cut(self) -> None:
        """Break the connection off: what is written does arrive, and nothing after it."""
        self.writer.close()


# --- what it can do ----------------------------------------------------------------------

Deed: TypeAlias = Callable[[Call], Awaitable[None]]


def _fixed(status: int, body: bytes, headers: Mapping[str, str] = JSON) -> Deed:
    return lambda call: call.reply(status, body, headers)


def _too_many(headers: Callable[[], Mapping[str, str]]) -> Deed:
    return lambda call: call.reply(429, error("slow down"), {**JSON, **headers()})


async def _hang(_: Call) -> None:
    await asyncio.Event().wait()


async def _drip(call: Call) -> None:
    call.head(200, 1_000_000)
    while True:
        call.writer.write(b" ")
        await call.writer.drain()
        await _sleep(0.01)


async def _cut_body(call: Call) -> None:
    whole = completion(call.good)
    call.head(200, len(whole))
    call.writer.write(whole[:40])
    await call.writer.drain()
    call.cut()


async def _cut_error(call: Call) -> None:
    call.head(500, 4000)
    call.writer.write(b'{"error": ')
    await call.writer.drain()
    call.cut()


async def _cut_before(call: Call) -> None:
    call.cut()


async def _huge(call: Call) -> None:
    call.head(200, HUGE)
    for _ in range(HUGE // 2**16):
        call.writer.write(b" " * 2**16)
        await call.writer.drain()


_BOMB = gzip.compress(b" " * HUGE)


def _in_some_seconds() -> Mapping[str, str]:
    return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)}


FAULTS: Mapping[str, Deed] = {
    "429": _too_many(dict),
    "429 seconds": _too_many(lambda: {"Retry-After": "0.05"}),
    "429 date": _too_many(_in_some_seconds),
    "429 ms": _too_many(lambda: {"Retry-After-Ms": "30"}),
    "500": _fixed(500, error("oh no")),
    "500 cut": _cut_error,
    "503": _fixed(503, b"<h1>Overloaded</h1>", {"Content-Type": "text/html"}),
    "408": _fixed(408, error("too slow")),
    "hang": _hang,
    "drip": _drip,
    "cut in the body": _cut_body,
    "cut before a byte": _cut_before,
    "truncated json": lambda call: call.reply(200, completion(call.good)[:-30]),
    "nothing": _fixed(200, b""),
    "huge": _huge,
    "bomb": _fixed(200, _BOMB, PACKED),
    "broken gzip": _fixed(200, b"this is no gzip", PACKED),
}
"""What may pass when it is asked again."""

LASTING: Mapping[str, Deed] = {
    "400": _fixed(400, error("no such option")),
    "400 filter": _fixed(400, error("the prompt was filtered", code="content_filter")),
    "too long": _fixed(400, error("too long", code="context_length_exceeded")),
    "llama too long": _fixed(400, error("too long", code=400, type="exceed_context_size_error")),
    "wrong key": _fixed(401, error("no such key", code="invalid_api_key")),
    "forbidden": _fixed(403, error("not yours")),
    "unknown model": _fixed(404, error("no such model", code="model_not_found")),
    "no credit": _fixed(429, error("you are out of credit", code="insufficient_quota")),
    "html": _fixed(200, b"<html>Welcome</html>", {"Content-Type": "text/html"}),
}
"""What stays when it is asked again."""

ANSWERS: Mapping[str, Deed] = {
    "answer": lambda call: call.reply(200, completion(call.good)),
    "gzip": lambda call: call.reply(200, gzip.compress(completion(call.good)), PACKED),
    "wrong schema": _fixed(200, completion('{"something": "else"}')),
    "no json": _fixed(200, completion("Sure! Here are the demands:")),
    "refusal": _fixed(200, completion(None, refusal="I cannot help with that.")),
    "filter": _fixed(200, completion("", "content_filter")),
    "length": lambda call: call.reply(200, completion(call.good[:6], "length")),
    "empty": _fixed(200, completion("")),
}
"""What the model says: each is an answer, usable or not, and is paid for."""

DEEDS: Mapping[str, Deed] = {**FAULTS, **LASTING, **ANSWERS}


# --- when it does what -------------------------------------------------------------------


def always(deed: str) -> Schedule:
    """The same whatever it is asked."""
    return lambda _question, _before: deed


def in_turn(*deeds: str) -> Schedule:
    """These for each question, one after the other; the last for ever."""
    return lambda _question, before: deeds[min(before, len(deeds) - 1)]


def over_all(*deeds: str) -> Schedule:
    """These in the order in which anything is asked; the last for ever."""
    left = list(deeds)
    return lambda _question, _before: left.pop(0) if len(left) > 1 else left[0]


def mixed(deeds: Mapping[str, float]) -> Schedule:
    """One by chance, of these weights; the same in every run."""
    names, weights = list(deeds), list(deeds.values())

    def choose(question: str, before: int) -> str:
        chance = random.Random(f"{question} {before}")
        return chance.choices(names, weights)[0]

    return choose


# --- the server --------------------------------------------------------------------------


def _good(_prompt: str, _shown: str) -> str:
    return GOOD


@dataclass
class Misbehaving:
    """A server, what it takes, and what it has seen.

    Attributes:
        forms: The response formats that it takes ("text" for none).
        chances: Whether it takes `logprobs`.
        own: Deeds beside those that are known, or in their place.
        headers: Go with every whole answer.
        prompt_tokens: What it says that a question took.
        delay: Seconds before anything comes.
        log: Every question with what was done about it, in order.
        sent: The body of every request, in order.
        asked: How often each question was asked.
        answered: How often an answer to it went out whole.
        at_once: The most requests that were in its hands together.
    """

    schedule: Schedule = field(default_factory=lambda: always("answer"))
    says: Says = _good
    forms: frozenset[str] = frozenset({"json_schema", "json_object", "text"})
    chances: bool = True
    own: Mapping[str, Deed] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    prompt_tokens: int = 11
    delay: float = 0.0
    keep_sent: bool = True
    port: int = 0
    log: list[tuple[str, str]] = field(default_factory=list)
    sent: list[dict[str, Json]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    at_once: int = 0
    _busy: int = 0
    _lines: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, started: Callable[[], None], over: asyncio.Event) -> None:
        """Serve until it is over."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        started()
        await over.wait()
        server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._lines.add(task)  # else one that hangs would be swept away
        task.add_done_callback(self._lines.discard)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = int(head.split("content-length:", 1)[1].split("\r\n", 1)[0])
                await self._handle(json.loads(await reader.readexactly(length)), writer)
        writer.close()

    async def _handle(self, body: dict[str, Json], writer: asyncio.StreamWriter) -> None:
        self._busy += 1
        self.at_once = max(self.at_once, self._busy)
        try:
            await self._answer(body, writer)
        finally:
            self._busy -= 1

    async def _answer(self, body: dict[str, Json], writer: asyncio.StreamWriter) -> None:
        prompt, question, form = _read(body)
        deed = self._deed(question, form, body)
        self.asked[question] += 1
        self.log.append((question, deed))
        if self.keep_sent:
            self.sent.append(body)
        await _sleep(self.delay)
        call = Call(writer, self.says(prompt, question))
        if deed == "answer":
            whole = completion(call.good, prompt_tokens=self.prompt_tokens)
            await call.reply(200, whole, {**JSON, **self.headers})
        else:
            await {**DEEDS, **self.own}[deed](call)
        self.answered.update([question] if deed in ANSWERS else [])

    def _deed(self, question: str, form: str, body: Mapping[str, Json]) -> str:
        if form not in self.forms or ("logprobs" in body and not self.chances):
            return "400"
        return self.schedule(question, self.asked[question])


def _read(body: Mapping[str, Json]) -> tuple[str, str, str]:
    """The name of the prompt, the last turn, and the form of the answer that is asked for."""
    held, turns = body.get("response_format"), body["messages"]
    assert isinstance(turns, list)
    last = turns[-1]
    assert isinstance(last, dict)
    if not isinstance(held, dict):
        return "", str(last["content"]), "text"
    schema = held.get("json_schema")
    name = str(schema["name"]) if isinstance(schema, dict) else ""
    return name, str(last["content"]), str(held["type"])


@contextmanager
def running(server: Misbehaving) -> Iterator[Misbehaving]:
    """The server, served from a thread of its own; started again, it keeps its port."""
    started, loops = threading.Event(), []
    over: list[asyncio.Event] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        over.append(asyncio.Event())
        await server.serve(started.set, over[0])

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    started.wait(10)
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(over[0].set)
        thread.join()

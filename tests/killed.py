"""A run that is killed, and what its server saw: for tests, and for `benchmarks/kills.py`."""

import hashlib
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.domain import Json
from tests.newsroom import EMPTY, restates

SAID = """The union of {who} demanded on Tuesday that the {what} be repaired. Its secretary, \
Ana {who}, said that the union would refuse night shifts until then.

The ministry rejected the demand. "We will not repair the {what}," its director, Tomas Veiga, told \
the Gazette. Two officials said that the ministry had offered to pay for half of it.
"""
WHO = "dockers porters drivers bakers miners weavers nurses masons clerks pilots".split()


def write_articles(folder: Path, count: int) -> None:
    """Articles that are told apart by who demands what."""
    folder.mkdir()
    for n in range(count):
        text = SAID.format(who=WHO[n % len(WHO)].title(), what=f"crane {n}")
        (folder / f"a{n:03}.txt").write_text(text, "utf-8")


class Watch:
    """Counts what a server answered, and calls when it has answered so much."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        self._turn = threading.Lock()
        self._at: int | None = None
        self._then: Callable[[], None] = lambda: None

    def reset(self, at: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        """Begin anew; `then` is called once, when `at` questions were answered."""
        with self._turn:
            self.answered.clear()
            self._at, self._then = at, then

    def tell(self, question: bytes) -> None:
        """A question was answered: all of the answer was sent."""
        with self._turn:
            self.answered[hashlib.sha256(question).hexdigest()] += 1
            due = self._at is not None and self.answered.total() == self._at
        if due:
            self._then()


@contextmanager
def slow_endpoint(watch: Watch, most: float, least: float = 0.0) -> Iterator[str]:
    """A real endpoint on loopback that takes from `least` to `most` seconds for an answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = json.loads(body)
            name = asked["response_format"]["json_schema"]["name"]
            # so long as the question says, the same every time
            time.sleep(least + random.Random(body).random() * (most - least))
            answer = _answer(name, asked["messages"][-1]["content"])
            message = {"role": "assistant", "content": json.dumps(answer)}
            usage = {"prompt_tokens": len(body), "completion_tokens": 10, "total_tokens": 0}
            told = {"model": "tiny-2", "choices": [{"message": message}], "usage": usage}
            sent = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)
            self.wfile.flush()
            watch.tell(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that was killed hangs up: no news."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


def _answer(prompt: str, shown: str) -> Json:
    """Demands that stand there and some that do not, so that all that is written has a part."""
    if prompt != "position":
        return restates(prompt, shown)[1]
    things: list[Json] = ["the crane be repaired"] if "demanded" in shown else ["a new harbour"]
    return {**EMPTY[prompt], "holder": "the union", "things": things}


def written(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder by its name; of run.json what does not depend on the hour."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("ledger.sqlite")
    }
    report = json.loads(files["run.json"])
    del report["timings"], report["spent"], report["answered"], report["settings"]["output"]
    return {**files, "run.json": json.dumps(report).encode()}

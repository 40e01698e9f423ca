"""A real endpoint on loopback that lists its models, as it is told to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

from pipeline.domain import Json

Said: TypeAlias = tuple[int, str]  # status, body
PAGE: Said = (200, "<!doctype html><title>Welcome</title>")


def listed(*names: str) -> Said:
    """A list of models, as the API gives it."""
    rows: Json = [{"id": name, "object": "model"} for name in names]
    return 200, json.dumps({"object": "list", "data": rows})


def refused(status: int) -> Said:
    """An error, as the API gives it."""
    return status, json.dumps({"error": {"message": "no"}})


def answered(text: str = '{"answer": "yes"}') -> Said:
    """A chat completion that says this."""
    message: Json = {"role": "assistant", "content": text}
    return 200, json.dumps({"model": "tiny", "choices": [{"message": message}]})


@contextmanager
def serving(
    models: Said, ask: Callable[[dict[str, Json]], Said] = lambda _: answered()
) -> Iterator[str]:
    """Serve a list of models, and answers by a function of the request's body; the base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(models if self.path == "/v1/models" else refused(404))

        def do_POST(self) -> None:
            self._say(ask(json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def _say(self, said: Said) -> None:
            status, body = said
            self.send_response(status)
            kind = "text/html" if body.startswith("<") else "application/json"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A site on loopback that answers as it is told, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pipeline.readers.reach import Address, is_public

STORY = (
    "<p>The dockers' union in Valparaíso called off its strike on Friday after the port agreed to "
    "hire 40 more crane drivers.</p><p>The union, which speaks for 900 people, asked for safety "
    "first, its leader Ana Diaz said. The port did not want to say what the drivers will cost.</p>"
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Dockers call off strike</title></head><body><article>
<h1>Dockers call off strike</h1>{STORY}</article></body></html>"""


@dataclass(frozen=True)
class Answer:
    """What a path answers."""

    body: bytes = PAGE.encode()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})


def moved(to: str, status: int = 302) -> Answer:
    """A redirect."""
    return Answer(b"", status, {"Location": to})


@dataclass
class Site:
    """Paths -> answers; what is not there is not found.

    An answer may be a function of the request's headers.
    """

    url: str
    port: int
    paths: dict[str, Answer | Callable[[Mapping[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def asked_for(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


def here(address: Address) -> bool:
    """Allow what is public, and the one address of the site."""
    return is_public(address) or str(address) == "127.0.0.1"


@contextmanager
def serving() -> Iterator[Site]:
    """A site at a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            site.asked.append((self.path, headers))
            found = site.paths.get(self.path, Answer(b"nothing", 404))
            answer = found if isinstance(found, Answer) else found(headers)
            self.send_response(answer.status)
            for key, value in (
                {"Content-Length": str(len(answer.body))} | dict(answer.headers)
            ).items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(answer.body)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A reader that hangs up is what some tests want."""

    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}", server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A server on loopback that misbehaves as told, and how HTTP cassettes are kept."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from pipeline.domain import Json, Message, Request

if TYPE_CHECKING:
    from vcr import VCR  # type: ignore[import-untyped, unused-ignore]
    from vcr.request import (  # type: ignore[import-untyped, unused-ignore]
        Request as HttpRequest,
    )


# --- a request, and a server that answers it ---------------------------------------------

Answer: TypeAlias = tuple[int, str, Mapping[str, str]]  # status (0: never answer), body, headers
Sent: TypeAlias = tuple[Mapping[str, str], dict[str, Json]]  # lower-case headers, JSON body


def _ask(content: str = "Who asks for longer ferry hours?", **changes: object) -> Request:
    fields: dict[str, object] = {
        "model": "tiny",
        "messages": (Message("user", content),),
        "schema": {"type": "object", "properties": {}, "additionalProperties": False},
        "prompt": "extract",
        "prompt_version": "ab12" * 16,
        "article_id": "ferry",
        "article_sha256": "0f" * 32,
        "options": {"temperature": 0, "max_tokens": 20, "seed": 3},
    }
    return Request(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def ask() -> Callable[..., Request]:
    """Make a small request of a content, with other fields changed by name."""
    return _ask


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[str, list[Sent]]]]:
    """Start a real server on loopback that gives these answers in turn, the last for ever.

    Gives its base URL and the list of what it is sent.
    """
    servers: list[ThreadingHTTPServer] = []
    over = threading.Event()

    def start(*answers: Answer) -> tuple[str, list[Sent]]:
        seen: list[Sent] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                seen.append(({k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
                status, text, headers = answers[min(len(seen), len(answers)) - 1]
                if not status:
                    over.wait(30)
                    return
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1", seen

    yield start
    over.set()
    for server in servers:
        server.shutdown()
        server.server_close()


# --- cassettes ---------------------------------------------------------------------------


class _Text(yaml.SafeDumper):  # type: ignore[misc, unused-ignore]
    """Writes a text of several lines as lines."""


_Text.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


class ReadableYaml:
    """A cassette that can be reviewed: bodies as lines of text, letters as letters."""

    @staticmethod
    def serialize(cassette: Mapping[str, object]) -> str:
        """Cassette -> YAML."""
        return str(yaml.dump(cassette, Dumper=_Text, allow_unicode=True, sort_keys=False))

    @staticmethod
    def deserialize(text: str) -> object:
        """YAML -> cassette."""
        return yaml.safe_load(text)


def pytest_recording_configure(vcr: "VCR") -> None:
    """Write cassettes in the readable form."""
    vcr.register_serializer("yaml", ReadableYaml)


def _indented(said: dict[str, Json]) -> bytes:
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def _plain_request(request: "HttpRequest") -> "HttpRequest":
    request.headers = {"content-type": "application/json"}
    request.body = _indented(json.loads(request.body))
    return request


def _plain_response(response: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    response["headers"] = {"content-type": ["application/json"]}
    body = response["body"]["string"]
    if isinstance(body, bytes):  # while recording; a cassette is left as it is
        said = json.loads(body)
        if "model" in said:  # llama.cpp tells where its weights lie
            said["model"] = PurePath(said["model"]).name
        response["body"]["string"] = _indented(said)
    return response


@pytest.fixture
def vcr_config() -> dict[str, object]:
    """Match on what is asked, keep what is said, and nothing of who asked."""
    return {
        "match_on": ["method", "scheme", "path", "body"],
        "before_record_request": _plain_request,
        "before_record_response": _plain_response,
        "decode_compressed_response": True,  # a packed body could hide a secret
    }

"""A real endpoint on loopback that lists its models, as it is told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from pipeline.domain import Json
from tests import loopback
from tests.loopback import Quiet

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

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 (the library names it)
            self._tell(models if self.path == "/v1/models" else refused(404))

        def do_POST(self) -> None:  # noqa: N802 (the library names it)
            self._tell(ask(json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def _tell(self, said: Said) -> None:
            status, body = said
            kind = "text/html" if body.startswith("<") else "application/json"
            self.say(status, body.encode(), kind)

    with loopback.serving(Handler) as host:
        yield f"http://{host}/v1"

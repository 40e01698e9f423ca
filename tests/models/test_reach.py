"""What an endpoint lists is found out quickly, or not at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.errors import EndpointError
from pipeline.models.reach import list_models, try_out


@pytest.fixture
def poorly(request: pytest.FixtureRequest) -> Iterator[str]:
    """An endpoint that never gives an answer, or one without end, or one that breaks off."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if request.param == "dripping":
                self.send_response(200)
                self.end_headers()
                while not over.wait(0.05):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            if isinstance(request.param, int):
                self.send_response(request.param)
                self.send_header("Content-Length", "900")
                self.end_headers()
                self.wfile.write(b'{"data": [')
                return
            over.wait(30)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that gives up is what is wanted here."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    over.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("poorly", ["silent", "dripping"], indirect=True)
async def test_an_endpoint_that_hangs_is_given_up(poorly: str) -> None:
    """Silence and an answer that drips are told as one sentence with the fix."""
    with pytest.raises(EndpointError, match=r"did not answer within 0\.3 s; check that it is well"):
        await list_models(poorly, "", seconds=0.3)


@pytest.mark.parametrize("poorly", [200, 401], indirect=True)
async def test_a_list_that_breaks_off_is_told(poorly: str) -> None:
    """In the midst of a body, be it that of an error."""
    with pytest.raises(EndpointError, match=r"broke off its answer: .*; try again later"):
        await list_models(poorly, "")


async def test_a_question_is_asked_once() -> None:
    """Whoever looks whether something works does not wait for it to be mended."""
    with pytest.raises(EndpointError, match="cannot reach"):
        await try_out("http://127.0.0.1:9/v1", "", "tiny")

"""Sockets that lead only where they may, and no longer than they may.

Every connection is made here, so every hop of a redirect is looked at. A host is resolved once,
all its addresses are judged, and one of these very addresses is connected to: a name that means
another machine a moment later (DNS rebinding) gains nothing. Proxies of the environment are not
used, since behind one nobody knows where a name leads.
"""

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

import httpcore2
import httpx2

from pipeline.readers.reach import Allow, FetchError, Resolve, permitted


class Deadline:
    """Until when everything on the way must have happened."""

    def __init__(self) -> None:
        """It is over until it begins."""
        self._end = 0.0

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """So many seconds from now on; what it was before holds again afterwards."""
        before = self._end
        self._end = monotonic() + seconds
        try:
            yield
        finally:
            self._end = before

    def left(self, timeout: float | None = None) -> float:
        """Seconds that the next step may take.

        Raises:
            FetchError: There are none.
        """
        left = self._end - monotonic()
        if left <= 0:
            raise FetchError("it takes too long to answer; try again later")
        return left if timeout is None else min(timeout, left)


class Transport(httpx2.BaseTransport):
    """What a client of httpx2 speaks through."""

    def __init__(self, resolve: Resolve, allow: Allow, deadline: Deadline) -> None:
        """Nothing is connected yet."""
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            network_backend=_Wire(resolve, allow, deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises what httpcore2 raises, and FetchError where a host may not be reached."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close what is still open."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if callable(close):
            close()


class _Wire(httpcore2.NetworkBackend):
    def __init__(self, resolve: Resolve, allow: Allow, deadline: Deadline) -> None:
        self._resolve, self._allow, self._deadline = resolve, allow, deadline
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: httpcore2.NetworkError | httpcore2.TimeoutException | None = None
        for address in permitted(host, port, self._resolve, self._allow):
            left = self._deadline.left(timeout)
            try:
                made = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(made, self._deadline)
        raise failed or FetchError(f"its host {host} has no address; check it")


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._deadline.left(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

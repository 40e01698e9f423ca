"""Any OpenAI-compatible endpoint: OpenAI itself, vLLM, Ollama, llama.cpp.

One request is one call of `POST {base_url}/chat/completions`. What the model does is a value: a
refusal, a cut-off (`finish_reason` "length") or a content filter comes back in the `Reply`. What
the endpoint does wrong is an error, after as many attempts as may help.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from pydantic import ValidationError

from pipeline.domain import Reply, Request
from pipeline.errors import EndpointError, RefusedError, StoppedError, TooLongError
from pipeline.models.client import Client
from pipeline.models.completion import read, to_wire, unsendable
from pipeline.models.faults import GarbledError, NotAModelError, api_errors, fault, unbroken
from pipeline.models.features import Features, Memory, room, strictest_first, wants_chances
from pipeline.models.meter import Attempt, Meter, most
from pipeline.models.pace import Pace
from pipeline.models.patience import answered_with, asked_wait

LARGEST = 16 * 2**20  # bytes of an answer, unpacked; no chat model says as much
IN_A_ROW = 5
LONG = 20.0  # seconds; a wait of so many is told


class Endpoint:
    """A `Model` behind a URL.

    Args:
        client: The connection.
        meter: Counts what is spent, and keeps it within the budget.
        pace: How fast it may be asked.
        memory: What earlier runs found out about endpoints.
        in_a_row: After so many failed requests without an answer between them, it is given up.
        notice: Hears of a long wait that the endpoint asks for.
    """

    def __init__(
        self,
        client: Client,
        meter: Meter,
        pace: Pace,
        memory: Memory,
        in_a_row: int = IN_A_ROW,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._client = client
        self._meter = meter
        self._pace = pace
        self._memory = memory
        self._in_a_row = in_a_row
        self._notice = notice
        self._waiting_until = 0.0
        self._failed_in_a_row = 0
        self._given_up: StoppedError | None = None
        self._finding_out = asyncio.Lock()
        # who waits between attempts keeps its place: else all of a run would be tried, and wait,
        # before one of them fails
        self._places = asyncio.Semaphore(pace.most)

    async def __call__(self, request: Request) -> Reply:
        """Ask the model.

        Raises:
            RefusedError: The endpoint will not take this request.
            EndpointError: No answer came, or none that a chat model gives.
            StoppedError: No further request has a chance, or is within the budget.
        """
        async with self._places:
            return await self._counted(request)

    async def _counted(self, request: Request) -> Reply:
        """The reply; too many failures in a row are the last."""
        try:
            reply = await self._answer(request)
        except RefusedError:  # it is there, and answers others
            raise
        except EndpointError as error:
            self._failed_in_a_row += 1
            if self._failed_in_a_row < self._in_a_row:
                raise
            self._given_up = StoppedError(
                f"{error}; it failed {self._failed_in_a_row} requests in a row and is asked no "
                "more: what was answered is kept, run the same command again to go on"
            )
            raise self._given_up from error
        except StoppedError as error:
            self._given_up = error
            raise
        self._failed_in_a_row = 0
        return reply

    async def _answer(self, request: Request) -> Reply:
        """The reply; what a new endpoint can do is found out by one request at a time."""
        known = self._recall(request)
        if known:
            try:
                return await self._reply(request, known)
            except TooLongError:
                raise
            except RefusedError:
                if self._client.proven:
                    raise
                # what an earlier run found out may hold no longer
        async with self._finding_out:
            found = self._recall(request)
            if found == known:
                return await self._found_out(request)
        return await self._answer(request)

    def _recall(self, request: Request) -> Features | None:
        """What the endpoint is known to make of such a request."""
        known = self._memory.recall(self._client.url, request.model)
        untold = known and known.chances is None and wants_chances(request)
        return None if untold else known

    async def _found_out(self, request: Request) -> Reply:
        """The reply in the strictest form that the endpoint takes, which is remembered."""
        refused: RefusedError | None = None
        for features in strictest_first(request):
            try:
                reply = await self._reply(request, features)
            except TooLongError:
                raise
            except RefusedError as error:
                refused = refused or error
                continue
            self._memory.keep(self._client.url, request.model, features)
            return reply
        assert refused
        raise refused

    async def _reply(self, request: Request, features: Features) -> Reply:
        try:
            return await self._client.call(lambda: self._attempt(request, features), request.model)
        except UnicodeEncodeError as exc:
            raise unsendable(request) from exc

    async def _attempt(self, request: Request, features: Features) -> Reply:
        """One attempt, in its turn and within the budget."""
        if self._given_up:
            raise self._given_up
        bound = most(request, room(request.model))
        async with self._pace.turn(bound.total) as began, self._meter.attempt(bound) as attempt:
            try:
                reply = await self._ask(request, features)
            except api_errors() as exc:
                self._note(exc, attempt, began)
                raise
            attempt.usage, attempt.untold = reply.usage, not reply.usage.total
            return reply

    def _note(self, exc: Exception, attempt: Attempt, began: float) -> None:
        """Count what went wrong; an answer "too many", or "later", slows down all."""
        found = fault(exc)
        if found:
            attempt.failed, attempt.untold = found.kind, found.untold
        self._pace.told(answered_with(exc))
        wait = asked_wait(exc)
        if wait or (found and found.kind == "rate_limit"):
            self._pace.refused(began, wait)
        if wait >= LONG:
            self._tell(wait)

    def _tell(self, wait: float) -> None:
        """Say once that it wants to be left alone: a still bar would look like a fault."""
        until = asyncio.get_running_loop().time() + wait
        if until > self._waiting_until + 1:
            self._waiting_until = until
            self._notice(f"{self._client.url} asks to be left alone for {wait:,.0f} s; waiting")

    async def _ask(self, request: Request, features: Features) -> Reply:
        wire = to_wire(request, features)
        rest = {"messages": wire.messages, **wire.rest}
        create = self._client.sdk.chat.completions.with_streaming_response.create
        # the SDK's own timeout is for silence: it would let an answer drip for ever
        with unbroken():  # the body of an error can break off, too
            async with (
                asyncio.timeout(self._client.timeout),
                # the SDK would look through every turn, which takes as long as to send it
                create(model=wire.model, messages=(), extra_body=rest) as response,
            ):
                body = await whole(response.iter_bytes())
        self._pace.answered(response.headers)
        return _read(body, request)


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    """The whole body, unless it has no end."""
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > LARGEST:
            raise GarbledError(f"it is larger than {LARGEST // 2**20} MiB")
    return bytes(body)


def _read(body: bytes, request: Request) -> Reply:
    try:
        return read(body, request)
    except ValidationError as exc:
        begins = body.lstrip()[:1]
        if begins in (b"", b"{") and exc.errors()[0]["type"] == "json_invalid":
            raise GarbledError("its JSON is cut short") from exc
        raise NotAModelError from exc

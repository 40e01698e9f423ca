"""The model: requests are gathered, handed in as batches, and answered when these have ended.

It works in rounds. When nobody asks anything new, all that waits is looked up in the batches that
were handed in before, and the rest is handed in; when all these batches have ended, their answers
are given. What they lead to (a repair, the halves of a question) is the next round.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Self

from pipeline.domain import Reply, Request, Usage
from pipeline.errors import EndpointError, StoppedError
from pipeline.models.batch.plans import Plan, Plans
from pipeline.models.batch.rows import Failed, Limits, Row, from_line, in_files, to_row
from pipeline.models.batch.service import Ended, Service
from pipeline.models.client import Client
from pipeline.models.completion import unsendable
from pipeline.models.features import Features, Memory, room
from pipeline.models.meter import Attempt, Meter, most

ROUNDS = 3
POLL = MOMENT = 0.5  # seconds
_NAPS = 5


@dataclass(slots=True)
class _Waiting:
    """A request that waits for its answer.

    Attributes:
        tries: Batches that ended without one.
        why: The last of them, in the endpoint's words.
    """

    request: Request
    answer: "asyncio.Future[Reply]"
    tries: int = 0
    why: str = "it is in none of their results"


class Batch:
    """A `Model` whose requests are handed in as batches; use it as an async context manager.

    Args:
        client: The connection.
        meter: Counts what is spent, at the price of batches, and keeps it within the budget.
        memory: What earlier runs found out about endpoints; a batch finds out nothing.
        folder: Where it is kept what was handed in, so that another run can go on with it.
        notice: Hears, in a sentence, what becomes of the batches.
        limits: Of a request file.
        poll: Seconds to the second look at a batch; then ever longer, up to two minutes.
        moment: Seconds without a new request after which no other is expected.
    """

    def __init__(  # noqa: PLR0913 (each by name)
        self,
        *,
        client: Client,
        meter: Meter,
        memory: Memory,
        folder: Path,
        notice: Callable[[str], None],
        limits: Limits | None = None,
        poll: float = POLL,
        moment: float = MOMENT,
    ) -> None:
        self._client = client
        self._meter = meter
        self._memory = memory
        self._plans = Plans(folder)
        self._service = Service(client, poll)
        self._notice = notice
        self._limits = limits or Limits()
        self._moment = moment
        self._waiting: dict[str, _Waiting] = {}
        self._asked = 0
        self._working: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._working:
            self._working.cancel()
            await asyncio.wait([self._working])

    async def __call__(self, request: Request) -> Reply:
        """Wait for the answer, which may take a day.

        Raises:
            RefusedError: The endpoint will not take this request.
            EndpointError: No answer came, in as many batches as may help.
            StoppedError: No further batch has a chance, or is within the budget.
        """
        self._asked += 1
        waiting = self._waiting.get(request.key)
        if waiting is None:
            answer = asyncio.get_running_loop().create_future()
            waiting = self._waiting[request.key] = _Waiting(request, answer)
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
            self._working.add_done_callback(self._ended)
        return await waiting.answer

    # --- the rounds ------------------------------------------------------------------------

    async def _work(self) -> None:
        while self._waiting:
            await self._quiet()
            await self._round()

    def _ended(self, work: "asyncio.Task[None]") -> None:
        """Nobody waits for what will not come."""
        if not work.cancelled() and (error := work.exception()):
            self._fail(list(self._waiting), error)

    async def _quiet(self) -> None:
        """Until nobody has asked for a moment, in which everybody had several turns to."""
        naps = 0
        while naps < _NAPS:
            before = self._asked
            await asyncio.sleep(self._moment / _NAPS)
            naps = naps + 1 if before == self._asked else 0

    async def _round(self) -> None:
        """Hand in what waits and is in no batch, and see all batches through."""
        await self._adopt()
        begun = [plan for plan in self._plans.of(self._waiting) if not plan.batch]
        new = self._plans.new(self._waiting)
        keys = [*new, *(key for plan in begun for key in plan.keys)]
        async with AsyncExitStack() as aside:
            try:
                await aside.enter_async_context(self._budgeted(keys))
            except StoppedError as error:  # what is handed in already is paid for, and awaited
                self._fail(keys, error)
            else:
                for plan in chain(begun, self._planned(new)):
                    await self._hand_in(plan)
            await self._see_through()

    # --- handing in ------------------------------------------------------------------------

    async def _adopt(self) -> None:
        """Take up what an earlier run had begun to hand in: a batch may have been made of it."""
        for plan in self._plans.of(self._waiting):
            if plan.batch:
                continue
            if plan.file and (batch := await self._service.find(plan.file)):
                self._plans.keep(replace(plan, batch=batch))
            elif not self._waiting.keys() >= set(plan.keys):
                self._plans.drop(plan)  # nobody has begun it, and not all of it is wanted

    @asynccontextmanager
    async def _budgeted(self, keys: Sequence[str]) -> AsyncIterator[None]:
        """Set aside the most that these requests can take; StoppedError over the budget."""
        if not keys:
            yield
            return
        asked = [self._waiting[key].request for key in keys]
        total = sum(map(_most, asked), Usage())
        async with self._meter.aside(total, f"a batch of {len(keys)} requests"):
            yield

    def _planned(self, keys: Sequence[str]) -> Iterator[Plan]:
        """These requests in files within the limits."""
        return map(self._plans.add, in_files(self._rows(keys), self._limits))

    def _rows(self, keys: Sequence[str]) -> Iterator[Row]:
        for key in keys:
            request = self._waiting[key].request
            try:
                yield to_row(request, self._features(request))
            except UnicodeEncodeError:
                self._fail([key], unsendable(request))

    def _features(self, request: Request) -> Features:
        return self._memory.recall(self._client.url, request.model) or Features()

    async def _hand_in(self, plan: Plan) -> None:
        file = plan.file or await self._service.upload(self._plans.file(plan))
        uploaded = self._plans.keep(replace(plan, file=file))
        batch = await self._service.create(file, plan.name)
        self._plans.keep(replace(uploaded, batch=batch))
        self._notice(
            f"batch {batch}: {len(plan.keys)} requests handed in; whenever this is stopped, the "
            "same command goes on with it"
        )

    # --- and the answers -------------------------------------------------------------------

    async def _see_through(self) -> None:
        ran = False
        for plan in self._plans.of(self._waiting):
            if not plan.batch:  # not within the budget
                continue
            ended = await self._service.ended(plan.batch, self._notice)
            if ended.failed:
                self._not_begun(plan, ended, ran=ran)
            else:
                await self._take(plan, ended)
                ran = True

    def _not_begun(self, plan: Plan, ended: Ended, *, ran: bool) -> None:
        """A batch that failed as a whole cost nothing and gave nothing.

        Where only too much waits there already, its requests are handed in again: after what ran
        meanwhile, or else in halves.
        """
        self._plans.drop(plan)
        if not ended.queue_full or (not ran and len(plan.keys) == 1):
            raise StoppedError(
                f"{self._client.url} did not begin batch {plan.batch}: {ended.failed}; it cost "
                "nothing: mend that, and run the same command again"
            )
        if not ran:
            self._limits = self._limits.halved(len(plan.keys))
        self._notice(f"batch {plan.batch}: {ended.failed}; its requests are handed in again")

    async def _take(self, plan: Plan, ended: Ended) -> None:
        """Give the answers of a batch; what it left without one may be handed in again."""
        refused = 0
        for result in ended.results:
            async for line in self._service.lines(result):
                refused += self._give(line, plan)
        self._plans.keep(replace(plan, taken=True))
        if refused:
            self._notice(
                f"batch {plan.batch}: {refused} requests were refused, maybe for their form: ask "
                "one article without --batch, which finds out what is taken, and run this again"
            )
        left = [key for key in self._waiting if self._plans.holds(plan, key)]
        self._plans.release(plan, left)
        if left:
            self._notice(f"batch {plan.batch}: {len(left)} requests came back without an answer")
        for key in left:
            self._waiting[key].tries += not plan.taken
        self._give_up([key for key in left if self._waiting[key].tries == ROUNDS])

    def _give_up(self, keys: Sequence[str]) -> None:
        if keys:
            error = EndpointError(
                f"{self._client.url} left {len(keys)} requests without an answer in {ROUNDS} "
                f"batches ({self._waiting[keys[0]].why}); what was answered is kept: run the same "
                "command again to go on"
            )
            self._fail(keys, error)

    def _give(self, line: bytes, plan: Plan) -> bool:
        """Give what a line tells to the one who waits for it: an answer, or why there is none.

        What an earlier run has told of it is not told again: the request is asked anew. True for
        a request that was refused, where it is not known in which form the endpoint takes any.
        """
        row = from_line(line)
        waiting = self._waiting.get(row.custom_id) if row else None
        if row is None or waiting is None or not self._plans.holds(plan, row.custom_id):
            return False
        request = waiting.request
        told = row.outcome(request)
        if isinstance(told, Failed):
            if not plan.taken:
                self._refuse(waiting, told)
            unknown = self._memory.recall(self._client.url, request.model) is None
            return unknown and told.fault.kind == "refused_request"
        self._memory.keep(self._client.url, request.model, self._features(request))
        self._meter.count(Attempt(_most(request), told.usage))
        del self._waiting[request.key]
        if not waiting.answer.done():  # the one who asked may have gone
            waiting.answer.set_result(told)
        return False

    def _refuse(self, waiting: _Waiting, told: Failed) -> None:
        """Tell why there is no answer, unless another batch may give one."""
        request, fault = waiting.request, told.fault
        self._meter.count(Attempt(_most(request), failed=fault.kind, untold=fault.untold))
        waiting.why = self._client.harmless(told.words)
        if not fault.transient:
            self._fail([request.key], self._client.told(fault, waiting.why, request.model))

    def _fail(self, keys: Sequence[str], error: BaseException) -> None:
        for key in keys:
            waiting = self._waiting.pop(key, None)
            if waiting and not waiting.answer.done():
                waiting.answer.set_exception(error)


def _most(request: Request) -> Usage:
    return most(request, room(request.model))

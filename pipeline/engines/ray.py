"""The same batch, with the work of grammar spread over a Ray cluster.

The model is asked from here, and here the ledger is kept: so a worker that is lost loses nothing
that was answered or paid for, and limits and budgets are those of the whole run. What goes to a
worker is pure (an article, or its claims), and is done again elsewhere where a worker is lost.
"""

import os
import platform
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from pipeline.domain import Article, CheckedClaim, Claim, Parse, Parser, Policy, Question, Span
from pipeline.errors import ClusterError, SetupError, WorkerError
from pipeline.processing import judge
from pipeline.stages.ask import Plan, questions
from pipeline.store import Grammar, pack, unpack
from pipeline.wording.passages import Others

if TYPE_CHECKING:
    from ray import ObjectRef

T = TypeVar("T")
_ANSWERS = 5.0  # seconds
_TRIES = 5  # workers that may be lost over one task


@dataclass(frozen=True, slots=True)
class Tools:
    """How a worker makes what it works with, and what tells that its program is ours.

    Attributes:
        parser: Makes the parser; remembered by the worker.
        version: Of the program and its libraries, where it runs.
    """

    parser: Callable[[], Parser]
    version: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that was reached: how many work there, and what they are given."""

    workers: int
    tools: Tools

    def hands(self, grammar: Grammar, plan: Plan, policy: Policy) -> "Hands":
        """Hands for one run; what they find of grammar is kept as if it were found here."""
        return Hands(self.tools, grammar, plan, policy)


@contextmanager
def cluster(address: str | None, tools: Tools) -> Iterator[Cluster]:
    """A cluster by its address; without one, all cores of this machine, until the end.

    Raises:
        SetupError: Ray is not installed.
        ClusterError: It cannot be reached, or nobody works there.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        import ray
    except ModuleNotFoundError as error:
        raise SetupError("ray is not there; get it: pip install 'provenote[ray]'") from error
    before = signal.getsignal(signal.SIGTERM)
    try:
        _must_answer(address)
        ray.init(address=address or "local", log_to_driver=False, configure_logging=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(
            f"there is no ray cluster at {address or 'this machine'}: {_first(error)}; start one "
            "with ray start, or leave --ray-address out"
        ) from error
    finally:
        signal.signal(signal.SIGTERM, before)  # ray takes it for itself
    try:
        there: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        workers = int(there.get("CPU", 0))
        if not workers:
            raise ClusterError("the ray cluster has no cpu; add a node to it")
        yield Cluster(workers, tools)
    finally:
        ray.shutdown()


def _must_answer(address: str | None) -> None:
    """Raise OSError at once where nobody listens; ray itself would wait for minutes."""
    host, colon, port = (address or "").rpartition(":")
    if colon and port.isdigit() and "/" not in host:
        socket.create_connection((host.strip("[]"), int(port)), _ANSWERS).close()


class Hands:
    """As `processing.Here`, on the workers of a cluster."""

    def __init__(self, tools: Tools, grammar: Grammar, plan: Plan, policy: Policy) -> None:
        import ray

        def remote(work: Callable[..., T]) -> Callable[..., "ObjectRef[T]"]:
            told: Callable[..., ObjectRef[T]] = (
                ray.remote(work).options(num_cpus=1, max_retries=_TRIES).remote
            )
            return told

        self._grammar = grammar
        self._shared = ray.put(_Shared(tools, tools.version(), plan, policy))
        self._questions, self._judge = remote(_questions), remote(_judge)

    async def questions(self, article: Article) -> Sequence[Question]:
        """By the grammar of its text, which is kept here."""
        known = self._grammar.packed((article.text,), article.language)
        asked, found = await _done(article, self._questions(self._shared, article, known))
        if found:
            self._grammar.keep((article.text,), article.language, found)
        return asked

    async def judge(
        self, claims: Sequence[Claim], article: Article, library: Others | None
    ) -> tuple[CheckedClaim, ...]:
        """By the checks; at the other articles is looked from here, and then it is judged again."""
        if not claims:
            return ()
        known = self._grammar.packed((article.text,), article.language)
        told = self._shared, article, known
        judged, of_claims = await _done(article, self._judge(*told, claims, {}))
        self._grammar.keep([one.words for one in claims], article.language, of_claims)
        found = {
            one.claim.words: spans
            for one in judged
            if library and one.verdict.ruling != "supported"
            if (spans := library.elsewhere(one.claim.words, article.id))
        }
        again = [one.claim for one in judged if one.claim.words in found]
        if not again:
            return judged
        anew, _ = await _done(article, self._judge(*told, again, found))
        of_claim = {one.claim.id: one for one in anew}
        return tuple(of_claim.get(one.claim.id, one) for one in judged)


async def _done(article: Article, ref: "Awaitable[T]") -> T:
    """What a task came to.

    Raises:
        WorkerError: One worker after the other died over it.
        ClusterError: The cluster is lost.
    """
    from ray.exceptions import OutOfMemoryError, RayError, RayTaskError, WorkerCrashedError

    try:
        return await ref
    except RayTaskError as error:
        raise error.cause from error
    except (WorkerCrashedError, OutOfMemoryError) as error:
        raise WorkerError(
            f"{_TRIES + 1} workers died over {article.id}, one after the other: too little memory, "
            "or a broken library; try it with --engine local"
        ) from error
    except RayError as error:
        raise ClusterError(
            f"the ray cluster is lost: {_first(error)}; what was answered is kept, run the same "
            "command again to go on"
        ) from error


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


# --- what a worker does ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all tasks of a run have in common; `version` is that of the program that hands out."""

    tools: Tools
    version: str
    plan: Plan
    policy: Policy

    def parser(self) -> Parser:
        return _parser(self.tools, self.version)


@dataclass(frozen=True, slots=True)
class _Told:
    """A parser that was told all that it will be asked."""

    known: Mapping[tuple[str, ...], tuple[Parse, ...]]

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        return self.many((text,), language)[0]

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:  # noqa: ARG002 (a Protocol)
        return self.known[tuple(texts)]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found in the other articles, which are not here."""

    spans: Mapping[str, tuple[Span, ...]]

    def elsewhere(self, said: str, than: str) -> tuple[Span, ...]:  # noqa: ARG002 (a Protocol)
        return self.spans.get(said, ())


def _questions(
    shared: _Shared, article: Article, known: bytes | None
) -> tuple[Sequence[Question], bytes | None]:
    """The questions, and the grammar where it was not known."""
    if known:
        (parse,) = unpack(known, article.text)
        return questions(article, parse, shared.plan), None
    (parse,) = shared.parser().many([article.text], article.language)
    return questions(article, parse, shared.plan), pack((article.text, parse))


def _judge(
    shared: _Shared,
    article: Article,
    known: bytes | None,
    claims: Sequence[Claim],
    elsewhere: Mapping[str, tuple[Span, ...]],
) -> tuple[tuple[CheckedClaim, ...], bytes]:
    """The verdicts, and the grammar of the claims."""
    parser, text, said = shared.parser(), (article.text,), tuple(one.words for one in claims)
    parse = unpack(known, *text) if known else parser.many(text, article.language)
    of_claims = parser.many(said, article.language)
    told = _Told({text: parse, said: of_claims})
    judged = judge(claims, article, told, _Found(elsewhere), shared.policy)
    return judged, pack(*zip(said, of_claims, strict=True))


@cache
def _parser(tools: Tools, version: str) -> Parser:
    """Made once by a worker; raises ClusterError where its program is another than ours."""
    if tools.version() != version:
        raise ClusterError(
            f"the worker {platform.node()} runs another provenote, or other libraries; install "
            "the same on every node"
        )
    return tools.parser()

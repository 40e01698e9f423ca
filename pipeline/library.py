"""provenote from notebooks and other programs: `from pipeline import run, verify`.

Both do what the commands of these names do, with the same settings. Both are called plainly, also
where an event loop runs already, as in a notebook, or awaited: `await run.aio(...)`.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import update_wrapper
from os import PathLike, fspath
from pathlib import Path
from typing import (
    Generic,
    Literal,
    ParamSpec,
    TypeAlias,
    TypedDict,
    TypeVar,
    Unpack,
    get_type_hints,
)

from pydantic import TypeAdapter, ValidationError

from pipeline.domain import Article, Json, Policy, Problem
from pipeline.domain.telling import Hear, Notice, Stop, never, nobody
from pipeline.engines.stream import Checked, Verifier
from pipeline.errors import SetupError
from pipeline.jobs import running
from pipeline.jobs.edges import advice, grammar, load_articles
from pipeline.jobs.edges import policy as policy_of
from pipeline.jobs.settings import How, Settings, Whom
from pipeline.readers import ClaimLine, StoredRun, articles_of, claim_of, read_claims, read_run

P = ParamSpec("P")
T = TypeVar("T")

Place: TypeAlias = str | PathLike[str]
"""A file, a folder or a pattern; where articles are read also an address, as a text."""
Row: TypeAlias = Mapping[str, Json]
"""What a line of JSON says."""


class Asking(TypedDict, total=False):
    """Whom to ask; each as in `Whom`."""

    model: str | None
    base_url: str | None
    replay: Place | None
    record: Place | None
    concurrency: int | None
    rpm: int | None
    tpm: int | None
    max_cost: float | None
    max_tokens: int | None
    prices: Place | None
    threads: int


class Running(Asking, total=False):
    """Whom to ask, and how to run; each as in `Whom` or `How`."""

    ask: Literal["steps", "whole"] | None
    window: int | None
    prompts: Place | None
    policy: str
    strict: bool
    fail_under: float | None
    batch: bool
    relate: bool
    narrative: bool
    store: str | None
    ask_copies: bool
    allow_private: bool
    engine: Literal["local", "ray"]
    ray_address: str | None


class Function(Generic[P, T]):
    """A function that is called plainly, or awaited by the name of `aio`."""

    def __init__(self, work: Callable[P, T]) -> None:
        self._work = work
        update_wrapper(self, work)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it, and wait."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self._work(*args, **kwargs)
        with ThreadPoolExecutor(
            1
        ) as thread:  # what runs a loop of its own needs a thread of its own
            return thread.submit(self._work, *args, **kwargs).result()

    async def aio(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it in a thread, while the event loop goes on."""
        return await asyncio.to_thread(self._work, *args, **kwargs)


@Function
def run(
    paths: Place | Iterable[Place],
    output: Place = "outputs/run",
    *,
    hear: Hear = nobody,
    stop: Stop = never,
    **settings: Unpack[Running],
) -> StoredRun:
    """Read articles, ask a model, check every claim, write the note: as `provenote run`.

    What the ledger of the output folder has of it is not asked again.

    Args:
        paths: Files, folders, patterns, and addresses of pages and feeds.
        output: The folder to write into.
        hear: Is told of progress: `Begun`, `Ended`, `Notice` of `pipeline.domain.telling`; in the
            thread that does the work.
        stop: Asked before every request: where it is true, no more is asked. An `is_set` of a
            `threading.Event` will do. An await that is cancelled leaves the work going on: set it.
        **settings: As the options of the command, whose names they have: `model="local"`,
            `replay="recordings"`, `max_cost=2.5` (US dollars), `rpm=60` (requests a minute).

    Returns:
        What is written: `results`, one for each article that was processed, in their order, each
        with its `claims` and their verdicts; `problems`, of what was not; `report`, which is
        run.json with counts, usage (tokens) and cost (US dollars; None where no price is known).
        The note is `folder / "brief.md"`.

    Raises:
        PipelineError: It could not run; the sentence names the fix. What was answered is kept.
        HaltedError: It was stopped; the same call goes on.
    """
    _must_be_known(settings, Running)
    whom, how = _valid(Whom, settings), _valid(How, settings)
    running.run(Settings(_places(paths), Path(output), whom, how), hear, stop)
    return read_run(Path(output))


@Function
def verify(
    claims: Place | Iterable[Row],
    articles: Place | Iterable[Place | Row | Article],
    *,
    policy: str = "standard",
    allow_private: bool = False,
    hear: Hear = nobody,
    **asking: Unpack[Asking],
) -> tuple[Checked, ...]:
    """Check claims of anywhere against their articles: as `provenote verify`.

    Args:
        claims: A file of JSON lines, or what such lines say: `{"id", "article_id", "claim":
            {"kind": "statement", "text"}}`, or a demand in its parts, with or without `citations`.
        articles: Files and folders (the id is the name of the file), patterns, and addresses of
            pages and feeds; or `{"id", "text"}` each, or articles of a run.
        policy: standard, strict, lenient, or a TOML file of yours.
        allow_private: Fetch from a network of one's own, too.
        hear: Is told of articles that cannot be read.
        **asking: Whom to ask for second opinions; without a `model` nobody is asked.

    Returns:
        One for each claim, in order: `line` as it came, and its `claim` with a verdict (`ruling`,
        `score` from 0 to 1, `reasons`, `findings`, `groundings`); or the `problem` of a line that
        cannot be used. Spans are code points of the article's text.

    Raises:
        PipelineError: Nothing could be checked; the sentence names the fix.
    """
    _must_be_known(asking, Asking)
    whom = _valid(Whom, asking)
    rules = policy_of(policy)
    sources, problems = _articles(articles, allow_private=allow_private)
    for problem in problems:
        hear(Notice(f"not read: {problem.where}: {problem.message}"))
    return asyncio.run(_checked(_lines(claims), sources, rules, whom))


async def _checked(
    lines: Iterator[ClaimLine], sources: list[Article], rules: Policy, whom: Whom
) -> tuple[Checked, ...]:
    async with advice(whom) as (adviser, _):
        verifier = Verifier(sources, grammar(), rules, adviser)
        return tuple([one async for one in verifier.stream(lines)])


def _lines(claims: Place | Iterable[Row]) -> Iterator[ClaimLine]:
    if isinstance(claims, (str, PathLike)):
        return read_claims(Path(claims))
    return (claim_of(dict(row), f"claim {number}") for number, row in enumerate(claims, 1))


def _articles(
    given: Place | Iterable[Place | Row | Article], *, allow_private: bool
) -> tuple[list[Article], list[Problem]]:
    """The articles that claims are checked against, and what cannot be read."""
    several = [given] if isinstance(given, (str, PathLike)) else list(given)
    paths = [one for one in several if isinstance(one, (str, PathLike))]
    sources, problems = (
        load_articles(_places(paths), allow_private=allow_private) if paths else ([], [])
    )
    found = tuple(articles_of(one for one in several if isinstance(one, Mapping)))
    sources += [one for one in (*several, *found) if isinstance(one, Article)]
    problems += [one for one in found if isinstance(one, Problem)]
    if not sources:
        raise SetupError("there is no article to check claims against; name files, or give rows")
    return sources, problems


def _places(paths: Place | Iterable[Place]) -> tuple[str, ...]:
    several = [paths] if isinstance(paths, (str, PathLike)) else paths
    return tuple(fspath(path) for path in several)


def _must_be_known(told: Mapping[str, object], names: type) -> None:
    """Raise TypeError as Python does: a name that is overlooked is a limit that does not hold."""
    if wrong := sorted(told.keys() - get_type_hints(names).keys()):
        raise TypeError(
            f"there is no setting {wrong[0]!r}; see {names.__module__}.{names.__name__}"
        )


def _valid(of: type[T], told: Mapping[str, object]) -> T:
    """Settings as they are kept; raises SetupError for a value that is none."""
    try:
        return TypeAdapter(of).validate_python(dict(told))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name, why = ".".join(map(str, first["loc"])), first["msg"]
        raise SetupError(f"{name}: {why[:1].lower()}{why[1:]}; give it another value") from error

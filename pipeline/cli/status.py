"""`provenote status`: where a run stands, and what running it again would do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.across.reprints import reprints
from pipeline.cli.options import StoreOption
from pipeline.domain import Article, Json, Problem, Usage
from pipeline.engines.books import Books
from pipeline.errors import PipelineError, SetupError
from pipeline.jobs.edges import known_as, policy
from pipeline.jobs.ledgers import basis, has_ledger
from pipeline.jobs.plans import plan_for
from pipeline.jobs.settings import Settings
from pipeline.models import prices
from pipeline.readers import named, read
from pipeline.store import Entry, Ledger, of_folder
from pipeline.wording.passages import Library
from pipeline.writers.jsonl import dumps
from pipeline.writers.terminal import say

_STAGES = {
    "read": "not begun",
    "asked": "begun, not ended",
    "checked": "checked",
    "failed": "failed",
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What running the same command again would do with its articles.

    Attributes:
        taken: As they are.
        again: Checked again, from answers that are there.
        asked: Asked about, as far as they were not.
        linked: Linked to another one, of which they are reprints.
        left_out: No longer among the inputs.
        unread: Inputs that cannot be read.
        unknown: Why it cannot be told; None where it can.
    """

    taken: int = 0
    again: int = 0
    asked: int = 0
    linked: int = 0
    left_out: int = 0
    unread: int = 0
    unknown: str | None = None

    def line(self) -> str:
        """For a person."""
        if self.unknown:
            return f"what running it again would do is not known: {self.unknown}"
        parts = {
            "take {} articles as they are": self.taken,
            "check {} again from stored answers": self.again,
            "ask about {} what was not asked yet": self.asked,
            "link {} to what they are reprints of": self.linked,
            "leave out {} that are gone": self.left_out,
            "pass over {} that cannot be read": self.unread,
        }
        said = ", ".join(words.format(number) for words, number in parts.items() if number)
        return f"run again, it would {said or 'do nothing'}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands.

    Attributes:
        stages: How many articles are at which.
        questions: How many were answered about these articles; `usage` and `cost` are of those.
        ended: When the last run ended; None where it did not.
    """

    stages: Mapping[str, int]
    problems: tuple[Problem, ...]
    questions: int
    usage: Usage
    cost: float | None
    ended: str | None
    ahead: Ahead

    def as_json(self) -> dict[str, Json]:
        """For a program."""
        return {
            "articles": {stage: self.stages[stage] for stage in _STAGES},
            "problems": [{"where": p.where, "message": p.message} for p in self.problems],
            "answers": {"questions": self.questions, **asdict(self.usage), "cost": self.cost},
            "ended": self.ended,
            "again": asdict(self.ahead),
        }

    def lines(self) -> Iterator[str]:
        """For a person."""
        told = (f"{self.stages[s]} {words}" for s, words in _STAGES.items() if self.stages[s])
        yield f"articles: {', '.join(told) or 'none'}"
        for problem in self.problems:
            yield f"failed: {problem.where}: {problem.message}"
        cost = "cost unknown" if self.cost is None else f"${self.cost:.4f}"
        yield f"answered: {self.questions} questions, {self.usage.total:,} tokens, {cost}"
        yield f"the last run: {f'ended {self.ended}' if self.ended else 'did not end'}"
        yield self.ahead.line()


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of provenote run.")],
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Say where a run stands: articles by stage, problems, cost, and what is still to do."""
    if not has_ledger(folder, store):
        raise SetupError(
            f"there is no ledger in {folder}: nothing was run there, or it was replayed, which "
            "needs none; name the database with --store if it is kept elsewhere"
        )
    with of_folder(folder, store, to_read=True) as ledger:
        told = ledger.settings()
        if told is None:
            raise SetupError(f"the ledger knows nothing of {folder}; check its name")
        settings = Settings.of_json(dict(told), folder)
        standing = _standing(settings, ledger)
    if as_json:
        typer.echo(dumps(standing.as_json(), indent=2))
        return
    out = Console()
    for line in standing.lines():
        say(out, line)


def _standing(settings: Settings, ledger: Ledger) -> Standing:
    entries, (questions, usage) = ledger.entries(), ledger.answered()
    price = prices.load(settings.whom.prices).of(known_as(settings.model))
    return Standing(
        Counter(entry.stage for entry in entries),
        tuple(Problem(entry.id, entry.problem) for entry in entries if entry.problem),
        questions,
        usage,
        price.of(usage) if price else None,
        ledger.ended(),
        _ahead(settings, ledger, {entry.id: entry for entry in entries}),
    )


def _ahead(settings: Settings, ledger: Ledger, known: Mapping[str, Entry]) -> Ahead:
    """Told by reading the inputs; nobody is asked, and no text is parsed."""
    how = settings.how
    try:
        paths = named(settings.paths)
        if any(isinstance(path, str) for path in paths):
            raise SetupError("what stands at an address is known when it is fetched: run it")
        inputs = tuple(read(paths))
        plan = plan_for(settings.model, how.ask, how.window, how.prompts)
        resting = basis(plan, policy(how.policy))
    except PipelineError as error:
        return Ahead(unknown=str(error))
    articles = [one for one in inputs if isinstance(one, Article)]
    copies = {} if how.ask_copies else reprints(articles)
    books = Books(ledger, articles, resting, Library(articles), copies)
    versions = {prompt.version for prompt in plan.prompts.values()}
    answered = ledger.answered_articles(plan.model, versions)
    done = {article.id for article in articles if books.is_done(article)}
    linked = copies.keys() - done
    again = {
        article.id
        for article in articles
        if article.id not in done | linked
        and article.sha256 in answered
        and article.id in known
        and known[article.id].stage == "checked"
    }
    return Ahead(
        len(done),
        len(again),
        len(articles) - len(done) - len(again) - len(linked),
        len(linked),
        len(known.keys() - {article.id for article in articles}),
        len(inputs) - len(articles),
    )

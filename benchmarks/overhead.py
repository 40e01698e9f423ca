"""What an article costs beside its model: parsing, the checks, and all the rest, on one core.

    python benchmarks/overhead.py
    python benchmarks/overhead.py --rounds 3 --articles 60

The articles and answers are those of `batch.py`: 25 real sentences each, and a function that
answers at once. Milliseconds of processor time for an article, medians of the rounds. It also
counts what is parsed twice: the note at the end is made of grammar that is there.
"""

import asyncio
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, TypeVar

import typer

sys.path.insert(0, str(Path(__file__).parent))

from batch import AT_ONCE, answers, made_up

from pipeline.domain import Article, CheckedClaim, Claim, Parse, Question, Result
from pipeline.domain.telling import nobody
from pipeline.engines.books import Books
from pipeline.engines.local import run_all
from pipeline.jobs.ledgers import basis
from pipeline.jobs.noting import Extras, files
from pipeline.jobs.plans import plan_for
from pipeline.parser import SpacyParser
from pipeline.processing import Desk, Here
from pipeline.stages.verify import STANDARD
from pipeline.store import Grammar, of_folder
from pipeline.together import shelve
from pipeline.wording.passages import Library, Others
from pipeline.writers import write

T = TypeVar("T")
WARM = 10  # articles before the clock is started


class Clock:
    """Processor seconds, by what took them."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        self.parsed: Counter[tuple[str, ...]] = Counter()

    def of(self, what: str, work: Callable[[], T]) -> T:
        """Do it, and count its time."""
        began = time.process_time()
        done = work()
        self.took[what] += time.process_time() - began
        return done


class Timed:
    """A parser whose time is told."""

    def __init__(self, parse: SpacyParser, clock: Clock) -> None:
        self._parse, self._clock = parse, clock

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """As the parser."""
        self._clock.parsed[tuple(texts)] += 1
        return self._clock.of("parsing", lambda: self._parse.many(texts, language))

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """As the parser."""
        return self.many([text], language)[0]


class Hands:
    """As `processing.Here`, and its time is told."""

    def __init__(self, here: Here, clock: Clock) -> None:
        self._here, self._clock = here, clock

    async def questions(self, article: Article) -> Sequence[Question]:
        """As they are."""
        return await self._here.questions(article)

    async def judge(
        self, claims: Sequence[Claim], article: Article, library: Others | None
    ) -> tuple[CheckedClaim, ...]:
        """Timed, but for what is parsed."""
        before, began = self._clock.took["parsing"], time.process_time()
        judged = await self._here.judge(claims, article, library)
        parsing = self._clock.took["parsing"] - before
        self._clock.took["checks"] += time.process_time() - began - parsing
        return judged


def measure(spacy: SpacyParser, count: int) -> tuple[dict[str, float], float, int]:
    """Milliseconds an article by what took them; claims an article; texts parsed twice."""
    clock, articles, plan = Clock(), made_up(count + WARM), plan_for("local", None, None, None)
    with TemporaryDirectory() as name, of_folder(Path(name)) as ledger:
        parse, others = Grammar(Timed(spacy, clock), ledger, ""), Library(articles)
        books = Books(ledger, articles, basis(plan, STANDARD), others)
        hands = Hands(Here(parse, plan, STANDARD), clock)
        desk = Desk(answers, parse, plan, STANDARD, others, hands)

        def run(some: Sequence[Article]) -> int:
            ran = asyncio.run(run_all(some, desk, books, nobody, AT_ONCE))
            return sum(len(one.claims) for one in ran.results)

        run(articles[:WARM])
        clock.took.clear()
        began = time.process_time()
        claims = run(articles[WARM:])
        clock.took["all"] = time.process_time() - began
        parsed = clock.took["parsing"]
        found = books.results(articles[WARM:])
        clock.of("the note", lambda: _written(found, parse, Path(name) / "out"))
    clock.took["asking, and the ledger"] = clock.took["all"] - parsed - clock.took["checks"]
    twice = sum(times - 1 for times in clock.parsed.values())
    return {k: v / count * 1000 for k, v in clock.took.items()}, claims / count, twice


def _written(found: Sequence[Result], parse: Grammar, folder: Path) -> None:
    write(folder, files(shelve(found, parse), parse, {}, (), Extras()))


def main(
    rounds: Annotated[int, typer.Option(help="Of which the medians are told.")] = 3,
    articles: Annotated[int, typer.Option(help="In each.")] = 60,
) -> None:
    """Print a line for each part."""
    spacy = SpacyParser()
    spacy("A sentence that loads the model.")
    every = [measure(spacy, articles) for _ in range(rounds)]
    _, claims, twice = every[0]
    for part in ("parsing", "checks", "asking, and the ledger", "the note"):
        print(f"{part:24} {statistics.median(took[part] for took, _, _ in every):7.1f} ms")
    print(f"{claims:.1f} claims an article; {twice} texts were parsed twice")


if __name__ == "__main__":
    typer.run(main)

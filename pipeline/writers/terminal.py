"""What a command says on the terminal: tables, what went wrong, and where the note lies."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.domain import Problem, Result
from pipeline.writers import inert
from pipeline.writers.jsonl import tally


def summarise(
    folder: Path,
    results: Sequence[Result],
    unread: Sequence[Problem],
    unanswered: Sequence[Problem] = (),
) -> None:
    """Print the outcome of a run; whatever an article or a model wrote comes out inert."""
    table = Table("article", "claims", "supported", "review", "rejected", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for result in results:
        counts = tally(result.claims)
        row = (len(result.claims), counts["supported"], counts["review"], counts["rejected"])
        table.add_row(Text(inert.line(result.article.id)), *map(str, row))
    console = Console(highlight=False)
    console.print(table)
    for problem in unread:
        say(console, f"not read: {problem.where}: {problem.message}")
    for problem in unanswered:
        say(console, f"not answered: {problem.where}: {problem.message}")
    for result in results:
        for rejection in result.rejections:
            told = "; ".join(f"{p.where}: {p.message}" for p in rejection.problems)
            say(console, f"no usable answer: {rejection.article_id} ({rejection.prompt}): {told}")
    say(console, f"the note: {folder / 'brief.md'} and {folder / 'brief.html'}")


def say(console: Console, sentence: str) -> None:
    """Print a sentence, inert, as one line: a path broken in two cannot be copied."""
    console.print(Text(inert.line(sentence)), soft_wrap=True, highlight=False)

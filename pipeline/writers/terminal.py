"""What a command says on the terminal: tables, what went wrong, and where the note lies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.domain import Problem, Rejection, Ruling
from pipeline.writers import inert
from pipeline.writers.words import RULINGS


def summarise(
    folder: Path,
    rows: Sequence[tuple[str, Mapping[Ruling, int]]],
    rejections: Sequence[Rejection],
    unread: Sequence[Problem],
    unanswered: Sequence[Problem] = (),
) -> None:
    """Print the outcome of a run; whatever an article or a model wrote comes out inert.

    Args:
        folder: Where the note lies.
        rows: The articles, and how many of their claims are ruled how.
        rejections: The answers that could not be used.
        unread: Inputs that could not be read.
        unanswered: What nobody would answer.
    """
    table = Table("article", "claims", *RULINGS, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, counts in rows:
        told = (sum(counts.values()), *(counts.get(ruling, 0) for ruling in RULINGS))
        table.add_row(Text(inert.line(name)), *map(str, told))
    console = Console(highlight=False)
    console.print(table)
    for problem in unread:
        say(console, f"not read: {problem.where}: {problem.message}")
    for problem in unanswered:
        say(console, f"not answered: {problem.where}: {problem.message}")
    for one in rejections:
        why = "; ".join(f"{p.where}: {p.message}" for p in one.problems)
        say(console, f"no usable answer: {one.article_id} ({one.prompt}): {why}")
    say(console, f"the note: {folder / 'brief.md'} and {folder / 'brief.html'}")


def say(console: Console, sentence: str) -> None:
    """Print a sentence, inert, as one line: a path broken in two cannot be copied."""
    console.print(Text(inert.line(sentence)), soft_wrap=True, highlight=False)

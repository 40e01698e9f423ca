"""What a run came to: in words, and as an exit code."""

from collections import Counter
from pathlib import Path

from rich.console import Console

from pipeline.jobs.running import Done
from pipeline.jobs.settings import How
from pipeline.jobs.spending import told
from pipeline.writers.terminal import say, summarise


def tell(done: Done, folder: Path) -> None:
    """Print what became of each article, what went wrong, and what it came to."""
    rows = [(one.article_id, Counter(one.rulings.values())) for one in done.judged]
    rejections = [refused for one in done.judged for refused in one.rejections]
    summarise(folder, rows, rejections, done.unread, done.unanswered)
    say(Console(highlight=False), told(done.spent))


def exit_code(done: Done, how: How) -> int:
    """1 where an article could not be processed, or with `strict` where a claim is in doubt."""
    if done.unread or done.unanswered or any(o.rejections and not o.rulings for o in done.judged):
        return 1
    rulings = {ruling for one in done.judged for ruling in one.rulings.values()}
    return 1 if how.strict and rulings - {"supported"} else 0

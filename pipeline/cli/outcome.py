"""What a job came to: in words, and as an exit code."""

from collections import Counter
from pathlib import Path

from rich.console import Console

from pipeline.jobs.running import Done, Judged
from pipeline.jobs.settings import How
from pipeline.jobs.spending import told
from pipeline.writers.terminal import say, summarise


def tell(done: Done, folder: Path) -> None:
    """Print what became of each article, what went wrong, and what it came to."""
    rows = [(_named(one), Counter(one.rulings.values())) for one in done.judged]
    rejections = [refused for one in done.judged for refused in one.rejections]
    summarise(folder, rows, rejections, done.unread, done.unanswered)
    say(Console(highlight=False), told(done.spent))


def _named(judged: Judged) -> str:
    copied = f" (a reprint of {judged.copy_of})" if judged.copy_of else ""
    return judged.article_id + copied


def exit_code(done: Done, how: How) -> int:
    """1 where an article could not be processed, or more claims are in doubt than may be."""
    if done.unread or done.unanswered or any(o.rejections and not o.rulings for o in done.judged):
        return 1
    rulings = Counter(ruling for one in done.judged for ruling in one.rulings.values())
    supported, total = rulings["supported"], rulings.total()
    if how.fail_under is not None and not enough(supported, total, how.fail_under):
        return 1
    return int(how.strict and supported < total)


def enough(supported: int, total: int, least: float) -> bool:
    """Whether at least so many of 100 claims are supported, which is said; none show nothing."""
    share = 100 * supported / total if total else 0.0
    reached = total > 0 and share >= least
    told = f"{share:.1f} of 100 claims are supported" if total else "there are no claims"
    verdict = "that is enough" if reached else "that is not enough"
    say(Console(stderr=True), f"{told}; for --fail-under {least:g} {verdict}")
    return reached

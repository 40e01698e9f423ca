"""Articles -> a run's files, again whenever some came, changed or went."""

import time
from collections.abc import Callable, Sequence

from pipeline.domain import Article, Problem
from pipeline.domain.telling import Hear, Notice, Stop, Unread
from pipeline.errors import EndpointError, OutputError, SetupError, StoreError
from pipeline.jobs.running import Done, ready, web
from pipeline.jobs.settings import Settings
from pipeline.models.choose import NOTHING
from pipeline.readers import Inputs, kept, named, read_run, watch

_PASSING = (EndpointError, OutputError, StoreError)
"""What may be otherwise at the next look: nobody answers, a full disk, a locked ledger."""
_LOOK = 0.2  # seconds between two looks whether somebody said stop


def keep_watch(settings: Settings, interval: float, hear: Hear, stop: Stop) -> Done | None:
    """As `running.run`, whenever a look, `interval` seconds after the last, finds another input.

    Returns:
        What the last of the runs came to, once `stop` says so in between or the budget is spent;
        None where there was nothing to read.

    Raises:
        PipelineError: The first run could not be done; or a later one, for good.
        HaltedError: `stop` said so in the middle of a run.
    """
    done: Done | None = None
    seen: Inputs = ()
    spent, told = NOTHING, set[Problem]()
    with ready(settings) as job, web(settings) as by:
        looks = watch(
            named(settings.paths),
            interval,
            stop=stop,
            sleep=_resting(stop),
            web=by,
            had=_had(job.settings),
        )
        for inputs in looks:
            if inputs == seen and (done is None or not done.unanswered):
                continue
            for one in inputs:
                if isinstance(one, Problem) and one not in told:
                    told.add(one)
                    hear(Unread(one))
            try:
                done = job.over(inputs, hear, stop, spent)
            except _PASSING as error:
                if done is None:
                    raise
                hear(Notice(f"{error}; the next look is in {interval:g} seconds"))
                continue
            seen, spent = inputs, spent + done.spent
            if done.over:
                break
            hear(Notice(f"{_written(done)}; the next look is in {interval:g} seconds"))
    return done


def _had(settings: Settings) -> Sequence[Article]:
    """What the same watch has fetched before, where it wrote into this folder."""
    if not (settings.output / "articles.jsonl").is_file():
        return ()
    try:
        run = read_run(settings.output)
        before = Settings.of_json(run.report.get("settings"), settings.output / "run.json")
    except SetupError:  # of an older version, or damaged: it is written anew
        return ()
    if tuple(before.paths) != tuple(map(kept, settings.paths)):
        return ()
    return [result.article for result in run.results if result.article.url]


def _written(done: Done) -> str:
    articles = len(done.judged)
    return f"the note is written, of {articles} article{'' if articles == 1 else 's'}"


def _resting(stop: Stop) -> Callable[[float], None]:
    """Wait, as long as nobody says stop."""

    def rest(seconds: float) -> None:
        end = time.monotonic() + seconds
        while not stop() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK))

    return rest

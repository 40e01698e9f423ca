"""`provenote verify --again`: newer checks on the stored replies of a run, and nobody is asked."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from rich.console import Console

from pipeline.cli.outcome import exit_code, tell
from pipeline.cli.progress import hearing, noticed
from pipeline.domain import Reply, Request, Result
from pipeline.errors import RefusedError, SetupError
from pipeline.jobs.edges import asked, choice
from pipeline.jobs.ledgers import has_ledger, ledger_of
from pipeline.jobs.noting import Wish, stored
from pipeline.jobs.plans import plan_for
from pipeline.jobs.running import Done, Source, carry_out
from pipeline.jobs.settings import Settings
from pipeline.models.choose import NOTHING, Asked
from pipeline.readers import StoredRun, read_run
from pipeline.store import Ledger
from pipeline.writers import must_be_writable
from pipeline.writers.hold import held
from pipeline.writers.terminal import say

_SHOWN = 10
_AT_ONCE = 2  # articles whose answers are all there
Ruled = dict[str, str]
"""What became of each claim, by its id."""


def verify_again(folder: Path, store: str | None) -> int:
    """Verify the claims of a run anew, write its files again, and say what has changed."""
    run = read_run(folder)
    if run.unread:
        one = run.unread[0]
        raise SetupError(
            f"{folder} is damaged ({one.where}: {one.message}); run the same command again"
        )
    settings = Settings.of_json(run.report.get("settings"), folder / "run.json")
    replayed = settings.whom.replay is not None
    url = None if replayed else store or settings.how.store
    if not replayed and not has_ledger(folder, url):
        raise SetupError(f"there is no ledger in {folder}; run the same command again")
    must_be_writable(folder)
    how = settings.how
    plan = plan_for(settings.model, how.ask, how.window, how.prompts)
    before = _ruled(run.results)
    with held(folder), ledger_of(folder, url, replayed=replayed) as ledger:
        source = Source(_answers(settings, ledger, run), _AT_ONCE, Wish(), stored(run.report))
        articles = [result.article for result in run.results]
        with hearing() as hear:
            done = carry_out(settings, plan, ledger, articles, run.problems, source, hear)
    tell(done, folder)
    out = Console()
    for line in _changes(before, _rulings(done)):
        say(out, line)
    return exit_code(done, how)


def _answers(
    settings: Settings, ledger: Ledger, run: StoredRun
) -> AbstractAsyncContextManager[Asked]:
    """The replies that the run was made from."""
    if settings.whom.replay:
        return asked(choice(settings.whom, settings.model, noticed))
    refused = sum(one.kind == "endpoint" for result in run.results for one in result.rejections)
    return _stored_only(ledger, refused)


@asynccontextmanager
async def _stored_only(ledger: Ledger, refused: int) -> AsyncIterator[Asked]:
    """A model that knows what is in the ledger; `refused` questions had no answer before either."""
    missing: list[Request] = []
    given = []

    async def answer(request: Request) -> Reply:
        found = ledger.find(request)
        if found is None:
            missing.append(request)
            raise RefusedError("it was never answered; run the same command again to ask")
        given.append(found.at)
        return found.reply

    yield Asked(answer, lambda: NOTHING, lambda: max(given, default=None))
    if len(missing) > refused:
        one = missing[0]
        raise SetupError(
            f"{len(missing) - refused} questions are new (the first: prompt {one.prompt} for "
            f"{one.article_id}), as a prompt, the model or an option has changed; to ask them, run "
            "provenote run with the options of before"
        )


def _ruled(results: Sequence[Result]) -> Ruled:
    return {one.claim.id: one.verdict.ruling for result in results for one in result.claims}


def _rulings(done: Done) -> Ruled:
    return {name: ruling for one in done.judged for name, ruling in one.rulings.items()}


def _changes(before: Ruled, after: Ruled) -> Iterator[str]:
    """What has changed, the first few by name."""
    changed = [name for name, ruling in after.items() if before.get(name) != ruling]
    lost = len(before.keys() - after.keys())
    told = Counter(f"{before.get(name, 'new')} -> {after[name]}" for name in changed)
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(told.items()))
    gone = f"; {lost} claims are no longer made" if lost else ""
    yield f"{len(changed)} of {len(after)} verdicts changed{f' ({kinds})' if kinds else ''}{gone}"
    for name in changed[:_SHOWN]:
        yield f"  {name}: {before.get(name, 'new')} -> {after[name]}"
    if len(changed) > _SHOWN:
        yield f"  and {len(changed) - _SHOWN} more"

"""`provenote run`: articles -> a run's files."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.edges import NOBODY, asked, choice, must_fit
from pipeline.cli.job import Source, carry_out, exit_code, wish_of
from pipeline.cli.ledgers import ledger_of
from pipeline.cli.noting import (
    NarrativeOption,
    RelateOption,
)
from pipeline.cli.options import PolicyName, StoreOption, Whom, asking
from pipeline.cli.plans import Ask, AskOption, PromptsOption, WindowOption, plan_for
from pipeline.cli.settings import Settings
from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.models.choose import LOCAL, Batching
from pipeline.readers import Web, everywhere, is_public, named, read
from pipeline.writers import must_be_writable
from pipeline.writers.hold import held
from pipeline.writers.terminal import say


@asking
def run(  # noqa: PLR0913, PLR0917 (each parameter is an option)
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, patterns, or addresses of pages and feeds.")
    ],
    whom: Whom,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write into.")] = Path(
        "outputs/run"
    ),
    ask: AskOption = None,
    window: WindowOption = None,
    prompts_folder: PromptsOption = None,
    policy_name: PolicyName = "standard",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 unless every claim is supported.")
    ] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="Hand all requests in at once: half the price, slow.")
    ] = False,
    relate: RelateOption = False,
    narrative: NarrativeOption = False,
    store: StoreOption = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from a network of one's own, too.")
    ] = False,
) -> None:
    """Read articles, ask a model for demands and summaries, check every claim, write the note."""
    if whom.model is None and whom.base_url and not whom.replay:
        raise SetupError(f"which model of {whom.base_url} shall answer? name it with --model")
    if whom.model == NOBODY:
        raise SetupError("a run has to ask a model; name one with --model, or --replay DIR")
    model = whom.model or LOCAL
    plan = plan_for(model, ask, window, prompts_folder)
    settings = Settings(
        tuple(paths),
        output,
        Ask.steps if plan.steps else Ask.whole,
        plan.window,
        prompts_folder,
        policy_name,
        strict,
        batch,
        relate,
        narrative,
        None if whom.replay else store,
        model,
        whom,
    )
    wish = wish_of(settings)
    must_fit({**plan.prompts, **wish.prompts}, whom)
    must_be_writable(output)  # before anything is asked, and paid for
    with held(output), ledger_of(output, store, replayed=whom.replay is not None) as ledger:
        with Web(allow=everywhere if allow_private else is_public) as web:
            inputs = tuple(read(named(settings.paths), web=web))
        articles = [i for i in inputs if isinstance(i, Article)]
        unread = [i for i in inputs if isinstance(i, Problem)]
        batching = Batching(output / "batch", partial(say, Console(stderr=True)))
        chosen = choice(whom, model, ledger, batching if batch else None)
        # while one article is checked, the next is asked about; a batch takes all at once
        at_once = len(articles) if batch else 2 * chosen.limits.at_once
        source = Source(asked(chosen), at_once, wish)
        results, problems = carry_out(settings, plan, ledger, articles, unread, source)
        raise typer.Exit(exit_code(results, problems, strict=settings.strict))

"""The options of commands: those that several share, said once, and those of a run's settings."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_type_hints

import typer
from pydantic import TypeAdapter

from pipeline.domain import Article, Problem
from pipeline.jobs.edges import load_articles
from pipeline.jobs.settings import Ask, How, Whom

Options: TypeAlias = Mapping[str, Any]  # what typer.Option gives, by the name of the field
Command: TypeAlias = Callable[..., None]

HOW: Options = {
    "ask": typer.Option(help="Small questions or whole windows; by default steps for 'local'."),
    "window": typer.Option(min=200, help="Most characters of an article in one question."),
    "prompts": typer.Option("--prompts", help="Prompts of your own instead of the shipped."),
    "policy": typer.Option("--policy", help="standard, strict, lenient, or a TOML file of yours."),
    "strict": typer.Option("--strict", help="Exit 1 unless every claim is supported."),
    "fail_under": typer.Option(
        min=0, max=100, help="Exit 1 when fewer of 100 claims are supported."
    ),
    "batch": typer.Option("--batch", help="Hand all requests in at once: half the price, slow."),
    "relate": typer.Option(
        "--relate", help="Ask the model about pairs that only their wording sets apart."
    ),
    "narrative": typer.Option(
        "--narrative", help="Let the model write the key points; each is checked."
    ),
    "store": typer.Option(
        envvar="PROVENOTE_STORE",
        help="The ledger: postgresql+psycopg://user@host/database; else a file in the folder. A "
        "replay keeps none.",
    ),
    "ask_copies": typer.Option(
        "--ask-copies", help="Ask about reprints, too; else they are linked to their original."
    ),
    "allow_private": typer.Option(
        "--allow-private", help="Fetch from a network of one's own, too."
    ),
    "engine": typer.Option(help="Where the work is done: ray spreads it over a cluster."),
    "ray_address": typer.Option(
        metavar="HOST:PORT",
        help="The cluster; auto finds that of this machine. Else one is made.",
    ),
}
WHOM: Options = {
    "model": typer.Option(help="A name the endpoint knows, 'local' (the embedded one), or 'none'."),
    "base_url": typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint."),
    "replay": typer.Option(help="Answer from the recordings in DIR."),
    "record": typer.Option(
        "--record",
        "--replay-or-record",
        help="Keep every answer in DIR, and ask for none that is there.",
    ),
    "concurrency": typer.Option(min=1, help="Most requests at once; 1 for 'local', else 8."),
    "rpm": typer.Option(min=1, help="Most requests a minute."),
    "tpm": typer.Option(min=1, help="Most tokens a minute."),
    "max_cost": typer.Option(min=0, help="Stop before this many US dollars are spent."),
    "max_tokens": typer.Option(min=1, help="Stop before this many tokens are spent."),
    "prices": typer.Option(help="Prices of your own (TOML), before the shipped ones."),
    "threads": typer.Option(min=1, help="Threads of the local model."),
}
AskOption = Annotated[Ask | None, HOW["ask"]]
WindowOption = Annotated[int | None, HOW["window"]]
PromptsOption = Annotated[Path | None, HOW["prompts"]]
PolicyOption = Annotated[str, HOW["policy"]]
FailUnderOption = Annotated[float | None, HOW["fail_under"]]
NarrativeOption = Annotated[bool, HOW["narrative"]]
StoreOption = Annotated[str | None, HOW["store"]]


_NONE: Options = {}


def taking(name: str, of: type, options: Options = _NONE) -> Callable[[Command], Command]:
    """A command that takes a dataclass by this name takes each of its fields as an option.

    What is told of an option stands in `options`, or in the annotation of the field.
    """
    value: TypeAdapter[object] = TypeAdapter(of)
    shared, types = fields(of), get_type_hints(of, include_extras=True)

    def expanded(command: Command) -> Command:
        @wraps(command)
        def spread(**given: object) -> None:
            told = {one.name: given.pop(one.name) for one in shared}
            command(**given, **{name: value.validate_python(told)})

        own = [p for p in inspect.signature(command).parameters.values() if p.name != name]
        every = [
            *(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own),
            *(
                inspect.Parameter(
                    one.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty if one.default is MISSING else one.default,
                    annotation=Annotated[types[one.name], options[one.name]]
                    if one.name in options
                    else types[one.name],
                )
                for one in shared
            ),
        ]
        spread.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        spread.__annotations__ = {p.name: p.annotation for p in every}
        return spread

    return expanded


asking = taking("whom", Whom, WHOM)
"""A command that takes a `whom` takes each of its fields as an option."""
telling_how = taking("how", How, HOW)
"""A command that takes a `how` takes each of its fields as an option."""


@dataclass(frozen=True, slots=True)
class Against:
    """What claims of anywhere are checked against, and by which policy."""

    articles: list[str] | None = None
    policy: str = "standard"
    allow_private: bool = False

    def read(self) -> tuple[list[Article], list[Problem]]:
        """The articles, and what cannot be read; SetupError where there is none."""
        return load_articles(self.articles or [], allow_private=self.allow_private)


checking = taking(
    "against",
    Against,
    {
        "articles": typer.Option(
            "--articles",
            help="A folder (id = file name), JSON lines, patterns, addresses of pages and feeds.",
        ),
        "policy": HOW["policy"],
        "allow_private": HOW["allow_private"],
    },
)
"""A command that takes an `against` takes each of its fields as an option."""

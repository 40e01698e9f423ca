"""Options that several commands share, said once."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from pydantic import TypeAdapter

Articles = Annotated[
    list[Path] | None, typer.Option("--articles", help="A folder (id = file name), or JSON lines.")
]
PolicyName = Annotated[
    str, typer.Option("--policy", help="standard, strict, lenient, or a TOML file of yours.")
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="PROVENOTE_STORE",
        help="The ledger: postgresql+psycopg://user@host/database; else a file in the folder. A "
        "replay keeps none.",
    ),
]


@dataclass(frozen=True, slots=True)
class Whom:
    """Which model is asked, from where its answers may come, and how far it may be asked."""

    model: Annotated[
        str | None,
        typer.Option(help="A name the endpoint knows, 'local' (the embedded one), or 'none'."),
    ] = None
    base_url: Annotated[
        str | None, typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint.")
    ] = None
    replay: Annotated[Path | None, typer.Option(help="Answer from the recordings in DIR.")] = None
    record: Annotated[
        Path | None,
        typer.Option(
            "--record",
            "--replay-or-record",
            help="Keep every answer in DIR, and ask for none that is there.",
        ),
    ] = None
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Most requests at once; 1 for 'local', else 8.")
    ] = None
    rpm: Annotated[int | None, typer.Option(min=1, help="Most requests a minute.")] = None
    tpm: Annotated[int | None, typer.Option(min=1, help="Most tokens a minute.")] = None
    max_cost: Annotated[
        float | None, typer.Option(min=0, help="Stop before this many US dollars are spent.")
    ] = None
    max_tokens: Annotated[
        int | None, typer.Option(min=1, help="Stop before this many tokens are spent.")
    ] = None
    prices: Annotated[
        Path | None, typer.Option(help="Prices of your own (TOML), before the shipped ones.")
    ] = None
    threads: Annotated[int, typer.Option(min=1, help="Threads of the local model.")] = 2


Command: TypeAlias = Callable[..., None]


def taking(name: str, of: type) -> Callable[[Command], Command]:
    """A command that takes a dataclass by this name takes each of its fields as an option."""
    value: TypeAdapter[object] = TypeAdapter(of)
    shared = fields(of)

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
                    annotation=one.type,
                )
                for one in shared
            ),
        ]
        spread.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        spread.__annotations__ = {p.name: p.annotation for p in every}
        return spread

    return expanded


asking = taking("whom", Whom)
"""A command that takes a `whom` takes each of its fields as an option."""

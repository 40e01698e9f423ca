"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Articles = Annotated[
    list[Path], typer.Option("--articles", help="A folder (id = file name), or JSON lines.")
]
Model = Annotated[
    str, typer.Option(help="Whom to ask for a second opinion: a name, 'local' or 'none'.")
]
BaseUrl = Annotated[
    str | None, typer.Option(envvar="OPENAI_BASE_URL", help="Any OpenAI-compatible endpoint.")
]
Replay = Annotated[Path | None, typer.Option(help="Answer from the recordings in DIR.")]
Record = Annotated[Path | None, typer.Option(help="Keep every answer in DIR.")]
Concurrency = Annotated[
    int | None, typer.Option(min=1, help="Most requests at once; 1 for 'local', else 8.")
]
Threads = Annotated[int, typer.Option(min=1, help="Threads of the local model.")]
PolicyName = Annotated[
    str, typer.Option("--policy", help="standard, strict, lenient, or a TOML file of yours.")
]

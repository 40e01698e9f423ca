"""What an endpoint can do: told by a table for models that are known, else found out once.

Whether answers can be held to a schema is no matter of error texts. The strictest form is asked
first; where the endpoint refuses the request (400 or 422) and takes the same one in a weaker form,
the weaker form is what it can do, and that is remembered.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from pipeline.domain import Json, Request
from pipeline.models import durable

Form = Literal["json_schema", "json_object", "text"]
_FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")
CHANCES = frozenset({"logprobs", "top_logprobs"})


@dataclass(frozen=True, slots=True)
class Features:
    """What one model behind one endpoint takes.

    Attributes:
        form: How its answers are held to JSON: by a strict schema, to JSON alone, or not at all.
        chances: It tells the chances of its tokens; None where it was not asked for them yet.
    """

    form: Form = "json_schema"
    chances: bool | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the models of a name want their options.

    Attributes:
        without: Options that they refuse.
        renamed: Options that go by another name.
        room: How many times the tokens of an answer they need, as they think before they answer.
    """

    names: str
    without: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    room: int = 1


# Models that reason take no temperature and no limit by its old name (OpenAI's model pages).
_DIALECTS = (
    Dialect(
        r"(openai/)?(o[1-9]|gpt-5)(?![a-z0-9]*-chat)\b.*",
        CHANCES | {"temperature"},
        {"max_tokens": "max_completion_tokens"},
        4,
    ),
)
_PLAIN = Dialect(".*")


def room(model: str) -> int:
    """How many times the tokens of an answer a model needs."""
    return _dialect(model).room


def options(
    model: str, asked: Mapping[str, bool | int | float], features: Features
) -> dict[str, Json]:
    """The sampling options as a model wants them on the wire."""
    dialect = _dialect(model)
    refused = dialect.without | (CHANCES if features.chances is False else frozenset())
    return {
        dialect.renamed.get(name, name): value * dialect.room if name == "max_tokens" else value
        for name, value in asked.items()
        if name not in refused
    }


def _dialect(model: str) -> Dialect:
    return next((d for d in _DIALECTS if re.fullmatch(d.names, model)), _PLAIN)


def wants_chances(request: Request) -> bool:
    """It asks for the chances of tokens, and its model is not known to refuse that."""
    return bool(request.options.keys() & (CHANCES - _dialect(request.model).without))


def strictest_first(request: Request) -> Iterator[Features]:
    """What to try with a new endpoint: each form, with the chances of tokens and without."""
    for form in _FORMS:
        for chances in (True, False) if wants_chances(request) else (None,):
            yield Features(form, chances)


_MEMORY = TypeAdapter(dict[str, Features])


class Memory:
    """What was found out about endpoints, kept in a file between runs; a lost file costs a refusal.

    Args:
        path: The file; None remembers nothing beyond this process.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._known = self._read()

    def known(self) -> Mapping[str, Features]:
        """Everything found out, by "URL MODEL"."""
        return dict(self._known)

    def recall(self, url: str, model: str) -> Features | None:
        """What was found out of a model; None for nothing yet."""
        return self._known.get(f"{url} {model}")

    def keep(self, url: str, model: str, found: Features) -> None:
        """Remember it; where the file cannot be written it is found out anew next time."""
        if self.recall(url, model) == found:
            return
        self._known = {**self._read(), **self._known, f"{url} {model}": found}
        if self._path is None:
            return
        with suppress(OSError):
            durable.write(self._path, (_MEMORY.dump_json(self._known, indent=1), b"\n"))

    def _read(self) -> dict[str, Features]:
        try:
            return _MEMORY.validate_json(self._path.read_bytes()) if self._path else {}
        except (OSError, ValidationError):
            return {}

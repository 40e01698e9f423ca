"""Edge: a newsroom's own policy, a TOML file -> Policy.

base = "standard"        # what is not said here is as there

[every]                  # what an outcome of any check asks for
warn = "rejected"

[addressee]              # what it asks for in one check
unknown = "review"
"""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from pipeline.domain import Outcome, Policy, Ruling
from pipeline.errors import SetupError

_EVERY = "every"
_RULES = TypeAdapter(dict[str, dict[Outcome, Ruling]])


def load(path: Path, shipped: Mapping[str, Policy], checks: Collection[str]) -> Policy:
    """Read a policy; raises SetupError that names the file and what is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(shipped)
        msg = f"no policy {str(path)!r}: there are {known}; or name a TOML file of your own"
        raise SetupError(msg) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SetupError(f"cannot read the policy {path}: {error}") from error
    base = shipped.get(str(table.pop("base", "standard")))
    if base is None:
        raise SetupError(f"{path}: base names no policy; there are {', '.join(shipped)}")
    try:
        said = _RULES.validate_python(table)
    except ValidationError as error:
        msg = (
            f"{path}: {'.'.join(map(str, error.errors()[0]['loc']))} is no rule; write an outcome "
            f"({', '.join(get_args(Outcome))}) = a ruling ({', '.join(get_args(Ruling))})"
        )
        raise SetupError(msg) from error
    rules = {**base.rules, **said.pop(_EVERY, {})}
    if unknown := sorted(set(said) - set(checks)):
        msg = f"{path}: there is no check {unknown[0]!r}; there are {', '.join(sorted(checks))}"
        raise SetupError(msg)
    if "supported" in {row.get("fail") for row in (rules, *said.values())}:
        raise SetupError(
            f"{path}: what fails a check cannot be supported; write review or rejected"
        )
    own = {c: {**base.exceptions.get(c, {}), **o} for c, o in said.items()}
    return Policy(path.stem, rules, {**base.exceptions, **own})

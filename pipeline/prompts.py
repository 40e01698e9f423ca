"""Edge: `prompts/<name>/{prompt.md,schema.json}` -> Prompt.

`prompt.md` is Jinja2, cut into turns by lines such as `--- user ---`; `schema.json` is what
the model is asked to answer (within what strict structured outputs accept), `strict.json`
an optional schema of the same shape that also checks lengths and patterns, locally.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import jinja2
import jsonschema
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from pipeline.domain import Json, Prompt
from pipeline.errors import SetupError

_HERE = Path(__file__).parent


def default_folder() -> Path:
    """Where the shipped prompts lie: inside an installed package, or beside it in a checkout."""
    packaged = _HERE / "_data" / "prompts"
    return packaged if packaged.is_dir() else _HERE.parent / "prompts"


def load(name: str, folder: Path) -> Prompt:
    """Read and check one prompt; raises SetupError that names the file and what is wrong."""
    home = folder / name
    if not home.is_dir():
        known = ", ".join(sorted(p.name for p in folder.glob("*/"))) if folder.is_dir() else ""
        msg = f"no prompt {name!r} in {folder}" + (f"; there are: {known}" if known else "")
        raise SetupError(msg)
    template = _read(home / "prompt.md")
    schema_text = _read(home / "schema.json")
    schema = _schema(home / "schema.json", schema_text)
    strict_file = home / "strict.json"
    strict = _schema(strict_file, _read(strict_file)) if strict_file.exists() else schema
    _compile(home / "prompt.md", template)
    version = hashlib.sha256(f"{template}\0{schema_text}".encode()).hexdigest()
    return Prompt(name, template, schema, strict, version)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"cannot read the prompt file {path}: {error}"
        raise SetupError(msg) from error


def _schema(path: Path, text: str) -> dict[str, Json]:
    try:
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
    except json.JSONDecodeError as error:
        msg = f"{path} is not JSON: {error}"
        raise SetupError(msg) from error
    except jsonschema.SchemaError as error:
        msg = f"{path} is not a JSON schema: {error.json_path}: {error.message}"
        raise SetupError(msg) from error
    if not isinstance(schema, dict):
        msg = f"{path} is not a JSON schema of an object"
        raise SetupError(msg)
    resolver = Registry().with_resource("", DRAFT202012.create_resource(schema)).resolver()
    for reference in _references(schema):
        try:
            resolver.lookup(reference)
        except Unresolvable as error:
            msg = f"{path} refers to {reference}, which is not in it"
            raise SetupError(msg) from error
    return schema


def _references(schema: Json) -> Iterator[str]:
    """Every `$ref` of a schema; one that leads nowhere is otherwise met in the midst of a run."""
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _compile(path: Path, template: str) -> None:
    # every filter is known only to the stage that renders; here the syntax alone is checked
    try:
        jinja2.Environment(autoescape=False).parse(template)  # noqa: S701 (prompts are not HTML)
    except jinja2.TemplateSyntaxError as error:
        msg = f"{path}, line {error.lineno}: {error.message}"
        raise SetupError(msg) from error

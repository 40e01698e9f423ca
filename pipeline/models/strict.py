"""What strict structured outputs accept of JSON Schema (pure).

The rules are those of OpenAI's guide "Structured model outputs", section "Supported schemas"
(https://developers.openai.com/api/docs/guides/structured-outputs), and three that its API tells
only when it refuses: every part has a type, an array says what its items are, and nothing stands
beside a `$ref`. What the guide does not name is taken for refused, so `minLength` is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.domain import Json, Problem

MOST_PROPERTIES = 5_000
MOST_LEVELS = 10
MOST_CHARACTERS = 120_000  # of all names, enum values and consts
MOST_VALUES = 1_000  # of all enums
LONG_ENUM = 250  # an enum of more values may hold fewer characters
MOST_CHARACTERS_OF_A_LONG_ENUM = 15_000

FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"}
)
_NUMBER = frozenset({"multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"})
#: What each type may say of itself.
KEYWORDS: Mapping[str, frozenset[str]] = {
    "string": frozenset({"pattern", "format"}),
    "number": _NUMBER,
    "integer": _NUMBER,
    "boolean": frozenset(),
    "null": frozenset(),
    "array": frozenset({"items", "minItems", "maxItems"}),
    "object": frozenset({"properties", "required", "additionalProperties"}),
}
#: What every part may say.
ANYWHERE = frozenset({"type", "enum", "const", "anyOf", "title", "description"})
#: What the root may say besides.
AT_THE_ROOT = frozenset({"$schema", "$defs", "definitions"})

_INSTEAD = {
    "oneOf": "write anyOf",
    "allOf": "write its parts out as one",
    "patternProperties": "name each property under properties",
    "default": "take it out: the model always answers every field",
    "$defs": "move it to the root",
    "definitions": "move it to the root",
}
_ELSEWHERE = "move it to strict.json, by which answers are checked on this machine"


@dataclass(frozen=True, slots=True)
class _Part:
    """A schema inside the schema, and in how many objects it lies, itself included."""

    path: str
    schema: Json
    level: int


def problems(schema: Mapping[str, Json]) -> tuple[Problem, ...]:
    """What strict mode would refuse, each with its JSON path and the fix; nothing where it fits.

    Levels are counted in objects as they are written: a `$ref` is not followed, as schemas may
    be recursive.
    """
    parts = tuple(_parts("$", dict(schema), 0))
    found = [*_root(schema)]
    for part in parts:
        found += _part(part)
    return (*found, *_too_much(parts))


def _parts(path: str, schema: Json, level: int) -> Iterator[_Part]:
    level += "object" in _types(schema)
    yield _Part(path, schema, level)
    if not isinstance(schema, dict):
        return
    for name, inner in _named(schema, "properties"):
        yield from _parts(_at(_at(path, "properties"), name), inner, level)
    for word in ("$defs", "definitions"):
        for name, inner in _named(schema, word):
            yield from _parts(_at(_at(path, word), name), inner, 0)
    if "items" in schema:
        yield from _parts(_at(path, "items"), schema["items"], level)
    for number, inner in enumerate(_listed(schema, "anyOf")):
        yield from _parts(f"{_at(path, 'anyOf')}[{number}]", inner, level)


def _root(schema: Mapping[str, Json]) -> Iterator[Problem]:
    if schema.get("type") != "object":
        yield Problem("$", "the root is no object; wrap it in one, as a property")
    if "anyOf" in schema:
        yield Problem("$.anyOf", "the root may not be a choice; wrap it in an object")


def _part(part: _Part) -> Iterator[Problem]:
    """What one part says that it may not, or does not say."""
    path, schema = part.path, part.schema
    if not isinstance(schema, dict):
        yield Problem(path, 'it says nothing of what is there; write {"type": ...}')
        return
    if "$ref" in schema:
        yield from _reference(path, schema)
        return
    types = _types(schema)
    if not types and "anyOf" not in schema:
        yield Problem(path, 'it has no type; add "type"')
    for unknown in (one for one in types if one not in KEYWORDS):
        yield Problem(_at(path, "type"), f"there is no type {unknown}; write {', '.join(KEYWORDS)}")
    yield from _keywords(path, schema, types)
    told = schema.get("format")
    if told is not None and told not in FORMATS:
        yield Problem(_at(path, "format"), f"format may be {', '.join(sorted(FORMATS))}; write one")
    if "array" in types and "items" not in schema:
        yield Problem(path, 'the array does not say what is in it; add "items"')
    if "object" in types:
        yield from _object(path, schema)


def _keywords(path: str, schema: Mapping[str, Json], types: Iterable[str]) -> Iterator[Problem]:
    known = ANYWHERE | (AT_THE_ROOT if path == "$" else frozenset())
    # where the type is missing, that alone is wrong
    said = list(types) or ([] if "anyOf" in schema else list(KEYWORDS))
    known = known.union(*(KEYWORDS.get(one, frozenset()) for one in said))
    for word in schema:
        if word not in known:
            fix = _INSTEAD.get(word, _ELSEWHERE)
            yield Problem(_at(path, word), f"strict outputs do not take {word} here; {fix}")


def _reference(path: str, schema: Mapping[str, Json]) -> Iterator[Problem]:
    beside = sorted(set(schema) - {"$ref"} - (AT_THE_ROOT if path == "$" else set()))
    if beside:
        yield Problem(
            _at(path, beside[0]),
            f"nothing may stand beside $ref; move {', '.join(beside)} to what it refers to",
        )
    if not str(schema["$ref"]).startswith("#"):
        yield Problem(_at(path, "$ref"), "it refers to another file; put that under $defs")


def _object(path: str, schema: Mapping[str, Json]) -> Iterator[Problem]:
    if schema.get("additionalProperties") is not False:
        yield Problem(_at(path, "additionalProperties"), "it has to be false; add it to the object")
    names = [name for name, _ in _named(schema, "properties")]
    required = [one for one in _listed(schema, "required") if isinstance(one, str)]
    if missing := [name for name in names if name not in required]:
        yield Problem(
            _at(path, "required"),
            f"every property has to be required; add {', '.join(missing)}, and null to the type "
            "of what may be missing",
        )
    if unknown := [name for name in required if name not in names]:
        yield Problem(
            _at(path, "required"), f"there is no property {', '.join(unknown)}; take it out"
        )


def _too_much(parts: Iterable[_Part]) -> Iterator[Problem]:
    """The limits of size, over all parts together."""
    properties = values = characters = 0
    for part in parts:
        if not isinstance(part.schema, dict):
            continue
        if part.level > MOST_LEVELS and "object" in _types(part.schema):
            yield Problem(
                part.path, f"objects lie in each other {part.level} deep; {MOST_LEVELS} is the most"
            )
        names = [name for name, _ in _named(part.schema, "properties")]
        defined = [n for word in ("$defs", "definitions") for n, _ in _named(part.schema, word)]
        enum = _listed(part.schema, "enum")
        long = _characters(enum)
        if len(enum) > LONG_ENUM and long > MOST_CHARACTERS_OF_A_LONG_ENUM:
            yield Problem(
                _at(part.path, "enum"),
                f"an enum of more than {LONG_ENUM} values may hold "
                f"{MOST_CHARACTERS_OF_A_LONG_ENUM:,} characters, and this holds {long:,}; "
                "shorten it",
            )
        properties += len(names)
        values += len(enum)
        characters += long + _characters([*names, *defined, part.schema.get("const")])
    for what, found, most in (
        ("properties", properties, MOST_PROPERTIES),
        ("enum values", values, MOST_VALUES),
        ("characters of names and values", characters, MOST_CHARACTERS),
    ):
        if found > most:
            yield Problem("$", f"it has {found:,} {what}, and {most:,} is the most; ask for less")


def _characters(values: Iterable[Json]) -> int:
    return sum(len(value) for value in values if isinstance(value, str))


# --- reading what may be of any shape ----------------------------------------------------


def _types(schema: Json) -> tuple[str, ...]:
    told = schema.get("type") if isinstance(schema, dict) else None
    return tuple(str(one) for one in told) if isinstance(told, list) else (str(told),) * bool(told)


def _named(schema: Mapping[str, Json], word: str) -> list[tuple[str, Json]]:
    inside = schema.get(word)
    return list(inside.items()) if isinstance(inside, dict) else []


def _listed(schema: Mapping[str, Json], word: str) -> list[Json]:
    inside = schema.get(word)
    return inside if isinstance(inside, list) else []


def _at(path: str, name: str) -> str:
    """One step further, in the notation of RFC 9535 that jsonschema uses for answers, too."""
    if re.fullmatch("[a-zA-Z][a-zA-Z0-9_]*", name):
        return f"{path}.{name}"
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{escaped}']"

"""What strict structured outputs take of a schema is known before anything is sent."""

import json
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError

from pipeline.domain import Json
from pipeline.models.strict import AT_THE_ROOT, FORMATS, problems

ROOT = Path(__file__).parent.parent.parent
TEXT: dict[str, Json] = {"type": "string"}
ARRAY: dict[str, Json] = {"type": "array"}
CHOICE: dict[str, Json] = {"anyOf": [TEXT, {**TEXT, "format": "date"}, ARRAY]}
REFUSED = (
    *("allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas"),
    *("minLength", "maxLength", "uniqueItems", "contains", "prefixItems", "patternProperties"),
    *("propertyNames", "minProperties", "unevaluatedProperties", "default", "examples"),
)


def closed(**properties: Json) -> dict[str, Json]:
    """An object of these properties, as strict mode wants it."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [*properties],
        "additionalProperties": False,
    }


def told(schema: dict[str, Json]) -> dict[str, str]:
    """The problems of a schema, by their path."""
    return {one.where: one.message for one in problems(schema)}


@pytest.mark.parametrize("path", sorted(ROOT.glob("prompts/*/schema.json")), ids=str)
def test_every_shipped_schema_fits(path: Path) -> None:
    """No prompt of ours is refused by the strictest endpoint."""
    assert problems(json.loads(path.read_text("utf-8"))) == ()


def test_what_the_guide_shows_is_accepted() -> None:
    """Recursion, definitions, choices, null beside a type, and limits on numbers and texts."""
    node = closed(
        value={"type": "number", "minimum": -130, "exclusiveMaximum": 130, "multipleOf": 0.5},
        next={"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
    )
    schema = closed(
        unit={"type": ["string", "null"], "enum": ["F", "C"], "description": "of the value"},
        name={"type": "string", "pattern": "^@[a-z]+$"},
        mail={"type": "string", "format": "email"},
        children={"type": "array", "items": {"$ref": "#"}, "minItems": 1, "maxItems": 3},
        first={"$ref": "#/$defs/node"},
        always={"type": "string", "const": "x"},
    )

    assert told({**schema, "$defs": {"node": node}}) == {}


# --- one thing wrong ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "path", "fix"),
    [
        ({"type": "array", "items": TEXT}, "$", "wrap it in one"),
        ({**closed(), "anyOf": [closed()]}, "$.anyOf", "wrap it in an object"),
        ({**closed(), "additionalProperties": True}, "$.additionalProperties", "has to be false"),
        ({**closed(a=TEXT), "required": []}, "$.required", "add a, and null"),
        ({**closed(a=TEXT), "required": ["a", "b"]}, "$.required", "no property b"),
        (closed(a={}), "$.properties.a", 'add "type"'),
        (closed(a={"enum": ["x"]}), "$.properties.a", 'add "type"'),
        (closed(a=True), "$.properties.a", '{"type": ...}'),
        (closed(a={"type": "date"}), "$.properties.a.type", "no type date"),
        (closed(a={"type": "array"}), "$.properties.a", 'add "items"'),
        (closed(a={"type": "string", "format": "uri"}), "$.properties.a.format", "date-time"),
        (closed(a={"type": "string", "minLength": 1}), "$.properties.a.minLength", "strict.json"),
        (closed(a={"type": "string", "minimum": 1}), "$.properties.a.minimum", "strict.json"),
        (closed(a={"oneOf": [TEXT], **TEXT}), "$.properties.a.oneOf", "write anyOf"),
        (closed(a={"$defs": {}, **TEXT}), "$.properties.a['$defs']", "to the root"),
        (closed(a={"$ref": "#", "title": "A"}), "$.properties.a.title", "beside $ref"),
        (closed(a={"$ref": "other.json"}), "$.properties.a['$ref']", "under $defs"),
        (
            closed(**{"a b's": CHOICE}),
            r"$.properties['a b\'s'].anyOf[2]",
            'add "items"',
        ),
    ],
)
def test_what_is_refused_is_named_with_its_fix(
    schema: dict[str, Json], path: str, fix: str
) -> None:
    """Where it is wrong, what it is, and what to write instead; nothing else is blamed."""
    (problem,) = problems(schema)

    assert problem.where == path
    assert fix in problem.message


# --- limits --------------------------------------------------------------------------------


def nested(levels: int) -> dict[str, Json]:
    """Objects in each other."""
    schema = closed(a=TEXT)
    for _ in range(levels - 1):
        schema = closed(a={"type": "array", "items": schema})
    return schema


def many(number: int, length: int = 1) -> dict[str, Json]:
    """An enum of so many values, each so long."""
    return {"type": "string", "enum": [f"{n:0{length}}" for n in range(number)]}


@pytest.mark.parametrize(
    ("most", "more", "path"),
    [
        (nested(10), nested(11), "$" + ".properties.a.items" * 10),
        (
            closed(**{f"p{n}": TEXT for n in range(5000)}),
            closed(**{f"p{n}": TEXT for n in range(5001)}),
            "$",
        ),
        (closed(a=many(1000, 3)), closed(a=many(999, 3), b=many(2)), "$"),
        (closed(a=many(251, 59)), closed(a=many(251, 60)), "$.properties.a.enum"),
        (closed(a=many(250, 300)), closed(a=many(251, 300)), "$.properties.a.enum"),
        (
            closed(a={"type": "string", "const": "x" * 119_999}),
            closed(a={"type": "string", "const": "x" * 120_000}),
            "$",
        ),
    ],
    ids=["levels", "properties", "values", "characters of an enum", "short enum", "characters"],
)
def test_a_schema_may_be_so_large_and_no_larger(
    most: dict[str, Json], more: dict[str, Json], path: str
) -> None:
    """The published limits hold to the last one."""
    assert told(most) == {}
    assert [*told(more)] == [path]


# --- of any shape --------------------------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=4)


def objects(inner: st.SearchStrategy[dict[str, Json]]) -> st.SearchStrategy[dict[str, Json]]:
    """Closed objects of inner schemas."""
    return st.dictionaries(NAMES, inner, max_size=3).map(lambda found: closed(**found))


LEAVES: st.SearchStrategy[dict[str, Json]] = st.one_of(
    st.sampled_from(["string", "integer", "boolean", "null"]).map(lambda one: {"type": one}),
    st.sampled_from(sorted(FORMATS)).map(lambda one: {"type": "string", "format": one}),
    st.lists(NAMES, min_size=1, max_size=3).map(lambda one: {"type": "string", "enum": [*one]}),
    st.integers(-9, 9).map(lambda one: {"type": ["number", "null"], "minimum": one}),
    st.just({"$ref": "#"}),
)
PARTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        objects(inner),
        inner.map(lambda one: {"type": "array", "items": one, "maxItems": 4}),
        st.lists(inner, min_size=1, max_size=2).map(lambda found: {"anyOf": [*found]}),
    ),
    max_leaves=6,
)
SCHEMAS = objects(PARTS)


Steps: TypeAlias = tuple[str | int, ...]


def inside(schema: Json, path: Steps = ()) -> list[tuple[Steps, dict[str, Json]]]:
    """Every part of a schema with its path, itself included."""
    assert isinstance(schema, dict)
    found = [(path, schema)]
    properties, choices = schema.get("properties", {}), schema.get("anyOf", [])
    assert isinstance(properties, dict)
    assert isinstance(choices, list)
    for name, inner in properties.items():
        found += inside(inner, (*path, "properties", name))
    for number, inner in enumerate(choices):
        found += inside(inner, (*path, "anyOf", number))
    return found + (inside(schema["items"], (*path, "items")) if "items" in schema else [])


@given(SCHEMAS)
def test_what_is_made_of_accepted_parts_is_accepted(schema: dict[str, Json]) -> None:
    """Nobody's good schema is turned away."""
    assert told(schema) == {}


@given(SCHEMAS, st.sampled_from(REFUSED), st.data())
def test_a_refused_keyword_is_found_wherever_it_stands(
    schema: dict[str, Json], word: str, data: st.DataObject
) -> None:
    """However deep, the one path that is told leads to the keyword."""
    schema = json.loads(json.dumps(schema))  # parts may be one object in several places
    path, part = data.draw(st.sampled_from(inside(schema)))
    part[word] = True

    assert [*told(schema)] == [ValidationError("", path=(*path, word)).json_path]


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            NAMES | st.sampled_from(["type", "properties", "enum", *AT_THE_ROOT]), inner
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["type", "properties", "anyOf", "required", "$ref"]), JSON))
def test_nothing_breaks_it(schema: dict[str, Json]) -> None:
    """Whatever stands in the file, the answer is a list of problems."""
    assert all(one.where.startswith("$") and one.message for one in problems(schema))

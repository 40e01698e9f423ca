"""reconciled.json keeps to its contract, and says of every span whose it is."""

import json
from typing import Any

import jsonschema
import pytest

from pipeline.domain import Copy, Reconciled
from pipeline.writers.reconciled import reconciled as written
from tests.stories import STORIES, reconciled, story

SPAN = {
    "type": "object",
    "properties": {
        "article_id": {"type": "string"},
        "start": {"type": "integer"},
        "end": {"type": "integer"},
        "exact": {"type": "string"},
    },
    "required": ["article_id", "start", "end", "exact"],
}
RELATIONS = ["same", "narrower", "broader", "conflicts", "related"]


def record(*required: str, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON Schema)
    """A schema of an object; keys that no contract names may be added."""
    return {"type": "object", "properties": properties, "required": list(required)}


def many(items: dict[str, Any]) -> dict[str, Any]:
    """A schema of a list."""
    return {"type": "array", "items": items}


TEXT, COUNT, MAYBE = {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}
CONTRACT = record(
    "origins", "clusters", "discrepancies", "timeline",
    origins=many(record(
        "id", "agency", "descriptor", "articles",
        id=TEXT, agency=MAYBE, descriptor=MAYBE, date=TEXT,
        articles=many(record(
            "article_id", "basis", article_id=TEXT, basis={"enum": ["explicit", "inferred"]}
        )),
    )),
    clusters=many(record(
        "id", "label", "members", "articles", "independent_origins",
        id=TEXT, label=TEXT, articles=COUNT, independent_origins=COUNT,
        members=many(record(
            "claim_id", "relation", "origin",
            claim_id=TEXT, relation={"enum": RELATIONS}, origin=TEXT,
        )),
    )),
    discrepancies=many(record(
        "kind", "what", "claim_ids", "spans",
        kind=TEXT, what=TEXT, claim_ids=many(TEXT), spans=many(SPAN),
    )),
    timeline=many(record("article_id", "date", "basis", article_id=TEXT, date=MAYBE, basis=TEXT)),
)  # fmt: skip
"""What others rely on."""


@pytest.mark.parametrize("name", STORIES)
def test_reconciled_keeps_to_its_contract(name: str) -> None:
    """Whoever reads the file finds every key that was promised, and ids that lead somewhere."""
    found = json.loads("".join(written(reconciled(story(name)))))

    jsonschema.validate(found, CONTRACT)
    origins = {origin["id"] for origin in found["origins"]}
    assert {m["origin"] for c in found["clusters"] for m in c["members"]} == origins
    clusters = {cluster["id"] for cluster in found["clusters"]}
    assert {near for cluster in found["clusters"] for near in cluster["near"]} <= clusters


@pytest.mark.parametrize("name", STORIES)
def test_every_span_is_where_it_says(name: str) -> None:
    """A span of a discrepancy, a chain or a date can be looked up in its article."""
    results = story(name)
    texts = {result.article.id: result.article.text for result in results}
    queue: list[Any] = [json.loads("".join(written(reconciled(results))))]
    spans = 0
    while queue:
        value = queue.pop()
        if isinstance(value, dict) and "exact" in value:
            spans += 1
            assert texts[value["article_id"]][value["start"] : value["end"]] == value["exact"]
        elif isinstance(value, (dict, list)):
            queue.extend(value.values() if isinstance(value, dict) else value)
    assert spans


def test_nothing_reconciled_is_written_as_such() -> None:
    """An empty answer is a whole file; copies tell how much they share."""
    assert json.loads("".join(written(Reconciled()))) == {
        "origins": [], "clusters": [], "discrepancies": [], "timeline": [], "copies": []
    }  # fmt: skip
    (copy,) = json.loads("".join(written(Reconciled(copies=(Copy("b", "a", 0.5),)))))["copies"]
    assert copy == {"article_id": "b", "of": "a", "share": 0.5}

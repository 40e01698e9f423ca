"""annotations.jsonld: read as linked data, every annotation stands on the words it selects."""

import json
from typing import Any
from uuid import UUID

import pytest
from pyld import jsonld

from pipeline.domain import Article, CheckedClaim, Claim, Finding, Result, Verdict
from pipeline.writers import annotations
from tests.writers import story

OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
#: What the W3C's context says of the terms we write (Web Annotation Vocabulary, appendix A).
TERMS = {
    "id": "@id",
    "type": "@type",
    **{
        term: OA + term
        for term in (
            "Annotation TextualBody SpecificResource TextQuoteSelector TextPositionSelector"
            " start end exact prefix suffix"
        ).split()
    },
    **{purpose: OA + purpose for purpose in "classifying commenting describing tagging".split()},
    "Text": "http://purl.org/dc/dcmitype/Text",
    "Software": AS + "Application",
    "AnnotationCollection": AS + "OrderedCollection",
    "AnnotationPage": AS + "OrderedCollectionPage",
    "body": {"@type": "@id", "@id": OA + "hasBody"},
    "target": {"@type": "@id", "@id": OA + "hasTarget"},
    "source": {"@type": "@id", "@id": OA + "hasSource"},
    "selector": {"@type": "@id", "@id": OA + "hasSelector"},
    "via": {"@type": "@id", "@id": OA + "via"},
    "motivation": {"@type": "@vocab", "@id": OA + "motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": OA + "hasPurpose"},
    "generator": {"@type": "@id", "@id": AS + "generator"},
    "first": {"@type": "@id", "@id": AS + "first"},
    "last": {"@type": "@id", "@id": AS + "last"},
    "partOf": {"@type": "@id", "@id": AS + "partOf"},
    "items": {"@type": "@id", "@id": AS + "items", "@container": "@list"},
    "total": AS + "totalItems",
    "startIndex": AS + "startIndex",
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "value": VALUE,
    "name": "http://xmlns.com/foaf/0.1/name",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
}


def local(url: str, _: object) -> dict[str, Any]:
    """The one document that may be asked for, from here."""
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS}}


def expanded(text: str) -> dict[str, Any]:
    """The collection as pyld understands it; a key that it would drop is a failure."""
    [collection] = jsonld.expand(
        json.loads(text),
        {"documentLoader": local},
        on_property_dropped=pytest.fail,
    )
    return dict(collection)


def items(text: str) -> list[dict[str, Any]]:
    """The annotations as linked data."""
    [page] = expanded(text)[AS + "first"]
    return list(page[AS + "items"][0]["@list"])


def value(node: dict[str, Any], name: str) -> Any:  # noqa: ANN401  (JSON, as it comes)
    """The one value that a node has under a term of the vocabulary."""
    [only] = node[OA + name]
    return only["@value"]


def selected(annotation: dict[str, Any]) -> list[tuple[int, int, str, str, str]]:
    """Start, end, exact, prefix and suffix of every target of an annotation."""
    found = []
    for target in annotation[OA + "hasTarget"]:
        for quote, place in zip(*[iter(target.get(OA + "hasSelector", ()))] * 2, strict=True):
            assert quote["@type"] == [OA + "TextQuoteSelector"]
            assert place["@type"] == [OA + "TextPositionSelector"]
            at = value(place, "start"), value(place, "end")
            found.append((*at, *(value(quote, name) for name in ("exact", "prefix", "suffix"))))
    return found


def said(annotation: dict[str, Any], purpose: str) -> list[str]:
    """The texts of an annotation's bodies of one purpose."""
    return [
        body[VALUE][0]["@value"]
        for body in annotation[OA + "hasBody"]
        if body[OA + "hasPurpose"] == [{"@id": OA + purpose}]
    ]


@pytest.mark.parametrize(
    "told", [story.strikes(), story.attack(), story.of("قال «لا» 🚢", "𝒳\u202e会\x1b[31m")]
)
def test_every_selector_finds_its_words_in_the_text_that_was_read(told: story.Story) -> None:
    """Positions are code points, quotes have their surroundings, sources are named by content."""
    texts = {f"nih:sha-256;{one.article.sha256}": one.article.text for one in told.results}
    count = 0
    for annotation in items(story.written(told)["annotations.jsonld"]):
        for target in annotation[OA + "hasTarget"]:
            [source] = target.get(OA + "hasSource", [target])
            text = texts[source["@id"]]
        for start, end, exact, prefix, suffix in selected(annotation):
            assert text[start:end] == exact
            assert text[:start].endswith(prefix)
            assert text[end:].startswith(suffix)
            assert len(prefix) == min(start, annotations.AROUND)
            count += 1
    assert count


def test_every_citation_of_every_claim_is_one_annotation() -> None:
    """Nothing is dropped: a quote cut in two has two targets, a lost one the whole article."""
    found = items(story.written(story.strikes())["annotations.jsonld"])
    labels = [one["http://www.w3.org/2000/01/rdf-schema#label"][0]["@value"] for one in found]
    assert labels == [c.claim.id for r in story.strikes().results for c in r.claims]
    assert [exact for _, _, exact, _, _ in selected(found[2])] == [
        "The union is also asking the port operators for crews of two on every crane",
        "and for an end to double shifts",
    ]
    assert selected(found[6]) == []
    assert found[6][OA + "hasTarget"][0]["@id"].startswith("nih:sha-256;")


def test_a_body_says_the_claim_its_chain_its_verdict_and_why() -> None:
    """Whoever reads the annotation needs no other file to see what is wrong."""
    blockade = items(story.written(story.strikes())["annotations.jsonld"])[3]
    assert said(blockade, "describing") == [
        "Rodrigo Lira → Union No. 3 · rejects · no talks under any blockade at all",
        "chain: Coastal Courier → Rodrigo Lira",
    ]
    assert said(blockade, "classifying") == ["rejected"]
    assert said(blockade, "tagging") == ["fabricated_quote"]
    assert said(blockade, "commenting") == [
        "cited as «We will not negotiate under any blockade at all»: the words were changed"
    ]


def test_a_claim_that_cites_nothing_stands_on_what_its_findings_rest_on() -> None:
    """A plain statement is shown where the checks looked, once a place, in text order."""
    source = Article("a", "One. Two. Three.", "0" * 64)
    spans = (source.span(10, 16), source.span(0, 4), source.span(0, 4))
    elsewhere = Article("b", "Other.", "1" * 64).span(0, 6)
    foreign = type(elsewhere)(0, 6, "Other.", "b")
    verdict = Verdict(
        "review", 0.5, (), (Finding("support", "warn", "?", None, (*spans, foreign)),), ()
    )
    claim = CheckedClaim(Claim("c", "a", "statement", "One and three."), verdict)
    [only] = items("".join(annotations.collection([Result(source, (claim,))])))
    assert [exact for _, _, exact, _, _ in selected(only)] == ["One.", "Three."]


def test_ids_hang_on_content_alone() -> None:
    """The same claim on the same text keeps its id in another run; ids are UUIDs, each once."""
    whole = items(story.written(story.strikes())["annotations.jsonld"])
    alone = items("".join(annotations.collection(story.strikes().results[1:])))
    assert [one["@id"] for one in alone] == [one["@id"] for one in whole[4:]]
    ids = [one["@id"] for one in whole]
    assert len(set(ids)) == len(ids)
    assert all(UUID(one).version == 5 for one in ids)


def test_the_page_an_article_came_from_is_named_only_where_it_is_an_address() -> None:
    """`via` leads to the web or nowhere."""
    files = [
        story.written(told)["annotations.jsonld"] for told in (story.strikes(), story.attack())
    ]
    assert '"via": "https://courier.example/valparaiso"' in files[0]
    assert "via" not in files[1]


def test_without_claims_there_is_an_empty_collection() -> None:
    """A run that found nothing says so in valid linked data."""
    collection = expanded("".join(annotations.collection([])))
    assert collection["@type"] == [AS + "OrderedCollection"]
    assert collection[AS + "totalItems"] == [{"@value": 0}]
    assert AS + "first" not in collection

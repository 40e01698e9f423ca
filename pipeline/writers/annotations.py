"""annotations.jsonld: every citation as a W3C Web Annotation (Recommendation, 2017).

An annotation says of words of an article what is claimed to stand there and what the checks
made of it. Its target is the text that was read, named by its sha256 (RFC 6920, `nih:`) because
positions count in that text and not in the page it came from, which `via` gives. Positions are
Unicode code points, from 0, end-exclusive.
"""

import json
from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from pipeline.domain import Article, CheckedClaim, Grounding, Json, Result, Span
from pipeline.writers import words
from pipeline.writers.inert import web_address
from pipeline.writers.jsonl import Long, document, dumps

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: Code points of an article that are given before and behind the words.
AROUND = 32


def collection(results: Sequence[Result]) -> Iterator[str]:
    """All annotations on one page, in the order of the claims; ids hang on their content alone.

    The text comes in pieces: one annotation is in memory at a time.
    """
    ids: list[Json] = [one["id"] for result in results for one in _of_article(result)]
    name = uuid5(NAMESPACE_URL, dumps(ids))
    page = uuid5(name, "page").urn
    head: dict[str, Long] = {
        "@context": CONTEXT,
        "id": name.urn,
        "type": "AnnotationCollection",
        "label": "Claims and their verdicts, on the words they cite",
        "generator": {"type": "Software", "name": "provenote"},
        "total": len(ids),
    }
    if ids:
        head["first"] = {
            "id": page,
            "type": "AnnotationPage",
            "partOf": name.urn,
            "startIndex": 0,
            "items": (one for result in results for one in _of_article(result)),
        }
        head["last"] = page
    yield from document(head)
    yield "\n"


def _of_article(result: Result) -> Iterator[dict[str, Json]]:
    source = _source(result.article)
    space = uuid5(NAMESPACE_URL, str(source["id"]))
    for checked in result.claims:
        for number, grounding in enumerate(checked.verdict.groundings or (None,)):
            yield {
                "id": _id(space, checked, number, grounding),
                "type": "Annotation",
                "label": checked.claim.id,
                "motivation": "classifying",
                "body": _bodies(checked, result.article, grounding),
                "target": _target(result.article, source, _places(checked, grounding)),
            }


def _id(space: UUID, checked: CheckedClaim, number: int, grounding: Grounding | None) -> str:
    claim = checked.claim
    name = [claim.id, words.statement(claim), number, grounding and grounding.quote]
    return uuid5(space, json.dumps(name)).urn


def _source(article: Article) -> dict[str, Json]:
    known: dict[str, Json] = {
        "id": f"nih:sha-256;{article.sha256}",
        "type": "Text",
        "label": article.id,
        "format": "text/plain",
        "language": article.language,
        "via": web_address(article.url),
    }
    return {name: value for name, value in known.items() if value}


def _places(checked: CheckedClaim, grounding: Grounding | None) -> Sequence[Span]:
    """Where the cited words stand; for a claim that cites none, what its findings rest on."""
    if grounding:
        return grounding.pieces or ((grounding.span,) if grounding.span else ())
    found = (span for one in checked.verdict.findings for span in one.spans if not span.article_id)
    return sorted(set(found), key=lambda span: (span.start, span.end))


def _target(article: Article, source: Json, places: Sequence[Span]) -> Json:
    """Every place with its selectors; the whole article where the words have none."""
    targets: list[Json] = [
        {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": span.exact,
                    "prefix": article.text[max(span.start - AROUND, 0) : span.start],
                    "suffix": article.text[span.end : span.end + AROUND],
                },
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            ],
        }
        for span in places
    ]
    if not targets:
        return source
    return targets if len(targets) > 1 else targets[0]


def _bodies(checked: CheckedClaim, article: Article, grounding: Grounding | None) -> list[Json]:
    claim, verdict = checked.claim, checked.verdict
    said = [("describing", words.statement(claim))]
    if grounding:
        chain = words.chain(article.outlet, words.attribution(claim, grounding))
        said.append(("describing", f"chain: {' → '.join(chain)}"))
    said.append(("classifying", verdict.ruling))
    said += [("tagging", reason) for reason in verdict.reasons]
    if grounding and grounding.match in ("altered", "absent", "ambiguous"):
        said.append(
            ("commenting", f"cited as «{grounding.quote}»: {words.MATCHES[grounding.match]}")
        )
    said += [("commenting", finding.message) for finding in verdict.decisive]
    return [
        {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}
        for purpose, value in said
    ]

r"""Results as JSON: one record a line, each valid by itself (RFC 8259, JSON Lines).

Characters that a person cannot see, or that some readers take for a line end, are written
as `\uXXXX`; the value read back is the same.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Finding,
    Grounding,
    Json,
    Noise,
    Problem,
    Result,
    Span,
    Verdict,
)
from pipeline.writers.inert import UNSEEN
from pipeline.writers.words import RULINGS

_unsafe = re.compile(f"{UNSEEN}|[\u200c\u200d]")
Long: TypeAlias = "Json | Iterator[Json] | Mapping[str, Long]"
_DEMAND_FIELDS = ("demander", "addressee", "content", "stance", "modality", "condition_for")


def dumps(value: "Json | Mapping[str, Json]", *, indent: int | None = None) -> str:
    """JSON in readable Unicode, safe on a terminal and as UTF-8; no line break unless indented."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _unsafe.sub(lambda m: json.dumps(m[0])[1:-1], text)


def run(settings: Mapping[str, Json], problems: Sequence[Problem]) -> str:
    """run.json: what was asked of whom at what cost, and the input that could not be used."""
    return dumps({**settings, "problems": _problems(problems)}, indent=2) + "\n"


def articles(results: Iterable[Result]) -> Iterator[str]:
    """articles.jsonl: every article with its text, noise, counts and rejected answers."""
    return (dumps(article_record(result)) + "\n" for result in results)


def claims(results: Iterable[Result]) -> Iterator[str]:
    """claims.jsonl: every claim with its verdict, in the order of the articles."""
    return (dumps(claim_record(one)) + "\n" for result in results for one in result.claims)


def document(value: Long, depth: int = 0) -> Iterator[str]:
    """A long JSON text in pieces, as `dumps` writes it with an indent of 2.

    An iterator is an array, of which one item is in memory; it stands in objects alone.
    """
    if isinstance(value, Iterator):
        yield from _bracketed("[]", (document(item, depth + 1) for item in value), depth)
    elif isinstance(value, Mapping):
        members = (
            chain((dumps(name) + ": ",), document(member, depth + 1))
            for name, member in value.items()
        )
        yield from _bracketed("{}", members, depth)
    else:
        yield dumps(value, indent=2).replace("\n", "\n" + "  " * depth)


def _bracketed(brackets: str, items: Iterable[Iterable[str]], depth: int) -> Iterator[str]:
    opened = False
    for item in items:
        yield f"{',' if opened else brackets[0]}\n{'  ' * (depth + 1)}"
        yield from item
        opened = True
    yield f"\n{'  ' * depth}{brackets[1]}" if opened else brackets


def tally(checked: Iterable[CheckedClaim]) -> dict[str, int]:
    """How many claims there are, and how many of each ruling."""
    rulings = Counter(one.verdict.ruling for one in checked)
    return {"claims": rulings.total(), **{ruling: rulings[ruling] for ruling in RULINGS}}


def article_record(result: Result) -> dict[str, Json]:
    """One article; `id` and `text` make it an input for `provenote verify --articles`."""
    article = result.article
    copied: dict[str, Json] = {"copy_of": result.copy_of} if result.copy_of else {}
    return {
        **metadata(article),
        **copied,
        "sha256": article.sha256,
        "text": article.text,
        "noise": [_noise(one) for one in article.noise],
        "counts": {**tally(result.claims), "requests": result.requests},
        "usage": {
            "prompt_tokens": result.usage.prompt_tokens,
            "completion_tokens": result.usage.completion_tokens,
        },
        "rejections": [
            {
                "prompt": rejection.prompt,
                "kind": rejection.kind,
                "problems": _problems(rejection.problems),
            }
            for rejection in result.rejections
        ],
    }


def metadata(article: Article) -> dict[str, Json]:
    """What is known about an article; null where its source is silent."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "author": article.author,
    }


def claim_record(checked: CheckedClaim) -> dict[str, Json]:
    """One claim and its verdict, as `provenote verify` takes it and gives it back."""
    claim, verdict = checked.claim, checked.verdict
    record: dict[str, Json] = {
        "id": claim.id,
        "article_id": claim.article_id,
        "claim": _claim(claim),
        **verdict_record(verdict),
    }
    if verdict.decisive:  # the places of the findings that kept it from being supported
        record["decisive"] = [n for n, f in enumerate(verdict.findings) if f in verdict.decisive]
    return record


def checked_line(
    record: Mapping[str, Json], checked: CheckedClaim | None, problem: Problem | None
) -> str:
    """One answer of `provenote verify`: the line as it came, and its verdict.

    What could not be checked is held for review, and `problem` says why.
    """
    if checked:
        return dumps({**record, **verdict_record(checked.verdict)})
    why: Json = {"where": problem.where, "message": problem.message} if problem else None
    unread: dict[str, Json] = {"findings": [], "groundings": [], "problem": why}
    head: dict[str, Json] = {"id": None, **record, "verdict": "review", "score": 0.0}
    return dumps({**head, "reasons": [], **unread})


def verdict_record(verdict: Verdict) -> dict[str, Json]:
    """What checking adds to a claim: verdict, score, reasons, findings and groundings."""
    return {
        "verdict": verdict.ruling,
        "score": verdict.score,
        "reasons": list(verdict.reasons),
        "findings": [_finding(one) for one in verdict.findings],
        "groundings": [_grounding(one) for one in verdict.groundings],
    }


def _claim(claim: Claim) -> dict[str, Json]:
    # A demand names all its parts, since null there says that the article is silent.
    record: dict[str, Json] = {"kind": claim.kind}
    if claim.text is not None:
        record["text"] = claim.text
    for name in _DEMAND_FIELDS:
        value: str | None = getattr(claim, name)
        if value is not None or claim.kind == "demand":
            record[name] = value
    record["citations"] = [
        {"quote": citation.quote, "attribution": list(citation.attribution)}
        for citation in claim.citations
    ]
    return record


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "check": finding.check,
        "outcome": finding.outcome,
        "reason": finding.reason,
        "message": finding.message,
        "spans": [_span(span) for span in finding.spans],
    }


def _grounding(grounding: Grounding) -> dict[str, Json]:
    record: dict[str, Json] = {
        "quote": grounding.quote,
        "match": grounding.match,
        "span": _span(grounding.span) if grounding.span else None,
    }
    if grounding.diff is not None:
        record["diff"] = grounding.diff
    if len(grounding.pieces) > 1:
        record["pieces"] = [_span(span) for span in grounding.pieces]
    if grounding.others:
        record["others"] = [_span(span) for span in grounding.others]
    return record


def _span(span: Span) -> dict[str, Json]:
    place: dict[str, Json] = {"start": span.start, "end": span.end, "exact": span.exact}
    return {"article_id": span.article_id, **place} if span.article_id else place


def _noise(noise: Noise) -> dict[str, Json]:
    return {"start": noise.start, "end": noise.end, "kind": noise.kind}


def _problems(problems: Iterable[Problem]) -> list[Json]:
    return [{"where": problem.where, "message": problem.message} for problem in problems]

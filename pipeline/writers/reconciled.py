"""Reconciled -> reconciled.json: origins, clusters, discrepancies and dates as data."""

from collections.abc import Iterator

from pipeline.domain import Cluster, Dated, Discrepancy, Json, Member, Origin, Reconciled, Span, Tie
from pipeline.writers.jsonl import document


def reconciled(found: Reconciled) -> Iterator[str]:
    """reconciled.json, in pieces; equal values give equal bytes."""
    yield from document(
        {
            "origins": map(_origin, found.origins),
            "clusters": map(_cluster, found.clusters),
            "discrepancies": map(_discrepancy, found.discrepancies),
            "timeline": map(_dated, found.timeline),
            "copies": (
                {"article_id": one.article_id, "of": one.of, "share": one.share}
                for one in found.copies
            ),
        }
    )
    yield "\n"


def _origin(origin: Origin) -> dict[str, Json]:
    record: dict[str, Json] = {
        "id": origin.id,
        "kind": origin.kind,
        "agency": origin.agency,
        "descriptor": origin.descriptor,
    }
    if origin.date is not None:
        record["date"] = origin.date
    record["articles"] = [
        {"article_id": one.article_id, "basis": one.basis, "reason": one.reason}
        for one in origin.articles
    ]
    record["spans"] = [_span(span) for span in origin.spans]
    return record


def _cluster(cluster: Cluster) -> dict[str, Json]:
    return {
        "id": cluster.id,
        "label": cluster.label,
        "members": [_member(one) for one in cluster.members],
        "articles": cluster.articles,
        "independent_origins": cluster.independent_origins,
        "near": list(cluster.near),
    }


def _member(member: Member) -> dict[str, Json]:
    return {
        "claim_id": member.claim_id,
        "article_id": member.article_id,
        "relation": member.relation,
        "origin": member.origin,
        "verdict": member.ruling,
        "reason": member.reason,
        "chain": [_tie(one) for one in member.chain],
    }


def _tie(tie: Tie) -> dict[str, Json]:
    return {
        "role": tie.role,
        "name": tie.name,
        "status": tie.status,
        "reason": tie.reason,
        "span": _span(tie.span) if tie.span else None,
    }


def _discrepancy(found: Discrepancy) -> dict[str, Json]:
    return {
        "kind": found.kind,
        "what": found.what,
        "claim_ids": list(found.claim_ids),
        "spans": [_span(span) for span in found.spans],
    }


def _dated(dated: Dated) -> dict[str, Json]:
    return {
        "article_id": dated.article_id,
        "date": dated.date,
        "basis": dated.basis,
        "reason": dated.reason,
        "spans": [_span(span) for span in dated.spans],
    }


def _span(span: Span) -> dict[str, Json]:
    return {
        "article_id": span.article_id,
        "start": span.start,
        "end": span.end,
        "exact": span.exact,
    }

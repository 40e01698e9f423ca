"""Who stands behind a point: the rows of the table of origins."""

from pipeline.domain import Corroboration, Origin
from pipeline.drafting.grounds import Grounds
from pipeline.drafting.points import Point
from pipeline.drafting.telling import parts_of
from pipeline.drafting.words import capital, listed, origin_name, sentence


def row(point: Point, grounds: Grounds) -> Corroboration:
    """One row; its footnotes are where each article has it."""
    used = tuple(dict.fromkeys(told.checked.claim.article_id for told in point.told))
    footnotes = tuple(f for told in point.told for f in grounds.first_of_claim(told.checked))
    return Corroboration(
        point.cluster,
        _label(point),
        point.articles,
        point.independent,
        tuple(_origin(one, used) for one in point.origins),
        tuple(_conflicts(point)),
        footnotes,
    )


def _label(point: Point) -> str:
    parts = parts_of(point.best.checked)
    if parts is None:
        return point.best.checked.claim.words
    who = " ".join(part for part in (capital(parts.holder or ""), parts.verb) if part)
    return f"{who}: {parts.content}"


def _origin(origin: Origin, used: tuple[str, ...]) -> str:
    inferred = [
        one.article_id
        for one in origin.articles
        if one.basis == "inferred" and one.article_id in used and origin.kind != "outlet"
    ]
    return f"{origin_name(origin)}{f'; inferred for {listed(inferred)}' if inferred else ''}"


def _conflicts(point: Point) -> list[str]:
    out = []
    for told in point.against:
        doubt = "" if told.checked.verdict.ruling == "supported" else " (in doubt)"
        claim = told.checked.claim
        out.append(f"against it{doubt}: {claim.words} ({claim.article_id})")
    return [sentence(one) for one in (*out, *(d.what for d in point.differences))]

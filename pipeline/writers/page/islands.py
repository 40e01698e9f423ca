"""What the script reads when an article is opened: its text, and what checks said of its claims.

Equal sentences of the checks are kept once. Offsets are code points, as everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from pipeline.domain import CheckedClaim, Finding, Json, Result, Span
from pipeline.writers import jsonl
from pipeline.writers.page.places import language


def embedded(value: Mapping[str, Json]) -> Markup:
    """JSON that cannot end the script element around it (HTML Standard, 4.12.1.3)."""
    text = jsonl.dumps(value)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704  nothing is left that HTML knows


def island(result: Result, number: int, first: int, numbers: Mapping[str, int]) -> dict[str, Json]:
    """The article of a number, its claims counted from `first`; `numbers` are by article id."""
    article = result.article
    said: dict[str, int] = {}
    return {
        "text": article.text,
        "language": language(article.language),
        "noise": [[one.start, one.end, one.kind] for one in article.noise],
        "claims": {
            str(claim): _claim(one, number, numbers, said)
            for claim, one in enumerate(result.claims, first)
        },
        "said": list(said),
    }


def _claim(
    checked: CheckedClaim, own: int, numbers: Mapping[str, int], said: dict[str, int]
) -> dict[str, Json]:
    grounded = checked.verdict.groundings
    pieces = [
        piece for one in grounded for piece in one.pieces or ((one.span,) if one.span else ())
    ]
    return {
        "pieces": _places(pieces),
        "others": _places(other for one in grounded for other in one.others),
        "checks": [
            [
                one.check,
                one.outcome,
                said.setdefault(one.message, len(said)),
                _where(one, own, numbers),
                _places(one.spans),
            ]
            for one in checked.verdict.findings
        ],
    }


def _where(finding: Finding, own: int, numbers: Mapping[str, int]) -> int:
    """The article that a finding's spans lie in: the claim's own, unless they say another."""
    named = next((s.article_id for s in finding.spans if s.article_id), None)
    return numbers.get(named, own) if named else own


def _places(spans: Iterable[Span] | Sequence[Span]) -> list[Json]:
    return [[span.start, span.end] for span in spans]

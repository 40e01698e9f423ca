"""claims.csv: one claim a row, for a spreadsheet.

No cell can run. A spreadsheet takes for a formula what begins with = + - @ (OWASP, "CSV
Injection"), in some versions also behind spaces or quotes, or in the full-width forms of these
signs; and where its list separator is a semicolon, it cuts our cells there and looks again. Such
a place gets an apostrophe before it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.domain import Article, CheckedClaim, Grounding, Result
from pipeline.writers import words
from pipeline.writers.inert import line

_COLUMNS = (
    "claim_id",
    "article_id",
    "kind",
    "verdict",
    "score",
    "reasons",
    "claim",
    "demander",
    "addressee",
    "stance",
    "modality",
    "content",
    "condition_for",
    "quotes",
    "matches",
    "places",
    "chains",
    "why",
    "outlet",
    "published",
    "title",
    "url",
)
#: = + - @ with all characters that Unicode (NFKC) holds to be one of them, and the minus sign.
_FORMULA = "=+\\-@⁺⁻⁼₊₋₌−﬩﹢﹣﹦﹫＋－＝＠"
_BEGINS = re.compile(rf"(?:^|(?<=;))(?=[\s\"'`´‘’‚‛“”„‟«»‹›＂＇]*[{_FORMULA}])")
_BETWEEN = " | "


def claims(results: Iterable[Result]) -> Iterator[str]:
    """The table, every cell quoted, with the byte order mark by which Excel knows UTF-8.

    It comes in pieces, one for each article.
    """
    sheet = io.StringIO("\ufeff")
    sheet.seek(0, io.SEEK_END)
    rows = csv.DictWriter(sheet, _COLUMNS, "", quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writeheader()
    for result in results:
        for checked in result.claims:
            row = _row(checked, result.article)
            rows.writerow({name: cell(text) for name, text in row.items() if text})
        yield sheet.getvalue()
        sheet.seek(0)
        sheet.truncate()
    yield sheet.getvalue()


def cell(text: str) -> str:
    """Text on one line that no spreadsheet runs; it stays readable."""
    return _BEGINS.sub("'", line(text))


def _row(checked: CheckedClaim, article: Article) -> Mapping[str, str | None]:
    claim, verdict = checked.claim, checked.verdict
    chains = (
        " → ".join(words.chain(article.outlet, words.attribution(claim, one)))
        for one in verdict.groundings
    )
    return {
        "claim_id": claim.id,
        "article_id": claim.article_id,
        "kind": claim.kind,
        "verdict": verdict.ruling,
        "score": f"{verdict.score:.2f}",
        "reasons": _BETWEEN.join(verdict.reasons),
        "claim": words.statement(claim),
        "demander": claim.demander,
        "addressee": claim.addressee,
        "stance": claim.stance,
        "modality": claim.modality,
        "content": claim.content,
        "condition_for": claim.condition_for,
        "quotes": _BETWEEN.join(one.quote for one in verdict.groundings),
        "matches": _BETWEEN.join(one.match for one in verdict.groundings),
        "places": _BETWEEN.join(map(_place, verdict.groundings)),
        "chains": _BETWEEN.join(chains),
        "why": _BETWEEN.join(one.message for one in verdict.decisive),
        "outlet": article.outlet,
        "published": article.published,
        "title": article.title,
        "url": article.url,
    }


def _place(grounding: Grounding) -> str:
    """Code points, in the brackets of a footnote: bare, a spreadsheet makes a time of them."""
    span = grounding.span
    return f"[{span.start}:{span.end}]" if span else "–"

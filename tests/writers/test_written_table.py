"""claims.csv: one claim a row, in any spreadsheet, and no cell that runs."""

import unicodedata

import clevercsv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import CheckedClaim, Claim, Result, Verdict
from pipeline.writers import inert, table
from tests.writers import story

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼₊−"


def rows(text: str) -> list[dict[str, str]]:
    """The rows as a reader sees them who has to find out how the file is written."""
    assert text.startswith("\ufeff")
    dialect = clevercsv.Sniffer().sniff(text[1:], delimiters=",;\t|")
    assert dialect
    assert dialect.delimiter == ","
    heads, *found = list(clevercsv.reader(text[1:].splitlines(keepends=True), dialect))
    assert all(len(row) == len(heads) for row in found)
    return [dict(zip(heads, row, strict=True)) for row in found]


def runs(text: str) -> bool:
    """Whether a spreadsheet may run a cell: a sign comes first, or behind spaces or quotes."""
    bare = text.lstrip(" \t\r\n\xa0\u3000")
    behind = bare.lstrip(QUOTES + " \xa0\u3000") if not bare.startswith("'") else bare
    return unicodedata.normalize("NFKC", behind[:1]).replace("−", "-") in tuple("=+-@")


def test_a_claim_is_a_row_with_its_verdict_words_places_and_chain() -> None:
    """A desk can sort and filter by all that the note says."""
    found = rows(story.written(story.strikes())["claims.csv"])
    assert [one["claim_id"] for one in found] == [
        c.claim.id for r in story.strikes().results for c in r.claims
    ]
    start = story.PORT.index("We will not negotiate under a blockade")
    assert found[3] == {
        "claim_id": "port-strike-d3",
        "article_id": "port-strike",
        "kind": "demand",
        "verdict": "rejected",
        "score": "0.12",
        "reasons": "fabricated_quote",
        "claim": "Rodrigo Lira → Union No. 3 · rejects · no talks under any blockade at all",
        "demander": "Rodrigo Lira",
        "addressee": "Union No. 3",
        "stance": "rejects",
        "modality": "quoted",
        "content": "no talks under any blockade at all",
        "condition_for": "talks",
        "quotes": "We will not negotiate under any blockade at all",
        "matches": "altered",
        "places": f"[{start}:{start + 38}]",
        "chains": "Coastal Courier → Rodrigo Lira",
        "why": "",
        "outlet": "Coastal Courier",
        "published": "2024-04-09",
        "title": "Valparaíso dockers extend strike",
        "url": "https://courier.example/valparaiso",
    }


def test_what_is_missing_is_an_empty_cell() -> None:
    """A claim without citation, of an article without data, keeps its row and its columns."""
    claim = CheckedClaim(
        Claim("c", "quota-row", "statement", "It rained."), Verdict("review", 0.5, (), (), ())
    )
    [row] = rows("".join(table.claims([Result(story.quota, (claim,))])))
    assert {name: text for name, text in row.items() if text} == {
        "claim_id": "c",
        "article_id": "quota-row",
        "kind": "statement",
        "verdict": "review",
        "score": "0.50",
        "claim": "It rained.",
    }
    assert len("".join(table.claims([])).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2 degrees", "'-2 degrees"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("−5", "'−5"),
        ("  =1+1", "'  =1+1"),
        ("“=1+1", "'“=1+1"),
        ("'=1+1", "''=1+1"),
        ("\t=1+1", " ⇥ =1+1"),
        ("\r=1+1", " ⏎ =1+1"),
        ("\u200b=1+1", "⟦U+200B⟧=1+1"),
        ("talks;=cmd|' /C calc'!A0", "talks;'=cmd|' /C calc'!A0"),
        ("2 + 2 = 4; e-mail me@x", "2 + 2 = 4; e-mail me@x"),
        ("“No,” she said", "“No,” she said"),
    ],
)
def test_a_formula_becomes_words(text: str, shown: str) -> None:
    """What a spreadsheet would run gets an apostrophe, what would not run is left."""
    assert table.cell(text) == shown


pieces = (
    st.text(st.sampled_from(SIGNS + QUOTES + " \t\r\n;,|\xa0\u3000\u200b\u202eab1(")) | st.text()
)


@given(pieces)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    """Whatever the text, wherever a comma or a semicolon may cut it, and nothing of it is lost."""
    cell = table.cell(text)
    assert not any(runs(part) for part in cell.split(";"))
    assert not set(cell) & set("\t\r\n")
    assert cell.replace("'", "") == inert.line(text).replace("'", "")


@given(st.lists(pieces, min_size=1, max_size=4))
def test_no_text_breaks_its_cell(texts: list[str]) -> None:
    """Quotes, separators and line ends of the text start no new cell and no new row."""
    claims = tuple(
        CheckedClaim(Claim("c", "quota-row", "statement", text), Verdict("review", 0, (), (), ()))
        for text in texts
    )
    text = "".join(table.claims([Result(story.quota, claims)]))
    read = list(clevercsv.reader(text[1:].splitlines(keepends=True), "excel"))
    assert [row[6] for row in read] == ["claim", *map(table.cell, texts)]
    text.encode("utf-8")


def test_hostile_text_is_inert_in_every_cell() -> None:
    """The attack of the other forms does nothing here either."""
    [row] = rows(story.written(story.attack())["claims.csv"])
    assert not any(runs(text) for text in row.values())
    assert "⟦U+202E⟧" in row["quotes"]

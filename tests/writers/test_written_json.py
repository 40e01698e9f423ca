"""run.json, articles.jsonl and claims.jsonl keep their contract, whatever the text holds."""

import json
from typing import Any

import pytest

from pipeline.domain import Article, Problem, Result
from pipeline.writers import jsonl
from tests.writers import story


def lines(text: str) -> list[dict[str, Any]]:
    """Every line read by itself, as a consumer of JSON Lines does."""
    assert text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("told", [story.strikes(), story.attack()], ids=["strikes", "attack"])
def test_every_span_reads_back_as_the_words_of_its_article(told: story.Story) -> None:
    """A consumer who slices the stored text by the stored offsets gets the stored words."""
    files = story.written(told)
    texts = {one["id"]: one["text"] for one in lines(files["articles.jsonl"])}
    claims = lines(files["claims.jsonl"])
    assert [one["id"] for one in claims] == [c.claim.id for r in told.results for c in r.claims]
    spans = [
        (one["article_id"], span)
        for one in claims
        for span in [
            *(g["span"] for g in one["groundings"] if g["span"]),
            *(span for finding in one["findings"] for span in finding["spans"]),
        ]
    ]
    assert len(spans) > 1
    for article_id, span in spans:
        assert texts[article_id][span["start"] : span["end"]] == span["exact"]


def test_a_claim_line_has_the_keys_of_the_contract() -> None:
    """A claim can be fed to `provenote verify` again, and carries its whole verdict."""
    altered = lines(story.written(story.strikes())["claims.jsonl"])[3]
    assert list(altered) == [
        "id", "article_id", "claim", "verdict", "score", "reasons", "findings", "groundings",
    ]  # fmt: skip
    assert altered["claim"] == {
        "kind": "demand",
        "demander": "Rodrigo Lira",
        "addressee": "Union No. 3",
        "content": "no talks under any blockade at all",
        "stance": "rejects",
        "modality": "quoted",
        "condition_for": "talks",
        "citations": [
            {
                "quote": "We will not negotiate under any blockade at all",
                "attribution": ["Rodrigo Lira"],
            }
        ],
    }
    assert (altered["verdict"], altered["score"]) == ("rejected", 0.12)
    assert altered["reasons"] == ["fabricated_quote"]
    start = story.PORT.index("We will not negotiate")
    span = {"start": start, "end": start + 38, "exact": "We will not negotiate under a blockade"}
    assert altered["groundings"] == [
        {
            "quote": "We will not negotiate under any blockade at all",
            "match": "altered",
            "span": span,
            "diff": "We will not negotiate under [-a-] {+any+} blockade {+at all+}",
        }
    ]
    assert altered["findings"][0] == {
        "check": "quote",
        "outcome": "fail",
        "reason": "fabricated_quote",
        "message": "the quoted words differ from the article: “any … at all” for “a”",
        "spans": [span],
    }


def test_missing_is_null_in_a_demand_and_absent_in_a_summary() -> None:
    """A demand without an addressee says so; a summary sentence has no addressee to miss."""
    summary, demand = lines(story.written(story.strikes())["claims.jsonl"])[:2]
    assert demand["claim"]["addressee"] is None
    assert list(summary["claim"]) == ["kind", "text", "citations"]


def test_quotes_that_stand_nowhere_or_twice_keep_what_is_known() -> None:
    """An absent quote has no span, an ambiguous one its other places, an elided one its pieces."""
    records = {
        one["id"]: one["groundings"][0]
        for one in lines(story.written(story.strikes())["claims.jsonl"])
    }
    assert records["quota-row-s2"]["span"] is None
    assert records["quota-row-s1"]["others"][0]["start"] == story.QUOTA.rindex("The ministry said")
    assert [one["exact"] for one in records["port-strike-d2"]["pieces"]] == [
        "The union is also asking the port operators for crews of two on every crane",
        "and for an end to double shifts",
    ]


def test_an_article_line_counts_its_claims_and_names_what_was_refused() -> None:
    """Whoever reads articles.jsonl sees verdicts, noise, cost and refused answers per article."""
    port, quota = lines(story.written(story.strikes())["articles.jsonl"])
    assert port["counts"] == {
        "claims": 4,
        "supported": 2,
        "review": 1,
        "rejected": 1,
        "requests": 3,
    }
    assert port["usage"] == {"prompt_tokens": 2400, "completion_tokens": 610}
    assert (port["outlet"], port["published"], quota["outlet"]) == (
        "Coastal Courier",
        "2024-04-09",
        None,
    )
    assert [port["text"][n["start"] : n["end"]] for n in port["noise"]] == [
        "Advert\n",
        "Also read | The ten best seafood restaurants on the coast\n",
        "Advert\n",
    ]
    assert quota["rejections"] == [
        {
            "prompt": "extract",
            "kind": "schema_violation",
            "problems": [
                {
                    "where": "$.demands[2].stance",
                    "message": "'begs' is not one of the known stances",
                }
            ],
        }
    ]


def test_run_json_keeps_the_settings_and_lists_unreadable_input() -> None:
    """A file that could not be read is in the report, beside what the run was asked."""
    report = json.loads(story.written(story.strikes())["run.json"])
    assert report == {
        "prompt": "extract",
        "model": "some-model",
        "seconds": 12.5,
        "problems": [
            {"where": "letters/scan.txt", "message": "not text in UTF-8; save it as UTF-8"}
        ],
    }


def test_odd_characters_stay_one_line_of_plain_json_and_come_back() -> None:
    """Line separators, controls, bidi marks and lone surrogates survive and break nothing."""
    text = "a\u2028b\u2029c\x85d\x1b[2Je\u202ef\u200bg\ud800h\x00i\U000e0041j🚢k\u200dl\r\n"
    written = "".join(jsonl.articles([Result(Article("odd", text, "0" * 64, title=text))]))
    written.encode("utf-8")
    assert len(written.splitlines()) == 1
    assert not set(written) & set("\u2028\u2029\x85\x1b\u202e\u200b\x00\u200d")
    assert "🚢" in written
    [record] = lines(written)
    assert (record["text"], record["title"]) == (text, text)
    assert json.loads(jsonl.run({}, [Problem(text, text)]))["problems"][0]["where"] == text

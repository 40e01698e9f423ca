"""`provenote verify`: claims of anywhere in, the same claims with a verdict out."""

import json
import resource
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Command, Ran, one_sentence
from tests.newsroom import CRANES, FEES

HONEST = {
    "id": "c1",
    "article_id": "cranes",
    "claim": {
        "kind": "statement",
        "citations": [{"quote": "We will not close the quay", "attribution": ["Tomas Veiga"]}],
    },
}
SWAPPED = {
    "id": "c2",
    "article_id": "cranes",
    "desk": ["night", {"shift": 2}],
    "claim": {
        "kind": "statement",
        "citations": [{"quote": "We will not close the quay", "attribution": ["Ines Calado"]}],
    },
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two articles; an id is a file's name."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "cranes.txt").write_text(CRANES, "utf-8")
    (folder / "fees.txt").write_text(FEES, "utf-8")
    return folder


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """A file to write claims into."""
    return tmp_path / "claims.jsonl"


def lines(path: Path, *rows: object) -> Path:
    """Write rows as JSON lines; a text is written as it is."""
    texts = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(text + "\n" for text in texts), "utf-8")
    return path


def answers(ran: Ran) -> list[dict[str, Any]]:
    """The lines of an answer."""
    return [json.loads(line) for line in ran.out.splitlines()]


def test_every_claim_gets_its_line_in_order(
    provenote: Command, claims: Path, articles: Path
) -> None:
    """One line in, one line out: the input, and verdict, score, reasons, findings, groundings."""
    ran = provenote("verify", lines(claims, SWAPPED, HONEST), "--articles", articles)

    assert ran.code == 1
    swapped, honest = answers(ran)
    assert {key: swapped[key] for key in SWAPPED} == SWAPPED
    assert (swapped["verdict"], honest["verdict"]) == ("rejected", "supported")
    assert swapped["reasons"] == ["wrong_speaker"]
    assert 0 <= swapped["score"] < honest["score"] <= 1
    span = honest["groundings"][0]["span"]
    assert CRANES[span["start"] : span["end"]] == span["exact"] == "We will not close the quay"
    for finding in swapped["findings"]:
        assert set(finding) == {"check", "outcome", "reason", "message", "spans"}
        assert finding["outcome"] in {"pass", "fail", "warn", "unknown"}


def test_it_is_a_gate(provenote: Command, claims: Path, articles: Path) -> None:
    """Exit 0 only when everything is supported."""
    assert provenote("verify", lines(claims, HONEST), "--articles", articles).code == 0
    assert provenote("verify", lines(claims, HONEST, SWAPPED), "--articles", articles).code == 1


def test_an_output_is_a_further_input(
    provenote: Command, claims: Path, articles: Path, tmp_path: Path
) -> None:
    """What verify wrote it can read, and a second time it writes the same bytes."""
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"

    provenote("verify", lines(claims, HONEST, SWAPPED), "--articles", articles, "-o", first)
    provenote("verify", first, "--articles", articles, "-o", second)

    assert first.read_bytes() == second.read_bytes()
    assert sorted(tmp_path.glob(".provenote*")) == []


def test_articles_may_be_lines(provenote: Command, claims: Path, tmp_path: Path) -> None:
    """Articles in JSON lines go by their id, whatever characters it has."""
    source = lines(tmp_path / "articles.jsonl", {"id": "wire/2024:7", "text": CRANES})

    ran = provenote(
        "verify", lines(claims, HONEST | {"article_id": "wire/2024:7"}), "--articles", source
    )

    assert (ran.code, answers(ran)[0]["article_id"]) == (0, "wire/2024:7")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("{nonsense", "not JSON"),
        ("[1, 2]", "not an object"),
        ('{"id": "x", "claim": {"kind": "statement"}}', "article_id: it is missing"),
        ('{"id": "x", "article_id": "cranes", "claim": {"kind": "rumour"}}', "claim.kind"),
        ('{"id": "x", "article_id": "cranes", "claim": {"kind": "demand", "text": 3}}', "not text"),
        (
            '{"id": "x", "article_id": "cranes", "claim": {"kind": "demand", "citations": ["a"]}}',
            "claim.citations.0: it is not an object",
        ),
        ('{"id": "x", "article_id": "nowhere", "claim": {"kind": "statement"}}', "nowhere"),
        ('{"id": "x", "score": NaN}', "no number"),
        ('{"id": "x", "score": 1e999}', "no number"),
        ("[" * 100_000, "too deep"),
        ("\x00\x01", "not JSON"),
    ],
)
def test_a_bad_line_costs_only_itself(
    provenote: Command, claims: Path, articles: Path, bad: str, said: str
) -> None:
    """A line that cannot be used is answered, held for review, and says what is wrong with it."""
    ran = provenote("verify", lines(claims, HONEST, bad, HONEST), "--articles", articles)

    first, broken, last = answers(ran)
    assert ran.code == 1
    assert (first["verdict"], last["verdict"]) == ("supported", "supported")
    assert (broken["verdict"], broken["score"]) == ("review", 0)
    assert said in broken["problem"]["message"]
    assert broken["problem"]["where"].endswith("claims.jsonl:2")


def test_a_claim_without_words_is_not_supported(
    provenote: Command, claims: Path, articles: Path
) -> None:
    """Nothing claimed, nothing cited: there is nothing that could be supported."""
    empty = {"id": "e", "article_id": "cranes", "claim": {"kind": "statement", "text": " "}}

    ran = provenote("verify", lines(claims, empty), "--articles", articles)

    assert answers(ran)[0]["verdict"] == "review"


def test_a_leak_names_the_other_article(provenote: Command, claims: Path, articles: Path) -> None:
    """What only another article of the run says is named, with its span there."""
    leaked = {
        "id": "l",
        "article_id": "cranes",
        "claim": {
            "kind": "statement",
            "text": "Students would play in the street until the fee is gone.",
        },
    }

    (answer,) = answers(provenote("verify", lines(claims, leaked), "--articles", articles))

    assert "cross_article_leak" in answer["reasons"]
    (finding,) = [f for f in answer["findings"] if f["reason"] == "cross_article_leak"]
    (span,) = finding["spans"]
    assert span["article_id"] == "fees"
    assert FEES[span["start"] : span["end"]] == span["exact"]


def test_what_could_not_run_says_so(
    provenote: Command, claims: Path, articles: Path, tmp_path: Path
) -> None:
    """Missing claims, missing articles, no such policy: one sentence, exit 2, nothing written."""
    out = tmp_path / "out" / "checked.jsonl"
    good = lines(claims, HONEST)
    empty = tmp_path / "empty"
    empty.mkdir()
    for words, said in [
        ((tmp_path / "nowhere.jsonl", "--articles", articles), "nowhere.jsonl"),
        ((good, "--articles", tmp_path / "nowhere"), "nowhere"),
        ((good, "--articles", empty), "no article could be read"),
        ((good, "--articles", articles, "--policy", "severe"), "'severe'"),
        ((good, "--articles", articles), "checked.jsonl"),
    ]:
        ran = provenote("verify", *words, "-o", out)
        assert said in one_sentence(ran, out)


POLICY = """
[every]
warn = "rejected"
[speaker]
fail = "review"
"""


def test_a_newsroom_sets_its_own_policy(
    provenote: Command, claims: Path, articles: Path, tmp_path: Path
) -> None:
    """A table of a newsroom's own decides what a failed check asks for."""
    table = tmp_path / "desk.toml"
    table.write_text(POLICY, "utf-8")

    ran = provenote("verify", lines(claims, SWAPPED), "--articles", articles, "--policy", table)

    assert answers(ran)[0]["verdict"] == "review"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[every", "desk.toml"),
        ('base = "severe"', "base names no policy"),
        ('[spaeker]\nfail = "review"', "'spaeker'"),
        ('[speaker]\nfail = "maybe"', "speaker.fail"),
        ('[speaker]\nfail = "supported"', "cannot be supported"),
    ],
)
def test_a_wrong_policy_is_refused(
    provenote: Command, claims: Path, articles: Path, tmp_path: Path, table: str, said: str
) -> None:
    """A slip in a policy is named before anything is checked."""
    path = tmp_path / "desk.toml"
    path.write_text(table, "utf-8")

    ran = provenote("verify", lines(claims, HONEST), "--articles", articles, "--policy", path)

    assert said in one_sentence(ran, tmp_path / "none" / "none")


def test_many_claims_run_in_bounded_memory(
    provenote: Command, claims: Path, articles: Path, tmp_path: Path
) -> None:
    """Ten thousand further claims take no more memory than the first thousand."""
    short = {"id": "s", "article_id": "fees", "claim": {"kind": "statement", "text": "Fees."}}
    out = tmp_path / "out.jsonl"
    peaks = []
    for count in (1_000, 10_000):
        ran = provenote(
            "verify", lines(claims, *[short] * count), "--articles", articles, "-o", out
        )
        assert f"{count} claims" in ran.err
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert peaks[1] - peaks[0] < 30_000, "kilobytes"

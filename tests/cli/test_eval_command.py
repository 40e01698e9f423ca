"""`provenote eval`: labelled claims in, figures out."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command, one_sentence
from tests.newsroom import CRANES


def row(name: str, label: str, who: str, **more: str) -> str:
    """A labelled claim about one quotation."""
    cited = {"quote": "We will not close the quay", "attribution": [who]}
    claim = {"kind": "statement", "citations": [cited]}
    return json.dumps({"id": name, "article_id": "cranes", "label": label, "claim": claim, **more})


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder of two faithful claims and two that name the wrong speaker."""
    folder = tmp_path / "quay"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "cranes.txt").write_text(CRANES, "utf-8")
    rows = [
        row("a", "faithful", "Tomas Veiga"),
        row("b", "faithful", "the director of the port authority, Tomas Veiga"),
        row("c", "hallucinated", "Ines Calado", type="wrong_speaker", desk="late"),
        row("d", "hallucinated", "Ines Calado", type="wrong_speaker"),
        "not json",
    ]
    (folder / "claims.jsonl").write_text("\n".join(rows), "utf-8")
    return folder


def test_figures_as_json(provenote: Command, suite: Path) -> None:
    """A folder is measured, and the figures are those of its four labels."""
    ran = provenote("eval", suite, "--json")

    told = json.loads(ran.out)["quay"]
    assert (told["n_faithful"], told["n_hallucinated"]) == (2, 2)
    assert (told["passed"], told["thrown"], told["decided"]) == (0, 0, 100)
    assert told["auc"] == 1
    assert told["types"] == {"wrong_speaker": {"n": 2, "passed": 0, "rejected": 100}}
    assert told["claims_per_s"] > 0


def test_figures_as_a_table(provenote: Command, suite: Path) -> None:
    """A person reads the same as a table."""
    ran = provenote("eval", suite)

    assert ran.code == 0
    assert "2 faithful, 2 hallucinated" in ran.out
    for word in ("passed", "thrown", "decided", "auc", "wrong_speaker"):
        assert word in ran.out


def test_a_part_of_a_set(provenote: Command, suite: Path) -> None:
    """--only keeps the claims where a key has a value."""
    ran = provenote("eval", suite, "--json", "--only", "desk=late")

    told = json.loads(ran.out)["quay"]
    assert (told["n_faithful"], told["n_hallucinated"]) == (0, 1)
    assert "auc" not in told


def test_what_cannot_be_measured_is_told(provenote: Command, suite: Path, tmp_path: Path) -> None:
    """No articles, no claims, no labels: one sentence that names the fix."""
    none = tmp_path / "none"
    none.mkdir()
    bare = tmp_path / "bare.jsonl"
    bare.write_text('{"id": "a", "article_id": "cranes", "claim": {"kind": "statement"}}\n')
    for words, said in [
        ((suite / "claims.jsonl",), "--articles"),
        ((none,), "no claims"),
        ((bare, "--articles", suite / "articles"), '"label"'),
    ]:
        assert said in one_sentence(provenote("eval", *words), tmp_path / "x" / "y")

"""The demo: five real articles, replayed; what every visitor sees first."""

import csv
import hashlib
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from tests.newsroom import parser

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "fixtures" / "articles"
EXAMPLE = ROOT / "outputs" / "example"
PLACEHOLDER = re.compile(r"\b(?:PERSON|GROUP|THING|PLACE|SOURCE)S?\d")


def demo_words() -> list[str]:
    """What `make demo` runs, but for where it writes."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    inputs = re.search(r"^DEMO := (.*)$", makefile, re.MULTILINE)
    command = re.search(
        r"^demo:.*\n\t@\$\(BIN\)/provenote (.*) -o outputs/demo$", makefile, re.MULTILINE
    )
    assert inputs
    assert command
    return str(command[1]).replace("$(DEMO)", inputs[1]).split()


def demo(output: Path, *more: str) -> int:
    """Run the demo; its exit code."""
    return command(*demo_words(), "-o", str(output), *more)


def command(*words: str) -> int:
    """Run provenote in this process, from the top of the repository; its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
            patch.delenv(name, raising=False)
        patch.setattr("pipeline.jobs.edges.SpacyParser", parser)
        patch.setattr(sys, "argv", ["provenote", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the demo writes."""
    output = tmp_path_factory.mktemp("demo") / "first"
    assert demo(output) == 0
    return output


def files(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder but run.json, which holds timings."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """The records of a JSONL file."""
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def told(folder: Path) -> dict[str, Any]:
    """run.json without what may differ from run to run."""
    report: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    del report["timings"], report["settings"]["output"]
    return report


# --- the same every time ---------------------------------------------------------------


def test_two_runs_are_equal_to_the_byte(first: Path, tmp_path: Path) -> None:
    """What a reviewer approved is what the next reader sees."""
    assert demo(tmp_path / "second") == 0

    assert files(tmp_path / "second") == files(first)
    assert told(tmp_path / "second") == told(first)
    articles = {f"articles/{path.stem}.md" for path in ARTICLES.iterdir()}
    assert set(files(first)) == articles | {
        "annotations.jsonld",
        "articles.jsonl",
        "brief.docx",
        "brief.html",
        "brief.md",
        "claims.csv",
        "claims.jsonl",
        "reconciled.json",
        "sources.csl.json",
    }


def test_the_example_is_what_the_demo_writes(first: Path) -> None:
    """The note kept in the repository is the one you get; `make example` renews it."""
    assert EXAMPLE.is_dir(), "there is no outputs/example; run: make example"

    kept, made = files(EXAMPLE), files(first)

    assert sorted(kept) == sorted(made)
    assert [name for name in made if kept[name] != made[name]] == [], "run: make example"
    assert told(EXAMPLE) == told(first)


def test_one_word_of_a_prompt_makes_the_recordings_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Replay fails by the name of the prompt that was edited, and writes nothing."""
    folder = shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    template = folder / "position" / "prompt.md"
    words = template.read_text("utf-8")
    template.write_text(words.replace("You read one sentence", "You read a sentence"), "utf-8")
    assert words != template.read_text("utf-8")

    code = demo(tmp_path / "out", "--prompts", str(folder))

    said = capsys.readouterr().err
    assert code == 2
    assert re.match(r"provenote: the recordings of prompt position for \S+ are stale: ", said)
    assert "the prompt changed" in said
    assert not (tmp_path / "out").exists()


# --- every word on its span ------------------------------------------------------------


@pytest.fixture(scope="module")
def texts(first: Path) -> dict[str, str]:
    """The articles by id, as they were read: the very files."""
    found = {one["id"]: one["text"] for one in rows(first, "articles.jsonl")}
    assert found == {path.stem: path.read_bytes().decode() for path in ARTICLES.iterdir()}
    return found


def spans(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  (JSON, walked as it comes)
    """Every span inside a record."""
    if isinstance(value, dict):
        if {"start", "end", "exact"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def test_every_span_of_a_claim_is_the_articles_words(first: Path, texts: dict[str, str]) -> None:
    """Groundings and findings, all of them: `exact` is `text[start:end]`."""
    walked = 0
    for row in rows(first, "claims.jsonl"):
        text = texts[row["article_id"]]
        for span in spans(row):
            assert text[span["start"] : span["end"]] == span["exact"]
            walked += 1

    assert walked > 100


FOOTNOTE = re.compile(
    r"^\[\^(\d+)\]: (?P<id>\S+) \[(?P<start>\d+):(?P<end>\d+)\] «(?P<exact>.*)»"
    r" — chain: (?P<chain>.+)$"
)


def plain(markdown: str) -> str:
    """What a reader sees of escaped Markdown."""
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown))


def test_every_footnote_is_the_articles_words(first: Path, texts: dict[str, str]) -> None:
    """In the note and on each page: article, place and words agree, and each footnote is used."""
    pages = [first / "brief.md", *sorted((first / "articles").iterdir())]
    for page in pages:
        lines = page.read_text("utf-8").splitlines()
        notes = {m[1]: m for line in lines if (m := FOOTNOTE.match(line))}
        body = "\n".join(line for line in lines if not line.startswith("[^"))
        assert len(notes) == len([line for line in lines if line.startswith("[^")])
        assert set(notes) == set(re.findall(r"\[\^(\d+)\]", body))
        assert notes, page
        for note in notes.values():
            text = texts[plain(note["id"])]
            words = text[int(note["start"]) : int(note["end"])]
            shown = " ".join(plain(note["exact"]).replace("⏎", " ").replace("⇥", " ").split())
            assert shown == " ".join(words.split())
            assert plain(note["chain"]).strip()


def test_the_page_stands_on_the_same_words(first: Path, texts: dict[str, str]) -> None:
    """Every claim of the web page is there with its evidence, in the very article."""
    page = (first / "brief.html").read_text("utf-8")
    found = re.findall(
        r'<script type="application/json" id="data-\d+">(.*?)</script>', page, re.DOTALL
    )
    articles = [json.loads(one) for one in found]

    assert [one["text"] for one in articles] == list(texts.values())
    claims = [(one["text"], claim) for one in articles for claim in one["claims"].values()]
    written = rows(first, "claims.jsonl")
    assert len(claims) == len(written) == page.count('<li class="claim ')
    for (text, claim), row in zip(claims, written, strict=True):
        assert [check[0] for check in claim["checks"]] == [one["check"] for one in row["findings"]]
        assert [text[start:end] for start, end in claim["pieces"]] == [
            piece["exact"]
            for one in row["groundings"]
            for piece in one.get("pieces") or filter(None, [one["span"]])
        ]
    notes = re.findall(r"^\[\^(\d+)\]:", (first / "brief.md").read_text("utf-8"), re.MULTILINE)
    assert set(notes) >= set(re.findall(r'<li id="footnote-(\d+)"', page)) > set()


def test_every_annotation_selects_the_articles_words(first: Path, texts: dict[str, str]) -> None:
    """By place and by words, in the text whose sha256 it names; one a citation."""
    collection = json.loads((first / "annotations.jsonld").read_text("utf-8"))
    claims = rows(first, "claims.jsonl")
    named = {
        f"nih:sha-256;{hashlib.sha256(one.encode()).hexdigest()}": one for one in texts.values()
    }

    annotations = collection["first"]["items"]

    assert len(annotations) == collection["total"] == sum(len(one["groundings"]) for one in claims)
    for annotation in annotations:
        targets = annotation["target"]
        for target in targets if isinstance(targets, list) else [targets]:
            quote, place = target["selector"]
            text = named[target["source"]["id"]]
            assert text[place["start"] : place["end"]] == quote["exact"]


def test_the_document_holds_the_whole_note(first: Path) -> None:
    """Word shows every sentence of brief.md, and as many footnotes as it has marks."""
    with zipfile.ZipFile(first / "brief.docx") as archive:
        body = archive.read("word/document.xml").decode()
    shown = unescape(re.sub(r"<[^>]+>", "", body))
    note = (first / "brief.md").read_text("utf-8").split("\n## Articles")[0]

    assert body.count("<w:footnoteReference ") == len(re.findall(r"\[\^\d+\](?!:)", note))
    for line in re.findall(r"^- (.+)$", note, re.MULTILINE):
        said = re.sub(r"\[\^\d+\]|\*\*", "", line)
        assert plain(said) in shown


# --- what a newsroom gets --------------------------------------------------------------


def test_every_article_has_a_page_and_a_summary(first: Path, texts: dict[str, str]) -> None:
    """Two to four cited sentences each, or the report says which answer could not be used."""
    claims = rows(first, "claims.jsonl")
    for article in rows(first, "articles.jsonl"):
        page = (first / "articles" / f"{article['id']}.md").read_text("utf-8")
        summary = [
            one
            for one in claims
            if one["article_id"] == article["id"] and one["claim"]["kind"] == "summary"
        ]
        lost = [one for one in article["rejections"] if one["prompt"] == "summary"]
        assert 2 <= len(summary) + len(lost) <= 4
        assert all("could not be used" in page for _ in lost)
        assert all(one["claim"]["citations"] for one in summary)
        kept = [one for one in summary if one["verdict"] != "rejected"]
        assert "## Summary" in page or not kept
        demands = [one for one in claims if one["article_id"] == article["id"]]
        assert any(one["claim"]["kind"] == "demand" for one in demands)
    assert len(texts) == 5


def test_every_claim_is_told_in_the_note(first: Path) -> None:
    """Nothing is dropped: the counts of the note, of the run and of claims.jsonl agree."""
    claims = rows(first, "claims.jsonl")
    rulings = [one["verdict"] for one in claims]
    counts = told(first)["counts"]

    with (first / "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [one["claim_id"] for one in table] == [one["id"] for one in claims]
    assert [one["verdict"] for one in table] == rulings
    assert len({one["id"] for one in claims}) == len(claims) == counts["claims"]
    for ruling in ("supported", "review", "rejected"):
        assert rulings.count(ruling) == counts[ruling]
    note = (first / "brief.md").read_text("utf-8")
    parts = dict(re.findall(r"^## (.+)\n\n((?:(?!^## ).*\n)*)", note, re.MULTILINE))
    named = ("Key points", "What the articles report", "What could not be confirmed", "Rejected")
    lines = [line for name in named for line in parts[name].splitlines()]
    also = [line for line in lines if re.match(r"  - \*(?!Why|Confidence)", line)]
    assert len([line for line in lines if line.startswith("- ")]) + len(also) == len(claims)
    assert rulings.count("supported") > 10


def test_the_note_is_made_again_to_the_byte(first: Path, tmp_path: Path) -> None:
    """From what is stored, with nobody asked: every written form, and run.json too."""
    again = tmp_path / "again"

    assert command("brief", str(first), "-o", str(again)) == 0

    assert files(again) == files(first)
    assert (again / "run.json").read_bytes() == (first / "run.json").read_bytes()


def test_the_note_counts_origins(first: Path) -> None:
    """It has the parts that a desk reads first, and no footnote of it stands twice."""
    note = (first / "brief.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", note, re.MULTILINE)
    marks = re.findall(r"\[\^(\d+)\](?!:)", note)

    assert headings[:3] == ["Bottom line", "Key points", "Corroboration"]
    assert {"Discrepancies", "Timeline", "What would change this note"} <= set(headings)
    assert "How this note was made" in headings
    assert [int(mark) for mark in marks] == list(range(1, len(marks) + 1))
    found = json.loads((first / "reconciled.json").read_text("utf-8"))
    assert {one["agency"] for one in found["origins"]} >= {"Reuters", "Bloomberg"}


def test_doubt_has_a_reason(first: Path) -> None:
    """Every claim that is not supported has a finding that says why, in a sentence."""
    for row in rows(first, "claims.jsonl"):
        if row["verdict"] != "supported":
            doubts = [one for one in row["findings"] if one["outcome"] != "pass"]
            assert doubts
            assert all(one["message"] for one in doubts)


def test_no_word_of_the_instructions_comes_out(first: Path) -> None:
    """No placeholder of an example is in anything that was written."""
    for name, content in files(first).items():
        if name != "brief.docx":  # packed, and made of brief.md
            assert not PLACEHOLDER.search(content.decode()), name

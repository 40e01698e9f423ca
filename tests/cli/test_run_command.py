"""The command, as a person in a newsroom meets it every day."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.domain import Json
from tests.cli.command import Command
from tests.newsroom import EMPTY, FEES, endpoint, restates

ROOT = Path(__file__).parent.parent.parent
WRITTEN = {
    "annotations.jsonld", "articles", "articles.jsonl", "brief.docx", "brief.html", "brief.md",
    "claims.csv", "claims.jsonl", "ledger.sqlite", "reconciled.json", "run.json",
    "sources.csl.json",
}  # fmt: skip


def test_a_folder_becomes_a_note_and_a_page_an_article(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """Everyday use: a folder in; a table, the place of the note and a page for each come out."""
    (cranes.parent / "fees.txt").write_text(FEES, "utf-8")
    output = tmp_path / "out"

    ran = provenote("run", cranes.parent, "-o", output, *tiny)

    assert ran.code == 0, ran
    assert {path.name for path in output.iterdir()} == WRITTEN
    assert sorted(p.name for p in (output / "articles").iterdir()) == ["cranes.md", "fees.md"]
    rows = {line.split()[0]: line.split()[1:] for line in ran.out.splitlines() if line.strip()}
    claims = [json.loads(line) for line in (output / "claims.jsonl").read_text().splitlines()]
    for name in ("cranes", "fees"):
        own = [one["verdict"] for one in claims if one["article_id"] == name]
        counts = [len(own), *(own.count(r) for r in ("supported", "review", "rejected"))]
        assert [int(number) for number in rows[name]] == counts
        assert 2 <= len(own) <= 4
    assert f"{output / 'brief.md'} and {output / 'brief.html'}" in ran.out


def test_run_json_says_how_it_was_made(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """Model, prompts by version, counts and tokens can be read after the fact; no key is kept."""
    output = tmp_path / "out"

    provenote("run", cranes, "-o", output, "--window", "1500", *tiny)

    told = json.loads((output / "run.json").read_text())
    assert told["model"] == "tiny"
    assert told["settings"]["window"] == 1500
    assert told["settings"]["paths"] == [str(cranes)]
    assert set(told["prompts"]) >= {"position", "summary"}
    assert all(re.fullmatch("[0-9a-f]{64}", version) for version in told["prompts"].values())
    assert told["counts"]["articles"] == 1
    assert told["counts"]["requests"] > 2
    assert told["problems"] == []
    assert told["timings"]["seconds"] >= 0


def test_what_was_recorded_is_replayed_to_the_byte(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """Record once with a model; replay for ever without one, and get the same files."""
    kept = tmp_path / "kept"
    asked = ("--model", "tiny", "--ask", "steps")
    provenote("run", cranes, "-o", tmp_path / "first", "--record", kept, *tiny)

    ran = provenote("run", cranes, "-o", tmp_path / "second", "--replay", kept, *asked)

    assert ran.code == 0, ran
    first, second = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in {"ledger.sqlite", "run.json"}
        }
        for folder in (tmp_path / "first", tmp_path / "second")
    )
    assert first == second
    made = {path.name for path in (tmp_path / "second").iterdir()}
    assert made == WRITTEN - {"ledger.sqlite"}, "what is replayed needs no ledger"
    assert set(first) == made - {"articles", "run.json"} | {"articles/cranes.md"}


def test_a_large_model_is_asked_whole_windows(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """For a named model the whole window is one question, unless told otherwise."""
    seen = []

    def noting(prompt: str, _: str) -> tuple[int, Json]:
        seen.append(prompt)
        return 200, EMPTY[prompt]

    with endpoint(noting) as url:
        ran = provenote("run", cranes, "-o", tmp_path / "o", "--model", "big", "--base-url", url)

    assert (ran.code, seen) == (0, ["extract"])


# --- bad input beside good -------------------------------------------------------------


def test_bad_input_does_not_cost_the_good(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """Empty, binary, misnamed and broken files are named; the one good article has its page."""
    folder, output = cranes.parent, tmp_path / "out"
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "latin.txt").write_bytes("Müllabfuhr".encode("latin-1"))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    (folder / "rows.jsonl").write_text('{"id": "a"}\nnot json\n', "utf-8")

    ran = provenote("run", folder, "-o", output, *tiny)

    assert ran.code == 1
    assert (output / "articles" / "cranes.md").exists()
    told = json.loads((output / "run.json").read_text())["problems"]
    bad = ["empty.txt", "latin.txt", "picture.txt", "rows.jsonl:1", "rows.jsonl:2", "scan.pdf"]
    assert [Path(one["where"]).name for one in told] == bad
    for one in told:
        assert f"not read: {one['where']}: {one['message']}" in ran.out.splitlines()


def test_nothing_but_bad_input_is_still_a_report(
    provenote: Command, tiny: tuple[str, ...], tmp_path: Path
) -> None:
    """A folder without an article exits 1 and says why, with a note that says 0 claims."""
    (tmp_path / "in").mkdir()

    ran = provenote("run", tmp_path / "in", "-o", tmp_path / "out", *tiny)

    assert ran.code == 1
    assert "the folder is empty" in ran.out
    assert "0 claims" in (tmp_path / "out" / "brief.md").read_text()


def test_an_article_without_a_usable_answer_is_told(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """A model that only chats leaves an article unprocessed: exit 1, and the reason on the page."""
    with endpoint(lambda *_: (200, "Sure! Here are the demands.")) as url:
        ran = provenote("run", cranes, "-o", tmp_path / "o", "--model", "chatty", "--base-url", url)

    assert ran.code == 1
    assert "no usable answer: cranes (extract): $: not JSON" in ran.out
    assert "not JSON" in (tmp_path / "o" / "articles" / "cranes.md").read_text()


@pytest.mark.parametrize(
    ("text", "code"), [(None, 0), ("The mayor of Oslo rejected the budget of 90 million.", 1)]
)
def test_strict_is_a_gate(
    provenote: Command, cranes: Path, tmp_path: Path, text: str | None, code: int
) -> None:
    """With --strict one doubtful claim fails the job; without, the job is done either way."""

    def answer(prompt: str, shown: str) -> tuple[int, Json]:
        if prompt == "summary" and text:
            return 200, {"numbers": [1], "text": text}
        return restates(prompt, shown)

    with endpoint(answer) as url:
        asked = ("--model", "tiny", "--base-url", url, "--ask", "steps")
        strict = provenote("run", cranes, "-o", tmp_path / "strict", "--strict", *asked)
        plain = provenote("run", cranes, "-o", tmp_path / "plain", *asked)

    assert (strict.code, plain.code) == (code, 0)


# --- the program itself ----------------------------------------------------------------


def started(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_process_of_its_own_ends_with_one_sentence(cranes: Path, tmp_path: Path) -> None:
    """In a shell: exit code 2, one line on stderr, nothing on stdout, nothing on the disk."""
    ran = started("run", cranes, cwd=tmp_path)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("provenote: no model to ask: ")
    assert ran.stderr.count("\n") == 1
    assert not (tmp_path / "outputs").exists()


def test_a_word_that_is_no_option_is_told_by_its_name(tmp_path: Path) -> None:
    """A slip in an option exits 2 and names the slip."""
    ran = started("run", "x", "--modle", "y", cwd=tmp_path)

    assert ran.returncode == 2
    assert "--modle" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_help_is_quick() -> None:
    """Whoever only asks for help does not wait for a parser or a client to load."""
    heavy = ("openai", "spacy", "trafilatura", "xllamacpp", "huggingface_hub", "py3langid")
    code = f"import sys, pipeline.cli; print([m for m in {heavy!r} if m in sys.modules])"

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--help",), ("run", "models", "doctor")),
        ((), ("run", "models", "doctor")),
        (("models", "--help"), ("pull", "--base-url", "--recordings", "--json")),
        (("doctor", "--help"), ("--ask", "--prompts", "--deep", "--json", "-o")),
        (("run", "--help"), ("--replay", "--record", "--model", "--strict", "--window", "-o")),
    ],
)
def test_help_names_what_there_is(
    provenote: Command, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    """Every command and option can be found without the README."""
    ran = provenote(*words)

    assert all(word in ran.out + ran.err for word in named)

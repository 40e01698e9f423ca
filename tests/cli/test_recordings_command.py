"""`provenote recordings`: what is missing, stale, left over or damaged, and its removal."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.command import Command, Ran, one_sentence
from tests.newsroom import CRANES, EMPTY, FEES, endpoint, restates

ROOT = Path(__file__).parent.parent.parent
TINY = ("--model", "tiny", "--ask", "steps")
LONG_AGO = 900_000_000  # seconds of the epoch


def files(folder: Path) -> set[str]:
    """What lies in a folder, by name and prompt."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def lines(ran: Ran, kind: str) -> list[str]:
    """What was said of one kind."""
    return [line for line in ran.out.splitlines() if line.startswith(f"{kind}: ")]


def cut_off(folder: Path, age: int | None) -> Path:
    """What a run that was killed while it wrote leaves behind; young, or of long ago."""
    left = folder / "position" / ".0a1b.json.4321"
    left.write_text('{\n  "key": "0a1b', "utf-8")
    if age is not None:
        os.utime(left, (age, age))
    return left


@pytest.fixture
def kept(provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path) -> Path:
    """Recordings of all that a run asks about an article."""
    folder = tmp_path / "kept"
    assert provenote("run", cranes, "-o", tmp_path / "once", "--record", folder, *tiny).code == 0
    return folder


@pytest.fixture
def suite(cranes: Path, tmp_path: Path) -> Path:
    """A folder with one labelled claim that is in doubt."""
    folder = tmp_path / "suite"
    (folder / "articles").mkdir(parents=True)
    shutil.copy(cranes, folder / "articles")
    text = "Four old cranes of the port must go, dockers insisted."
    claim = {"kind": "statement", "text": text}
    row = {"id": "a", "article_id": "cranes", "label": "faithful", "claim": claim}
    (folder / "claims.jsonl").write_text(json.dumps(row), "utf-8")
    return folder


# --- the repository's own ----------------------------------------------------------------


def test_our_own_recordings_are_all_there_and_all_asked_for(
    monkeypatch: pytest.MonkeyPatch, provenote: Command
) -> None:
    """What `make recordings` looks at: no demo that stops, no dead weight in a review."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    command = re.search(r"^recordings:.*\n\t@\$\(BIN\)/provenote (.*)$", makefile, re.MULTILINE)
    assert command
    monkeypatch.chdir(ROOT)

    ran = provenote(*command[1].split())

    assert ran == Ran(0, ran.out, "")
    number = len([*(ROOT / "fixtures" / "recordings").glob("*/*.json")])
    assert ran.out == f"{number} of {number} questions have their recorded answer\n"


# --- check -------------------------------------------------------------------------------


def test_what_a_run_recorded_is_well(provenote: Command, kept: Path, cranes: Path) -> None:
    """The same options as the run, and nothing is missing or left over."""
    ran = provenote("recordings", "check", kept, cranes, *TINY)

    assert (ran.code, ran.err) == (0, "")
    assert f"{len(files(kept))} of {len(files(kept))} questions" in ran.out


@pytest.mark.parametrize("words", [(), ("--ask", "whole", "--window", "300")])
def test_what_is_not_said_is_as_for_a_run(
    provenote: Command, cranes: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Neither command is told how to ask a long article, and both ask the same."""
    cranes.write_text(CRANES * 15, "utf-8")
    asked, kept = ("--model", "big", *words), tmp_path / "kept"
    with endpoint(restates) as url:
        provenote("run", cranes, "-o", tmp_path / "o", *asked, "--base-url", url, "--record", kept)

    ran = provenote("recordings", "check", kept, cranes, *asked)

    assert ran.code == 0, ran
    assert {Path(name).parent.name for name in files(kept)} == {"extract"}


def test_all_that_is_missing_is_named(provenote: Command, kept: Path, cranes: Path) -> None:
    """One missing answer does not hide the next, nor another article's; exit 1."""
    gone = sorted(kept.glob("summary/*.json")) + sorted(kept.glob("position/*.json"))[:1]
    for path in gone:
        path.unlink()
    (cranes.parent / "fees.txt").write_text(FEES, "utf-8")

    ran = provenote("recordings", "check", kept, cranes.parent, *TINY)

    assert ran.code == 1
    missing = lines(ran, "missing")
    assert len([one for one in missing if one.endswith(", cranes)")]) == len(gone) > 2
    assert len([one for one in missing if one.endswith(", fees)")]) > 2
    for path in gone:
        assert f"missing: {path} (prompt {path.parent.name}, cranes)" in missing
    assert f"--record {kept}" in ran.out


def test_a_changed_prompt_makes_its_recordings_stale(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path
) -> None:
    """Each is named with what changed; those of the other prompt are not."""
    folder = Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))
    template = folder / "summary" / "prompt.md"
    template.write_text(template.read_text("utf-8").replace("news article", "report", 1), "utf-8")

    ran = provenote("recordings", "check", kept, cranes, *TINY, "--prompts", folder)

    stale = lines(ran, "stale")
    assert ran.code == 1
    assert [one.split(": ")[1] for one in stale] == sorted(map(str, kept.glob("summary/*.json")))
    assert all("the prompt changed since (version" in one for one in stale)
    assert len(lines(ran, "missing")) == len(stale)
    assert not lines(ran, "orphaned")


def test_a_changed_article_and_another_model_are_told_at_once(
    provenote: Command, kept: Path, cranes: Path
) -> None:
    """Of every recording it is said what is not the same any more."""
    cranes.write_text(CRANES.replace("four oldest", "five oldest"), "utf-8")

    ran = provenote("recordings", "check", kept, cranes, "--model", "new", "--ask", "steps")

    stale = lines(ran, "stale")
    assert len(stale) == len(files(kept))
    for one in stale:
        assert "the article changed since (sha256" in one
        assert one.endswith("the model changed since (tiny then, new now)")


def test_what_nobody_asks_for_is_orphaned(
    provenote: Command, tiny: tuple[str, ...], kept: Path, cranes: Path, tmp_path: Path
) -> None:
    """An article that is there no more leaves its recordings behind."""
    before = files(kept)
    fees = tmp_path / "fees.txt"
    fees.write_text(FEES, "utf-8")
    provenote("run", fees, "-o", tmp_path / "o", "--record", kept, *tiny)

    ran = provenote("recordings", "check", kept, cranes, *TINY)

    assert ran.code == 1
    more = sorted(files(kept) - before)
    assert lines(ran, "orphaned") == [f"orphaned: {kept / name}" for name in more]
    assert not lines(ran, "stale")
    assert "provenote recordings prune" in ran.out


def test_a_damaged_recording_is_named_and_hides_nothing(
    provenote: Command, kept: Path, cranes: Path
) -> None:
    """Edited, torn, or no recording at all, asked for or not: each is one line with the fix."""
    edited, torn, *_ = sorted(kept.glob("position/*.json"))
    edited.write_text(edited.read_text("utf-8").replace("cue", "clue"), "utf-8")
    torn.write_bytes(torn.read_bytes()[:99])
    other = kept / "summary" / "notes.json"
    other.write_text("{}", "utf-8")

    ran = provenote("recordings", "check", kept, cranes, *TINY)

    assert ran.code == 1
    damaged = lines(ran, "damaged")
    assert [one.split()[1] for one in damaged if "was edited" in one] == [str(edited)]
    assert {one.split()[1] for one in damaged if "a damaged one" in one} == {str(torn), str(other)}
    assert all(f"run with --record {kept}" in one for one in damaged)
    assert not lines(ran, "missing") + lines(ran, "orphaned") + lines(ran, "stale")


def test_a_half_written_recording_is_named(provenote: Command, kept: Path, cranes: Path) -> None:
    """What a killed run left behind is told, though it is in nobody's way."""
    left = cut_off(kept, None)

    ran = provenote("recordings", "check", kept, cranes, *TINY)

    assert ran.code == 1
    assert lines(ran, "half-written") == [f"half-written: {left}"]


def test_second_opinions_are_looked_at_with_their_claims(
    provenote: Command, kept: Path, cranes: Path, suite: Path
) -> None:
    """Recorded opinions are not judged without the claims they are about, and never called dead."""
    with endpoint(lambda name, _: (200, EMPTY[name])) as url:
        asked = ("--model", "tiny", "--base-url", url, "--record", kept)
        assert provenote("eval", suite, *asked).code == 0

    articles = provenote("recordings", "check", kept, cranes, *TINY)
    claims = provenote("recordings", "check", kept, "--suite", suite, *TINY)
    both = provenote("recordings", "check", kept, cranes, "--suite", suite, *TINY)

    assert (articles.code, claims.code, both.code) == (0, 0, 0)
    assert "not looked at: 1 of prompt support; name labelled claims with --suite" in articles.out
    assert "of prompt position; name the articles" in claims.out
    assert "1 of 1 questions" in claims.out
    assert not lines(both, "not looked at")
    (opinion,) = kept.glob("support/*.json")
    opinion.unlink()
    ran = provenote("recordings", "check", kept, "--suite", suite, *TINY)
    assert lines(ran, "missing") == [f"missing: {opinion} (prompt support, cranes)"]


def test_small_questions_are_not_looked_at_when_windows_are_asked(
    provenote: Command, kept: Path, cranes: Path
) -> None:
    """It is said how to look at them, and of a prompt that is gone that nothing asks it."""
    for prompt in ("judge", "relate"):
        (kept / prompt).mkdir()
        shutil.copy(next(kept.glob("position/*.json")), kept / prompt)

    ran = provenote("recordings", "check", kept, cranes, "--model", "tiny")

    assert "of prompt position; ask with --ask steps" in ran.out
    assert "1 of prompt judge; nothing asks this prompt any more" in ran.out
    assert "1 of prompt relate; run and brief ask it only when told to" in ran.out
    assert len(lines(ran, "missing")) == 1


def test_an_article_that_cannot_be_read_is_not_well(
    provenote: Command, kept: Path, cranes: Path
) -> None:
    """What it would ask is not known, so the rest may not be all there is."""
    (cranes.parent / "scan.pdf").write_bytes(b"%PDF-1.7")

    ran = provenote("recordings", "check", kept, cranes.parent, *TINY)

    assert ran.code == 1
    assert "not read: " in ran.err
    assert "scan.pdf" in ran.err


@pytest.mark.parametrize("command", ["check", "prune"])
def test_what_cannot_run_says_why(
    provenote: Command, kept: Path, cranes: Path, tmp_path: Path, command: str
) -> None:
    """No folder, no article, no suite, a slip in a path: one sentence and exit 2."""
    before = files(kept)
    for words, said in [
        ((tmp_path / "kep", cranes), str(tmp_path / "kep")),
        ((kept,), "--suite"),
        ((kept, tmp_path / "artcles"), "artcles"),
        ((kept, "--suite", cranes), "is no folder"),
        ((kept, "--suite", tmp_path / "gld"), "is no folder"),
        ((kept, cranes, "--prompts", tmp_path / "prmpts"), "prmpts"),
    ]:
        ran = provenote("recordings", command, *words, *TINY)
        assert said in one_sentence(ran, tmp_path / "x" / "y")
    assert files(kept) == before


# --- prune -------------------------------------------------------------------------------


@pytest.fixture
def grown(provenote: Command, tiny: tuple[str, ...], kept: Path, cranes: Path) -> set[str]:
    """Recordings of the article as it is; of one that is gone, and of its own first words."""
    fees = cranes.with_name("fees.txt")
    fees.write_text(FEES, "utf-8")
    cranes.write_text(CRANES.replace("four oldest", "five oldest"), "utf-8")
    words = ("-o", kept.with_name("more"), "--record", kept, *tiny)
    assert provenote("run", cranes.parent, *words).code == 0
    fees.unlink()
    shutil.rmtree(kept.with_name("more"))
    (kept / "support").mkdir()
    shutil.copy(next(kept.glob("position/*.json")), kept / "support")
    return files(kept)


def test_prune_leaves_what_is_asked_for(
    provenote: Command, kept: Path, grown: set[str], cranes: Path, tmp_path: Path
) -> None:
    """Stale, orphaned and half-written ones go, and each is named; replay is as before."""
    left = cut_off(kept, LONG_AGO)
    replay = ("run", cranes, *TINY, "--replay", kept)
    provenote(*replay, "-o", tmp_path / "before")

    ran = provenote("recordings", "prune", kept, cranes, *TINY)

    assert ran.code == 0
    gone = (grown | {f"position/{left.name}"}) - files(kept)
    assert {one.split(" ")[1] for one in lines(ran, "deleted")} == {
        str(kept / name) for name in gone
    }
    for kind in ("(stale: the article changed since", "(orphaned)", "(half-written)"):
        assert kind in ran.out
    assert any(name.startswith("support/") for name in files(kept)), "it was not looked at"
    assert provenote(*replay, "-o", tmp_path / "after").code == 0
    notes = [(tmp_path / name / "brief.md").read_bytes() for name in ("before", "after")]
    assert notes[0] == notes[1]
    assert provenote("recordings", "check", kept, cranes, *TINY).code == 0


def test_a_dry_run_deletes_nothing(
    provenote: Command, kept: Path, grown: set[str], cranes: Path
) -> None:
    """It names the very files that the real one deletes."""
    dry = provenote("recordings", "prune", kept, cranes, *TINY, "--dry-run")
    assert files(kept) == grown

    wet = provenote("recordings", "prune", kept, cranes, *TINY)

    assert dry.code == wet.code == 0
    assert lines(wet, "deleted")
    assert dry.out == wet.out.replace("deleted: ", "would delete: ")


def test_what_is_being_written_is_left_alone(provenote: Command, kept: Path, cranes: Path) -> None:
    """Another run may be at work in the folder: its answer is not taken from under its hands."""
    left = cut_off(kept, None)

    ran = provenote("recordings", "prune", kept, cranes, *TINY)

    assert ran.code == 0
    assert left.exists()
    assert lines(ran, "left alone") == [f"left alone: {left}: it may be being written just now"]


@pytest.mark.usefixtures("grown")
@pytest.mark.parametrize("lacking", ["missing", "torn", "unread article", "unread claim"])
def test_nothing_is_deleted_while_a_question_is_not_known(
    provenote: Command, kept: Path, cranes: Path, suite: Path, lacking: str
) -> None:
    """What a missing answer would lead to may be what looks left over: exit 1, and the reason."""
    words: tuple[str | Path, ...] = (cranes,)
    asked = provenote("recordings", "prune", kept, cranes, *TINY, "--dry-run").out
    used = next(p for p in sorted(kept.glob("summary/*.json")) if str(p) not in asked)
    if lacking == "missing":
        used.unlink()
    elif lacking == "torn":
        used.write_text("{", "utf-8")
    elif lacking == "unread article":
        (cranes.parent / "scan.pdf").write_bytes(b"%PDF-1.7")
        words = (cranes.parent,)
    else:
        shutil.rmtree(kept / "support")
        (suite / "claims.jsonl").write_text("not json", "utf-8")
        words = (cranes, "--suite", suite)
    before = files(kept)

    ran = provenote("recordings", "prune", kept, *words, *TINY)

    assert ran.code == 1
    assert files(kept) == before
    said = "record them first" if lacking in {"missing", "torn"} else "is not known"
    assert said in lines(ran, "nothing is deleted")[0]


# --- nothing of how it was sent ----------------------------------------------------------


def test_no_secret_reaches_a_recording(
    provenote: Command, monkeypatch: pytest.MonkeyPatch, cranes: Path, tmp_path: Path
) -> None:
    """Neither key nor password, query, header or environment: only what was asked and answered."""
    secrets = ["k3y-of-this-desk", "passw0rd-of-ann", "t0ken-in-the-query", "0rg-of-this-desk"]
    key, password, query, organisation = secrets
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("OPENAI_ORG_ID", organisation)
    monkeypatch.setenv("OPENAI_PROJECT_ID", organisation)
    kept = tmp_path / "kept"

    with endpoint(restates) as url:
        secret = url.replace("http://", f"http://ann:{password}@") + f"?token={query}"
        asked = ("--model", "tiny", "--base-url", secret, "--ask", "steps", "--record", kept)
        ran = provenote("run", cranes, "-o", tmp_path / "out", *asked)

    assert ran.code == 0, ran
    for name in files(kept):
        text = (kept / name).read_text("utf-8")
        assert not [one for one in secrets if one in text]
        assert '"endpoint": "127.0.0.1"' in text
    assert files(kept)

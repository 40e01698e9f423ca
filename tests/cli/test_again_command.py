"""A run on the same folder does only what is new or changed; `status` and `verify --again`."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.domain import Evidence, Finding, Json, Parse
from pipeline.parser import SpacyParser
from pipeline.stages import verify
from tests.cli.command import Command, one_sentence
from tests.killed import written
from tests.newsroom import CRANES, EMPTY, FEES, endpoint, parser, restates
from tests.store.conftest import make_schema

ROOT = Path(__file__).parent.parent.parent


class Desk:
    """A model behind an endpoint, the articles, and what was asked so far, by prompt."""

    def __init__(self, home: Path) -> None:
        self.asked: Counter[str] = Counter()
        self.home = home
        self.folder = home / "in"
        self.out = home / "out"
        self.refuses = ""
        self.url = ""
        self.folder.mkdir()
        self.write("cranes", CRANES)
        self.write("fees", FEES)

    def write(self, name: str, text: str) -> None:
        """Put an article into the folder."""
        (self.folder / f"{name}.txt").write_text(text, "utf-8")

    def answer(self, prompt: str, shown: str) -> tuple[int, Json]:
        """What the model says."""
        if self.refuses and self.refuses in shown:
            return 500, "out of order"
        self.asked[prompt] += 1
        return restates(prompt, shown)

    def words(self, *more: str | Path) -> list[str | Path]:
        """The options of every run."""
        return ["--model", "tiny", "--base-url", self.url, "--ask", "steps", *more]

    def asked_since(self, before: Counter[str]) -> Counter[str]:
        """What was asked after."""
        return self.asked - before


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with two articles."""
    made = Desk(tmp_path)
    with endpoint(made.answer) as url:
        made.url = url
        yield made


@pytest.fixture
def run(provenote: Command, desk: Desk) -> Command:
    """Run the articles into the output folder."""
    return lambda *more: provenote("run", desk.folder, "-o", desk.out, *desk.words(*more))


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that are parsed from now on."""
    seen: list[str] = []

    class Noting(SpacyParser):
        def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
            seen.extend(text for text in texts if text in {CRANES, FEES})
            return parser().many(texts, language)

    monkeypatch.setattr("pipeline.jobs.edges.SpacyParser", Noting)
    return seen


# --- the same command again ----------------------------------------------------------------


def test_what_is_done_is_not_done_again(
    run: Command, desk: Desk, unparsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing asked, nothing parsed, nothing checked; the files are the same to the byte."""
    assert run().code == 0
    first, before = written(desk.out), Counter(desk.asked)
    assert unparsed == [CRANES, FEES]
    unparsed.clear()
    monkeypatch.setattr("pipeline.engines.local.process", None)

    ran = run()

    assert ran.code == 0
    assert "asked: nothing" in ran.out
    assert (desk.asked, unparsed) == (before, [])
    assert written(desk.out) == first


def test_a_new_article_alone_is_asked_about(
    run: Command, provenote: Command, desk: Desk, unparsed: list[str]
) -> None:
    """New articles every hour: only they cost anything, and the whole note is made of all."""
    (desk.folder / "fees.txt").unlink()
    run()
    unparsed.clear()
    before = Counter(desk.asked)
    desk.write("fees", FEES)

    run()

    asked = desk.asked_since(before)
    assert unparsed == [FEES]
    provenote("run", desk.folder, "-o", desk.home / "whole", *desk.words())
    assert written(desk.out) == written(desk.home / "whole")
    assert desk.asked_since(before) - asked == before + asked, "all of it, into another folder"


def test_a_changed_article_is_asked_about_where_it_changed(run: Command, desk: Desk) -> None:
    """The questions that see other words; the others have their answers."""
    run()
    before = Counter(desk.asked)
    desk.write("fees", FEES + "\nThe bursar demanded a report.\n")

    run()

    assert desk.asked_since(before) == {"position": 1, "summary": before["summary"] // 2}


def test_a_changed_prompt_asks_again_only_what_it_touches(run: Command, desk: Desk) -> None:
    """One word of one prompt: its questions are asked again, and no other."""
    prompts = Path(shutil.copytree(ROOT / "prompts", desk.home / "prompts"))
    run("--prompts", prompts)
    before = Counter(desk.asked)
    template = prompts / "summary" / "prompt.md"
    words = template.read_text("utf-8")
    template.write_text(words.replace("news article", "news report", 1), "utf-8")
    assert words != template.read_text("utf-8")

    assert run("--prompts", prompts).code == 0

    assert desk.asked_since(before) == {"summary": before["summary"]}


def test_another_policy_asks_nothing(run: Command, provenote: Command, desk: Desk) -> None:
    """How findings become a verdict is decided here: the answers are there."""
    run()
    before = Counter(desk.asked)

    run("--policy", "strict")

    assert desk.asked == before
    provenote("run", desk.folder, "-o", desk.home / "w", *desk.words("--policy", "strict"))
    assert written(desk.out) == written(desk.home / "w")


def test_what_leaks_is_looked_up_anew(run: Command, provenote: Command, desk: Desk) -> None:
    """A finished article is checked again where another one now says what it does not."""
    leaked = "Students would play in the street until the fee is gone."

    def leaks(prompt: str, _: str) -> tuple[int, Json]:
        desk.asked[prompt] += 1
        said: Json = {"numbers": [1], "text": leaked}
        return 200, said if prompt == "summary" else EMPTY[prompt]

    (desk.folder / "fees.txt").unlink()
    with endpoint(leaks) as desk.url:
        run()
        assert b"cross_article_leak" not in (desk.out / "claims.jsonl").read_bytes()
        desk.write("fees", FEES)
        before = Counter(desk.asked)
        run()
        asked = desk.asked_since(before)
        provenote("run", desk.folder, "-o", desk.home / "whole", *desk.words())

    rows = [json.loads(line) for line in (desk.out / "claims.jsonl").read_text().splitlines()]
    cranes = [row for row in rows if row["article_id"] == "cranes"]
    assert any("cross_article_leak" in row["reasons"] for row in cranes)
    assert asked["summary"] < before["summary"] * 2, "cranes is checked again, and not asked again"
    assert written(desk.out) == written(desk.home / "whole")


def test_what_failed_is_tried_again(run: Command, desk: Desk) -> None:
    """The article that got no answer is a problem, then not; the other is left alone."""
    desk.refuses = "Students"
    assert run().code == 1
    before = Counter(desk.asked)
    desk.refuses = ""

    assert run().code == 0

    assert desk.asked_since(before)["position"] > 0
    assert desk.asked["summary"] == len(
        [r for r in (desk.out / "claims.jsonl").read_text().splitlines() if '"summary"' in r]
    )


def test_recordings_and_ledger_complete_each_other(
    run: Command, provenote: Command, desk: Desk
) -> None:
    """What one has the other gets, and nobody is asked twice."""
    kept = desk.home / "kept"
    run()
    before = Counter(desk.asked)

    run("--record", kept, "--policy", "strict")
    provenote("run", desk.folder, "-o", desk.home / "o2", *desk.words("--record", kept))

    assert desk.asked == before
    assert provenote("verify", "--again", desk.home / "o2").code == 0


def test_a_postgres_gives_the_same_bytes(
    run: Command, provenote: Command, desk: Desk, request: pytest.FixtureRequest
) -> None:
    """The ledger elsewhere: the same files, no file of a ledger, no password in run.json."""
    url = make_schema(str(request.node.name)).replace("://postgres@", "://postgres:hunter2@")
    run()
    before = Counter(desk.asked)
    elsewhere = desk.home / "elsewhere"
    again = ("run", desk.folder, "-o", elsewhere, *desk.words("--store", url))

    assert provenote(*again).code == 0
    assert desk.asked_since(before) == before
    assert provenote(*again).code == 0
    assert desk.asked_since(before) == before

    ours, theirs = written(desk.out), written(elsewhere)
    assert {n: b for n, b in ours.items() if n != "run.json"} == {
        n: b for n, b in theirs.items() if n != "run.json"
    }
    assert not list(elsewhere.glob("ledger*"))
    assert b"hunter2" not in (elsewhere / "run.json").read_bytes()
    assert "articles: 2 checked" in provenote("status", elsewhere, "--store", url).out
    assert "0 of" in provenote("verify", "--again", elsewhere, "--store", url).out


# --- reprints --------------------------------------------------------------------------------


def test_a_reprint_is_linked_and_not_asked_about(
    run: Command, provenote: Command, desk: Desk
) -> None:
    """The same text in another outlet costs nothing, and every file says where it stands."""
    run()
    before = Counter(desk.asked)
    desk.write("port-news", "The Port News\n\n" + CRANES)
    assert "link 1 to what they are reprints of" in provenote("status", desk.out).out

    ran = run()

    assert ran.code == 0
    assert desk.asked == before
    assert "port-news (a reprint of cranes)" in ran.out
    lines = (desk.out / "articles.jsonl").read_text("utf-8").splitlines()
    copies = {one["id"]: one.get("copy_of") for one in map(json.loads, lines)}
    assert copies == {"cranes": None, "fees": None, "port-news": "cranes"}
    page = (desk.out / "articles" / "port-news.md").read_text("utf-8")
    assert "It says nothing that [cranes](cranes.md) does not say" in page
    assert "a reprint of cranes" in (desk.out / "brief.md").read_text("utf-8")
    assert "a reprint of" in (desk.out / "brief.html").read_text("utf-8")
    assert "take 3 articles as they are" in provenote("status", desk.out).out
    first = written(desk.out)
    provenote("verify", "--again", desk.out)
    assert written(desk.out) == first


def test_a_reprint_is_asked_about_where_that_is_wanted(run: Command, desk: Desk) -> None:
    """Its own claims, under its own name; and linked again when it is no longer wanted."""
    desk.write("port-news", "The Port News\n\n" + CRANES)
    run()
    linked = written(desk.out)

    run("--ask-copies")

    asked = [json.loads(line) for line in (desk.out / "claims.jsonl").read_text().splitlines()]
    assert {one["article_id"] for one in asked} == {"cranes", "fees", "port-news"}
    run()
    assert written(desk.out) == linked


def test_when_the_original_goes_its_reprint_is_asked_about(run: Command, desk: Desk) -> None:
    """Nothing is lost: what was linked is the only one now."""
    desk.write("port-news", CRANES)
    run()
    (desk.folder / "cranes.txt").unlink()

    run()

    claims = (desk.out / "claims.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["article_id"] for line in claims} == {"fees", "port-news"}


# --- status ----------------------------------------------------------------------------------


def test_status_tells_where_a_run_stands(run: Command, provenote: Command, desk: Desk) -> None:
    """Stages, problems, answers and what is still to do, for a person and for a program."""
    desk.refuses = "Students"
    run()
    desk.write("new", CRANES.replace("Palmeiras", "Aveiro"))

    ran, told = provenote("status", desk.out), provenote("status", desk.out, "--json")

    assert ran.code == 0
    assert "articles: 1 checked, 1 failed" in ran.out
    assert "failed: fees: " in ran.out
    assert "take 1 articles as they are, ask about 2 what was not asked yet" in ran.out
    report = json.loads(told.out)
    assert report["articles"] == {"read": 0, "asked": 0, "checked": 1, "failed": 1}
    assert report["answers"]["questions"] == desk.asked.total()
    assert [one["where"] for one in report["problems"]] == ["fees"]
    assert (report["again"]["taken"], report["again"]["asked"]) == (1, 2)


def test_status_foretells_what_a_policy_changes(
    run: Command, provenote: Command, desk: Desk
) -> None:
    """A policy file that was edited: all is checked again, and nothing asked."""
    table = desk.home / "desk.toml"
    table.write_text('base = "standard"\n', "utf-8")
    run("--policy", table)
    assert "take 2 articles as they are" in provenote("status", desk.out).out

    table.write_text('base = "strict"\n', "utf-8")

    assert "check 2 again from stored answers" in provenote("status", desk.out).out


def test_status_of_nothing(provenote: Command, tmp_path: Path) -> None:
    """A folder where nothing was run: one sentence."""
    assert "no ledger in" in one_sentence(provenote("status", tmp_path / "x"), tmp_path / "x")


def test_a_reader_changes_nothing(run: Command, provenote: Command, desk: Desk) -> None:
    """Whoever looks does not write: beside a run that is going on it may be asked."""
    run()
    before = (desk.out / "ledger.sqlite").read_bytes()

    provenote("status", desk.out)

    assert (desk.out / "ledger.sqlite").read_bytes() == before


# --- newer checks on stored replies --------------------------------------------------------


def doubts(_: Evidence) -> Finding:
    """A newer check that doubts everything."""
    return Finding("quote", "fail", "it was found out since", "unsupported")


def test_newer_checks_on_stored_replies(
    run: Command, provenote: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one call; the files are those of a run with the newer checks; changes are told."""
    run()
    before = Counter(desk.asked)
    monkeypatch.setattr(verify, "CHECKS", (doubts, *verify.CHECKS[1:]))
    monkeypatch.setattr("pipeline.jobs.ledgers._of_core", lambda: "newer")

    ran = provenote("verify", "--again", desk.out)

    assert desk.asked == before
    rows = [json.loads(line) for line in (desk.out / "claims.jsonl").read_text().splitlines()]
    assert {row["verdict"] for row in rows} == {"rejected"}
    assert f"{len(rows)} of {len(rows)} verdicts changed" in ran.out
    assert "cranes-s1: supported -> rejected" in ran.out
    provenote("run", desk.folder, "-o", desk.home / "whole", *desk.words())
    assert written(desk.out) == written(desk.home / "whole")


def test_a_replayed_run_is_verified_again(run: Command, provenote: Command, desk: Desk) -> None:
    """Its replies are the recordings that it names."""
    run("--record", desk.home / "kept")
    out, replay = desk.home / "replayed", ("--replay", desk.home / "kept")
    asked = ("--model", "tiny", "--ask", "steps")
    provenote("run", desk.folder, "-o", out, *asked, *replay)

    assert "0 of" in provenote("verify", "--again", out).out


def test_new_questions_are_not_answered_by_guessing(
    run: Command, provenote: Command, desk: Desk
) -> None:
    """A prompt that changed: nothing is written, and the way to ask is told."""
    prompts = Path(shutil.copytree(ROOT / "prompts", desk.home / "prompts"))
    run("--prompts", prompts)
    template = prompts / "summary" / "prompt.md"
    template.write_text(template.read_text("utf-8").replace("news article", "news", 1), "utf-8")
    before = written(desk.out)

    ran = provenote("verify", "--again", desk.out)

    assert ran.code == 2
    assert "questions are new (the first: prompt summary" in ran.err
    assert written(desk.out) == before


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "what shall be checked?"), (("--again", "x", "--articles", "y"), "name nothing else")],
)
def test_verify_is_told_what_to_do(
    provenote: Command, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    """Neither claims nor a run, or both."""
    assert said in one_sentence(provenote("verify", *more), tmp_path / "out")


# --- in trouble ------------------------------------------------------------------------------


def test_a_ledger_in_trouble_costs_no_answer(
    run: Command, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked, damaged, of another version: one sentence, nobody asked, the last note whole."""
    run()
    ledger, asked, whole = desk.out / "ledger.sqlite", Counter(desk.asked), written(desk.out)
    content = ledger.read_bytes()
    monkeypatch.setattr("pipeline.store.opening._PATIENCE", 0.05)
    desk.write("new", CRANES.replace("Palmeiras", "Aveiro"))

    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert "locked" in run().err
        other.execute("rollback")
        other.execute("update provenote set schema = 0")
    assert "older provenote" in run().err
    ledger.write_bytes(b"something else" * 1000)
    ran = run()

    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "damaged" in ran.err
    assert (desk.asked, written(desk.out)) == (asked, whole)
    for name in ("-wal", "-shm"):
        ledger.with_name(ledger.name + name).unlink(missing_ok=True)
    ledger.write_bytes(content)
    assert run().code == 0, "put back, it goes on"

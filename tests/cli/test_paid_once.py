"""What was answered is paid for once, however a run ends; the next one goes on from there."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

import pytest

from pipeline.writers.hold import held
from tests.cli.command import Command, Ran
from tests.models.misbehaving import Misbehaving, Schedule, always, in_turn, over_all, running
from tests.newsroom import CRANES, restates

PORTS = ("Palmeiras", "Vigo", "Lagos", "Bergen", "Osaka", "Dakar")


class Serve(Protocol):
    """Starts a misbehaving server that restates what it is shown."""

    def __call__(self, schedule: Schedule, delay: float = 0) -> Misbehaving:
        """The server, running."""


def says(prompt: str, shown: str) -> str:
    """What a small model says that restates."""
    return json.dumps(restates(prompt, shown)[1])


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that can misbehave."""
    with ExitStack() as stack:
        yield lambda schedule, delay=0: stack.enter_context(
            running(Misbehaving(schedule, says, delay=delay))
        )


@pytest.fixture
def ports(tmp_path: Path) -> Path:
    """A folder of articles that differ in every sentence."""
    folder = tmp_path / "in"
    folder.mkdir()
    for port in PORTS:
        text = CRANES.replace("\n\n", f" It was in {port}.\n\n").replace("four", f"{port}'s four")
        text = text.replace("the quay", f"the quay of {port}").replace("crane", f"{port} crane")
        (folder / f"{port}.txt").write_text(text, "utf-8")
    return folder


def command(server: Misbehaving, ports: Path, output: Path, *more: str) -> list[str]:
    """The words of a run."""
    whom = ["--model", "tiny", "--base-url", server.url, "--ask", "steps"]
    return ["run", str(ports), "-o", str(output), *whom, *more]


def kept(output: Path) -> int:
    """How many answers are kept, as any program sees it."""
    with closing(sqlite3.connect(output / "ledger.sqlite")) as ledger:
        (count,) = ledger.execute("select count(*) from provenote_replies").fetchone()
    return int(count)


def report(output: Path) -> dict[str, Any]:
    """What run.json says."""
    told: dict[str, Any] = json.loads((output / "run.json").read_text())
    return told


def test_a_killed_run_goes_on_where_it_was(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """Killed in the middle, it has lost no answer that had arrived, and asks for none again."""
    server, output = serve(always("answer"), delay=0.1), tmp_path / "out"
    words = command(server, ports, output, "--concurrency", "3")
    program = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    with subprocess.Popen(program, env={**os.environ, "PYTHONPATH": str(Path.cwd())}) as process:
        while server.answered.total() < 12:
            assert process.poll() is None
            time.sleep(0.01)
        process.kill()
    there, before = kept(output), sum(server.asked.values())
    assert 0 < there <= before <= there + 3, "no more than were on their way"
    assert (output / ".provenote.lock").exists()

    ran = provenote(*words)

    assert ran.code == 0, ran
    assert sum(server.asked.values()) - before == len(server.asked) - there
    assert max(server.asked.values()) <= 2
    assert report(output)["spent"]["attempts"] == len(server.asked) - there
    assert not list(output.glob(".provenote*"))


def test_a_run_that_stops_says_how_to_go_on(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """An endpoint that breaks for good stops it; mended, it is asked for what is missing alone."""
    server, output = serve(over_all(*["answer"] * 9, "500")), tmp_path / "out"
    words = command(server, ports, output, "--concurrency", "1")

    ran = provenote(*words)

    assert ran.code in {1, 2}
    said = ran.out + ran.err
    assert "failed 5 requests in a row" in said
    assert "run the same command again to go on" in said
    assert kept(output) == 9
    assert server.answered.total() == 9
    before = sum(server.asked.values())
    assert before == 9 + 5 * 5

    server.schedule = always("answer")
    ran = provenote(*words)

    assert ran.code == 0
    assert report(output)["spent"]["attempts"] == sum(server.asked.values()) - before
    assert report(output)["spent"]["failed"] == {}
    assert set(server.answered.values()) == {1}


def test_an_article_that_stops_in_the_middle_says_how_to_go_on(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """Of all that went wrong with one article, what helps is told: what is kept, and what to do."""
    server, output = serve(over_all("answer", "500")), tmp_path / "out"

    ran = provenote(*command(server, ports / "Vigo.txt", output))

    assert (ran.code, ran.out) == (2, "")
    assert "what was answered is kept, run the same command again to go on" in ran.err
    assert kept(output) == 1


def test_what_failed_is_counted_and_told(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """run.json and the summary tell failed attempts by kind, and answers that were none."""
    server, output = serve(in_turn("500", "wrong schema", "answer")), tmp_path / "out"

    ran = provenote(*command(server, ports, output))

    told = report(output)
    questions = len(server.asked)
    assert told["spent"]["failed"]["broke_down"] > questions / 3
    assert told["spent"]["attempts"] == len(server.log)
    assert told["spent"]["prompt_tokens"] == 11 * server.answered.total()
    assert told["spent"]["cost"] is None
    assert told["cost"] is None
    assert told["counts"]["failures"] == {
        "schema_violation": [deed for _, deed in server.log].count("wrong schema")
    }
    assert f"{told['spent']['failed']['broke_down']} broke_down" in ran.out
    assert "cost unknown" in ran.out


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        ("refusal", "refusal"),
        ("filter", "content_filter"),
        ("empty", "empty"),
        ("no json", "invalid_json"),
        ("wrong schema", "schema_violation"),
        ("length", "truncated"),
    ],
)
def test_answers_that_are_none_are_told_apart(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path, deed: str, kind: str
) -> None:
    """Each has its own name in run.json; none of them is asked for again by the next run."""
    server, output = serve(always(deed)), tmp_path / "out"
    words = command(server, ports / "Vigo.txt", output)

    ran = provenote(*words)

    assert ran.code == 1
    assert set(report(output)["counts"]["failures"]) == {kind}
    before = len(server.log)
    assert before > 2
    assert provenote(*words).code == 1
    assert len(server.log) == before


def test_a_budget_stops_a_run_before_and_more_of_it_goes_on(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """--max-tokens is not overrun; the answers until then are kept, and paid for once."""
    server, output = serve(always("answer")), tmp_path / "out"

    ran = provenote(*command(server, ports, output, "--max-tokens", "9000"))

    assert ran.code in {1, 2}
    assert "--max-tokens 9000" in ran.out + ran.err
    assert "run the same command with more to go on" in ran.out + ran.err
    there = kept(output)
    assert 0 < there == server.answered.total()
    assert 16 * there <= 9000

    assert provenote(*command(server, ports, output, "--max-tokens", "9000000")).code == 0
    assert set(server.asked.values()) == {1}


def test_equal_questions_are_asked_once(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """The same article twice, asked at the same time, costs what one does."""
    for copy in ("again", "once more"):
        (ports / f"{copy}.txt").write_bytes((ports / "Vigo.txt").read_bytes())
    server, output = serve(always("answer"), delay=0.02), tmp_path / "out"

    ran = provenote(*command(server, ports, output, "--concurrency", "20"))

    assert ran.code == 0
    assert report(output)["counts"]["articles"] == len(PORTS) + 2
    assert set(server.asked.values()) == {1}


def test_two_runs_do_not_share_a_folder(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """The second is told who holds it, asks nothing, and exits 2."""
    server, output = serve(always("answer")), tmp_path / "out"

    with held(output):
        ran = provenote(*command(server, ports, output))

    assert (ran.code, ran.out) == (2, "")
    assert f"{output} is in use by process {os.getpid()} on " in ran.err
    assert server.log == []


def test_a_wrong_key_stops_at_once_and_leaves_nothing(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """One request, one sentence, no folder."""
    server, output = serve(always("wrong key")), tmp_path / "out"

    ran = provenote(*command(server, ports, output))

    assert (ran.code, ran.out, len(server.log)) == (2, "", 1)
    assert "refused the key (401); set OPENAI_API_KEY" in ran.err
    assert not list(output.glob("**/*.json"))


def test_max_cost_needs_a_price(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """Before anything is asked; with a price of one's own it runs, and tells what it cost."""
    server, output = serve(always("answer")), tmp_path / "out"
    words = command(server, ports / "Vigo.txt", output, "--max-cost", "1")

    ran = provenote(*words)
    assert (ran.code, server.log) == (2, [])
    assert "--max-cost needs the price of tiny" in ran.err

    prices = tmp_path / "prices.toml"
    prices.write_text("[models]\ntiny = { input = 10, output = 0 }\n")
    ran = provenote(*words, "--prices", str(prices))
    assert ran.code == 0, ran
    assert report(output)["spent"]["cost"] == pytest.approx(0.00011 * len(server.log))
    assert f"${0.00011 * len(server.log):.4f}" in ran.out


# --- second opinions -------------------------------------------------------------------


def claims(ports: Path) -> Path:
    """Claims over each article that are in doubt."""
    path = ports.parent / "claims.jsonl"
    rows = [
        {
            "id": f"{port}-{n}",
            "article_id": port,
            "label": "faithful",
            "claim": {"kind": "statement", "text": f"{what} in {port}, dockers insisted."},
        }
        for port in PORTS
        for n, what in enumerate(["Old cranes must go", "The ministry pays", "A strike is near"])
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def opinions(prompt: str, _shown: str) -> str:
    """A model that says yes."""
    return json.dumps({"speaker": None} if prompt == "attribute" else {"answer": "yes"})


@pytest.mark.parametrize("way", ["endpoint", "budget"])
@pytest.mark.parametrize("what", ["verify", "eval"])
def test_an_adviser_that_stops_costs_no_claim_its_answer(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path, what: str, way: str
) -> None:
    """Every claim has its line all the same, and it is told why nobody was asked any more."""
    server = serve(over_all(*["answer"] * 4, "500") if way == "endpoint" else always("answer"))
    server.says, server.prompt_tokens = opinions, 2000
    whom = ["--model", "tiny", "--base-url", server.url, "--concurrency", "1"]
    whom += ["--max-tokens", "8000"] if way == "budget" else []
    told = ["--articles", ports, *whom, "--record", tmp_path / "kept"]

    ran: Ran = provenote(what, claims(ports), *told, *(["--json"] if what == "eval" else []))

    assert server.answered.total() > 0
    if what == "verify":
        rows = [json.loads(line) for line in ran.out.splitlines()]
        assert [row["id"] for row in rows] == [f"{port}-{n}" for port in PORTS for n in range(3)]
        assert all(row["verdict"] for row in rows)
        assert ran.code == 1
    else:
        assert ran.code == 0
        assert json.loads(ran.out)["claims"]["n_faithful"] == 18
    assert "asked no more" in ran.err
    assert ("--max-tokens 8000" if way == "budget" else "5 requests in a row") in ran.err


def test_a_run_without_a_report_says_what_may_have_been_paid(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """Every answer breaks off: nothing is written, and what it may have cost is told."""
    server = serve(always("cut in the body"))

    ran = provenote(*command(server, ports, tmp_path / "out", "--concurrency", "1"))

    attempts = sum(server.asked.values())
    assert ran.code == 2
    assert ran.err.splitlines()[0] == (
        f"asked: {attempts} requests, 0 tokens, cost unknown; failed attempts: {attempts} garbled; "
        f"{attempts} may have been billed unseen"
    )


def test_answers_that_do_not_say_what_they_took_are_no_free_ones(
    provenote: Command, serve: Serve, ports: Path, tmp_path: Path
) -> None:
    """An endpoint that tells no usage: no tokens are known, and it is said that there were some."""
    server = serve(always("untold"))
    server.own = {
        "untold": lambda call: call.reply(
            200, json.dumps({"choices": [{"message": {"content": call.good}}]}).encode()
        )
    }

    ran = provenote(*command(server, ports, tmp_path / "out", "--concurrency", "1"))

    attempts = report(tmp_path / "out")["spent"]["attempts"]
    assert f"0 tokens, cost unknown; {attempts} may have been billed unseen" in ran.out

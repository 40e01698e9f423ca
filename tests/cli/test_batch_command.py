"""`provenote run --batch`, as a person meets it who leaves a folder to work overnight."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.domain import Json
from tests.cli.command import Command, one_sentence
from tests.models.batch_server import BatchServer, all_failing, batch_server, broken_off
from tests.newsroom import FEES, restates

ROOT = Path(__file__).parent.parent.parent
LATE = "The ferry company asked the council to pay for a night boat. The council refused."


def moody(prompt: str, shown: str) -> tuple[int, Json]:
    """A model that takes no long question, refuses one, and answers one in no JSON at first."""
    if prompt == "summary" and "[3]" in shown:
        code = "context_length_exceeded"
        return 400, {"message": "This model's maximum context length is short.", "code": code}
    if "<sentence>Its secretary" in shown:
        return 400, "This is not to be asked."
    if "<sentence>The rector refused" in shown:
        return 200, "They ask for a lot."
    return restates(prompt, shown)


ASKED, LED_TO, REFUSED = 14, 3, 2  # a repair and two halves


@pytest.fixture
def server() -> Iterator[BatchServer]:
    """An endpoint that answers at once and in batches."""
    with batch_server(moody) as running:
        yield running


@pytest.fixture
def folder(cranes: Path) -> Path:
    """Three articles."""
    (cranes.parent / "fees.txt").write_text(FEES, "utf-8")
    (cranes.parent / "ferry.txt").write_text(LATE, "utf-8")
    return cranes.parent


def options(server: BatchServer, model: str = "gpt-4.1-mini") -> tuple[str, ...]:
    """Whom to ask, and how."""
    return ("--model", model, "--base-url", server.url, "--ask", "steps")


def written(output: Path) -> dict[str, bytes]:
    """All that a run writes, but for how it was made."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
        and path.relative_to(output).parts[0] not in {"run.json", "ledger.sqlite", "batch"}
    }


class Told(BaseModel):
    """What run.json says of what was asked."""

    class Spent(BaseModel):
        """By this run."""

        cost: float

    counts: dict[str, object]
    usage: dict[str, int]
    cost: float
    spent: Spent


def told(output: Path) -> Told:
    """What run.json says."""
    return Told.model_validate_json((output / "run.json").read_text())


def test_batches_end_in_the_same_bytes_as_a_live_run(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """Repairs, halves and refusals included; at half the cost."""
    live = provenote("run", folder, "-o", tmp_path / "live", *options(server))
    assert live.code == 0, live
    batch = provenote("run", folder, "-o", tmp_path / "batch", "--batch", *options(server))

    assert (live.code, batch.code) == (0, 0), (live, batch)
    assert written(tmp_path / "live") == written(tmp_path / "batch")
    assert {"brief.md", "claims.jsonl", "articles/fees.md"} < written(tmp_path / "live").keys()
    at_once, in_batches = told(tmp_path / "live"), told(tmp_path / "batch")
    assert at_once.counts == in_batches.counts
    assert at_once.usage == in_batches.usage
    assert in_batches.counts["failures"] == {"endpoint": 2, "invalid_json": 1}
    assert in_batches.cost == pytest.approx(at_once.cost / 2)
    assert in_batches.spent.cost == pytest.approx(at_once.spent.cost / 2)
    assert server.sizes() == [ASKED, LED_TO]


def test_what_becomes_of_batches_is_told(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """When they are handed in and when they move, a line says so, beside the report."""
    server.looks = 1

    ran = provenote("run", folder, "-o", tmp_path / "o", "--batch", *options(server))

    lines = ran.err.splitlines()
    assert "requests handed in" in lines[0]
    assert "same command goes on" in lines[0]
    assert any(line.startswith("batch batch_0: completed, ") for line in lines)
    assert "handed in" not in ran.out


def test_broken_off_batches_come_to_the_same(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """One expires, one fails in every row: the rest is handed in again, and the note is as good."""
    provenote("run", folder, "-o", tmp_path / "live", *options(server))
    server.outcomes = [broken_off("expired", 3), all_failing]

    provenote("run", folder, "-o", tmp_path / "batch", "--batch", *options(server))

    assert written(tmp_path / "live") == written(tmp_path / "batch")


def test_a_second_run_asks_nothing(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """What was answered is kept; only what was refused is asked again."""
    for _ in range(2):
        provenote("run", folder, "-o", tmp_path / "o", "--batch", *options(server))

    assert server.sizes() == [ASKED, LED_TO, REFUSED]


def test_what_is_recorded_live_is_not_handed_in(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """Answers of a live run serve a run in batches, and the other way round."""
    for batch in ((), ("--batch",)):
        ran = provenote("run", folder, "-o", tmp_path / "o", *batch, *options(server))
        assert ran.code == 0, ran

    assert server.sizes() == [REFUSED]


# --- ended, and begun again ------------------------------------------------------------


def started(*words: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_while_it_waits_goes_on(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path, by: signal.Signals
) -> None:
    """Overnight: handed in, ended in whatever way, begun again in the morning: paid once."""
    output = tmp_path / "out"
    command: tuple[str | Path, ...] = ("run", folder, "-o", output, "--batch", *options(server))
    provenote("run", folder, "-o", tmp_path / "live", *options(server))
    server.looks = 1000
    with started(*command) as process:
        assert process.stderr
        handed_in = process.stderr.readline()
        second = provenote(*command)
        process.send_signal(by)
        _, rest = process.communicate(timeout=60)
    server.looks = 0

    ran = provenote(*command)

    assert "requests handed in" in handed_in
    assert (second.code, "in use by process" in second.err) == (2, True), second
    assert process.returncode != 0
    assert "Traceback" not in rest
    assert ran.code == 0, ran
    assert written(output) == written(tmp_path / "live")
    assert server.sizes() == [ASKED, LED_TO]


# --- what cannot be ----------------------------------------------------------------------


def test_batches_and_replay_exclude_each_other(
    provenote: Command, folder: Path, tmp_path: Path
) -> None:
    """There is nothing to hand in where nobody is asked."""
    asked = ("--model", "tiny", "--replay", tmp_path)

    ran = provenote("run", folder, "-o", tmp_path / "o", "--batch", *asked)

    assert "--replay asks nobody" in one_sentence(ran, tmp_path / "o")


@pytest.mark.parametrize("model", [(), ("--model", "local")])
def test_the_local_model_takes_no_batches(
    provenote: Command, folder: Path, tmp_path: Path, model: tuple[str, ...]
) -> None:
    """Nor does leaving the model out mean another one."""
    ran = provenote("run", folder, "-o", tmp_path / "o", "--batch", *model)

    assert "the local model takes no batches" in one_sentence(ran, tmp_path / "o")


def test_an_endpoint_without_batches_is_named(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """Servers such as vLLM answer at once only: the sentence says how."""
    server.upload = lambda *_: (404, {"detail": "Not Found"})  # type: ignore[method-assign, assignment]

    ran = provenote("run", folder, "-o", tmp_path / "o", "--batch", *options(server))

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert f"{server.url} says 404: it has no Batch API: run without --batch" in ran.err


def test_a_batch_over_the_budget_is_not_handed_in(
    provenote: Command, server: BatchServer, folder: Path, tmp_path: Path
) -> None:
    """--max-cost is looked at before anything is uploaded, at the price of batches."""
    few = ("--batch", "--max-cost", "0.0001", *options(server))

    ran = provenote("run", folder, "-o", tmp_path / "o", *few)

    assert ran.code == 2
    assert "could go over --max-cost 0.0001" in ran.err
    assert not server.seen

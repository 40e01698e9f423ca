"""The options that every command which asks a model shares."""

import typing
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.options import asking
from pipeline.errors import SetupError
from pipeline.jobs.edges import choice
from pipeline.jobs.settings import Whom
from tests.cli.command import Command


def told(*words: str) -> tuple[int, list[object]]:
    """The exit code of a small command, and what it was given."""
    given: list[object] = []
    app = typer.Typer()

    @app.command()
    @asking
    def command(
        name: typing.Annotated[str, typer.Argument()],
        whom: Whom,
        loud: typing.Annotated[bool, typer.Option("--loud")] = False,
    ) -> None:
        """Say hello."""
        given.extend([name, whom, loud])

    return CliRunner().invoke(app, words).exit_code, given


def test_a_command_keeps_its_own_options_and_defaults() -> None:
    """Without a word of whom to ask, everything is as the options say."""
    assert told("ann") == (0, ["ann", Whom(), False])


def test_every_option_arrives(tmp_path: Path) -> None:
    """Each option becomes the field of its name, of its type; none is forgotten."""
    values: dict[str, object] = {
        "model": "tiny", "base_url": "http://h/v1", "replay": tmp_path, "record": tmp_path,
        "concurrency": 3, "rpm": 4, "tpm": 5, "max_cost": 1.5, "max_tokens": 6,
        "prices": tmp_path, "threads": 7,
    }  # fmt: skip
    asked = {f"--{name.replace('_', '-')}": str(value) for name, value in values.items()}
    assert values.keys() == {one.name for one in fields(Whom)}

    code, given = told("ann", "--loud", *(word for pair in asked.items() for word in pair))

    assert (code, given) == (0, ["ann", Whom(**values), True])  # type: ignore[arg-type]


def test_record_has_another_name(tmp_path: Path) -> None:
    """Replay or record is what recording does."""
    assert told("ann", "--replay-or-record", str(tmp_path))[1][1] == Whom(record=tmp_path)


def test_base_url_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for every program that speaks to such an endpoint."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://h/v1")

    assert told("ann")[1][1] == Whom(base_url="http://h/v1")


@pytest.mark.parametrize(
    "words",
    [
        ("--concurrency", "0"),
        ("--rpm", "0"),
        ("--tpm", "-1"),
        ("--max-cost", "-0.1"),
        ("--max-tokens", "0"),
        ("--max-cost", "much"),
        ("--threads", "0"),
        ("--whom", "tiny"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...]) -> None:
    """Before anything is begun, with exit code 2."""
    assert told("ann", *words) == (2, [])


@pytest.mark.parametrize("command", ["run", "verify", "eval"])
def test_every_command_that_asks_has_them(provenote: Command, command: str) -> None:
    """The same words mean the same everywhere, and --help tells them."""
    ran = provenote(command, "--help")

    assert ran.code == 0
    for one in fields(Whom):
        assert f"--{one.name.replace('_', '-')}" in ran.out


@pytest.mark.parametrize(("model", "at_once"), [("local", 1), ("tiny", 8)])
def test_the_local_model_is_asked_one_at_a_time(model: str, at_once: int) -> None:
    """Where nobody said otherwise; it has one processor to share."""
    assert choice(Whom(), model).limits.at_once == at_once
    assert choice(Whom(concurrency=3), model).limits.at_once == 3


def test_replay_and_record_exclude_each_other(tmp_path: Path) -> None:
    """Replay asks nobody, so there is nothing to record."""
    with pytest.raises(SetupError, match="--replay and --record exclude each other"):
        choice(Whom(replay=tmp_path, record=tmp_path), "tiny")

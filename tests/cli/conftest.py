"""A machine with nothing on it, the command, a small model, and an article."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.cli.command import Command, Ran
from tests.newsroom import CRANES, endpoint, parser, restates


@pytest.fixture(autouse=True)
def newsroom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with no key, no endpoint and no local model; the grammar is loaded once."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "models").mkdir()
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr("pipeline.jobs.edges.SpacyParser", parser)
    monkeypatch.setattr("pipeline.models.patience._backoff", lambda _: 0.0)


@pytest.fixture
def provenote(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command in this process, up to its exit."""

    def run(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["provenote", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ran(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def tiny() -> Iterator[tuple[str, ...]]:
    """The options that ask a small model behind a real endpoint small questions."""
    with endpoint(restates) as url:
        yield ("--model", "tiny", "--base-url", url, "--ask", "steps")


@pytest.fixture
def cranes(tmp_path: Path) -> Path:
    """An article in a folder of its own."""
    path = tmp_path / "in" / "cranes.txt"
    path.parent.mkdir()
    path.write_text(CRANES, "utf-8")
    return path

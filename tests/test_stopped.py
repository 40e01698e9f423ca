"""A run that is stopped ends with what was on its way, and the same command goes on."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.killed import Watch, slow_endpoint, write_articles, written
from tests.loopback import Quiet, serving
from tests.test_killed import finish, stored, words

ROOT = Path(__file__).parent.parent
Starting = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six articles, on a machine that knows nothing of endpoints yet."""
    monkeypatch.setenv("PROVENOTE_MODELS", str(tmp_path))
    write_articles(tmp_path / "in", 6)
    return tmp_path / "in"


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Starting]:
    """The command in a process of its own, which ends with the test."""
    begun: list[subprocess.Popen[str]] = []

    def start(given: list[str]) -> "subprocess.Popen[str]":
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.cli import main; main()"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, *given],
            env={"PATH": "", "PROVENOTE_MODELS": str(tmp_path)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_what_is_on_its_way_comes_back(
    articles: Path, tmp_path: Path, starting: Starting, by: signal.Signals
) -> None:
    """Every answer is kept, nothing more is asked, no note is written; then the rest is asked."""
    watch, process = Watch(), list["subprocess.Popen[str]"]()
    with slow_endpoint(watch, 0.02) as url:
        given = words(articles, tmp_path / "out", url)
        assert finish(words(articles, tmp_path / "whole", url)) == 0
        questions = watch.answered.total()
        watch.reset(questions // 3, lambda: process[0].send_signal(by))
        process.append(starting(given))
        _, err = process[0].communicate(timeout=120)

        assert process[0].returncode == 128 + by
        assert "of 6 articles are done" in err
        assert "the same command" in err
        assert "Traceback" not in err
        asked = watch.answered.total()
        assert asked < questions
        assert stored(tmp_path / "out" / "ledger.sqlite") == asked
        assert not (tmp_path / "out" / "brief.md").exists()

        assert finish(given) == 0
        assert watch.answered.total() == questions
        assert max(watch.answered.values()) == 1
    assert written(tmp_path / "out") == written(tmp_path / "whole")


def test_the_second_time_ends_at_once(articles: Path, tmp_path: Path, starting: Starting) -> None:
    """An endpoint that never answers keeps nobody."""
    process: list[subprocess.Popen[str]] = []

    class Silent(Quiet):
        def do_POST(self) -> None:  # noqa: N802 (the library names it)
            process[0].send_signal(signal.SIGINT)
            time.sleep(0.5)
            process[0].send_signal(signal.SIGINT)
            time.sleep(2)

    with serving(Silent) as host:
        given = words(articles, tmp_path / "out", f"http://{host}/v1")
        process.append(starting([*given, "--concurrency", "1"]))
        _, err = process[0].communicate(timeout=120)

    assert process[0].returncode == 128 + signal.SIGINT
    assert "ended at once" in err
    assert "Traceback" not in err


def test_a_long_wait_keeps_nobody(articles: Path, tmp_path: Path, starting: Starting) -> None:
    """What waits for its turn is not on its way."""
    process: list[subprocess.Popen[str]] = []

    class Busy(Quiet):
        def do_POST(self) -> None:  # noqa: N802 (the library names it)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(429)
            self.send_header("Retry-After", "3600")
            self.end_headers()

    with serving(Busy) as host:
        process.append(starting(words(articles, tmp_path / "out", f"http://{host}/v1")))
        stderr = process[0].stderr
        assert stderr
        waits = next(line for line in stderr if "to be left alone" in line)
        process[0].send_signal(signal.SIGINT)
        _, err = process[0].communicate(timeout=60)

    assert "3,600 s" in waits
    assert process[0].returncode == 128 + signal.SIGINT
    assert "0 of 6 articles are done" in err


def test_the_log_tells_every_article_once(articles: Path, tmp_path: Path) -> None:
    """As JSON lines: what began, each article, what it came to; a second run goes on below."""
    log = tmp_path / "log.jsonl"
    (articles / "empty.txt").write_text("", "utf-8")
    with slow_endpoint(Watch(), 0.0) as url:
        given = [*words(articles, tmp_path / "out", url), "--log", str(log)]
        given += ["--log-format", "json"]
        assert [finish(given), finish(given)] == [1, 1]
    told = [json.loads(line) for line in log.read_text().splitlines()]

    names = [f"a{n:03}" for n in range(6)]
    for way in ("checked", "taken"):
        assert sorted(one["article"] for one in told if one["event"] == way) == names
    assert [one["articles"] for one in told if one["event"] == "begun"] == [6, 6]
    assert [one["where"][-9:] for one in told if one["event"] == "unread"] == ["empty.txt"] * 2
    assert told[-1]["event"] == "written"
    assert all(one["time"].endswith("+00:00") for one in told)


def test_a_log_of_text_is_inert(articles: Path, tmp_path: Path) -> None:
    """A name that would colour the terminal comes out as it is spelled."""
    log = tmp_path / "log"
    (articles / "\x1b[31mred.txt").write_text("", "utf-8")
    with slow_endpoint(Watch(), 0.0) as url:
        finish([*words(articles, tmp_path / "out", url), "--log", str(log)])

    assert "\x1b" not in log.read_text()
    assert "red.txt" in log.read_text()


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("100", 1)])
def test_too_few_supported_claims_fail(
    articles: Path,
    tmp_path: Path,
    least: str,
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """For CI: the share of supported claims is told, and decides; `verify` takes it too."""
    with slow_endpoint(Watch(), 0.0) as url:
        given = words(articles, tmp_path / "out", url)
        assert finish([*given, "--fail-under", least]) == code
    assert f"--fail-under {least}" in capsys.readouterr().err

    claims, read = tmp_path / "out" / "claims.jsonl", tmp_path / "out" / "articles.jsonl"
    checking = ["verify", str(claims), "--articles", str(read), "-o", str(tmp_path / "checked")]
    assert finish([*checking, "--fail-under", least]) == code


def test_no_claims_are_not_enough(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing was claimed nothing was shown."""
    empty = tmp_path / "claims.jsonl"
    empty.write_text("", "utf-8")

    assert finish(["verify", str(empty), "--articles", str(articles), "--fail-under", "0"]) == 1
    assert "there are no claims" in capsys.readouterr().err

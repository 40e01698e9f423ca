"""A ledger that cannot be used: its trouble is told in one sentence, and nothing is lost."""

import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from pipeline.domain import Answer, Reply
from pipeline.errors import SetupError, StoreError
from pipeline.store import NAME, Ledger, of_folder
from tests.store.test_ledger import NOON, ask

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534


def answer(words: str = "yes") -> Answer:
    """A small answer."""
    return Answer(Reply(words, "stop", "tiny-2"), NOON, "127.0.0.1", "provenote 9")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A ledger with one answer."""
    with of_folder(tmp_path) as ledger:
        ledger.keep(ask(), answer())
    return tmp_path / NAME


def trouble(folder: Path, store: str | None = None) -> str:
    """What is said where a ledger cannot be opened."""
    with pytest.raises(StoreError) as told:
        of_folder(folder, store)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_a_locked_ledger_is_told(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program writes in it for too long: it is named, and nobody is asked in vain after."""
    monkeypatch.setattr("pipeline.store.opening._PATIENCE", 0.05)
    other = sqlite3.connect(made, isolation_level=None)
    with closing(other), of_folder(made.parent) as ledger:
        other.execute("begin immediate")

        with pytest.raises(StoreError, match="is locked by another program"):
            ledger.keep(ask("What?"), answer())
        with pytest.raises(StoreError, match=re.escape(str(made))):
            ledger.make_ready(ask("Why?"))

        other.execute("rollback")
        assert ledger.find(ask()) == answer()


@pytest.mark.parametrize("at", [0, 8192])
def test_a_damaged_ledger_is_told(made: Path, at: int) -> None:
    """Bytes of something else from some place on: never an answer, and it stays there."""
    content = made.read_bytes()
    made.write_bytes(content[:at] + b"\xde\xad\xbe\xef" * ((len(content) - at) // 4))
    damaged = made.read_bytes()

    with pytest.raises(StoreError, match="damaged or no ledger"), of_folder(made.parent) as ledger:
        assert not (ledger.find(ask()) and ledger.entries())

    assert made.read_bytes() == damaged


def test_a_reply_that_is_none_is_told(made: Path) -> None:
    """Somebody edited it: it is not taken for an answer."""
    with closing(sqlite3.connect(made)) as other, other:
        other.execute("update provenote_replies set reply = '{\"text\": 3}'")

    with of_folder(made.parent) as ledger, pytest.raises(StoreError, match="holds what cannot be"):
        ledger.find(ask())


@pytest.mark.parametrize(
    ("schema", "said"), [(0, "older provenote"), (99, "newer provenote; update")]
)
def test_a_ledger_of_another_version_is_told(made: Path, schema: int, said: str) -> None:
    """It is not written into: what an older or newer program keeps there stays whole."""
    with closing(sqlite3.connect(made)) as other, other:
        other.execute(f"update provenote set schema = {schema}")

    assert said in trouble(made.parent)


def test_a_ledger_is_made_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while its tables are made: it is made anew, and not taken for a damaged one."""

    def killed(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.store.opening.insert", killed)
    with pytest.raises(KeyboardInterrupt):
        of_folder(tmp_path)
    monkeypatch.undo()

    with of_folder(tmp_path) as ledger:
        assert ledger.is_empty()


def run(
    code: str, *words: str, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """A few lines in a process of its own."""
    lines = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from pipeline.errors import StoreError
from pipeline.store import of_folder
from tests.store.test_ledger import ask
from tests.store.test_ledger_in_trouble import answer
{code}
"""
    return subprocess.run(
        [sys.executable, "-c", lines, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=before,
    )


FILL = """
with of_folder(Path(sys.argv[1])) as ledger:
    try:
        for n in range(10_000):
            ledger.keep(ask(str(n)), answer("x" * 500))
    except StoreError as error:
        print(n, error, sep="|")
"""


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """No room for one more answer: what was kept before is all there."""

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    ran = run(FILL, str(tmp_path), before=little)

    kept, _, said = ran.stdout.partition("|")
    assert "is full" in said or "no room" in said, ran
    assert str(tmp_path / NAME) in said
    with of_folder(tmp_path) as ledger:
        assert all(ledger.find(ask(str(n))) for n in range(int(kept)))
        ledger.keep(ask("after some room was made"), answer())


OPEN = f"""
import os
if os.geteuid() == 0:
    os.seteuid({NOBODY})  # root may write anywhere
try:
    of_folder(Path(sys.argv[1])).keep(ask("new"), answer())
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_may_not_be_written_is_told(there: bool) -> None:
    """With a ledger in it or without: the sentence says what to make writable."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if there:
            with of_folder(folder) as ledger:
                ledger.keep(ask(), answer())
        for path, mode in [(one, 0o444) for one in folder.iterdir()] + [(folder, 0o555)]:
            path.chmod(mode)

        ran = run(OPEN, name)

        assert "cannot be written; make it and its folder writable" in ran.stdout, ran
        folder.chmod(0o755)


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:///x.db", "mysql://h/d", "http://127.0.0.1/", "postgresql+x://h/d"]
)
def test_what_is_no_database_of_ours_is_refused(tmp_path: Path, url: str) -> None:
    """A slip in --store says what it takes."""
    with pytest.raises(SetupError, match=r"--store takes a URL such as postgresql\+psycopg://"):
        of_folder(tmp_path, url)


def test_a_database_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    """Nobody listens: host and user are told, the password is not."""
    said = trouble(tmp_path, "postgresql+psycopg://ann:hunter2hunter2@127.0.0.1:9/notes")

    assert "cannot open the ledger" in said
    assert "127.0.0.1:9/notes" in said
    assert "hunter2" not in said


def test_postgres_says_no(postgres: str, tmp_path: Path) -> None:
    """No such database, no right to write: each has its sentence."""
    assert "does not exist" in trouble(tmp_path, postgres.replace("/postgres?", "/nowhere?"))
    with of_folder(tmp_path, postgres):
        pass
    barred = postgres + "%20-cdefault_transaction_read_only%3Don"

    with of_folder(tmp_path, barred) as ledger, pytest.raises(StoreError, match="may only be read"):
        ledger.keep(ask(), answer())


def test_postgres_is_shut_down_in_the_midst(postgres: str, tmp_path: Path) -> None:
    """Told as such within a step; between two steps the connection is made anew."""
    engine = create_engine(postgres)

    def cut() -> None:
        ours = "from pg_stat_activity where application_name = 'to be cut'"
        with engine.begin() as other:
            other.execute(text(f"select pg_terminate_backend(pid) {ours}"))

    def cut_within(ledger: Ledger) -> None:
        with ledger._open() as connection:
            cut()
            connection.execute(text("select 1"))

    with of_folder(tmp_path, f"{postgres}&application_name=to%20be%20cut") as ledger:
        ledger.keep(ask(), answer())
        cut()
        assert ledger.find(ask()) == answer()
        with pytest.raises(StoreError, match="was shut down"):
            cut_within(ledger)
        assert ledger.find(ask()) == answer()
    engine.dispose()

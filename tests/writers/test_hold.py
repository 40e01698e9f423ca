"""One process at a time in an output folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.writers.hold import held

HOLDS = """
import sys, time
from pathlib import Path
from pipeline.writers.hold import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a folder until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_the_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    """It names the folder, the process and the fix; when the first is done it may begin."""
    folder = tmp_path / "out"
    with holder(folder) as first:
        with pytest.raises(OutputError) as caught, held(folder):
            pytest.fail("it is held")
        assert f"{folder} is in use by process {first.pid} on " in str(caught.value)
        assert "choose another folder with -o" in str(caught.value)
        assert "\n" not in str(caught.value)

    with held(folder):
        assert f"process {os.getpid()} " in next(folder.iterdir()).read_text()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """What it left behind blocks nobody, and goes away with the next run."""
    folder = tmp_path / "out"
    with holder(folder):
        pass
    assert [path.name for path in folder.iterdir()] == [".provenote.lock"]

    with held(folder):
        pass

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("error", [None, RuntimeError])
def test_folders_made_for_nothing_do_not_stay(
    tmp_path: Path, error: type[Exception] | None
) -> None:
    """A run that wrote nothing leaves nothing, however it ended; what it wrote stays."""
    folder = tmp_path / "a" / "b"
    try:
        with held(folder):
            if error:
                raise error
    except RuntimeError:
        pass
    assert list(tmp_path.iterdir()) == []

    with held(folder):
        (folder / "brief.md").write_text("x")
    assert [path.name for path in folder.iterdir()] == ["brief.md"]


def test_a_folder_that_was_there_stays(tmp_path: Path) -> None:
    """Empty or not, it is not ours to remove."""
    with held(tmp_path):
        pass

    assert tmp_path.is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in its place is told in a sentence, and nothing is left behind."""
    (tmp_path / "file").write_text("x")

    with pytest.raises(OutputError, match=r"cannot write into .*file/out: .*another with -o"):
        held(tmp_path / "file" / "out").__enter__()
    with pytest.raises(OutputError, match="cannot write into"):
        held(tmp_path / "new" / ("x" * 300)).__enter__()

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_one_after_the_other_get_through(tmp_path: Path) -> None:
    """Many processes that want the same folder never hold it together, and none is stuck."""
    script = """
import sys, time
from pathlib import Path
from pipeline.errors import OutputError
from pipeline.writers.hold import held
folder, log = Path(sys.argv[1]), Path(sys.argv[2])
got = 0
while got < 25:
    try:
        with held(folder):
            mark = log / "inside"
            mark.mkdir()  # fails where another is inside
            mark.rmdir()
            got += 1
    except OutputError:
        pass
print("done")
"""
    log = tmp_path / "log"
    log.mkdir()
    command = [sys.executable, "-c", script, str(tmp_path / "out"), str(log)]
    several = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    assert [one.communicate(timeout=60)[0] for one in several] == ["done\n"] * 3

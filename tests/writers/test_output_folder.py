"""Results are written whole or not at all, and nobody else's files are touched."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from pipeline.errors import OutputError
from pipeline.writers import render, write
from pipeline.writers.folder import replacing, standard_output
from tests.writers import story


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_run_lands_in_a_new_folder_as_it_was_rendered(tmp_path: Path) -> None:
    """What render promises is what lies on the disk, and no draft beside it."""
    files = render(*story.strikes())
    write(tmp_path / "deep" / "out", files)
    assert contents(tmp_path / "deep" / "out") == {
        name: file.encode() if isinstance(file, str) else file for name, file in files.items()
    }
    assert sorted(path.name for path in (tmp_path / "deep" / "out").iterdir()) == [
        "annotations.jsonld", "articles", "articles.jsonl", "brief.docx", "brief.html", "brief.md",
        "claims.csv", "claims.jsonl", "reconciled.json", "run.json", "sources.csl.json",
    ]  # fmt: skip


def test_pages_of_an_earlier_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    """An article that is no longer in the run leaves no page; a reader's own notes stay."""
    write(tmp_path, render(*story.strikes()))
    (tmp_path / "articles" / "my-notes.md").write_text("mine")
    (tmp_path / "plan.txt").write_text("mine too")
    told = story.strikes()
    write(tmp_path, render(*told._replace(results=told.results[:1])))
    assert {path.name for path in (tmp_path / "articles").iterdir()} == {
        "port-strike.md",
        "my-notes.md",
    }
    assert (tmp_path / "plan.txt").read_text() == "mine too"


def test_a_foreign_articles_file_costs_no_page(tmp_path: Path) -> None:
    """An articles.jsonl that is not ours says nothing about what may be removed."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("mine")
    (tmp_path / "articles.jsonl").write_text("[1, 2]\n")
    write(tmp_path, render(*story.strikes()))
    assert (tmp_path / "articles" / "a.md").read_text() == "mine"


@pytest.mark.parametrize("blocked", ["out", "out/articles"])
def test_a_file_in_the_way_is_named_with_the_fix(tmp_path: Path, blocked: str) -> None:
    """A file where a folder is needed stops the run in one sentence, and is not overwritten."""
    (tmp_path / blocked).parent.mkdir(exist_ok=True)
    (tmp_path / blocked).write_text("precious")
    with pytest.raises(
        OutputError, match=r"^cannot write into \S+: it is a file; choose a folder with -o$"
    ):
        write(tmp_path / "out", render(*story.strikes()))
    assert contents(tmp_path) == {blocked: b"precious"}


def test_a_folder_in_place_of_a_file_changes_nothing(tmp_path: Path) -> None:
    """When one file cannot be placed, none is."""
    (tmp_path / "brief.md").mkdir()
    with pytest.raises(OutputError, match="a folder has that name; choose another folder with -o"):
        write(tmp_path, render(*story.strikes()))
    assert contents(tmp_path) == {}


def test_a_path_below_a_file_is_one_plain_sentence(tmp_path: Path) -> None:
    """An output folder that cannot exist is an OutputError, not a traceback."""
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(OutputError, match=r"notes\.txt.*choose another folder with -o"):
        write(tmp_path / "notes.txt" / "out", {"brief.md": "x"})


@pytest.mark.parametrize("name", ["../x.md", "articles/../../x.md", "/tmp/x.md", "a\\b.md"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """An article id that is no file name cannot write elsewhere."""
    with pytest.raises(OutputError, match="rename the article"):
        write(tmp_path / "out", {name: "x"})
    assert contents(tmp_path) == {}


def test_a_full_disk_leaves_the_earlier_results_whole(tmp_path: Path) -> None:
    """When the space runs out in the middle, the old files are all there and no draft is."""
    write(tmp_path, {"a.txt": "old", "b.txt": "old"})
    program = (
        "import resource, sys; from pathlib import Path; from pipeline.writers import write\n"
        "from pipeline.errors import OutputError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write(Path(sys.argv[1]), {'a.txt': 'new', 'b.txt': 'x' * 9000})\n"
        "except OutputError as error: print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert ran.stdout.startswith("cannot write ")
    assert ran.stdout.endswith("file too large; choose another folder with -o\n")
    assert contents(tmp_path) == {"a.txt": b"old", "b.txt": b"old"}


def test_a_pipe_is_written_and_not_replaced(tmp_path: Path) -> None:
    """What is no file, such as a device, keeps its place: nobody else's files are touched."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    with replacing(pipe) as file:
        file.write("told\n")
    reader.join(10)
    assert read == ["told\n"]
    assert pipe.is_fifo()


def test_a_link_goes_on_leading_to_its_file(tmp_path: Path) -> None:
    """The file that a link leads to is written, and the link stays one."""
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "out.jsonl", tmp_path / "out.jsonl"
    real.write_text("old")
    link.symlink_to(real)
    with replacing(link) as file:
        file.write("new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert [p.name for p in (tmp_path / "real").iterdir()] == ["out.jsonl"]


def test_a_full_disk_under_standard_output_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It ends the command as an error does, and not with the exit code of a verdict."""

    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(OutputError, match="standard output: no space left"), standard_output():
        pass
    sys.stdout.close()

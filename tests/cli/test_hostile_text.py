"""Text from articles and models is inert wherever the command shows it."""

import json
import re
import zipfile
from pathlib import Path

from pipeline.domain import Json
from tests.cli.command import Command, one_sentence
from tests.newsroom import CRANES, EMPTY, endpoint

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp.exe\u2066\b\r"


CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def inert(text: str) -> bool:
    """Whether a text is shown as it stands: no control but line breaks, nothing that turns it."""
    return not CONTROLS.search(text)


def shown(path: Path) -> str:
    """What a file says to whoever opens it; a document is a packed folder of texts."""
    if path.suffix != ".docx":
        return path.read_text("utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_hostile_text_is_inert_in_the_terminal_and_in_files(
    provenote: Command, tmp_path: Path
) -> None:
    """Ids, file names, articles and the model's own words: none moves a cursor or turns a line."""
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    evil = f"The union {ESCAPES} demanded <script>alert(1)</script> new cranes {ESCAPES}."
    (folder / f"a{ESCAPES.replace('/', '')}.txt").write_text(f"{evil}\n{CRANES}", "utf-8")
    (folder / f"b{ESCAPES}.txt").write_bytes(b"")
    row = {"id": f"c{ESCAPES}", "text": CRANES, "title": evil, "outlet": evil, "url": evil}
    (folder / "rows.jsonl").write_text(json.dumps(row) + f'\n{{"id": "{ESCAPES}\n', "utf-8")

    def hostile(prompt: str, _: str) -> tuple[int, Json]:
        if prompt == "position":
            return 200, {**EMPTY[prompt], ESCAPES: evil, "holder": [evil]}
        return 200, {"numbers": [1], "text": evil}

    with endpoint(hostile) as url:
        ran = provenote(
            "run", folder, "-o", output, "--model", "t", "--base-url", url, "--ask", "steps"
        )

    assert ran.code == 1
    assert "not read: " in ran.out
    assert "no usable answer: " in ran.out
    assert inert(ran.out), ascii(ran.out)
    assert inert(ran.err), ascii(ran.err)
    ours = (output / "ledger.sqlite",)  # a database: nobody reads it as text
    files = [path for path in output.rglob("*") if path.is_file() and path not in ours]
    assert len(files) >= 7
    for path in files:
        assert inert(path.name), ascii(path.name)
        assert inert(shown(path)), path
        if path.suffix in {".md", ".html", ".docx"}:
            assert "<script>alert" not in shown(path)


def test_an_error_is_inert_too(provenote: Command, cranes: Path, tmp_path: Path) -> None:
    """What an endpoint says when it refuses is not trusted with the terminal either."""
    with endpoint(lambda *_: (400, f"bad {ESCAPES} request")) as url:
        ran = provenote("run", cranes, "-o", tmp_path / "o", "--model", "t", "--base-url", url)

    assert "bad" in one_sentence(ran, tmp_path / "o")
    assert inert(ran.err), ascii(ran.err)

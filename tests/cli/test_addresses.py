"""Pages on the web, given to the command by their addresses."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.readers import safe_id
from pipeline.readers.addresses import same
from tests.cli.command import Command
from tests.loopback import Quiet, serving
from tests.newsroom import CRANES

PAGE = """<!doctype html><html lang="en"><head><title>Cranes at the port</title>
<meta property="og:site_name" content="The Quay"><meta name="author" content="Ines Prado">
<meta property="article:published_time" content="2031-03-04T08:00:00Z"></head>
<body><article><h1>Cranes at the port</h1>{}</article></body></html>"""


@contextmanager
def site() -> Iterator[str]:
    """A site of one page on loopback; gives the page's address without its scheme."""
    paragraphs = "".join(f"<p>{line}</p>" for line in CRANES.split("\n") if line) * 3

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802 (the library names it)
            found = self.path == "/cranes"
            body = PAGE.format(paragraphs).encode() if found else b""
            self.say(200 if found else 404, body, "text/html; charset=utf-8")

    with serving(Handler) as host:
        yield f"{host}/cranes"


def test_a_page_is_an_article_with_what_it_says_of_itself(
    provenote: Command, tiny: tuple[str, ...], tmp_path: Path
) -> None:
    """An address gives an article; outlet, author and day come along, and a password does not."""
    output = tmp_path / "out"

    with site() as page:
        address = f"http://ann:pass-phrase@{page}"
        ran = provenote("run", address, "-o", output, "--allow-private", *tiny)

    assert ran.code == 0, ran
    (line,) = (output / "articles.jsonl").read_text("utf-8").splitlines()
    article = json.loads(line)
    assert "dockers' union" in article["text"]
    assert [article[k] for k in ("outlet", "author", "published")] == [
        "The Quay",
        "Ines Prado",
        "2031-03-04",
    ]
    assert json.loads((output / "run.json").read_text())["settings"]["paths"] == [f"http://{page}"]
    sources = json.loads((output / "sources.csl.json").read_text("utf-8"))
    assert sources[0]["author"] == [{"literal": "Ines Prado"}]
    assert not [p for p in output.rglob("*") if p.is_file() and b"pass-phrase" in p.read_bytes()]


def test_a_network_of_ones_own_is_closed_unless_allowed(
    provenote: Command, tiny: tuple[str, ...], cranes: Path, tmp_path: Path
) -> None:
    """An address that leads inside is a problem that names the option; the rest goes on."""
    output = tmp_path / "out"

    with site() as page:
        ran = provenote("run", cranes, f"http://{page}", "-o", output, *tiny)

    assert ran.code == 1
    (problem,) = json.loads((output / "run.json").read_text())["problems"]
    assert problem["where"] == f"http://{page}"
    assert "--allow-private" in problem["message"]
    assert (output / "articles" / "cranes.md").exists()


def test_claims_are_checked_against_an_address(
    provenote: Command, cranes: Path, tmp_path: Path
) -> None:
    """A claim of anywhere, its page at an address, others by a pattern; the note is made, too."""
    claims, said = tmp_path / "claims.jsonl", "The port authority rejected the demand."

    with site() as page:
        address = f"http://{page}"
        given = ("--articles", address, "--articles", f"{cranes.parent}/*.txt", "--allow-private")
        lines = (
            {"id": name, "article_id": name, "claim": {"kind": "statement", "text": said}}
            for name in (safe_id(same(address)), "cranes")
        )
        claims.write_text("".join(json.dumps(line) + "\n" for line in lines))
        ran = provenote("verify", claims, *given)
        noted = provenote("brief", "--claims", claims, *given, "-o", tmp_path / "out")

    of_page, of_file = (json.loads(line) for line in ran.out.splitlines())
    assert of_file["verdict"] == "supported"
    assert of_page["verdict"] == "supported"
    assert noted.code == 0, noted
    report = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert report["settings"]["articles"] == [address, f"{cranes.parent}/*.txt"]

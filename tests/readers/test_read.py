"""Paths in, articles out: what a newsroom's folder holds, and what must not cost the rest."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.readers import read

STORY = "The ferry union in Cebu asked the port for twenty more life rafts.\n"


def articles(*paths: Path, max_bytes: int = 10_000_000) -> list[Article]:
    """All that was read, where nothing may go wrong."""
    found = list(read(paths, max_bytes=max_bytes))
    assert [item for item in found if isinstance(item, Problem)] == []
    return [item for item in found if isinstance(item, Article)]


def problem(*paths: Path, max_bytes: int = 10_000_000) -> Problem:
    """The one thing that went wrong, where nothing else was read."""
    (found,) = read(paths, max_bytes=max_bytes)
    assert isinstance(found, Problem)
    assert found.message[0].islower() or found.message[0] == '"'
    return found


# --- the text --------------------------------------------------------------------------


def test_a_text_file_is_an_article(tmp_path: Path) -> None:
    """A file becomes an article named after it, with the hash of its text."""
    file = tmp_path / "ferry.txt"
    file.write_bytes(STORY.encode())
    (article,) = articles(file)
    assert article.id == "ferry"
    assert article.text == STORY
    assert article.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert article.language == "en"


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_is_never_altered(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Every code point comes through: line ends, odd spaces, marks of direction."""
    file = tmp_path_factory.mktemp("any") / "any.txt"
    file.write_bytes(("x" + text).encode())
    (article,) = articles(file)
    assert article.text == "x" + text


def test_line_ends_stay(tmp_path: Path) -> None:
    """Offsets count the carriage returns of a file from Windows."""
    file = tmp_path / "windows.txt"
    file.write_bytes(b"First line\r\nSecond line\rThird line\n")
    assert articles(file)[0].text == "First line\r\nSecond line\rThird line\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_a_byte_order_mark_is_not_text(tmp_path: Path, encoding: str) -> None:
    """The mark says how the text is encoded; the article begins after it."""
    file = tmp_path / "marked.txt"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    file.write_bytes(mark + STORY.encode(encoding))
    assert articles(file)[0].text == STORY


def test_noise_is_marked_in_the_article(tmp_path: Path) -> None:
    """An article knows its adverts, at offsets of its own text."""
    file = tmp_path / "ad.md"
    file.write_text(f"{STORY}\nAdvertisement\n\nThe port agreed.\n")
    (article,) = articles(file)
    assert [article.text[n.start : n.end] for n in article.noise] == ["Advertisement"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le syndicat des dockers du Havre a demandé vingt canots de sauvetage.", "fr"),
        ("El sindicato de estibadores pidió veinte botes salvavidas al puerto.", "es"),
        ("Rafts.", None),
        ("4 5 6 7 8 9 " * 20, None),
    ],
)
def test_language_is_told_or_left_open(tmp_path: Path, text: str, language: str | None) -> None:
    """A text says its language; one too short to tell says none."""
    file = tmp_path / "a.txt"
    file.write_text(text)
    assert articles(file)[0].language == language


# --- what cannot be used ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no words"),
        (b" \r\n\t\n", "no words"),
        ("\ufeff \u200b\n".encode(), "no words"),
        (b"Caf\xe9 owners in Porto asked for lower rents.", "byte 3 is not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff", "binary"),
        (b"Text with a NUL\0 in it", "binary"),
        (b"\xff\xfeA", "not"),
        (STORY.encode() * 2, "larger than 100 bytes"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    """A file that cannot be an article is a problem that names the file and what is wrong."""
    file = tmp_path / "bad.txt"
    file.write_bytes(data)
    found = problem(file, max_bytes=100)
    assert found.where == str(file)
    assert words in found.message


def test_one_bad_file_does_not_cost_the_others(tmp_path: Path) -> None:
    """The articles before and after an unreadable file are read."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_bytes(b"\xff")
    (tmp_path / "c.txt").write_text(STORY)
    found = list(read([tmp_path]))
    assert [x.id if isinstance(x, Article) else x.where for x in found] == [
        "a",
        str(tmp_path / "b.txt"),
        "c",
    ]


def test_a_missing_path_ends_the_run_before_anything_is_read(tmp_path: Path) -> None:
    """A mistyped path is said at once, not after an hour of work."""
    (tmp_path / "a.txt").write_text(STORY)
    with pytest.raises(SetupError, match=r"^no such file or folder: .*nowhere$"):
        read([tmp_path / "a.txt", tmp_path / "nowhere"])


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    """What the system refuses to open is named, with the system's reason."""
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    assert "cannot be opened" in problem(tmp_path).message
    assert "cannot be opened" in problem(loop).message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_file_is_a_problem(tmp_path: Path) -> None:
    """A file without permission to read is named."""
    file = tmp_path / "secret.txt"
    file.write_text(STORY)
    file.chmod(0)
    assert "permission denied" in problem(file).message


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    """Escape sequences in a file name are spelled out where a person reads them."""
    file = tmp_path / "x\x1b[2J\u202e.txt"
    file.write_bytes(b"\xff")
    assert problem(file).where == rf"{tmp_path}/x\x1b[2J\u202e.txt"


# --- folders ---------------------------------------------------------------------------


def test_a_folder_is_read_by_name_and_below(tmp_path: Path) -> None:
    """Files come in the order of their names, those of folders below after them."""
    (tmp_path / "below").mkdir()
    for name in ("b.txt", "a.md", "below/c.TXT", ".hidden.txt"):
        (tmp_path / name).write_text(STORY)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.txt").write_text(STORY)
    assert [a.id for a in articles(tmp_path)] == ["a", "b", "c"]


def test_other_suffixes_are_read_only_when_named(tmp_path: Path) -> None:
    """A stray file in a folder is reported; the same file named on purpose is read as text."""
    file = tmp_path / "story.wire"
    file.write_text(STORY)
    assert "rename it, or name it itself" in problem(tmp_path).message
    assert articles(file)[0].text == STORY


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    """A folder without any file says so, instead of an empty run."""
    assert "empty" in problem(tmp_path).message


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that holds a link to itself is read once."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "again").symlink_to(tmp_path)
    assert [a.id for a in articles(tmp_path)] == ["a"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes to would hold the run for ever."""
    os.mkfifo(tmp_path / "pipe.txt")
    assert "not a regular file" in problem(tmp_path).message


def test_a_file_named_twice_is_one_article(tmp_path: Path) -> None:
    """The same report must not count as two."""
    file = tmp_path / "a.txt"
    file.write_text(STORY)
    (tmp_path / "b.txt").symlink_to(file)
    assert [a.id for a in articles(tmp_path, file, tmp_path / "." / "a.txt")] == ["a"]


# --- JSONL -----------------------------------------------------------------------------


def test_jsonl_holds_one_article_a_line(tmp_path: Path) -> None:
    """Text and metadata of a line become those of the article, unaltered."""
    file = tmp_path / "wire.jsonl"
    row = {
        "id": "wire-7",
        "text": "Les dockers\u2028ont dit «\u00a0non\u00a0».\r\n",
        "title": "Non",
        "outlet": "Le Quai",
        "url": "https://quai.example/7",
        "published": "2023-11-02",
        "language": "fr-CA",
        "desk": "ports",
    }
    file.write_text(json.dumps(row) + "\n\n" + json.dumps({"id": 8, "text": STORY}))
    first, second = articles(file)
    assert (first.id, first.text, first.title) == ("wire-7", row["text"], "Non")
    assert (first.outlet, first.url) == ("Le Quai", "https://quai.example/7")
    assert (first.published, first.language) == ("2023-11-02", "fr")
    assert (second.id, second.text, second.title) == ("8", STORY, None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[1, 2]", "not an object"),
        ("[" * 200_000, "too deep"),
        ('{"text": "Rafts were asked for."}', 'no "id"'),
        ('{"id": " ", "text": "Rafts were asked for."}', 'no "id"'),
        ('{"id": true, "text": "Rafts were asked for."}', 'no "id"'),
        ('{"id": "x"}', 'no "text"'),
        ('{"id": "x", "text": ["Rafts"]}', 'no "text"'),
        ('{"id": "x", "text": " "}', "no words"),
        ('{"id": "x", "text": "Rafts \\u0000"}', "binary"),
        ('{"id": "x", "text": "Rafts \\ud83d"}', "half a character stands at 6"),
        ('{"id": "x", "text": "Rafts", "published": 2023}', '"published" is not text'),
        ('{"id": "FIRST", "text": "Rafts"}', 'the id "FIRST" is taken'),
        ('{"id": "x", "text": "' + "a" * 300_000 + '"}', "longer than 250,000 bytes"),
    ],
)
def test_a_bad_line_costs_only_itself(tmp_path: Path, line: str, words: str) -> None:
    """A line that cannot be used is named by file and number, and the next one is read."""
    file = tmp_path / "wire.jsonl"
    rows = [json.dumps({"id": name, "text": STORY}) for name in ("first", "last")]
    file.write_text(f"{rows[0]}\n{line}\n{rows[1]}\n")
    first, bad, last = read([file], max_bytes=250_000)
    assert isinstance(first, Article)
    assert isinstance(bad, Problem)
    assert isinstance(last, Article)
    assert bad.where == f"{file}:2"
    assert words in bad.message


def test_an_undecodable_line_costs_only_itself(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 spoil one line of a file, not the file."""
    file = tmp_path / "wire.jsonl"
    good = json.dumps({"id": "a", "text": STORY}).encode()
    file.write_bytes(b'{"id": "caf\xe9", "text": "x"}\n' + good)
    bad, article = read([file])
    assert isinstance(bad, Problem)
    assert bad.where == f"{file}:1"
    assert isinstance(article, Article)


def test_jsonl_in_utf_16_is_one_problem(tmp_path: Path) -> None:
    """A file in the wrong encoding is said once, not once a line."""
    file = tmp_path / "wire.jsonl"
    file.write_bytes((json.dumps({"id": "a", "text": STORY}) + "\n").encode("utf-16") * 3)
    assert "UTF-16" in problem(file).message


def test_a_jsonl_file_without_lines_is_a_problem(tmp_path: Path) -> None:
    """A file of blank lines says that it holds nothing."""
    file = tmp_path / "wire.jsonl"
    file.write_text("\n \n")
    assert "no lines" in problem(file).message


# --- web pages -------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="{charset}">
<title>Dockers call off strike | The Harbour Times</title>
<meta property="og:title" content="Dockers call off strike">
<meta property="og:site_name" content="The Harbour Times">
<link rel="canonical" href="{address}">
<meta property="article:published_time" content="2024-02-03T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/ports">Ports</a></nav><article>
<h1>Dockers call off strike</h1>
<p>The dockers' union in Valparaíso called off its strike on Friday after the port agreed to
hire 40 more crane drivers.</p>
<p>The union, which speaks for 900 people, asked for safety first, its leader said.</p>
<script>document.write("stolen")</script>
</article><footer>Terms of use</footer></body></html>"""


def test_a_web_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    """Menus and scripts stay out; title, outlet, address and date come along."""
    file = tmp_path / "page.html"
    page = PAGE.format(charset="utf-8", address="https://harbour.example/strike")
    file.write_text(page, encoding="utf-8")
    (article,) = articles(file)
    assert "Valparaíso called off its strike" in article.text
    assert "stolen" not in article.text
    assert "Terms of use" not in article.text
    assert (article.id, article.title) == ("page", "Dockers call off strike")
    assert (article.outlet, article.url) == ("The Harbour Times", "https://harbour.example/strike")
    assert (article.published, article.language) == ("2024-02-03", "en")


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    """Old pages are not UTF-8, but say what they are; on the web latin-1 means Windows."""
    file = tmp_path / "old.htm"
    page = PAGE.format(charset="iso-8859-1", address="https://harbour.example/strike")
    file.write_bytes(page.replace("first", "“first”").encode("windows-1252"))
    (article,) = articles(file)
    assert "Valparaíso" in article.text
    assert "“first”" in article.text


def test_an_address_that_would_run_code_is_not_kept(tmp_path: Path) -> None:
    """Only a web address is passed on as one."""
    file = tmp_path / "page.html"
    file.write_text(PAGE.format(charset="utf-8", address="javascript:alert(1)"), encoding="utf-8")
    assert articles(file)[0].url is None


def test_a_date_in_the_words_of_a_page_is_not_its_date(tmp_path: Path) -> None:
    """A page that declares no date has none; one that it writes about is no date of its own."""
    file = tmp_path / "page.html"
    page = PAGE.format(charset="utf-8", address="https://harbour.example/strike")
    declared = '<meta property="article:published_time" content="2024-02-03T10:00:00Z">'
    assert declared in page
    page = page.replace(declared, "").replace("on Friday", "on 2 May 1999")
    file.write_text(page, encoding="utf-8")
    assert articles(file)[0].published is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<html><body></body></html>", "no article"),
        (b"<div>" * 20_000, "no article"),
        (b"<", "no article"),
        (b"<meta charset=shift-sheep><p>caf\xe9</p>", "says it is shift-sheep"),
        (b"<p>caf\xe9</p>", "not UTF-8"),
    ],
)
def test_a_page_without_an_article_is_a_problem(
    tmp_path: Path, data: bytes, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """An empty or broken page is named, and no library speaks in between."""
    file = tmp_path / "page.html"
    file.write_bytes(data)
    assert words in problem(file).message
    assert capfd.readouterr() == ("", "")


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    """The command must answer --help at once, so nothing heavy is imported with the readers."""
    script = (
        "import sys, pipeline.readers;"
        "heavy = 'trafilatura py3langid numpy lxml feedparser pypdf httpx2 protego'.split();"
        "print(sorted({*heavy, 'charset_normalizer', 'tenacity'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"

"""Paths in, articles out: text files, Markdown, web pages, JSONL, and folders of them.

    folders.py    which files a path stands for
    files.py      one file -> drafts, by its suffix
    pages.py      a web page -> a draft (trafilatura)
    lines.py      JSONL -> drafts, one a line
    claims.py     JSONL -> claims to check, one a line
    runs.py       what a run has stored -> its results
    drafts.py     what a file gives before it is an article
    decoding.py   bytes -> text
    names.py      an id that is safe as a file name
    languages.py  which language a text is in (py3langid)
    noise.py      what in a text its author did not write; furniture.py holds the patterns

The text of an article is never altered: bytes are decoded, and that is all. What cannot be
used becomes a `Problem` in the stream, and what stands beside it goes on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain import Article, Problem
from pipeline.errors import SetupError
from pipeline.readers.claims import ClaimLine, read_claims
from pipeline.readers.drafts import Draft, shown
from pipeline.readers.files import drafts_of
from pipeline.readers.folders import files_of
from pipeline.readers.languages import code_of, language_of
from pipeline.readers.names import Names, safe_id
from pipeline.readers.noise import noise_spans
from pipeline.readers.runs import StoredRun, read_run

__all__ = [
    "ClaimLine",
    "StoredRun",
    "noise_spans",
    "read",
    "read_claims",
    "read_run",
    "safe_id",
]


def read(paths: Sequence[Path], *, max_bytes: int = 10_000_000) -> Iterator[Article | Problem]:
    """Read articles, lazily, in the order given; those of a folder by name.

    A file is read by its suffix: `.html` and `.htm` as a web page, `.jsonl` as one article a
    line, any other as text (UTF-8, or UTF-16 with its byte order mark). In a folder, and in the
    folders below it, only `.txt`, `.md`, `.html`, `.htm` and `.jsonl` are articles: another
    suffix is reported, hidden files are passed over, links to folders are not followed. A file
    that several paths lead to is read once.

    The id is the name of the file without its suffix, or what a JSONL line says, as `safe_id`
    writes it. Of two files of one name the second becomes "name-2"; a line whose id is taken
    is a Problem, since others may refer to it.

    Args:
        paths: Files and folders.
        max_bytes: Of one file, or of one line of a JSONL file.

    Yields:
        An Article; or a Problem, whose `where` is the file or `file:line`.

    Raises:
        SetupError: A path does not exist. Raised at once, before anything is read.
    """
    for path in paths:
        _must_exist(path)
    return _read(paths, max_bytes)


def _must_exist(path: Path) -> None:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        message = f"no such file or folder: {shown(path)}"
        raise SetupError(message) from None
    except OSError:
        pass  # It is there; the reading will say why it cannot be opened.


def _read(paths: Sequence[Path], max_bytes: int) -> Iterator[Article | Problem]:
    names = Names()
    for file in files_of(paths):
        if isinstance(file, Problem):
            yield file
            continue
        for draft in drafts_of(file, max_bytes):
            yield draft if isinstance(draft, Problem) else _article(draft, names)


def _article(draft: Draft, names: Names) -> Article | Problem:
    """The article a draft becomes, unless its text or its id cannot be used."""
    if "\0" in draft.text:
        return Problem(draft.where, "it holds a NUL, so it is binary; save it as plain text")
    if not any(c.isalnum() for c in draft.text):
        return Problem(draft.where, "there are no words in it; fill it, or leave it out")
    try:
        data = draft.text.encode()
    except UnicodeEncodeError as error:  # JSON can write what UTF-8 cannot.
        return Problem(draft.where, f"half a character stands at {error.start}; write it whole")
    name = names.claim(draft.name) if draft.named else names.find(draft.name)
    if name is None:
        return Problem(
            draft.where, f'the id "{shown(draft.name)}" is taken; give every article its own'
        )
    return Article(
        id=name,
        text=draft.text,
        sha256=hashlib.sha256(data).hexdigest(),
        noise=noise_spans(draft.text),
        title=draft.title,
        outlet=draft.outlet,
        url=draft.url,
        published=draft.published,
        language=code_of(draft.language) or language_of(draft.text),
    )

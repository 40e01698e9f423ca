"""Paths and addresses in, articles out: texts, web pages, PDFs, JSONL, feeds, folders of them.

    reading.py    sources -> drafts -> articles
    watch.py      the same again and again: what is new or changed
    folders.py    which files and addresses a path stands for
    files.py      one file -> drafts, by its suffix
    sites.py      one address -> drafts
    contents.py   bytes -> a draft, by what they are
    pages.py      a web page (trafilatura); declared.py its metadata, walls.py what hides it
    pdfs.py       a PDF (pypdf); apart.py ends what takes too long, unwrap.py: lines -> paragraphs
    feeds.py      a feed (feedparser) -> its entries
    fetch.py      an address -> bytes, politely and within limits; it names its parts
    addresses.py  how addresses are told apart and shown
    lines.py      JSONL -> drafts, one a line
    claims.py     JSONL -> claims to check, one a line
    runs.py       what a run has stored -> its results; stored.py its lines
    drafts.py     what a source gives before it is an article
    decoding.py   bytes -> text; guessing.py where nothing says how
    days.py       a date as it is written -> its day
    names.py      an id that is safe as a file name
    languages.py  which language a text is in (py3langid)
    noise.py      what in a text its author did not write; furniture.py holds the patterns

The text of an article is never altered: bytes are decoded, and that is all. (Of a page and of a
PDF the text is what is found in it.) What cannot be used becomes a `Problem` in the stream, and
what stands beside it goes on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.domain import Article, Json, Problem
from pipeline.readers.addresses import kept, named, told
from pipeline.readers.claims import ClaimLine, claim_of, read_claims
from pipeline.readers.fetch import Limits, Web
from pipeline.readers.folders import Named, must_exist, sources_of
from pipeline.readers.lines import draft_of
from pipeline.readers.names import Names, safe_id
from pipeline.readers.noise import noise_spans
from pipeline.readers.reach import everywhere, is_public
from pipeline.readers.reading import article_of, drafts_from
from pipeline.readers.runs import StoredRun, read_run
from pipeline.readers.sites import Sites
from pipeline.readers.watch import Inputs, watch

__all__ = [
    "ClaimLine",
    "Inputs",
    "Limits",
    "Named",
    "StoredRun",
    "Web",
    "articles_of",
    "claim_of",
    "everywhere",
    "is_public",
    "kept",
    "named",
    "noise_spans",
    "read",
    "read_claims",
    "read_run",
    "safe_id",
    "told",
    "watch",
]


def read(
    paths: Sequence[Named], *, max_bytes: int = 20_000_000, web: Web | None = None
) -> Iterator[Article | Problem]:
    """Read articles, lazily, in the order given; those of a folder by name.

    A file is read by its suffix: `.html` and `.htm` as a web page, `.pdf` as a PDF, `.jsonl` as one
    article a line, `.rss`, `.atom` and `.xml` as a feed, any other as text (UTF-8, or UTF-16 with
    its byte order mark, or an encoding that the text itself makes certain). In a folder, and in the
    folders below it, only `.txt`, `.md` and these but `.xml` are articles: another suffix is
    reported, hidden files are passed over, links to folders are not followed. A pattern
    (`news/*.txt`, `**`) stands for the files that fit it. A file that several paths lead to is
    read once.

    An address (`https://...`) is a page, a PDF, a text, or a feed; with `feed:` before it, it must
    be a feed. Of a feed all entries are read: its own texts where it has them in full, else their
    pages. An address must be a `str`; as a `Path` it would lose a slash.

    The id is the name of the file without its suffix, or the address, or what a JSONL line says, as
    `safe_id` writes it. Of two files of one name the second becomes "name-2"; a line whose id is
    taken is a Problem, since others may refer to it.

    Args:
        paths: Files, folders, patterns and addresses.
        max_bytes: Of one file, or of one line of a JSONL file.
        web: Reads addresses, within its own limits; closed by whoever made it. One of its own is
            made and closed where none is given.

    Yields:
        An Article; or a Problem, whose `where` is the file, `file:line` or the address.

    Raises:
        SetupError: A path does not exist. Raised at once, before anything is read.
    """
    must_exist(paths)
    return _read(paths, max_bytes, web)


def _read(paths: Sequence[Named], max_bytes: int, web: Web | None) -> Iterator[Article | Problem]:
    names = Names()
    own = web or Web()
    sites = Sites(own)
    try:
        for source in sources_of(paths):
            if isinstance(source, Problem):
                yield source
                continue
            for draft in drafts_from(source, sites, max_bytes):
                yield article_of(draft, names)
    finally:
        if web is None:
            own.close()


def articles_of(rows: Iterable[Mapping[str, Json]]) -> Iterator[Article | Problem]:
    """Articles of what lines of JSONL say, already read: `{"id", "text"}` each."""
    names = Names()
    for number, row in enumerate(rows, 1):
        yield article_of(draft_of(row, f"article {number}"), names)

"""A PDF -> a draft (pypdf): its text in paragraphs again, and what its metadata say."""

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.domain import Problem
from pipeline.readers.days import day_of
from pipeline.readers.drafts import Draft
from pipeline.readers.unwrap import paragraphs

if TYPE_CHECKING:
    from pypdf import PdfReader

MAGIC = b"%PDF-"
_PAGES = 500
_UNPACKED = 50_000_000
"""Bytes that one stream may unpack to."""
_PRINTED = re.compile(r"mozilla|firefox|chrom|safari|\bedge?\b|skia|print to pdf", re.IGNORECASE)
"""Programs that print what others made: they write who printed it, and when."""
_MADE_UP = re.compile(
    r"^(?:untitled|microsoft \w+ - .*|.*\.(?:docx?|indd|pdf|odt|rtf|html?))$", re.IGNORECASE
)
"""Titles that a program gave: the name of a file."""
_LOCKED = "it is locked with a password; save a copy without one"
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What pypdf raises, besides errors of its own, at objects that are not what they should be."""
_QUIET = logging.NullHandler()


def draft_of_pdf(data: bytes, where: str, name: str, address: str | None = None) -> Draft | Problem:
    """The text of a PDF, with the title, author, publisher and date of its metadata.

    The date is the day on which it was made; it is left out where a browser printed it, since that
    day says nothing of the article.
    """
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

    logging.getLogger("pypdf").addHandler(_QUIET)
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=_UNPACKED,
            lzw_maximum_output_length=_UNPACKED,
            run_length_maximum_output_length=_UNPACKED,
            array_based_stream_maximum_output_length=_UNPACKED,
        ):
            reader = pypdf.PdfReader(BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                return Problem(where, _LOCKED)
            if len(reader.pages) > _PAGES:
                return Problem(where, f"it has more than {_PAGES} pages; cut the article out of it")
            text = paragraphs([page.extract_text() for page in reader.pages])
            said, outlet = _said(reader), _publisher(reader)
    except (FileNotDecryptedError, DependencyError):
        return Problem(where, _LOCKED)
    except LimitReachedError:
        return Problem(where, "it unpacks to more than a text can be; save its text as .txt")
    except (PyPdfError, *_BROKEN):
        return Problem(where, "it is no PDF, or a broken one; save it anew, or its text as .txt")
    if not any(c.isalnum() for c in text):
        return Problem(where, "it holds pictures and no text; run OCR over it first (ocrmypdf)")
    title, author, published = said
    return Draft(
        where,
        name,
        text,
        title=title,
        author=author,
        published=published,
        outlet=outlet,
        url=address,
    )


def _said(reader: "PdfReader") -> tuple[str | None, str | None, str | None]:
    """Title, author and day, as the document information says (ISO 32000, 14.3.3)."""
    own = {key: " ".join(str(value).split()) for key, value in (reader.metadata or {}).items()}
    printed = _PRINTED.search(f"{own.get('/Creator', '')} {own.get('/Producer', '')}")
    title = own.get("/Title")
    return (
        None if not title or _MADE_UP.match(title) else title,
        None if printed else own.get("/Author") or None,
        None if printed else day_of(own.get("/CreationDate")),
    )


def _publisher(reader: "PdfReader") -> str | None:
    """Who published it, as its XMP says (Dublin Core)."""
    from pypdf.errors import PyPdfError

    try:
        found = reader.xmp_metadata
        names = (found.dc_publisher if found else None) or []
    except (PyPdfError, *_BROKEN):  # A broken note about the text costs the note.
        return None
    return next((name.strip() for name in names if name.strip()), None)

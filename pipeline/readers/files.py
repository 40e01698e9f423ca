"""One file -> drafts, by its suffix."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.domain import Problem
from pipeline.readers.decoding import decode
from pipeline.readers.drafts import Draft, shown
from pipeline.readers.lines import drafts_of_lines
from pipeline.readers.pages import draft_of_page


def drafts_of(path: Path, max_bytes: int) -> Iterator[Draft | Problem]:
    """What a file holds: one draft, or for JSONL one a line; what cannot be used, as problems."""
    where = shown(path)
    suffix = path.suffix.lower()
    try:
        with path.open("rb") as file:
            if suffix == ".jsonl":
                yield from drafts_of_lines(file, where, max_bytes)
                return
            data = file.read(max_bytes + 1)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        yield Problem(where, f"it cannot be opened ({reason}); see that it is there and readable")
        return
    if len(data) > max_bytes:
        yield Problem(where, f"it is larger than {max_bytes:,} bytes; split it")
    elif suffix in {".html", ".htm"}:
        yield draft_of_page(data, where, path.stem)
    else:
        text = decode(data, where)
        yield text if isinstance(text, Problem) else Draft(where, path.stem, text)

"""A date as it is written -> its day (ISO 8601)."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
"""ISO 32000, 7.9.4."""
_EARLIEST = 1600
"""Before newspapers; what a program writes that does not know the year."""


def day_of(written: str | None) -> str | None:
    """The day ("2024-02-03") of a date in ISO 8601, in RFC 5322 or of a PDF; None for others.

    It is the day where the writer was: a time zone moves nothing.
    """
    given = (written or "").strip()
    if match := _PDF.match(given):
        given = "-".join(match.groups())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(given)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        return found.date().isoformat() if found.year >= _EARLIEST else None
    return None

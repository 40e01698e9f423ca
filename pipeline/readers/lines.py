"""JSONL -> drafts, one a line; a line that cannot be used costs only itself."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from pipeline.domain import Json, Problem
from pipeline.readers.decoding import decode, is_utf16
from pipeline.readers.drafts import Draft

_OPTIONAL = ("title", "outlet", "url", "published", "language")


def drafts_of_lines(file: BinaryIO, where: str, max_bytes: int) -> Iterator[Draft | Problem]:
    """A draft or a problem for every line that is not blank.

    A line is `{"id": text or whole number, "text": text}`, and may have `title`, `outlet`,
    `url`, `published` and `language` (text or null) and `author` (text, or a list of it); other
    keys are passed over.
    """
    count = number = 0
    while line := file.readline(max_bytes + 1):
        number += 1
        if number == 1 and is_utf16(line):
            yield Problem(where, "it is UTF-16; JSONL is UTF-8 (RFC 8259), save it as that")
            return
        if len(line) > max_bytes:
            skip_rest(file, line)
            yield Problem(
                f"{where}:{number}",
                f"it is longer than {max_bytes:,} bytes; split it",
            )
        elif line.strip():
            yield _draft(line, f"{where}:{number}")
        else:
            continue
        count += 1
    if not count:
        yield Problem(where, 'it has no lines; write {"id": ..., "text": ...}, one a line')


def skip_rest(file: BinaryIO, line: bytes) -> None:
    """Go on to the next line without holding this one."""
    while line and not line.endswith(b"\n"):
        line = file.readline(1 << 20)


def row_of(line: bytes, where: str) -> dict[str, Json] | Problem:
    """The JSON object that a line holds."""
    text = decode(line, where)
    if isinstance(text, Problem):
        return text
    try:
        row: Json = json.loads(text, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as error:
        return Problem(where, f"it is not JSON ({error.msg.lower()}); mend the line")
    except (ValueError, RecursionError):  # A number of a million digits; a hundred thousand "[".
        return Problem(where, "it is JSON too deep or too long to read; mend the line")
    if not isinstance(row, dict):
        return Problem(where, 'it is not an object; write {"id": ..., ...}')
    return row


def _number(digits: str) -> float:
    value = float(digits)
    return _no_number(digits) if math.isinf(value) else value


def _no_number(name: str) -> float:
    raise json.JSONDecodeError(f"{name} is no number", name, 0)


def _draft(line: bytes, where: str) -> Draft | Problem:
    row = row_of(line, where)
    return row if isinstance(row, Problem) else draft_of(row, where)


def draft_of(row: Mapping[str, Json], where: str) -> Draft | Problem:
    """What such a line says, already read."""
    name, text = row.get("id"), row.get("text")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if not isinstance(name, str) or not name.strip():
        return Problem(where, 'it has no "id"; give every article its own')
    if not isinstance(text, str):
        return Problem(where, 'it has no "text"; put the article\'s text there')
    said: dict[str, str] = {}
    for key in _OPTIONAL:
        value = row.get(key)
        if isinstance(value, str):
            said[key] = value
        elif value is not None:
            return Problem(where, f'"{key}" is not text; put it in quotes, or write null')
    return Draft(where, name, text, named=True, author=_author(row.get("author")), **said)


def _author(value: Json) -> str | None:
    """Who is named as author; what is no name, or no list of names, is passed over."""
    names = [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
    return value if isinstance(value, str) else "; ".join(names) or None

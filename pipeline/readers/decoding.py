"""Bytes -> text, and nothing is done to the text."""

import codecs

from pipeline.domain import Problem

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The byte order marks that only UTF-16 begins with."""


def is_utf16(data: bytes) -> bool:
    """Whether bytes say of themselves that they are UTF-16."""
    return data.startswith(_UTF16)


def decode(data: bytes, where: str, declared: str | None = None) -> str | Problem:
    """UTF-8, or UTF-16 with its byte order mark, or else the encoding that the data declares.

    Line ends stay what they are. A byte order mark is encoding, not text.
    """
    if is_utf16(data):
        declared = "utf-16"
    else:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = error.start
    if declared is None and b"\0" in data:
        return Problem(where, "it holds a NUL, so it is binary; save it as plain text")
    if declared is None:
        return Problem(where, f"byte {at} is not UTF-8; save it as UTF-8")
    try:
        return data.decode(declared)
    except (LookupError, UnicodeError):
        return Problem(where, f"it says it is {declared}, but is not; save it as UTF-8")

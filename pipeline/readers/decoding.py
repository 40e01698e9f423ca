"""Bytes -> text, and nothing is done to the text."""

import codecs

from pipeline.domain import Problem
from pipeline.readers.guessing import guess

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""The byte order marks that only UTF-16 begins with."""
_WIDER = {
    "iso-8859-1": "windows-1252",
    "latin1": "windows-1252",
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
"""Labels that mean a wider encoding on the web (WHATWG Encoding, 4.2)."""
_ESCAPE = b"\x1b"
"""What the seven-bit encodings of Japanese switch with; a text in them is valid UTF-8, too."""


def is_utf16(data: bytes) -> bool:
    """Whether bytes say of themselves that they are UTF-16."""
    return data.startswith(_UTF16)


def decode(
    data: bytes, where: str, declared: str | None = None, *, guessed: bool = False
) -> str | Problem:
    """UTF-8, or UTF-16 with its byte order mark, or else the encoding that the data declares.

    Line ends stay what they are. A byte order mark is encoding, not text.

    Args:
        data: What was read.
        where: For a person.
        declared: What a page or its server says: a label of the web.
        guessed: Where nothing is declared, tell the encoding by the text, if it is certain.
    """
    if is_utf16(data):
        declared = "utf-16"
    elif declared is None or _ESCAPE not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = error.start
    if declared is None:
        if b"\0" in data:
            return Problem(where, "it holds a NUL, so it is binary; save it as plain text")
        text = guess(data) if guessed else None
        return text or Problem(where, f"byte {at} is not UTF-8; save it as UTF-8")
    try:
        return data.decode(_WIDER.get(declared, declared))
    except (LookupError, UnicodeError):
        return Problem(where, f"it says it is {declared}, but is not; save it as UTF-8")

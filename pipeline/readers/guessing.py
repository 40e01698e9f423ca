"""The encoding of bytes that say nothing of it: told where it is certain, else not at all.

charset-normalizer names the encodings in which the bytes make sense. That is not enough: "é" of a
Mac is "Ž" on Windows, and both are letters. So the language of each reading is told, too, and an
encoding counts only where it is one that this language was written in. All readings that are left
must be the same text; otherwise nothing is said.
"""

from collections.abc import Iterator

from pipeline.readers.languages import language_of

_WRITTEN = {
    "cp1252": "ca da de en es fi fr gl is it nb nl nn no pt sv",
    "cp1250": "cs hr hu pl ro sk sl sq",
    "iso8859_2": "cs hr hu pl ro sk sl sq",
    "cp1251": "be bg mk ru sr uk",
    "koi8_r": "ru",
    "koi8_u": "uk",
    "iso8859_5": "be bg mk ru sr uk",
    "cp1253": "el",
    "cp1254": "tr",
    "cp1255": "he",
    "cp1256": "ar fa ur",
    "cp1257": "et lt lv",
    "cp1258": "vi",
    "cp874": "th",
    "gb18030": "zh",
    "big5": "zh",
    "cp932": "ja",
    "euc_jp": "ja",
    "cp949": "ko",
}
"""The encodings of the web (WHATWG Encoding, 4.2), and the languages that were written in them."""
_RIVALS = ("cp437", "cp850", "cp852", "cp866", "mac_roman", "mac_cyrillic")
"""Never the answer, but a reason to give none: the files of old machines."""
_NEAR = 0.02
"""Mess above the least by which a reading still counts (charset-normalizer's measure, 0 to 1)."""
_LONGEST = 2_000_000
"""Bytes. Every reading is held at once, and no article is longer."""


def guess(data: bytes) -> str | None:
    """The text of bytes that are not UTF-8; None where more than one reading is possible."""
    if len(data) > _LONGEST:
        return None
    readings = set(_readings(data))
    text, known = readings.pop() if len(readings) == 1 else ("", False)
    return text if known else None


def _readings(data: bytes) -> Iterator[tuple[str, bool]]:
    """Texts that make sense, each with whether its encoding is one of the web."""
    from charset_normalizer import from_bytes

    found = list(from_bytes(data, cp_isolation=[*_WRITTEN, *_RIVALS]))
    least = min((one.chaos for one in found), default=0.0)
    for one in found:
        if one.chaos > least + _NEAR:
            continue
        text = str(one)
        language = language_of(text)
        names = {one.encoding, *one.could_be_from_charset}
        if language and any(language in _WRITTEN.get(name, "").split() for name in names):
            yield text, True
        elif language and not names & _WRITTEN.keys():
            yield text, False

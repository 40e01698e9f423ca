"""Text from articles and models, made inert and visible (pure).

Everything a writer prints for people passes through here. What cannot be seen, or changes
how other characters are shown (controls, terminal escapes, bidi overrides, zero-width
characters; Unicode TR 36 "Security Considerations", "Trojan Source" 2021), becomes its
code point in brackets: U+202E is shown as ⟦U+202E⟧.
"""

import re
from urllib.parse import urlsplit

_UNSEEN = (
    (0x00, 0x08),
    (0x0B, 0x0C),
    (0x0E, 0x1F),  # C0 but tab, line feed and carriage return, which have a look of their own
    (0x7F, 0x9F),  # DEL and C1
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),  # lone surrogates, which UTF-8 cannot carry
    (0xFE00, 0xFE0D),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE0FFF),
)
# Persian and the scripts of India need the two joiners to be spelt at all, emoji to be joined.
_JOINED = (
    (0x0600, 0x08FF),
    (0x0900, 0x0DFF),
    (0x0F00, 0x109F),
    (0x1780, 0x18AF),
    (0x2600, 0x27BF),
    (0xFE0F, 0xFE0F),
    (0x1F000, 0x1FAFF),
)


def _class(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


#: One pattern for Python and, with the flags `gu`, for the script of the page.
UNSEEN = (
    f"[{_class(_UNSEEN)}]"
    f"|(?<![{_class(_JOINED)}])[\u200c\u200d]"
    f"|[\u200c\u200d](?![{_class(_JOINED)}])"
)
_unseen = re.compile(UNSEEN)
_MARKS = re.compile(
    r"[\\`*_\[\]<>&|~$@]"  # marks anywhere
    r"|^[#+=-]|^\d+[.)]|#$"  # a heading, rule or list, where a line begins or ends
    r"|:(?=//)|(?<=www)\.|(?<=mailto):",  # an address that would become a link by itself
    re.IGNORECASE,
)
_NEVER_IN_ADDRESSES = re.compile(r'[\s<>"{}|\\^`]')  # RFC 3987, 2.2


def visible(text: str) -> str:
    """Text with everything unseen shown as ⟦U+XXXX⟧; lines stay lines."""
    return _unseen.sub(lambda m: f"⟦U+{ord(m[0]):04X}⟧", text)


def line(text: str) -> str:
    """Visible text on one line: a line break is shown as ⏎, a tab as ⇥."""
    broken = re.sub(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", " ⏎ ", text)
    return visible(broken.replace("\t", " ⇥ "))


def markdown(text: str) -> str:
    """One line that Markdown (CommonMark, GFM) shows as it stands: no mark-up, link or HTML."""
    return _MARKS.sub(_escaped, line(text).strip())


def web_address(url: str | None) -> str | None:
    """A url that may be a link: http and https alone, so that nothing in it can run."""
    if url is None or _unseen.search(url) or _NEVER_IN_ADDRESSES.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _escaped(mark: re.Match[str]) -> str:
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    found = mark[0]
    return entities.get(found, found[:-1] + "\\" + found[-1])

"""Ids of articles: safe as file names, and each of them once in a run."""

import hashlib
import re
import unicodedata
from collections import Counter

_LONGEST = 120
"""UTF-8 bytes: leaves room for a suffix below the 255 that file systems allow."""
_SEPARATORS = re.compile(r"[/\\:*?\"<>|]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names of devices on Windows."""


def safe_id(name: str) -> str:
    """The id that an article of this name gets: the same on every system, in every run.

    Separators, control and direction characters become "-"; dots and spaces at either end go;
    length is capped. A name that had to be changed ends in eight digits of its own sha256, so
    that two names do not become one id.
    """
    kept = "".join(c if c.isprintable() else "-" for c in _SEPARATORS.sub("-", name))
    kept = kept.encode()[:_LONGEST].decode(errors="ignore").strip(". ")
    if kept and kept == name and not _RESERVED.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{kept or 'article'}-{digest}"


class Names:
    """The ids given out in one run, told apart as file systems do: not by case or composition."""

    def __init__(self) -> None:
        """No id is taken yet."""
        self._taken: set[str] = set()
        self._asked: Counter[str] = Counter()

    def claim(self, name: str) -> str | None:
        """The id of this very name, or None when it is taken."""
        wanted = safe_id(name)
        folded = unicodedata.normalize("NFC", wanted).casefold()
        if folded in self._taken:
            return None
        self._taken.add(folded)
        return wanted

    def find(self, name: str) -> str:
        """The id of this name, with "-2", "-3", ... where it is taken."""
        given = self.claim(name)
        while given is None:
            self._asked[name] += 1
            given = self.claim(f"{name}-{self._asked[name] + 1}")
        return given

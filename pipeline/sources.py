"""Source phrases: "three Russian sources familiar with the talks" taken apart and compared.

A source is named (a person, an agency) or described (officials, a spokesman). Two phrases can
be the same, surely different, or neither: "the foreign minister" may well be the person named.
"""

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

from pipeline.cues import BY_SOURCE, REPORTING
from pipeline.places import kin

Likeness = Literal["same", "different", "unknown"]

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*", re.UNICODE)
_COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"a": 1, "an": 1, "both": 2}
# nouns for people who are not named on purpose: never the same as somebody named
_ANONYMOUS = frozenset(
    """source official insider aide diplomat person people individual witness delegate officer
    adviser advisor executive analyst expert employee resident critic supporter""".split()
)
_SMALL = frozenset(
    """the of to in on at by for with from and or as that which who is was were are be been has
    have had having his her its their some several many other another group groups least more than
    nearly about around current former familiar briefed close said told public statement""".split()
)
_TITLES = frozenset(
    """mr mrs ms dr sir dame lord lady president prime minister premier chancellor governor mayor
    secretary general senator foreign defence defense chief judge justice professor king queen
    prince princess pope director spokesman spokeswoman spokesperson leader head vice deputy us uk
    u.s u.k""".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase in parts.

    Attributes:
        names: Lower-cased words written large, without titles: "lavrov", "russian", "reuters".
        nouns: Lower-cased stems of the other words that carry meaning: "source", "minister".
        count: How many sources, where the phrase says so.
        anonymous: Described on purpose, not named: sources, officials, a person briefed on it.
    """

    names: frozenset[str]
    nouns: frozenset[str]
    count: int | None
    anonymous: bool


def read_source(phrase: str) -> Source:
    """Take a source phrase apart; cue words at its edges ("Citing ...", "... said") are dropped."""
    words = _WORD.findall(phrase.replace("’s", "").replace("'s", ""))
    names: set[str] = set()
    nouns: set[str] = set()
    count: int | None = None
    for word in words:
        lowered = word.lower()
        stem = _stem(lowered)
        if lowered in _COUNTS:
            count = count or _COUNTS[lowered]
        elif word.isdigit():
            count = int(word)
        elif lowered in _TITLES:
            nouns.add(stem)
        elif stem in _ANONYMOUS:
            nouns.add(stem)
        elif word[0].isupper() and not _is_cue(lowered):
            names.add(lowered.replace(".", ""))
        elif lowered not in _SMALL and not _is_cue(lowered):
            nouns.add(stem)
    return Source(frozenset(names), frozenset(nouns), count, anonymous=bool(nouns & _ANONYMOUS))


def compare_sources(claimed: str, printed: str) -> Likeness:
    """Whether two source phrases mean one source, as far as the words tell."""
    a, b = read_source(claimed), read_source(printed)
    if not (a.names or a.nouns) or not (b.names or b.nouns):
        return "unknown"
    if a.anonymous != b.anonymous:
        named, described = (b, a) if a.anonymous else (a, b)
        # "Bloomberg's officials" and Bloomberg share a name: which of the two is meant is open
        return "unknown" if named.names & described.names or not named.names else "different"
    if a.anonymous:
        return _same_description(a, b)
    if a.names and b.names:
        if _share_name(a.names, b.names):
            return "same"
        # a person may speak for a country: which of the two acts, names alone cannot tell
        if any(kin(x) for x in a.names) != any(kin(x) for x in b.names) or _kindred(a, b):
            return "unknown"
        return "different"
    return "same" if a.nouns & b.nouns and not (a.names or b.names) else "unknown"


def _same_description(a: Source, b: Source) -> Likeness:
    if a.count and b.count and a.count != b.count:
        return "different"
    if a.names and b.names and not _share_name(a.names, b.names) and not _kindred(a, b):
        return "different"
    if a.nouns & b.nouns & _ANONYMOUS:
        return "same"
    return "unknown"


def _share_name(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a & b) or any(
        len(x) > 4 and len(y) > 4 and OSA.distance(x, y) <= 1 for x in a for y in b
    )


def _kindred(a: Source, b: Source) -> bool:
    return any(y in kin(x) for x in a.names for y in b.names)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _is_cue(word: str) -> bool:
    """An utterance word in any of its forms, or a preposition that names a source."""
    return (
        word in BY_SOURCE
        or any(
            form in REPORTING
            for form in (word, word[:-1], word[:-2], word[:-3], word[:-3] + "e", word[:-1] + "y")
        )
        or word in {"said", "told", "thought"}
    )

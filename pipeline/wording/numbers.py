"""The quantities of a text: what is counted, how many, and how nearly. Dates are left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Bound = Literal["exact", "about", "upper", "lower", "below"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {w: n for n, w in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, 2)}
_SMALL |= {"dozen": 12, "couple": 2, "pair": 2, "both": 2, "twice": 2}
_ORDINAL = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALE |= {
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "b": 1e9,
    "tn": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
}

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\b(?:,?\s+\d{{4}}\b)?"
    r"|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b\d{1,2}[:.]\d\d\s?(?:[ap]\.?m\b\.?|gmt|bst|utc)|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[ap]\.?m\b"
    r"|(?<![$€£¥.,\d])\b(?:1[5-9]|20)\d\d(?:s\b|[-–](?:\d\d|\d{4})\b)?(?![.,]\d|\d|\s?(?:%|percent|per))",
    re.IGNORECASE,
)
_WORDS = "|".join([*_SMALL, "hundred", "thousand", "million", "billion", "trillion"])
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<money>[$€£¥₹₽₩]|US\$|A\$)?\s?(?P<sign>(?<!\w)[-−])?"
    # Scraped text sets a space into numbers: "4, 200 km", "61. 5 per cent".
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:, \d{3})+(?!\d|,? (?:and|or|to) \d)|\d{1,3}\. \d{1,2}(?=\s?(?:%|per\s?cent"
    r"|million|billion|kg\b|km\b|miles\b|met|in\b|°))|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|lakh|crore|mn|bn|tn|k|m|b)\b)?"
    r"(?P<nth>st|nd|rd|th)?(?P<share>\s?(?:%|per\s?cent\b|pct\b|percentage\b))?(?!\w)"
    rf"|\b(?P<words>(?:a\s+)?(?:{_WORDS})s?(?:(?:\s+and\s+|[\s-]+)(?:{_WORDS}))*)\b"
    r"(?P<wshare>\s+(?:percent|per\s?cent|percentage)\b)?"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINAL)})\b",
    re.IGNORECASE,
)
_CUES: Mapping[Bound, str] = {
    "upper": "up to|as many as|as much as|at most|no more than|fewer than|less than|under|below"
    "|a maximum of",
    "lower": "at least|more than|over|no fewer than|no less than|a minimum of|above|upwards? of"
    "|exceeding",
    "below": "nearly|almost|just under|close to|approaching|not quite",
    "about": "about|around|roughly|some|approximately|an estimated|circa|or so|estimated",
}
_BOUNDS = {
    bound: re.compile(rf"\b(?:{cues})\s+(?:the\s+|an?\s+)?[$€£¥]?\s?$", re.IGNORECASE)
    for bound, cues in _CUES.items()
}

_COUNTED = re.compile(r"[\s-]*((?:[^\W\d_][\w'’]*[ -]){0,3}(?:[^\W\d_][\w'’]*)?)")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number: its value and kind (count, ordinal, percent or a currency), and its words.

    `bound` says how the text hedges it: "up to" is upper, "at least" lower, "nearly" below.
    `unit` is what follows: the three words that are counted, small; empty at the end of a clause.
    """

    start: int
    end: int
    text: str
    value: float
    kind: str
    bound: Bound
    unit: tuple[str, ...]


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order; not dates, years, times, vague plurals, or "one"."""
    dates = [m.span() for m in _DATE.finditer(text)]
    return tuple(_read(text, dates))


def _read(text: str, dates: list[tuple[int, int]]) -> Iterator[Quantity]:
    upcoming = iter([*dates, (len(text) + 1, len(text) + 1)])
    date = next(upcoming)
    for found in _NUMBER.finditer(text):
        while date[1] <= found.start():
            date = next(upcoming)
        if date[0] < found.end() and found.start() < date[1]:
            continue
        value = _value(found)
        if value is None:
            continue
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        before = text[max(0, start - 24) : start]
        bound: Bound = next((b for b, cue in _BOUNDS.items() if cue.search(before)), "exact")
        kind = "count"
        if found["nth"] or found["ordinal"]:
            kind = "ordinal"
        elif found["share"] or found["wshare"]:
            kind = "percent"
        elif found["money"]:
            kind = found["money"][-1]
        yield Quantity(start, found.end(), found[0].strip(), value, kind, bound, _unit(text, found))


def _unit(text: str, found: re.Match[str]) -> tuple[str, ...]:
    after = _COUNTED.match(text, found.end(), found.end() + 60)
    said = after[1].casefold().strip(" -") if after else ""
    return tuple(re.split(r"[ -]+", said))[:3] if said else ()


def _value(found: re.Match[str]) -> float | None:
    if found["digits"]:
        number = float(re.sub(r"[^\d.]", "", found["digits"]))
        scaled = number * _SCALE.get((found["scale"] or "").lower(), 1)
        return -scaled if found["sign"] else scaled
    if found["ordinal"]:
        return float(_ORDINAL.index(found["ordinal"].lower()) + 1)
    return _spelt(re.split(r"[\s-]+", found["words"].lower()))


def _spelt(said: list[str]) -> float | None:
    """Words as a number; None where they count nothing: "one", "hundreds", "dozens"."""
    if said == ["one"] or any(w.endswith("s") and w != "twice" and w not in _SMALL for w in said):
        return None
    total, part = 0.0, 0.0
    for word in said:
        if word in _SCALE and _SCALE[word] > _HUNDRED:
            total, part = total + (part or 1) * _SCALE[word], 0.0
        elif word == "hundred":
            part = (part or 1) * _HUNDRED
        elif word == "dozen":
            part = (part or 1) * 12
        elif word in _SMALL:
            part += _SMALL[word]
    return total + part

"""The quantities of a text: what is counted, how many, and how nearly. Dates are left out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Literal

from pipeline.wording.dates import moments

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

# "dozens" and "hundreds" are no number, but not just any
_VAGUE = {
    "dozens": (24, 99),
    "scores": (40, 199),
    "hundreds": (200, 999),
    "thousands": (2e3, 9999),
    "tens of thousands": (2e4, 99_999),
    "hundreds of thousands": (2e5, 999_999),
    "millions": (2e6, 9.99e8),
    "tens of millions": (2e7, 99.9e6),
    "hundreds of millions": (2e8, 99.9e7),
    "billions": (2e9, 9.99e11),
}
_FRACTIONS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fourth": 1 / 4, "fifth": 1 / 5}
_FRACTIONS |= {"tenth": 1 / 10, "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_CURRENCIES = {"dollar": "$", "buck": "$", "euro": "€", "pound": "£", "yen": "¥", "rupee": "₹"}
_CURRENCIES |= {"ruble": "₽", "rouble": "₽", "usd": "$", "eur": "€", "gbp": "£"}

_WORDS = "|".join([*_SMALL, "hundred", "thousand", "million", "billion", "trillion"])
_OF_WHAT = r"(?=\s+(?:of|the|its|their|his|her|all|our|as)\b)"
_PERCENT = r"%|per\s?cent\b|pct\b|percentage\b"
_TO = r"\s?(?:-|–|—)\s?|\s+(?:to|and|or)\s+"
# Scraped text sets a space into numbers: "4, 200 km", "61. 5 per cent".
_DIGITS = (
    r"\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?:\.\d+)?"
    r"|\d{1,3}(?:, \d{3})+(?!\d|,? (?:and|or|to) \d)|\d{1,3}\. \d{1,2}(?=\s?(?:%|per\s?cent"
    r"|million|billion|kg\b|km\b|miles\b|met|in\b|°))|\d+(?:\.\d+)?"
)
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![^\W\d_]-)(?P<money>[$€£¥₹₽₩]|us\$|a\$)?\s?(?P<sign>(?<!\w)[-−])?"
    rf"(?P<digits>{_DIGITS})"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|lakh|crore|mn|bn|tn|k|m|b)\b)?"
    rf"(?P<nth>st|nd|rd|th)?(?P<share>\s?(?:{_PERCENT}))?(?!\w)"
    rf"|\b(?P<vague>{'|'.join(sorted(_VAGUE, key=len, reverse=True))})\b"
    rf"|\b(?:(?P<part>an?|one|two|three|four)[\s-])?(?P<fraction>third|quarter|fifth|tenth|half)"
    rf"s?\b{_OF_WHAT}|(?P<sign_fraction>[½⅓⅔¼¾])"
    r"|\bhalf an? (?P<halved>million|billion|dozen)\b"
    rf"|\b(?P<words>(?:a\s+)?(?:{_WORDS})(?:(?:\s+and\s+|[\s-]+)(?:{_WORDS})){{0,8}})\b"
    rf"(?P<wshare>\s+(?:{_PERCENT}))?"
    rf"|\b(?P<ordinal>{'|'.join(_ORDINAL)})\b",
)
_RANGE = re.compile(_TO)
_SPREAD = re.compile(r"\b(between|from)\s+$", re.IGNORECASE)
_CUES: Mapping[Bound, str] = {
    "upper": "up to|as many as|as much as|at most|no more than|fewer than|less than|under|below"
    "|a maximum of",
    "lower": "at least|more than|over|no fewer than|no less than|a minimum of|above|exceeding"
    "|exceeds|exceeded|topped|topping|tops|surpassed|surpassing|beyond|in excess of"
    "|upwards? of|north of",
    "below": "nearly|almost|just under|close to|approaching|not quite",
    "about": "about|around|roughly|some|approximately|an estimated|circa|or so|estimated",
}
_BOUNDS = {
    bound: re.compile(
        rf"\b(?:{cues})\s+(?:(?:the|an?|age of|the age of|total of|a total of)\s+)?[$€£¥]?\s?$",
        re.IGNORECASE,
    )
    for bound, cues in _CUES.items()
}

_COUNTED = re.compile(r"[\s-]*(?:of\s+)?((?:[^\W\d_][\w'’]*[ -]){0,3}(?:[^\W\d_][\w'’]*)?)")
_HUNDRED = 100.0
# a lower text of equal length, which str.lower() does not promise
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number: its value and kind (count, ordinal, percent or a currency), and its words.

    `bound` says how the text hedges it: "up to" is upper, "at least" lower, "nearly" below.
    `unit` is what follows: the three words that are counted, small; empty at the end of a clause.
    `high` is the other end of a range ("10 to 15"), of a score ("2-0"), or of what a vague word
    may mean ("dozens", `vague`); otherwise it is the value.
    """

    start: int
    end: int
    text: str
    value: float
    kind: str
    bound: Bound
    unit: tuple[str, ...]
    high: float
    vague: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends, the lower one first: "2-0" and "0-2" are one score."""
        return min(self.value, self.high), max(self.value, self.high)


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order; not dates, years, clock times, or "the one who"."""
    found: list[Quantity] = []
    # "18 months after" may as well be how long
    dated = [
        (m.start, m.end) for m in moments(text) if not any(k.endswith(" from") for k in m.values)
    ]
    for quantity in _read(text, dated):
        if found and (spread := _spread(found[-1], quantity, text)):
            found[-1] = spread
        else:
            found.append(quantity)
    return tuple(found)


def _spread(low: Quantity, high: Quantity, text: str) -> Quantity | None:
    """One range out of "10 to 15 men", "between 10 and 15", "2-0"; "two and three" is none."""
    joint = _RANGE.fullmatch(text, low.end, high.start)
    before = _SPREAD.search(text, max(0, low.start - 12), low.start)
    if not joint or ("and" in joint[0] and not before) or (before and before[1].lower() == "from"):
        return None
    one_kind = low.kind in (high.kind, "count") and high.kind != "ordinal"
    if low.vague or high.vague or low.value != low.high or not one_kind:
        return None
    # "10 to 15 million"
    scaled = low.value * high.value / _bare(high)
    value = scaled if low.value < _bare(high) else low.value
    said = text[low.start : high.end]
    return replace(high, start=low.start, text=said, value=value, bound=low.bound)


def _bare(quantity: Quantity) -> float:
    """The bare figure of "15 million": 15."""
    last = quantity.text.lower().lstrip("$€£¥0123456789., -")
    return quantity.value / _SCALE.get(last, 1.0) or 1.0


def _read(text: str, dates: list[tuple[int, int]]) -> Iterator[Quantity]:
    upcoming = iter([*dates, (len(text) + 1, len(text) + 1)])
    date = next(upcoming)

    for found in _NUMBER.finditer(text.translate(_LOWER)):
        while date[1] <= found.start():
            date = next(upcoming)
        if date[0] < found.end() and found.start() < date[1]:
            continue
        value, high = _values(found)
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        bound = _bound(text[max(0, start - 24) : start])
        if found["fraction"] or found["sign_fraction"]:
            bound = "about" if bound == "exact" else bound
        unit = _unit(text, found)
        said = text[start : found.end()].strip()
        vague = found["vague"] is not None
        yield Quantity(
            start, found.end(), said, value, _kind(found, unit), bound, unit, high, vague
        )


def _bound(before: str) -> Bound:
    if not before.rstrip(" \t$€£¥")[-1:].isalpha():
        return "exact"
    return next((bound for bound, cue in _BOUNDS.items() if cue.search(before)), "exact")


def _kind(found: re.Match[str], unit: tuple[str, ...]) -> str:
    if found["nth"] or found["ordinal"]:
        return "ordinal"
    if any(found[k] for k in ("share", "wshare", "fraction", "sign_fraction")):
        return "percent"
    if found["money"]:
        return found["money"][-1]
    # "5 million US dollars"
    return next((c for w in unit[:2] if (c := _CURRENCIES.get(w.removesuffix("s")))), "count")


def _unit(text: str, found: re.Match[str]) -> tuple[str, ...]:
    after = _COUNTED.match(text, found.end(), found.end() + 60)
    said = after[1].casefold().strip(" -") if after else ""
    return tuple(re.split(r"[ -]+", said))[:3] if said else ()


def _values(found: re.Match[str]) -> tuple[float, float]:
    """The value, and the highest one it may be."""
    if found["vague"]:
        return _VAGUE[found["vague"].lower()]
    value = _value(found)
    return value, value


def _value(found: re.Match[str]) -> float:
    if found["digits"]:
        number = float(re.sub(r"[^\d.]", "", found["digits"]))
        scaled = number * _SCALE.get((found["scale"] or "").lower(), 1)
        return -scaled if found["sign"] else scaled
    if found["sign_fraction"]:
        return 100 * _FRACTIONS[found["sign_fraction"]]
    if found["fraction"]:
        parts = _SMALL.get((found["part"] or "").lower(), 1)
        return 100 * parts * _FRACTIONS[found["fraction"].lower()]
    if found["halved"]:
        return 6.0 if found["halved"].lower() == "dozen" else _SCALE[found["halved"].lower()] / 2
    if found["ordinal"]:
        return float(_ORDINAL.index(found["ordinal"].lower()) + 1)
    return _spelt(re.split(r"[\s-]+", found["words"].lower()))


def _spelt(said: list[str]) -> float:
    total = part = 0.0
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

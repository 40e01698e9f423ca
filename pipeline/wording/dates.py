"""The points in time that a text names: days, months, years, clock times, "two days ago".

They are compared, never resolved: nothing here knows what day it is. Durations ("for two
months") are quantities.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_SEASONS = ("spring", "summer", "autumn", "winter")
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_AWAY = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0}
_AWAY |= {"next": 1, "coming": 1, "following": 1, "upcoming": 1}
_TODAY = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_UNIT = "minute|hour|day|night|week|weekend|fortnight|month|quarter|year|decade|century"
_PART = "morning|afternoon|evening|night"

_WEEKDAY = "(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_MONTH = (
    r"(?:(?i:january|february|april|june|july|september|october|november|december)"
    r"|Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_NTH = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_RANGE = rf"{_NTH}(?:\s?(?:-|–|to|and)\s?{_NTH})?"
_YEAR = r"(?:1[5-9]|20)\d\d"
# "May" and "March" alone are a month only where a month can be
_SINGLE = (
    r"(?<=\b[Ii]n )|(?<=\b[Bb]y )|(?<=\b[Oo]f )|(?<=\b[Tt]o )|(?<=[Ss]ince )|(?<=[Uu]ntil )"
    r"|(?<=[Ll]ast )|(?<=[Nn]ext )|(?<=[Tt]his )|(?<=[Ee]arly )|(?<=[Ll]ate )|(?<=[Mm]id-)"
    r"|(?<=[Bb]efore )|(?<=[Aa]fter )|(?<=[Dd]uring )|(?<=[Ff]rom )|(?<=[Tt]ill )|(?<= and )"
)
_PATTERN = re.compile(
    rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|\b(?P<slashed>\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)\b"
    rf"|(?:(?<=\b[Oo]n )|(?<=\b[Bb]y )|(?<=[Ss]ince )|(?<=[Uu]ntil ))\d{{1,2}}/\d{{1,2}}\b(?!/))"
    rf"|\b(?P<month>{_MONTH})\s+(?P<days>{_RANGE})(?![\d:]|\.\d|,\d{{3}})(?:,?\s+(?P<year>{_YEAR})\b)?"
    rf"|\b(?P<days2>{_RANGE})(?:\s+of)?\s+(?P<month2>{_MONTH})(?:,?\s+(?P<year2>{_YEAR})\b)?"
    rf"|\b(?P<month3>{_MONTH}),?\s+(?:of\s+)?(?P<year3>{_YEAR})\b"
    rf"|(?:{_SINGLE})(?P<month4>May|March)\b(?! \w+ed\b)"
    rf"|\b(?!May\b|Mar(?:ch)?\b)(?P<month5>{_MONTH})(?=[\s,.;:)’'-]|$)"
    rf"|\b(?P<weekday>{_WEEKDAY})s?\b"
    rf"|\b(?P<day>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b"
    rf"|\b(?P<away>[Ll]ast|[Pp]ast|[Pp]revious|[Tt]his|[Cc]urrent|[Nn]ext|[Cc]oming|[Ff]ollowing"
    rf"|[Uu]pcoming) (?:(?P<awayunit>{_UNIT}|{_PART}|spring|summer|autumn|fall|winter)\b"
    rf"|(?=(?:{_WEEKDAY}|{_MONTH})))"
    rf"|\b(?P<number>\d{{1,4}}|[Aa]n?|[Aa] few|[Ss]everal|{'|'.join(_NUMBERS[1:])}) "
    rf"(?P<unit>{_UNIT})s? (?P<side>ago|earlier|later|before|after|hence|from now)\b"
    rf"|\b(?P<decade>(?:1[5-9]|20)?\d0)s\b|(?<=\W)['’](?P<decade2>\d0)s\b"
    rf"|(?<![$€£¥.,\d/:-])\b(?P<single>{_YEAR})(?:[-–](?P<to>\d\d(?:\d\d)?))?\b"
    rf"(?![.,]\d|\d|\s?(?:%|percent\b|per\b))"
    rf"|(?<![\d.:])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b"
    rf"|(?<![\d.:])(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)\b(?![:\d])"
    rf"|\b(?P<noon>noon|midday|midnight)\b"
    rf"|\b(?P<part>{_PART})\b"
)
_JOINT = re.compile(r"\s*[,(]?\s*(?:on |of |at |in the |in )?\(?")
# "2000 people" counts, "the 2014 elections" dates
_COUNTED = re.compile(r"\s(?:people|men|women|children|(?!was\b|has\b|is\b|as\b)[a-z]+s)\b")
_DATING = re.compile(
    r"\b(?:in|since|of|from|by|until|before|after|during|the|an?|late|early|mid|its|their)\W$",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"\b(before|after|since|until|till|by)\s+(?:the\s+|early\s+|late\s+)?$", re.IGNORECASE
)
_OPPOSED = ({"before", "after"}, {"until", "after"}, {"since", "until"}, {"before", "since"})
# what a claim may add without saying another time
_SOFT = frozenset({"part", "weekday away"})


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time, as far as the text tells it.

    Attributes:
        values: By dimension ("weekday", "day", "month", "year", "clock", "part", "week ago" ...)
            what it may be: several where it can be read in two ways, or is a range.
        edge: "before", "after", "since", "until" or "by", where the text has it; else "".
    """

    start: int
    end: int
    text: str
    values: Mapping[str, frozenset[object]]
    edge: str = ""

    def agrees(self, other: "Moment") -> bool:
        """Whether they share a dimension, and differ in none that both have."""
        shared = self.values.keys() & other.values.keys()
        return bool(shared - _SOFT) and not self.differs(other)

    def within(self, other: "Moment") -> bool:
        """Whether the other tells all that this one tells."""
        return self.agrees(other) and self.values.keys() - _SOFT <= other.values.keys()

    def differs(self, other: "Moment") -> bool:
        """Whether both cannot be meant: another day, another month, last week for last month."""
        shared = self.values.keys() & other.values.keys()
        if any(not self.values[kind] & other.values[kind] for kind in shared):
            return True
        turned = bool(shared) and {self.edge, other.edge} in _OPPOSED
        return turned or _another_unit(self, other)


def _another_unit(one: Moment, two: Moment) -> bool:
    """Whether they are "last week" and "last month", or the like; days are left alone."""
    for kind in (" ago", " from"):
        ours = {k: v for k, v in one.values.items() if k.endswith(kind)}
        theirs = {k: v for k, v in two.values.items() if k.endswith(kind)}
        if ours and theirs and not ours.keys() & theirs.keys():
            near = all(v & {-1, 0, 1} for v in (*ours.values(), *theirs.values()))
            return near and "day ago" not in {*ours, *theirs}
    return False


@lru_cache(maxsize=512)
def moments(text: str) -> tuple[Moment, ...]:
    """Every point in time that a text names, in order; "Friday (March 7)" is one."""
    joined: list[Moment] = []
    for found in _PATTERN.finditer(text):
        values = _values(found, text)
        if values is None:
            continue
        moment = Moment(*found.span(), found[0], values)
        if joined and (whole := _join(joined[-1], moment, text)):
            joined[-1] = whole
        else:
            edge = _EDGE.search(text, max(0, moment.start - 16), moment.start)
            joined.append(replace(moment, edge=edge[1].lower() if edge else ""))
    return tuple(m for m in joined if m.values.keys() - {"weekday away", "bare part"})


def _join(one: Moment, two: Moment, text: str) -> Moment | None:
    """Two neighbours that tell one point in time; None where they do not."""
    between = text[one.end : two.start]
    keys = one.values.keys() | two.values.keys()
    apart = any(k.endswith((" ago", " from")) and k != "day ago" for k in keys)
    if apart or one.values.keys() & two.values.keys() or not _JOINT.fullmatch(between):
        return None
    values = {k: v for k, v in {**one.values, **two.values}.items() if k != "bare part"}
    part = two.values.get("bare part")
    if part:
        values["part"] = part
    closed = "(" in between and text[two.end : two.end + 1] == ")"
    end = two.end + closed
    return Moment(one.start, end, text[one.start : end], values, one.edge)


def _values(found: re.Match[str], text: str) -> dict[str, frozenset[object]] | None:
    """What one match tells, by dimension; None where it is no time after all."""
    get = {k: v for k, v in found.groupdict().items() if v is not None}
    for reader in (_calendar, _relative, _clock):
        if values := reader(get):
            return {k: frozenset(v) for k, v in values.items()}
    dated = _DATING.search(text, max(0, found.start() - 8), found.start())
    if "single" in get and (dated or not _COUNTED.match(text, found.end())):
        return {"year": frozenset(_years(get["single"], get.get("to")))}
    return None


def _calendar(get: Mapping[str, str]) -> dict[str, set[object]]:
    if "iso" in get:
        year, month, day = map(int, get["iso"].split("-"))
        return {"year": {year}, "month": {month}, "day": {(month, day)}}
    if "slashed" in get:
        return _slashed([int(n) for n in re.split(r"[/.]", get["slashed"])])
    values: dict[str, set[object]] = {}
    if "weekday" in get:
        values["weekday"] = {_WEEKDAYS.index(get["weekday"].capitalize())}
    name = next((get[k] for k in get if k.startswith("month")), None)
    if name:
        month = next(n for n, m in enumerate(_MONTHS, 1) if m.startswith(name[:3].capitalize()))
        values["month"] = {month}
        if days := get.get("days") or get.get("days2"):
            first, *last = (int(n) for n in re.findall(r"\d+", days))
            apart = not last or "and" in days or last[0] < first
            run = {first, *last} if apart else set(range(first, last[0] + 1))
            values["day"] = {(month, day) for day in run}
        if year_said := next((get[k] for k in ("year", "year2", "year3") if k in get), None):
            values["year"] = {int(year_said)}
    if decade := get.get("decade") or get.get("decade2"):
        first = int(decade) if len(decade) == 4 else 1900 + int(decade)
        values["year"] = set(range(first, first + 10))
    return values


def _slashed(numbers: list[int]) -> dict[str, set[object]]:
    """Read "7/3", which may be either day or month first."""
    one, two = numbers[:2]
    days: set[object] = {(m, d) for m, d in ((one, two), (two, one)) if 0 < m <= 12 and 0 < d <= 31}
    if not days:
        return {}
    values: dict[str, set[object]] = {"day": days, "month": {m for m in (one, two) if 0 < m <= 12}}
    if len(numbers) > 2:
        values["year"] = {numbers[2] if numbers[2] > 99 else 2000 + numbers[2]}
    return values


def _relative(get: Mapping[str, str]) -> dict[str, set[object]]:
    if "day" in get:
        word = get["day"].lower()
        part: dict[str, set[object]] = {"part": {"night"}} if word == "tonight" else {}
        return {"day ago": {_TODAY[word]}, **part}
    if "away" in get:
        return _away(_AWAY[get["away"].lower()], get.get("awayunit"))
    if "unit" in get:
        many = _amount(get["number"].lower())
        back = get["side"] in {"ago", "earlier", "before"}
        kind = "ago" if get["side"] in {"ago", "hence", "from now"} else "from"
        return {f"{get['unit']} {kind}": {n * (-1 if back else 1) for n in many}}
    return {}


def _away(away: int, unit: str | None) -> dict[str, set[object]]:
    if unit is None:
        return {"weekday away": {away}}
    if unit in _PART.split("|"):
        return {"day ago": {-1 if away < 0 else away}, "part": {unit}}
    if unit == "fall" or unit in _SEASONS:
        return {"season": {unit if unit != "fall" else "autumn"}, "season ago": {away}}
    return {f"{unit} ago": {away}}


def _amount(said: str) -> set[int]:
    if said.isdigit():
        return {int(said)}
    if said in _NUMBERS:
        return {_NUMBERS.index(said)}
    return {1} if said in {"a", "an"} else set(range(2, 12))


def _clock(get: Mapping[str, str]) -> dict[str, set[object]]:
    if "noon" in get:
        return {"clock": {0 if get["noon"] == "midnight" else 720}}
    if "part" in get:
        return {"bare part": {get["part"]}}
    if "half" in get:
        hour = int(get["hour"]) % 12 + (12 if get["half"] == "p" else 0)
        return {"clock": {60 * hour + int(get.get("minute", 0))}}
    if "hour2" in get:
        minutes = 60 * int(get["hour2"]) + int(get["minute2"])
        return {"clock": {minutes, (minutes + 720) % 1440} if minutes < 780 else {minutes}}
    return {}


def _years(first: str, last: str | None) -> set[object]:
    if last is None:
        return {int(first)}
    end = int(last) if len(last) == 4 else int(first[:2] + last)
    return set(range(int(first), min(end, int(first) + 100) + 1)) or {int(first)}

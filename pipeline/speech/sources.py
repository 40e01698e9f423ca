"""Source phrases: "three Russian sources familiar with the talks" taken apart and compared.

A source is named (a person, an agency) or described (officials, a spokesman). Two phrases can
be the same, surely different, or neither: "the foreign minister" may well be the person named.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from pipeline.speech.cues import BY_SOURCE, REPORTING
from pipeline.wording.places import kin

Likeness = Literal["same", "different", "unknown"]

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*|[,(]", re.UNICODE)
_DIGITS = 9  # nobody counts more sources
_POSSESSED = re.compile(r"['’]s?\s*$")
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
    prince princess duke duchess earl countess baron archbishop bishop cardinal rabbi imam sheikh
    emir sultan pope director spokesman spokeswoman spokesperson leader head vice deputy us uk
    u.s u.k rep sen gov lt capt captain coach chairman chairwoman chair candidate nominee""".split()
)
# bodies that speak: large or small, they say which kind of source it is, not which one
_BODIES = frozenset(
    """government administration ministry cabinet parliament council commission committee department
    police army office party court union bank agency company campaign board authority federation
    association assembly report document study""".split()
)
# papers that say something, and may be cited for it
_PAPERS = frozenset(
    """letter memo filing record audit survey poll analysis review testimony affidavit indictment
    transcript email cable file statement article newspaper paper magazine website broadcaster
    television radio media data figure diary complaint lawsuit interview post""".split()
)
_STATE = frozenset("government administration authority state leader".split())
# words after which a phrase only says more about the source that stands before them
_OPENS_TAIL = frozenset(
    """of for from at in with on who which that familiar close briefed said told near to inside
    described reported speaking like unlike including alongside""".split()
)


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase in parts.

    Attributes:
        names: Lower-cased words written large, without titles: "lavrov", "russian", "reuters".
        own: Those of them that name the source itself, not what it belongs to: for "Clinton
            spokesman Nick Merrill" only "nick" and "merrill".
        nouns: Lower-cased stems of the other words that carry meaning: "source", "minister".
        count: How many sources, where the phrase says so.
        anonymous: Described on purpose, not named: sources, officials, a person briefed on it.
    """

    names: frozenset[str]
    own: frozenset[str]
    nouns: frozenset[str]
    count: int | None
    anonymous: bool


@lru_cache(maxsize=4096)
def read_source(phrase: str) -> Source:
    """Take a source phrase apart; cue words at its edges ("Citing ...", "... said") are dropped."""
    if phrase.istitle() and phrase.isalpha() and is_cue(phrase.lower()):
        # "Post": a cue elsewhere, but nothing else is named here
        name = frozenset({phrase.lower()})
        return Source(name, name, frozenset(), None, anonymous=False)
    return _read(phrase)


@lru_cache(maxsize=16)
def all_sources(text: str) -> Source:
    """Every name and noun of a whole text, as one; remembered for the claims about it."""
    return _read(text)


def _read(phrase: str) -> Source:
    words = _WORD.findall(_POSSESSED.sub("", phrase))
    names: set[str] = set()
    own: set[str] = set()
    run: set[str] = set()
    nouns: set[str] = set()
    count: int | None = None
    tail = False
    for word in words:
        lowered = re.sub(r"['’]s?$", "", word.lower())
        root = stem(lowered)
        if word in ",(" or word == "and":
            own, run, tail = own | run, set(), False
        elif lowered in _COUNTS or word.isdecimal():
            # behind the noun it counts something else: "officials from two towns", "in 2009"
            if not nouns:
                count = count or _COUNTS.get(lowered) or int(word[:_DIGITS])
        elif lowered in _TITLES or root in _ANONYMOUS or root in _BODIES:
            nouns.add(root)
            run = set()
        elif word[0].isupper() and not is_cue(lowered):
            name = lowered.replace(".", "")
            names.add(name)
            if not tail:
                run = set() if word.lower() != lowered else run | {name}
        elif lowered in _OPENS_TAIL:
            # "Bank of England" is one name, "ministers of Chad" is not
            own, run, tail = own | run, set(), bool(nouns or own or run)
        elif lowered not in _SMALL and not is_cue(lowered):
            nouns.add(root)
            run = run if tail else set()
    return Source(
        frozenset(names),
        frozenset(own | run),
        frozenset(nouns),
        count,
        anonymous=bool(nouns & _ANONYMOUS),
    )


def compare_sources(claimed: str, printed: str) -> Likeness:
    """Whether two source phrases mean one source, as far as the words tell."""
    if (plain := _plain(claimed)) and plain == _plain(printed):
        return "same"
    a, b = read_source(claimed), read_source(printed)
    if not (a.names or a.nouns) or not (b.names or b.nouns):
        return "unknown"
    if a.count and b.count and a.count != b.count:
        return "different"
    if a.anonymous != b.anonymous:
        named, described = (b, a) if a.anonymous else (a, b)
        return _named_or_described(named, described)
    if a.anonymous:
        return _same_description(a, b)
    if a.own and b.own:
        return _same_name(a.own, b.own)
    if a.own or b.own:
        return _name_or_body(a, b) if a.own else _name_or_body(b, a)
    within = a.nouns <= b.nouns or b.nouns <= a.nouns
    return "same" if within and not _apart(a.names, b.names) else "unknown"


def knows_name(name: str, names: frozenset[str]) -> bool:
    """Whether a name, or another name of its country, or a near spelling, is among others."""
    return name in names or not kin(name).isdisjoint(names) or _share_name(frozenset({name}), names)


def _named_or_described(named: Source, described: Source) -> Likeness:
    """Ana Ruiz and officials are two, unless the description names her, or her employer."""
    if _share_name(_personal(named.own), described.own):
        return "same"
    # "Bloomberg's officials" and Bloomberg share a name: which of the two is meant is open
    if named.names & described.names or not _personal(named.own):
        return "unknown"
    return "different"


def _name_or_body(named: Source, other: Source) -> Likeness:
    """Chad is the government of Chad; a person may be the minister, or not."""
    country = named.own and not _personal(named.own)
    if (
        country
        and other.nouns <= _STATE
        and any(_kin(x, y) for x in named.own for y in other.names)
    ):
        return "same"
    return "unknown"


def _same_name(a: frozenset[str], b: frozenset[str]) -> Likeness:
    """Names of one kind compare; a person may speak for a country, which names cannot tell."""
    few, many = sorted((a, b), key=len)
    shared = [x for x in few if any(_kin(x, y) or _near(x, y) for y in many)]
    if len(shared) == len(few):
        return "same"
    # of one family, or of one country, and yet perhaps another: "Ana Ruiz", "Eva Ruiz"
    if shared or bool(_personal(a)) != bool(_personal(b)):
        return "unknown"
    return "different"


def _kin(x: str, y: str) -> bool:
    return x == y or y in kin(x)


def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether both carry names, and none in common."""
    return bool(a and b) and not any(_kin(x, y) for x in a for y in b)


def _personal(names: frozenset[str]) -> frozenset[str]:
    return frozenset(n for n in names if names_person(n))


def names_person(name: str) -> bool:
    """Whether a word of a name is no country's or nationality's: those say little about who."""
    return not kin(name)


def _same_description(a: Source, b: Source) -> Likeness:
    if a.count and b.count and a.count != b.count:
        return "different"
    if _apart(a.names, b.names):
        sure = a.names | b.names == frozenset(n for n in a.names | b.names if kin(n))
        return "different" if sure else "unknown"
    if a.nouns & b.nouns & _ANONYMOUS:
        return "same"
    return "unknown"


def _share_name(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a & b) or any(_near(x, y) for x in a for y in b)


def _near(x: str, y: str) -> bool:
    """Whether two names are spelt alike: "Sergey" and "Sergei"."""
    return len(x) > 4 and len(y) > 4 and OSA.distance(x, y, score_cutoff=1) <= 1


def _plain(phrase: str) -> str:
    words = [w.lower() for w in _WORD.findall(phrase) if w not in ",("]
    return " ".join(words[1:] if words and words[0] in {"the", "a", "an"} else words)


def stem(word: str) -> str:
    """A noun without its plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def is_body(word: str) -> bool:
    """Whether a noun means a body or a paper, which nobody calls "he" or "she"."""
    return stem(word.lower()) in _BODIES


def can_speak(phrase: str) -> bool:
    """Whether a phrase is a source by its words: a name, people, a body, or a paper."""
    source = read_source(phrase)
    known = _ANONYMOUS | _BODIES | _PAPERS | _TITLES
    return bool(source.own or source.nouns & known or (source.count or 0) > 1)


def is_cue(word: str) -> bool:
    """Whether a word is one of utterance, in any form, or a preposition that names a source."""
    return (
        word in BY_SOURCE
        or any(
            form in REPORTING
            for form in (word, word[:-1], word[:-2], word[:-3], word[:-3] + "e", word[:-1] + "y")
        )
        or word in {"said", "told", "thought"}
    )

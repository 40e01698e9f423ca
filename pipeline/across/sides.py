"""Which country somebody stands for, as the articles introduce them: "Kenyan minister Ana Silva".

Two sources or addressees are compared by their words first, then by their sides: to a newsroom the
Kremlin, Moscow and the Russian president are one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.domain import Parse, Token
from pipeline.speech.sources import Likeness, Source, compare_sources, names_person, read_source
from pipeline.wording.places import kin

_OFFICES = frozenset(
    """ambassador admiral aide chancellor chief commander delegate diplomat director emir envoy
    general governor head king leader mayor minister negotiator official premier president prime
    prince queen representative secretary senator spokesman spokesperson spokeswoman
    sultan""".split()
)
_SPELT = 75  # of 100, by which two spellings of a given name are alike
_REACH = 7  # words from a country to the name of whoever holds an office there


class Sides:
    """Who stands for which country, learnt from all articles at once."""

    def __init__(self, parses: Collection[Parse]) -> None:
        votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for parse in parses:
            for token in parse.tokens:
                if token.text[:1].isupper() and (land := country(token.text)):
                    for name in _introduced(parse, token):
                        votes[name][land] += 1
        self._small = {
            t.text for p in parses for t in p.tokens if t.text.islower() and t.pos != "ADJ"
        }
        self._of = {
            name: land
            for name, count in votes.items()
            for land, times in count.most_common(1)
            # whoever is set beside two countries stands for neither surely
            if 2 * times > count.total()
        }
        self.of = lru_cache(maxsize=16384)(self._sides)
        self.alike = lru_cache(maxsize=65536)(self._alike)
        self.names = lru_cache(maxsize=16384)(self._names)

    def _sides(self, phrase: str) -> frozenset[str]:
        """The countries that a phrase names, or whose office its person holds."""
        source = read_source(phrase)
        lands = (country(name) or self._of.get(name) for name in source.names)
        return frozenset(land for land in lands if land)

    def _plain(self, phrase: str) -> str:
        """A phrase whose first word is no name with a small letter: "Families of the crew"."""
        first = phrase.split(" ", 1)[0]
        return phrase[:1].lower() + phrase[1:] if first.lower() in self._small else phrase

    def _names(self, party: str) -> frozenset[str]:
        """The words by which a party is named, small, and "=" with the country it stands for."""
        words = (w.strip(".,’'").removesuffix("’s").removesuffix("'s") for w in party.split())
        return frozenset(w.lower() for w in words if w) | {f"={land}" for land in self.of(party)}

    def _alike(self, one: str, two: str) -> Likeness:
        """Whether two phrases mean one side, as far as words and articles tell."""
        one, two = self._plain(one), self._plain(two)
        found = compare_sources(one, two)
        if found == "same" or _spelt_alike(one, two):
            return "same"
        here, there = self.of(one), self.of(two)
        if here and there:
            return "same" if here & there else "different"
        a, b = read_source(one), read_source(two)
        if _is_person(a) != _is_person(b):
            # who this person stands for, no article tells
            return "unknown"
        apart = bool(a.names and b.names) and not a.names & b.names
        return "different" if found == "different" or apart else "unknown"


def country(word: str) -> str:
    """The one name of a country, for any word that names it; "" for any other word."""
    known = kin(word)
    return min(known) if known else ""


def _spelt_alike(one: str, two: str) -> bool:
    """Whether two full names share the last one, and differ in how the first is spelt."""
    a, b = ([w for w in p.split() if w.lower() in read_source(p).own] for p in (one, two))
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
        return False
    return fuzz.ratio(a[-2].lower(), b[-2].lower()) >= _SPELT and a[-2][0] == b[-2][0]


def _is_person(source: Source) -> bool:
    return any(names_person(name) for name in source.own)


def _introduced(parse: Parse, land: Token) -> Iterable[str]:
    """The names behind a country and an office: "French foreign minister Jean Roux"."""
    office = False
    for token in parse.tokens[land.index + 1 : land.index + 1 + _REACH]:
        lowered = token.text.lower()
        if lowered in _OFFICES:
            office = True
        elif office and token.pos == "PROPN":
            yield lowered
        elif office or token.pos in {"VERB", "AUX", "PUNCT", "CCONJ"}:
            return

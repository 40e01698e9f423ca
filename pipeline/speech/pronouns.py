"""Who "he", "she" and "they" are: the best candidate before a pronoun, and never more than a guess.

Nearness, grammatical role, and how often the text names somebody decide; titles tell men from
women ("Mrs", "spokesman"). Right about four times in five, so callers must not rest a "no" on it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.domain import Parse, Token
from pipeline.speech.cues import REPORTING
from pipeline.speech.grammar import phrase, quoted
from pipeline.speech.sources import is_body

_SINGULAR = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_PLURAL = frozenset({"they", "them", "their"})
_ROLES = frozenset({"nsubj", "nsubjpass", "pobj", "poss"})
_NO_PERSON = frozenset(
    """GPE NORP LOC DATE TIME CARDINAL ORDINAL MONEY PERCENT QUANTITY EVENT LAW
    LANGUAGE""".split()
)
_LOOK_BACK = 10
_LONGEST_CHAIN = 6
_MALE = (
    "Mr|Sir|Lord|King|Prince|spokesman|chairman|congressman|businessman|father|son|brother|husband"
)
_FEMALE = (
    "Mrs|Ms|Miss|Dame|Lady|Queen|Princess|spokeswoman|chairwoman|congresswoman|businesswoman"
    "|mother|daughter|sister|wife|actress"
)
_NAME = r"[^\W\d_a-z][\w’'-]+"
_TITLED = re.compile(rf"\b(?:(?P<m>{_MALE})|(?:{_FEMALE}))\.?,? (?P<name>{_NAME}(?: {_NAME})?)")


def resolve(parse: Parse, text: str, token: Token) -> str | None:
    """The name or phrase that a pronoun stands for, as far as can be guessed."""
    for _ in range(_LONGEST_CHAIN):
        lowered = token.text.lower()
        if lowered in _SINGULAR:
            best = _best(parse, text, token, _people(parse, text, token))
        elif lowered in _PLURAL:
            best = _best(parse, text, token, _groups(parse, token))
        else:
            return None
        if best is None:
            return None
        if best.pos != "PRON":
            return text[slice(*phrase(parse, best))]
        # "he said ... He added": the same speaker goes on
        token = best
    return None


def _nearby(parse: Parse, token: Token) -> Iterator[Token]:
    here = parse.sentence_at(token.start)
    if here is None:
        return
    first = parse.sentences[max(here - _LOOK_BACK, 0)][0]
    yield from (t for t in parse.between(first, token.start) if t.end <= token.start)


def _people(parse: Parse, text: str, token: Token) -> Iterator[Token]:
    """Persons named, or described as speakers, before a pronoun and not inside what is quoted."""
    genders, gender = _genders(text), _SINGULAR[token.text.lower()]
    inside = quoted(text, token.start)
    for t in _nearby(parse, token):
        same = t.pos == "PRON" and _SINGULAR.get(t.text.lower()) == gender
        if same and _speaks(parse, t) and not quoted(text, t.start):
            yield t
        if t.entity != "PERSON" and not (_speaks(parse, t) and t.entity not in _NO_PERSON):
            continue
        if t.pos not in {"PROPN", "NOUN"} or _is_plural(t) or is_body(t.text):
            continue
        if t.dep in {"compound", "flat", "nmod"} or genders.get(t.text.lower(), gender) != gender:
            continue
        if inside or not quoted(text, t.start):
            yield t


def _groups(parse: Parse, token: Token) -> Iterator[Token]:
    for t in _nearby(parse, token):
        coordinated = any(parse.tokens[i].dep == "conj" for i in parse.children[t.index])
        several = _is_plural(t) or coordinated or t.entity in {"ORG", "NORP"}
        if several and t.pos in {"NOUN", "PROPN"} and t.dep in _ROLES:
            yield t


def _best(parse: Parse, text: str, token: Token, found: Iterator[Token]) -> Token | None:
    """The candidate with most in its favour: near, a subject, a speaker, often named."""
    here = parse.sentence_at(token.start) or 0

    def worth(t: Token) -> tuple[float, int]:
        far = here - (parse.sentence_at(t.start) or 0)
        role = 2.0 if t.dep in {"nsubj", "nsubjpass"} else 0.5 if t.dep == "poss" else 0.0
        # a surname alone is often taken for a firm
        speaks = (1.5 if _speaks(parse, t) else 0.0) - (0.5 if t.entity == "ORG" else 0.0)
        often = min(text.count(t.text), 6) * 0.25 if t.pos == "PROPN" else 0.0
        return role + speaks + often - 1.5 * far, t.start

    return max(found, key=worth, default=None)


def _speaks(parse: Parse, token: Token) -> bool:
    verb = parse.tokens[token.head]
    return token.dep == "nsubj" and verb.pos == "VERB" and verb.lemma in REPORTING


def _is_plural(token: Token) -> bool:
    lowered = token.text.lower()
    return token.pos == "NOUN" and lowered != token.lemma and lowered.endswith("s")


@lru_cache(maxsize=64)
def _genders(text: str) -> Mapping[str, str]:
    """Surnames that the text sets behind a title or noun which tells a man from a woman."""
    found: dict[str, str] = {}
    for match in _TITLED.finditer(text):
        name = match["name"].split()[-1].lower().removesuffix("’s").removesuffix("'s")
        gender = "m" if match["m"] else "f"
        # a couple of one name: the title does not tell them apart
        found[name] = gender if found.get(name, gender) == gender else "?"
    return {name: gender for name, gender in found.items() if gender != "?"}

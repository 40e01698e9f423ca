"""Who "he", "she" and "they" are: the best candidate before a pronoun, and never more than a guess.

Nearness, grammatical role, and how often the text names somebody decide; titles tell men from
women ("Mrs", "spokesman"). Right about four times in five, so callers must not rest a "no" on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain import Parse, Token
from pipeline.speech.cues import BY_SOURCE, REPORTING
from pipeline.speech.given_names import gender_of_given, genders
from pipeline.speech.grammar import quoted
from pipeline.speech.sources import is_body, read_source

_SINGULAR = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_PLURAL = frozenset({"they", "them", "their"})
_ROLES = frozenset({"nsubj", "nsubjpass", "pobj", "poss"})
_NO_PERSON = frozenset(
    """GPE NORP LOC DATE TIME CARDINAL ORDINAL MONEY PERCENT QUANTITY EVENT LAW
    LANGUAGE""".split()
)
_SUBORDINATE = frozenset({"advcl", "relcl", "acl", "pcomp"})
_MAIN = 2.0
_LOOK_BACK = 10
_LONGEST_CHAIN = 6


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The word a pronoun stands for, and whether nobody else comes into question."""

    token: Token
    certain: bool


def resolve(parse: Parse, text: str, token: Token) -> Antecedent | None:
    """The name or noun that a pronoun stands for, as far as can be guessed."""
    certain = True
    for _ in range(_LONGEST_CHAIN):
        lowered = token.text.lower()
        if lowered in _SINGULAR:
            found = list(_people(parse, text, token))
        elif lowered in _PLURAL:
            found = list(_groups(parse, token))
        else:
            return None
        best = _best(parse, text, token, found)
        if best is None:
            return None
        certain = certain and lowered in _SINGULAR and _alone(parse, text, token, best, found)
        if best.pos != "PRON":
            return Antecedent(best, certain)
        # "he said ... He added": the same speaker goes on
        token = best
    return None


def _alone(parse: Parse, text: str, token: Token, best: Token, found: list[Token]) -> bool:
    """Whether a pronoun goes on with a subject of its paragraph, and it names nobody else."""
    paragraph = text.rfind("\n", 0, token.start) + 1
    if best.start < paragraph or best.pos not in {"PROPN", "PRON"} or _role(parse, best) < _MAIN:
        return False
    since = (t for t in found if t.start >= paragraph)
    return all(t.pos == "PRON" or t.text.lower() == best.text.lower() for t in since)


def _nearby(parse: Parse, token: Token) -> Iterator[Token]:
    here = parse.sentence_at(token.start)
    if here is None:
        return
    first = parse.sentences[max(here - _LOOK_BACK, 0)][0]
    yield from (t for t in parse.between(first, token.start) if t.end <= token.start)


def _people(parse: Parse, text: str, token: Token) -> Iterator[Token]:
    """Persons named, or described as speakers, before a pronoun and not inside what is quoted."""
    gender = _SINGULAR[token.text.lower()]
    inside = quoted(text, token.start)
    for t in _nearby(parse, token):
        same = t.pos == "PRON" and _SINGULAR.get(t.text.lower()) == gender
        if same and _speaks(parse, t) and not quoted(text, t.start):
            yield t
        if t.pos not in {"PROPN", "NOUN"} or t.dep in {"compound", "flat", "nmod"}:
            continue
        if not _may_be_person(parse, t) or _gender(parse, text, t) not in {gender, None}:
            continue
        if inside or not quoted(text, t.start):
            yield t


def _may_be_person(parse: Parse, t: Token) -> bool:
    if _is_plural(t) or is_body(t.text):
        return False
    known = parse.label_of(t.text)
    return "PERSON" in {t.entity, known} or (
        _speaks(parse, t) and t.entity not in _NO_PERSON and known not in _NO_PERSON
    )


def _gender(parse: Parse, text: str, token: Token) -> str | None:
    """What a name before the surname tells, else what the text tells of the surname."""
    for i in parse.children[token.index]:
        before = parse.tokens[i]
        if before.dep in {"compound", "flat", "nmod"} and _is_given(before):
            if told := gender_of_given(before.text):
                return told
            if before.text.isalpha() and before.text.lower() not in genders(text):
                # a given name that tells nothing: the surname may be another bearer's
                return None
    return genders(text).get(token.text.lower()) or gender_of_given(token.text)


def _is_given(token: Token) -> bool:
    """Whether a word before a surname belongs to the name, and is no title."""
    return token.entity == "PERSON" or (token.pos == "PROPN" and bool(read_source(token.text).own))


def _groups(parse: Parse, token: Token) -> Iterator[Token]:
    for t in _nearby(parse, token):
        coordinated = any(parse.tokens[i].dep == "conj" for i in parse.children[t.index])
        several = _is_plural(t) or coordinated or t.entity in {"ORG", "NORP"}
        if several and t.pos in {"NOUN", "PROPN"} and t.dep in _ROLES:
            yield t


def _best(parse: Parse, text: str, token: Token, found: list[Token]) -> Token | None:
    """The candidate with most in its favour: near, a subject, a speaker, often named."""
    here = parse.sentence_at(token.start) or 0

    def worth(t: Token) -> tuple[float, int]:
        far = here - (parse.sentence_at(t.start) or 0)
        role = _role(parse, t)
        # a surname alone is often taken for a firm
        speaks = (1.5 if _speaks(parse, t) else 0.0) - (0.5 if t.entity == "ORG" else 0.0)
        often = min(text.count(t.text), 6) * 0.25 if t.pos == "PROPN" else 0.0
        return role + speaks + often - 1.5 * far, t.start

    return max(found, key=worth, default=None)


def _role(parse: Parse, token: Token) -> float:
    """How much a word's place in its clause speaks for it: a main subject most."""
    if _speaks(parse, token) or token.dep in {"nsubj", "nsubjpass"}:
        return 1.0 if parse.tokens[token.head].dep in _SUBORDINATE else _MAIN
    return 0.5 if token.dep == "poss" else 0.0


def _speaks(parse: Parse, token: Token) -> bool:
    verb = parse.tokens[token.head]
    if token.dep == "pobj":
        # "according to Ana Ruiz"
        return bool({verb.text.lower(), parse.tokens[verb.head].text.lower()} & BY_SOURCE)
    return token.dep == "nsubj" and verb.pos == "VERB" and verb.lemma in REPORTING


def _is_plural(token: Token) -> bool:
    lowered = token.text.lower()
    return token.pos == "NOUN" and lowered != token.lemma and lowered.endswith("s")

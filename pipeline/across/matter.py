"""What one claim is about: its ideas and names, and what marks it off from claims like it.

An idea is a word that tells something, by the stem it shares with its verb or noun and the stems
of its synonyms; a country is one idea under all its names. Words that only say how much, how
surely, or that somebody demands it are told apart, since claims differ in them and yet are about
one thing.

Cannot see: what a phrase means as a whole ("pull the plug"). Where the grammar cannot be read all
words are ideas, as they are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.content.denial import sign
from pipeline.content.forms import stem
from pipeline.content.synonyms import synonyms
from pipeline.domain import CheckedClaim, Parse, Token
from pipeline.speech.kinds import is_human
from pipeline.speech.stances import begins_with_cue
from pipeline.text import key, quoted, words
from pipeline.wording.numbers import Quantity, quantities
from pipeline.wording.places import kin

# how much is meant, from little to all
AMOUNTS = {
    **dict.fromkeys("few little handful".split(), 1),
    **dict.fromkeys("some certain several various part portion".split(), 2),
    **dict.fromkeys("many much numerous share significant substantial considerable".split(), 3),
    **dict.fromkeys("most majority bulk mostly largely".split(), 4),
    **dict.fromkeys("all every each whole entire full complete total".split(), 5),
    **dict.fromkeys("entirely fully completely totally".split(), 5),
}
_LIGHT = frozenset(
    """be have do make take get give go come say tell will would can could may might must shall
    should ought let use put set keep become any other such own only also just more less very
    formal formally official officially publicly so-called called new future possible potential
    way thing matter issue question kind sort order commit commitment undertaking""".split()
)
_MINOR = 0.4  # the weight of what only goes along: conditions, circumstances, manner
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})  # what is counted is told apart
_ASIDE = frozenset({"advcl", "relcl"})
_IF = frozenset("if unless provided providing".split())
_EXCHANGE = ("in exchange for", "in return for", "on condition", "as long as", "provided that")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Idea:
    """One telling word.

    Attributes:
        word: As it is written.
        own: The stem of the word itself; "=russia" for any name of a country.
        forms: All stems by which it may be known; `own` among them.
        share: How much it weighs in its claim, up to 1.
        name: Whether it is written as a name.
        verb: Whether it says what is done, as a verb or the noun of one.
        bare: Whether it is a verb, which by itself says nothing of what it is done to.
    """

    word: str
    own: str
    forms: frozenset[str]
    share: float
    name: bool
    verb: bool
    bare: bool = False

    def meets(self, other: "Idea") -> bool:
        """Whether two ideas are one."""
        return self.own in other.forms or other.own in self.forms


@dataclass(frozen=True)
class Matter:
    """What one claim is about.

    Attributes:
        checked: The claim, with its verdict.
        ideas: Each once, in the order of the words.
        quotes: What it sets in quotation marks, folded, of two words or more.
        amount: From 1, few, to 5, all; None where no word says how much.
        numbers: What it counts.
        sign: 1 for a yes, -1 for a no, 0 for neither plainly; stance left aside.
        actor: The name of whoever is to act in it: "Chad" in "Chad's withdrawal from the pact".
        conditional: Whether it holds only under a condition, or in exchange.
        read: Whether its grammar is known.
    """

    checked: CheckedClaim
    ideas: tuple[Idea, ...]
    quotes: frozenset[str]
    amount: int | None
    numbers: tuple[Quantity, ...]
    sign: int
    actor: str | None
    conditional: bool
    read: bool

    @cached_property
    def forms(self) -> frozenset[str]:
        """All stems by which its ideas may be known."""
        return frozenset(form for idea in self.ideas for form in idea.forms)

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.checked.claim.id

    @property
    def article_id(self) -> str:
        """The id of the claim's article."""
        return self.checked.claim.article_id


def matter(checked: CheckedClaim, told: Parse) -> Matter:
    """What a claim is about; `told` is the grammar of its words, and may be empty."""
    said = checked.claim.words
    aside = _asides(said)
    tokens = [t for t in told.tokens if not any(a <= t.start < b for a, b in aside)]
    lowered = said.lower()
    conditional = any(t.lemma in _IF and t.dep in {"mark", "advmod"} for t in tokens)
    amounts = [AMOUNTS[t.lemma] for t in tokens if t.lemma in AMOUNTS]
    return Matter(
        checked,
        tuple(_ideas(checked, told, tokens)) if tokens else tuple(_plain(said)),
        frozenset(_folded(said[a:b]) for a, b in quoted(said) if len(words(said[a:b])) > 1),
        max(amounts) if amounts else None,
        tuple(q for q in quantities(said) if q.kind != "ordinal"),
        _sign(told, tokens),
        _actor(told, tokens),
        conditional or any(phrase in lowered for phrase in _EXCHANGE),
        bool(told.tokens),
    )


def _folded(said: str) -> str:
    return " ".join(key(said[a:b]) for a, b in words(said))


def _asides(said: str) -> list[tuple[int, int]]:
    """What stands in round brackets."""
    found, opened = [], None
    for at, char in enumerate(said):
        if char == "(" and opened is None:
            opened = at
        elif char == ")" and opened is not None:
            found.append((opened, at + 1))
            opened = None
    return found


def _ideas(checked: CheckedClaim, told: Parse, tokens: list[Token]) -> Iterator[Idea]:
    claim = checked.claim
    announced = bool(claim.stance and begins_with_cue(claim.words, claim.stance))
    seen: set[str] = set()
    price = min(
        (at for phrase in _EXCHANGE if (at := claim.words.lower().find(phrase)) >= 0),
        default=len(claim.words),
    )
    for n, token in enumerate(tokens):
        lemma = _lemma(told, token)
        if token.pos not in _TELLING or lemma in _LIGHT or lemma in AMOUNTS:
            continue
        if (announced and n == 0) or not any(c.isalnum() for c in lemma):
            continue
        idea = _idea(token.text, lemma, token.pos)
        if idea.own not in seen:
            seen.add(idea.own)
            minor = token.pos == "ADV" or token.start >= price or _goes_along(told, token)
            yield replace(idea, share=_MINOR) if minor else idea


def _lemma(told: Parse, token: Token) -> str:
    """The word as a dictionary has it, with its particle: "give up"."""
    below = (told.tokens[i] for i in told.children[token.index])
    particle = next((t.text.lower() for t in below if t.dep == "prt"), "")
    return f"{token.lemma.lower()} {particle}".strip()


def _goes_along(told: Parse, token: Token) -> bool:
    """Whether a word stands in a clause of circumstance, or one that only describes a thing."""
    for _ in range(_DEEPEST):
        if token.dep in _ASIDE or token.lemma == "including":
            return True
        # "a pledge to stop" is a pledge of that; "a memo outlining the terms" is a memo
        if token.dep == "acl" and token.text.lower().endswith("ing"):
            return True
        if _is_participle(told, token):
            return True
        if token.head == token.index:
            return False
        token = told.tokens[token.head]
    return False


def _is_participle(told: Parse, token: Token) -> bool:
    """Whether a clause only goes along: "wants a deal, hoping ...", whatever the parser saw."""
    before = told.tokens[token.index - 1] if token.index else token
    return token.pos == "VERB" and token.text.lower().endswith("ing") and before.text == ","


@lru_cache(maxsize=65536)
def _idea(text: str, lemma: str, pos: str) -> Idea:
    name = text[:1].isupper() and pos in {"PROPN", "ADJ", "NOUN"}
    if name and (country := kin(text)):
        own = "=" + min(country)
        return Idea(text, own, frozenset({own}), 1.0, name=True, verb=False)
    if pos == "NOUN" and is_human(lemma):
        # who speaks is another idea than the speaking
        return Idea(text, lemma, frozenset(synonyms(lemma)) | {lemma}, 1.0, name=False, verb=False)
    own = stem(lemma)
    forms = frozenset({own, *(stem(s) for s in synonyms(lemma))})
    derived = stem(lemma) != lemma and pos == "NOUN" and lemma.endswith(_OF_VERBS)
    return Idea(
        text, own, forms, 1.0, name and pos == "PROPN", pos == "VERB" or derived, pos == "VERB"
    )


_OF_VERBS = ("ion", "ment", "al", "ing", "ance", "ence", "ure")


def _plain(said: str) -> Iterator[Idea]:
    """The words of a claim whose grammar is unknown."""
    for own in dict.fromkeys(key(said[a:b]) for a, b in words(said)):
        if len(own) > 1 or not own.isascii():
            yield Idea(own, own, frozenset({own}), 1.0, name=False, verb=False)


def _sign(told: Parse, tokens: list[Token]) -> int:
    """Whether what is said of it is a yes or a no."""
    root = next((t for t in tokens if t.head == t.index and t.pos in {"VERB", "AUX"}), None)
    if root is not None:
        return sign(told, root)
    first = next(iter(tokens), None)
    return -1 if first is not None and first.lemma.lower() in {"no", "not", "never"} else 1


def _actor(told: Parse, tokens: list[Token]) -> str | None:
    root = next((t for t in tokens if t.head == t.index), None)
    if root is None:
        return None
    below = (told.tokens[i] for i in told.children[root.index])
    found = next((t for t in below if t.dep in {"nsubj", "poss"}), None)
    return found.text if found is not None and found.pos == "PROPN" else None

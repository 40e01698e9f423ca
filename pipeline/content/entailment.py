"""Does a sentence of the article entail a sentence of the claim, in other words or another order?

The claim's tree must stand inside the sentence's (natural logic, MacCartney and Manning 2007):
every telling word of the claim is there, itself or by a synonym or another name of its country;
it hangs from the same word in the same role; it is negated, hedged and counted alike; and what
the sentence has more is what it may lose (`dropping`). So "the mill was sold by the bank" follows
from "On Friday the bank also sold the mill", and "the mill sold the bank" does not.

Cannot see other turns of phrase, nor what a parse gets wrong: in doubt the answer is no.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.content.compression import spoken
from pipeline.content.dropping import asserted, may_go
from pipeline.content.synonyms import synonyms
from pipeline.domain import Parse, Token
from pipeline.text import QUOTES, Offsets
from pipeline.wording.places import kin

_FUNCTION = frozenset(
    "punct det predet aux auxpass case mark cc preconj expl intj neg prt meta".split()
)
_LABELS = {
    **dict.fromkeys(("nsubj", "csubj"), "subject"),
    **dict.fromkeys(("dobj", "nsubjpass", "csubjpass"), "object"),
    **dict.fromkeys(("attr", "acomp", "oprd"), "predicate"),
    **dict.fromkeys(("amod", "compound", "nummod", "poss", "nmod", "appos"), "modifier"),
    **dict.fromkeys(("advmod", "npadvmod"), "adverb"),
    **dict.fromkeys(("xcomp", "ccomp"), "clause"),
}
_MODALS = {
    **dict.fromkeys(("will", "would", "'ll", "'d", "wo"), "will"),
    **dict.fromkeys(("can", "could", "ca"), "can"),
    **dict.fromkeys(("may", "might"), "may"),
    **{modal: modal for modal in ("must", "shall", "should", "ought")},
}
_AMOUNTS = frozenset(
    """no all every each any some several few little many much most more less least both either
    neither half enough only just another other such""".split()
)
_SMALL = frozenset("det predet amod advmod nummod quantmod preconj cc dep".split())
_CONDITIONS = frozenset("if unless until whether lest provided except".split())
_RELATIVE = frozenset({"who", "which", "that"})
_VERBS = frozenset({"VERB", "AUX"})
# whether these hang from a verb or from its object a parser can hardly tell
_LOOSE = frozenset("in at on during after before".split())
_NAMES = frozenset({"PROPN", "NOUN"})
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Dependent:
    """A word that hangs from another, and its role; prepositions are part of the role."""

    role: str
    token: Token


def entails(parse: Parse, text: str, sentence: Offsets, told: Parse, claim: Offsets) -> bool:
    """Whether one sentence of an article's text entails one sentence of a claim.

    Neither may be a question, nor may a word that counts be speech: whoever is quoted may be wrong.
    """
    here, said = parse.between(*sentence), told.between(*claim)
    root = next((t for t in said if t.head == t.index), None)
    if root is None or root.pos not in _VERBS or any(t.text == "?" for t in (*here, *said)):
        return False
    if any(t.text in QUOTES or t.text in {"``", "''"} for t in said):
        return False
    speech = [(a, b) for a, b in spoken(text) if a < sentence[1] and sentence[0] < b]
    plain = [t for t in here if not any(a <= t.start < b for a, b in speech)]
    return any(
        asserted(parse, t) and _Search(told, parse, here, {t.index for t in plain}).holds(root, t)
        for t in plain
        if same_word(root, t)
    )


class _Search:
    """The search for a claim's tree in the tree of one sentence."""

    def __init__(self, told: Parse, parse: Parse, here: Sequence[Token], plain: set[int]) -> None:
        self._told, self._parse, self._here, self._plain = told, parse, here, plain
        self._found_elsewhere: set[int] = set()

    def holds(self, said: Token, there: Token, depth: int = 0) -> bool:
        """Whether all that hangs from a word of the claim hangs from one of the sentence."""
        if depth > _DEEPEST or there.index not in self._plain or not same_word(said, there):
            return False
        if _hyphened(self._told, said) != _hyphened(self._parse, there):
            return False
        if _marks(self._told, said) != _marks(self._parse, there):
            return False
        free = list(dependents(self._parse, there))
        # first what may hang elsewhere there, so that it is not taken for something left out
        for wanted in sorted(dependents(self._told, said), key=lambda d: d.role not in _LOOSE):
            found = next((d for d in free if self._fills(wanted, d, depth)), None)
            if found is not None:
                free.remove(found)
            elif not self._shared(wanted, there) and not self._nearby(wanted, there, free, depth):
                return False
        passive = any(t.dep == "nsubjpass" for t in _below(self._told, said))
        return all(
            may_go(self._parse, self._top(d.token, there), self._here)
            or (passive and d.role == "subject")
            or d.token.text.lower() in _RELATIVE
            for d in free
            if d.token.index not in self._found_elsewhere
        )

    def _fills(self, wanted: Dependent, found: Dependent, depth: int) -> bool:
        return wanted.role == found.role and self.holds(wanted.token, found.token, depth + 1)

    def _nearby(
        self, wanted: Dependent, there: Token, free: Sequence[Dependent], depth: int
    ) -> bool:
        """When or where it was, if the parser hung that from the verb here and its object there."""
        if wanted.role not in _LOOSE:
            return False
        objects = [d.token for d in free if d.token.pos in _NAMES]
        for near in objects if there.pos in _VERBS else [self._parse.tokens[there.head]]:
            for found in dependents(self._parse, near):
                if found.token.index != there.index and self._fills(wanted, found, depth):
                    self._found_elsewhere.add(found.token.index)
                    return True
        return False

    def _shared(self, wanted: Dependent, there: Token) -> bool:
        """Whether it is the subject that a verb of the sentence shares with another."""
        if wanted.role in {"subject", "object"} and there.pos in _VERBS:
            subject = subject_above(self._parse, there)
            plain = not list(dependents(self._told, wanted.token))
            return subject is not None and plain and same_word(wanted.token, subject)
        return False

    def _top(self, token: Token, there: Token) -> Token:
        """The word right below `there` over a dependent: its preposition, or itself."""
        while token.head not in {there.index, token.index}:
            token = self._parse.tokens[token.head]
        return token


def _below(parse: Parse, token: Token) -> Iterable[Token]:
    return (parse.tokens[i] for i in parse.children[token.index])


def dependents(parse: Parse, token: Token) -> Iterator[Dependent]:
    """What hangs from a word, without the small words that only mark it."""
    for child in _below(parse, token):
        if child.dep in {"prep", "agent"} or (child.dep == "dative" and child.pos == "ADP"):
            yield from _behind(parse, child)
        elif child.dep not in _FUNCTION and not _counts(child):
            yield Dependent(_LABELS.get(child.dep, child.dep), child)


def _behind(parse: Parse, preposition: Token) -> Iterator[Dependent]:
    """What a preposition joins; behind the "by" of a passive stands who acts."""
    role = "subject" if preposition.dep == "agent" else preposition.text.lower()
    below = list(_below(parse, preposition))
    for token in below:
        if token.dep == "prep":
            yield from _behind(parse, token)
        elif token.dep in {"pobj", "pcomp"}:
            yield Dependent(role, token)
    if not below:
        yield Dependent(role, preposition)


def _counts(token: Token) -> bool:
    """Whether a small word says how many; "half of the crew" is a part of the sentence itself."""
    return token.lemma.lower() in _AMOUNTS and token.dep in _SMALL


def _marks(parse: Parse, token: Token) -> set[str]:
    """How a word is negated, hedged, counted and made a condition."""
    found = set()
    for child in _below(parse, token):
        lowered = child.text.lower()
        if lowered in {"few", "little"} and parse.tokens[child.index - 1].text.lower() == "a":
            lowered = f"a {lowered}"
        if child.dep == "neg":
            found.add("not")
        elif child.dep == "aux" and lowered in _MODALS:
            found.add(_MODALS[lowered])
        elif child.dep == "prt" or _counts(child) or lowered in _CONDITIONS:
            found.add(lowered)
        if child.dep in _FUNCTION or _counts(child):
            # "hardly a week", "nearly all"
            found |= {t.text.lower() for t in _below(parse, child) if t.dep in {"advmod", "neg"}}
    return found


def same_word(one: Token, two: Token) -> bool:
    """Whether two words are one, synonyms of one kind, or names of one country."""
    a, b = one.lemma.lower(), two.lemma.lower()
    known = a == b or (one.pos == two.pos and b in synonyms(a))
    if known and one.pos == "NOUN":
        # one island is not many, nor one firm the companies
        return _is_plural(one) == _is_plural(two)
    if a == b or one.text.lower() == two.text.lower():
        return True
    kind = one.pos == two.pos or {one.pos, two.pos} <= _NAMES
    return (kind and b in synonyms(a)) or bool(kin(one.text) & kin(two.text))


def _is_plural(noun: Token) -> bool:
    lowered = noun.text.lower()
    return lowered.endswith("s") and lowered != noun.lemma.lower()


def _hyphened(parse: Parse, token: Token) -> bool:
    """Whether a word is the second half of another: "un-elected"."""
    before = parse.tokens[token.index - 1] if token.index else token
    return before.text == "-" and before.end == token.start


def subject_above(parse: Parse, verb: Token) -> Token | None:
    """Whom a verb without a subject of its own has from the verb or noun it hangs from."""
    for _ in range(_DEEPEST):
        own = [t for t in _below(parse, verb) if t.dep in {"nsubj", "nsubjpass"}]
        if own and own[0].text.lower() not in _RELATIVE:
            return own[0]
        if verb.dep == "relcl":
            return parse.tokens[verb.head]
        if verb.dep != "conj" or own:
            return None
        verb = parse.tokens[verb.head]
    return None

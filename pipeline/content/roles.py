"""What a word does in its sentence: the noun it belongs to, the verb above it, and how.

Two words that do the same under the same verb answer the same question ("who resigned?", "how
many died?"), so where a claim has another one there than its source, it says something else.

Cannot see that two verbs mean the same, nor what the parser misreads.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain import Parse, Token

_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
_VERBS = frozenset({"VERB", "AUX"})
# a passive's subject is what is acted upon, its agent who acts
_RELATIONS = {
    "nsubj": "subject",
    "csubj": "subject",
    "agent": "subject",
    "nsubjpass": "object",
    "dobj": "object",
    "obj": "object",
    "attr": "attribute",
    "acomp": "attribute",
    "oprd": "attribute",
    "dative": "to",
}
_SAME_PLACE = frozenset({"conj", "appos", "compound", "nmod"})
_HIGHEST = 12


@dataclass(frozen=True, slots=True)
class Role:
    """Where a word stands.

    Attributes:
        noun: Lemma of the nearest noun that it modifies, or is a part of; "" for none.
        verb: Lemma of the verb above; of a copula, what it says somebody is.
        relation: "subject", "object", "attribute", a preposition, or "" where it is not told.
    """

    noun: str = ""
    verb: str = ""
    relation: str = ""


def head_of(parse: Parse, start: int, end: int) -> Token | None:
    """The word of `[start, end)`, code points, that governs the others."""
    inside = parse.between(start, end)
    indices = {t.index for t in inside}
    return next((t for t in inside if t.head not in indices or t.head == t.index), None)


def role_of(parse: Parse, start: int, end: int) -> Role:
    """The role of some words, told by the grammar above them."""
    noun = relation = ""
    for token, above in _climb(parse, head_of(parse, start, end)):
        if above.pos in _VERBS:
            plain = token.text.lower() if token.dep == "prep" else ""
            relation = _RELATIONS.get(token.dep) or plain or relation
            return Role(noun, predicate(parse, above), relation)
        if above.pos in _NOUNS and not noun and token.dep not in _SAME_PLACE:
            noun = above.lemma
        if token.dep == "prep" and not relation:
            relation = token.text.lower()
    return Role(noun, "", relation)


def predicate(parse: Parse, verb: Token) -> str:
    """What a verb says; a copula says what stands behind it."""
    if verb.lemma == "be":
        for i in parse.children[verb.index]:
            if parse.tokens[i].dep in {"attr", "acomp"}:
                return parse.tokens[i].lemma
    return verb.lemma


def _climb(parse: Parse, token: Token | None) -> Iterator[tuple[Token, Token]]:
    """Each word with the word above it, up to the root of the sentence."""
    for _ in range(_HIGHEST):
        if token is None or token.head == token.index:
            return
        above = parse.tokens[token.head]
        yield token, above
        # what is joined to a word stands where that word stands
        token = above

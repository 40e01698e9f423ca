"""Do two change places? "The bank sued the guild" beside "the guild sued the bank".

A role is what hangs from a verb: who acts, on whom, from where, to whom. Two roles of a claim are
swapped when one sentence has the same verbs, or synonyms of them, with the two the other way round.

Cannot see roles that a pronoun fills, or that a noun gives ("the guild's suit against the bank").
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from pipeline.content.entailment import dependents, same_word, subject_above
from pipeline.domain import Parse, Token
from pipeline.text import Offsets

# verbs that say as much of the one as of the other
_MUTUAL = frozenset(
    """meet marry wed divorce match equal resemble face play fight draw tie talk speak chat
    negotiate argue clash quarrel trade share merge border join cooperate compete differ agree
    be have become accompany connect link combine alternate""".split()
)
_ASIDE = frozenset("predicate modifier adverb clause conj appos relcl acl advcl dep of as".split())


@dataclass(frozen=True, slots=True)
class Role:
    """A verb, what hangs from it and how."""

    verb: Token
    name: str
    holder: Token


def swapped(
    parse: Parse, sentences: Iterable[Offsets], told: Parse
) -> tuple[Role, Role, Offsets] | None:
    """The two roles of a claim whose holders change places in a sentence, and that sentence.

    Nothing where another sentence of the text has the two as the claim has them.
    """
    pairs = [
        (one, two)
        for one, two in combinations(_roles(told, told.tokens), 2)
        if not same_word(one.holder, two.holder) and not _mutual(one, two)
    ]
    for sentence in sentences if pairs else ():
        there = list(_roles(parse, parse.between(*sentence)))
        for one, two in pairs:
            if _takes(one, two, there) and _takes(two, one, there):
                return None if _told_so(parse, one, two) else (one, two, sentence)
    return None


def _told_so(parse: Parse, one: Role, two: Role) -> bool:
    for sentence in parse.sentences:
        there = list(_roles(parse, parse.between(*sentence)))
        if all(any(_alike(role, r) for r in there) for role in (one, two)):
            return True
    return False


def _alike(role: Role, other: Role) -> bool:
    same = role.name == other.name and same_word(role.verb, other.verb)
    return same and same_word(role.holder, other.holder)


def _mutual(one: Role, two: Role) -> bool:
    return one.verb is two.verb and one.verb.lemma.lower() in _MUTUAL


def _takes(role: Role, other: Role, there: list[Role]) -> bool:
    """Whether a sentence gives one role to the holder of the other, and nowhere to its own."""
    alike = [r for r in there if r.name == role.name and same_word(role.verb, r.verb)]
    theirs = any(same_word(other.holder, r.holder) for r in alike)
    return theirs and not any(same_word(role.holder, r.holder) for r in alike)


def _roles(parse: Parse, tokens: Iterable[Token]) -> Iterator[Role]:
    for verb in tokens:
        if verb.pos != "VERB":
            continue
        has_subject = False
        for found in dependents(parse, verb):
            has_subject |= found.role == "subject"
            if found.role not in _ASIDE and found.token.pos in {"PROPN", "NOUN"}:
                yield Role(verb, found.role, found.token)
        shared = None if has_subject else subject_above(parse, verb)
        if shared and shared.pos in {"PROPN", "NOUN"}:
            yield Role(verb, "subject", shared)

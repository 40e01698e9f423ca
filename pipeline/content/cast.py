"""Who stands where: the names of a text by the part that the grammar gives them.

Two names share a part when they hang in the same way from the same verb ("X resigned", "Y
resigned") or from the same noun ("the mayor of X", "Y's mayor").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.content.roles import Role, role_of
from pipeline.domain import Parse, Token

Part = tuple[str, str]  # a verb or a noun, and how the name hangs from it

_KINDS: Mapping[str, str] = {"PERSON": "person", "ORG": "body", "NORP": "place", "GPE": "place"}
_CORE = frozenset({"nsubj", "nsubjpass", "dobj", "agent", "dative"})
_INSIDE = frozenset({"compound", "poss", "nmod", "flat"})
# verbs of which almost anything can be the subject
_EMPTY = frozenset("be have do say tell make take get go come see add give want call ask".split())


@dataclass(frozen=True, slots=True)
class Player:
    """A name as the grammar sees it.

    Attributes:
        words: Of the name, without its possessive.
        kind: "person", "body", "place", "other", or "" where the parser does not tell.
        core: Whether it is itself the subject or an object of its verb.
    """

    start: int
    end: int
    words: tuple[str, ...]
    kind: str
    role: Role
    core: bool

    def resembles(self, other: "Player") -> bool:
        """Whether they may be names of the same kind; under a noun only what is told to be."""
        if self.kind == other.kind:
            return bool(self.kind) or self.core
        return self.core and other.core and "" in {self.kind, other.kind}

    @property
    def part(self) -> Part | None:
        """What it hangs from and how; None where that says too little to compare."""
        role = self.role
        if role.noun:
            return role.noun, "of"
        told = role.verb and role.verb not in _EMPTY and role.relation in {"subject", "object"}
        return (role.verb, role.relation) if told and self.core else None


def players(parse: Parse, tokens: Sequence[Token] | None = None) -> tuple[Player, ...]:
    """The names of a text, or of some of its tokens, in order."""
    return tuple(_player(parse, run) for run in _runs(parse.tokens if tokens is None else tokens))


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    run: list[Token] = []
    for token in tokens:
        named = token.pos == "PROPN" or (token.entity == "NORP" and token.text[:1].isupper())
        if named and run and token.index == run[-1].index + 1 and not token.text.islower():
            run.append(token)
            continue
        if run:
            yield run
        run = [token] if named else []
    if run:
        yield run


def _player(parse: Parse, run: list[Token]) -> Player:
    start, end = run[0].start, run[-1].end
    labels = [t.entity for t in reversed(run) if t.entity]
    kind = next((_KINDS[x] for x in labels if x in _KINDS), "other" if labels else "")
    words = tuple(t.text for t in run)
    return Player(start, end, words, kind, role_of(parse, start, end), _is_core(parse, run[-1]))


def _is_core(parse: Parse, token: Token) -> bool:
    """Whether a name is what a verb is about: not a part of another noun, nor a circumstance."""
    for _ in range(6):
        above = parse.tokens[token.head]
        if token.dep in _CORE:
            return True
        by = token.dep == "pobj" and above.dep == "agent"
        joined = token.dep in {"conj", "appos"} or (token.dep in _INSIDE and above.pos == "PROPN")
        if by:
            return True
        if not joined or above.index == token.index:
            return False
        token = above
    return False

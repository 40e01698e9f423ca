"""What an article says of somebody: since where, as what, and whether one, several or a body.

Words alone cannot tell "the treasurer" from "Paul Haddad". The article can: it calls Haddad a
lawyer; a group is no single person; and "a neighbour", brought up after him, is somebody new
(the novelty of indefinites, Heim 1982). Whether two are one is asked in `identity`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.domain import Parse, Token
from pipeline.speech.cues import BY_SOURCE, CITING, REPORTING, UTTERANCES
from pipeline.speech.grammar import aliases, phrase
from pipeline.speech.links import Link, resolved
from pipeline.speech.sources import Source, is_body, knows_name, names_person, read_source, stem

_GIVEN = frozenset({"with", "by"})
_NEW = frozenset("a an one another".split())
_PART = frozenset({"compound", "amod", "nmod", "flat", "poss"})
# whose lawyer somebody is makes nobody a client
_POSSESSOR = re.compile(r"^.*['’]s? ")
_MOST = 40  # mentions of one source that are looked at


@dataclass(frozen=True, slots=True)
class Referent:
    """What an article says of somebody.

    Attributes:
        first: Where it first speaks of them.
        new: Whether it brings them up there as somebody new: "a neighbour".
        several: A group, not one person or body.
        person: One human being.
        body: A ministry, a paper: it speaks through people.
        nouns: What it calls them: "spokesman", "authority".
    """

    first: int
    new: bool
    several: bool
    person: bool
    body: bool
    nouns: frozenset[str]


def referent(parse: Parse, text: str, source: str) -> Referent | None:
    """What the article says of a claimed source; None where it does not speak of it."""
    wanted = read_source(source)
    found = list(islice(_mentions(parse.tokens, wanted), _MOST))
    if not found:
        return None
    heads = list(dict.fromkeys(_head(parse.tokens, t) for t in found))
    return _described(parse, text, heads, named=bool(wanted.own))


def _mentions(tokens: tuple[Token, ...], wanted: Source) -> Iterator[Token]:
    """The words of the article that name it, or that are the noun it is described by."""
    if wanted.own:
        last = frozenset(n for n in wanted.own if names_person(n)) or wanted.own
        yield from (t for t in tokens if t.text[:1].isupper() and knows_name(t.text.lower(), last))
    else:
        yield from (
            t
            for t in tokens
            if t.pos == "NOUN" and t.dep not in _PART and stem(t.text.lower()) in wanted.nouns
        )


def referent_of(parse: Parse, text: str, link: Link) -> Referent | None:
    """What the article says of the source of a link; None for a pronoun of no known name."""
    if resolved(link) and read_source(link.name).own:
        return referent(parse, text, link.name)
    tokens = parse.between(link.start, link.end)
    inside = {t.index for t in tokens}
    head = next((t for t in tokens if t.head not in inside or t.head == t.index), None)
    if head is None or head.pos not in {"NOUN", "PROPN"}:
        return None
    own = _described(parse, text, [head], named=head.pos == "PROPN")
    whole = referent(parse, text, link.name)
    if whole is None or whole.first >= own.first:
        return own
    return replace(own, first=whole.first, nouns=own.nouns | whole.nouns)


def passes_on(parse: Parse, source: str) -> bool:
    """Whether the article anywhere reports through a source: "the Post said", "a Post report"."""
    for token in _mentions(parse.tokens, read_source(source)):
        head = _head(parse.tokens, token)
        # "told Altair Okonkwo has ...": parsed as one name
        beside = parse.tokens[max(token.index - 1, 0)], parse.tokens[head.head]
        if any(t.lemma in REPORTING | CITING | BY_SOURCE | UTTERANCES | _GIVEN for t in beside):
            return True
    return False


def _described(parse: Parse, text: str, heads: list[Token], *, named: bool) -> Referent:
    nouns: set[str] = set()
    for head in heads:
        for words in (text[slice(*phrase(parse, head))], *aliases(parse, text, head)):
            nouns |= read_source(_POSSESSOR.sub("", words)).nouns
    first = min(heads, key=lambda t: t.start)
    opening = parse.between(*phrase(parse, first))[:1]
    new = bool(opening) and opening[0].text.lower() in _NEW
    several = not named and any(_is_plural(parse, t) for t in heads[:1])
    human = sum(t.entity == "PERSON" for t in heads) * 2 >= len(heads)
    body = not several and (not human if named else is_body(first.text))
    person = not several and not body
    return Referent(first.start, new and not named, several, person, body, frozenset(nouns))


def _head(tokens: tuple[Token, ...], token: Token) -> Token:
    """The last word of a name; the noun that a name only belongs to is another matter."""
    while token.dep in _PART - {"poss"} and tokens[token.head].pos == token.pos:
        if token.head == token.index:
            break
        token = tokens[token.head]
    return token


def _is_plural(parse: Parse, token: Token) -> bool:
    lowered = token.text.lower()
    joined = any(parse.tokens[i].dep == "conj" for i in parse.children[token.index])
    many = lowered in {"people", "police"} or (lowered != token.lemma and lowered.endswith("s"))
    return joined or (token.pos == "NOUN" and many)

"""The predicates of a text, what each is said of, and the claim's beside the article's.

A predicate is a verb, what a copula links ("is ready"), or a noun of a verb ("closure"). Two are
aligned where they name one idea (`wording.forms`) and share what they are said of. Subjects that
may be the same, a pronoun or a name against a description, make it less certain.

Cannot see synonyms: "published" and "released" are aligned by their arguments alone, never
with certainty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.content.forms import relation, stem
from pipeline.domain import Evidence, Parse, Token
from pipeline.speech.grammar import subject_of

Sameness = Literal["same", "maybe", "other"]

_CORE = frozenset({"dobj", "nsubjpass", "attr", "oprd", "ccomp", "xcomp", "dative"})
_COMPLEMENT = frozenset({"acomp", "attr"})
_TIMES = frozenset({"DATE", "TIME", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY"})
_RELATIVE = frozenset({"that", "which", "who", "whom"})
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_MANY = 40
_NOUNS = frozenset({"NOUN", "PROPN"})
# verbs too light to say what is done: "give an answer", "hold talks", "take part"
LIGHT = frozenset(stem(w) for w in "have be do make take get give go come say tell".split())

_HOLDING = frozenset(stem(w) for w in "hold have make take give host stage conduct launch".split())


@dataclass(frozen=True)
class Predicate:
    """One predicate of a text, with what it is said of.

    Attributes:
        parse: The grammar it stands in.
        token: The verb, the linked adjective or noun, or the noun of a verb.
    """

    parse: Parse
    token: Token

    @cached_property
    def idea(self) -> str:
        """The stem that aligned predicates share."""
        return stem(self.token.lemma)

    @cached_property
    def verb(self) -> Token:
        """The word that bears its auxiliaries: the copula of a linked word, else itself."""
        head = self.parse.tokens[self.token.head]
        linked = self.token.dep in _COMPLEMENT and head.pos in {"AUX", "VERB"}
        return head if linked else self.token

    @cached_property
    def passive(self) -> bool:
        """Whether its grammatical subject is the one to whom it is done."""
        return any(t.dep in {"nsubjpass", "auxpass"} for t in self._below())

    @cached_property
    def subject(self) -> Token | None:
        """Who does it, or to whom it is done where only that is told; None where neither is."""
        if self.verb.pos in _NOUNS:
            return next((t for t in self._below() if t.dep == "poss"), None)
        patient = next((t for t in self._below() if t.dep == "nsubjpass"), None)
        return self._controller() or subject_of(self.parse, self.verb) or patient

    def _controller(self) -> Token | None:
        """Who does what an infinitive says, where that is not who does the verb above it.

        "The club is unlikely to", "the prince is said to", "urged the owners to".
        """
        head = self.parse.tokens[self.verb.head]
        if self.verb.dep != "xcomp" or head.index == self.verb.index:
            return None
        if head.pos == "ADJ":
            return subject_of(self.parse, self.parse.tokens[head.head])
        beside = [self.parse.tokens[i] for i in self.parse.children[head.index]]
        found = [t for t in beside if t.dep in {"nsubjpass", "dobj"} and t.index < self.verb.index]
        return found[0] if found else None

    @cached_property
    def core(self) -> dict[str, Token]:
        """What it is done to, by stem: objects, passive subjects, clauses."""
        found: dict[str, Token] = {}
        for below in self._below():
            if below.dep in _CORE and below.index != self.token.index:
                self._add(found, below)
        head = self.parse.tokens[self.token.head]
        if self.token.dep == "relcl" and self._lacks_object():
            self._add(found, head)
        if self.token.dep in {"acl", "amod"} and self.token.text.endswith("ed"):
            self._add(found, head)
        if self.token.pos in _NOUNS and self.verb is self.token:
            for below in self._below():
                if below.dep == "compound" or below.lemma == "of":
                    self._add(found, below)
        return found

    @cached_property
    def things(self) -> dict[str, Token]:
        """All that it is said of but its subject and plain times, by stem."""
        found = dict(self.core)
        for below in self._below():
            if below.dep in {"prep", "agent", "prt"}:
                self._add(found, below)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of all that hangs from it but its subject."""
        subject = self.subject
        found: set[str] = set()
        queue = [t for t in self._below() if subject is None or t.index != subject.index]
        while queue and len(found) < _MANY:
            token = queue.pop()
            if token.pos in _TELLING:
                found.add(stem(token.lemma))
            queue += [self.parse.tokens[i] for i in self.parse.children[token.index]]
        return frozenset(found)

    def _below(self) -> Iterator[Token]:
        for i in self.parse.children[self.token.index]:
            yield self.parse.tokens[i]
        if self.verb is not self.token:
            for i in self.parse.children[self.verb.index]:
                yield self.parse.tokens[i]

    def _lacks_object(self) -> bool:
        objects = [t for t in self._below() if t.dep in {"dobj", "nsubjpass"}]
        subject = any(t.dep == "nsubj" and t.lemma not in _RELATIVE for t in self._below())
        return all(t.lemma in _RELATIVE for t in objects) and (bool(objects) or subject)

    def _add(self, found: dict[str, Token], token: Token, depth: int = 0) -> None:
        """A thing, what it is joined with, and what a prepositional phrase holds."""
        if token.dep in {"prep", "agent", "pcomp"} or token.pos == "ADP":
            for i in self.parse.children[token.index]:
                if self.parse.tokens[i].dep in {"pobj", "pcomp"}:
                    self._add(found, self.parse.tokens[i], depth)
            return
        if token.pos not in {"PRON", "NUM"} and token.entity not in _TIMES:
            found.setdefault(stem(token.lemma), token)
        for i in self.parse.children[token.index]:
            child = self.parse.tokens[i]
            of = child.dep == "prep" and child.lemma in {"of", "on", "for", "to"}
            if depth < 3 and (child.dep == "conj" or of) and token.pos != "VERB":
                self._add(found, child, depth + 1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A predicate of the claim and one of the article.

    Attributes:
        relation: 1 where they name the same, -1 where they name opposites, 0 where only what
            they are said of is the same.
        certain: Whether they are surely about the same event.
    """

    told: Predicate
    source: Predicate
    relation: int
    certain: bool


def predicates(parse: Parse, start: int, end: int) -> list[Predicate]:
    """The predicates of a stretch, in text order."""
    return [Predicate(parse, t) for t in parse.between(start, end) if _is_predicate(parse, t)]


def _is_predicate(parse: Parse, token: Token) -> bool:
    if token.entity:
        return False
    if token.pos == "VERB":
        return token.dep not in {"amod", "aux", "auxpass"}
    below = [parse.tokens[i] for i in parse.children[token.index]]
    if token.pos == "AUX":
        # "is in a warehouse"; where it links a word, that word is the predicate
        linked = any(t.dep in _COMPLEMENT for t in below)
        return token.dep not in {"aux", "auxpass"} and not linked
    if token.pos in {"ADJ", "NOUN"} and token.dep in _COMPLEMENT:
        return True
    return token.pos == "NOUN" and any(t.dep == "prep" and t.lemma == "of" for t in below)


def named_alike(parse: Parse, token: Token) -> frozenset[str]:
    """The stems of a noun phrase that tell whom it names."""
    found = {stem(token.lemma)} if token.pos != "PRON" else set()
    for i in parse.children[token.index]:
        child = parse.tokens[i]
        if child.pos in _NOUNS and child.dep in {"compound", "conj", "appos", "nmod", "poss"}:
            found.add(stem(child.lemma))
            if child.dep == "conj":
                found |= named_alike(parse, child)
        elif child.dep == "prep" and child.lemma == "of":
            for j in parse.children[i]:
                found |= named_alike(parse, parse.tokens[j])
    return frozenset(found)


def same_subject(one: Predicate, other: Predicate) -> Sameness:
    """Whether two predicates are said of one subject, as far as the words tell."""
    here, there = one.subject, other.subject
    if here is None or there is None or "PRON" in {here.pos, there.pos}:
        return "maybe"
    if named_alike(one.parse, here) & named_alike(other.parse, there):
        return "same"
    if one.passive != other.passive or (here.pos == "PROPN") != (there.pos == "PROPN"):
        return "maybe"
    return "other"


def aligned(evidence: Evidence, told: Predicate) -> list[Pair]:
    """What the article says of a predicate of the claim, anywhere in it."""
    parse, pairs = evidence.parse, []
    for lemma, tokens in parse.telling.items():
        if related := relation(told.idea, stem(lemma)):
            pairs += [_pair(told, Predicate(parse, token), related) for token in tokens]
    return sorted(filter(None, pairs), key=lambda pair: pair.source.token.index)


def happenings(evidence: Evidence, told: Predicate) -> list[Pair]:
    """What the passages say of the happening that a light verb has: "hold talks", "take a vote"."""
    if told.idea not in _HOLDING:
        return []
    return [
        Pair(told, Predicate(evidence.parse, token), 1, certain=False)
        for span in evidence.passages
        for token in evidence.parse.between(span.start, span.end)
        if token.pos == "NOUN" and stem(token.lemma) in told.core
    ]


def beside(evidence: Evidence, told: Predicate) -> list[Pair]:
    """Other predicates of the passages that the same subject has with the same object."""
    pairs = []
    for span in evidence.passages:
        for source in predicates(evidence.parse, span.start, span.end):
            both = told.core.keys() & source.core.keys()
            if both and same_subject(told, source) == "same":
                pairs.append(Pair(told, source, 0, certain=False))
    return pairs


def _pair(told: Predicate, source: Predicate, related: int) -> Pair | None:
    """Two predicates of one idea, where they may be about one event."""
    subject = same_subject(told, source)
    core_shared = bool(told.core.keys() & source.core.keys())
    if told.core and source.core and not core_shared:
        return None
    shared = told.things.keys() & source.things.keys()
    if len(shared) < {"same": 0, "maybe": 1, "other": 2}[subject]:
        return None
    if not shared and (told.idea in LIGHT or (told.things and source.things)):
        return None
    # "the lifting of fines imposed on it": what only describes a thing is no opposite event
    if related < 0 and (subject == "other" or source.token.dep in {"acl", "relcl", "amod"}):
        return None
    if not shared and (told.things or source.things):
        return Pair(told, source, related, certain=False)
    alike = related > 0 and core_shared and len(told.words & source.words) > 1
    surely = subject == "same" or (subject == "maybe" and alike and told.idea not in LIGHT)
    return Pair(told, source, related, certain=surely)

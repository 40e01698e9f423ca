"""What announces a stance: the words that do, and where they are used to.

"Cue" as in the attribution literature (PARC 3.0, PolNeAR): the word or phrase that links a
source to its content. The tables hold common English of news reports, no names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.domain import Parse, Stance, Token

_VERBS: Mapping[Stance, str] = {
    "demands": """demand insist require urge push pressure want seek ask request order appeal plead
        must call press hope advocate lobby petition""",
    "rejects": """reject refuse dismiss deny decline oppose resist veto exclude rebuff spurn rule
        turn compromise resent disavow""",
    "could_accept": "accept consider tolerate",
    "offers": "offer propose pledge promise vow commit volunteer",
    "agreed": "agree consent concede approve ratify",
    "warns": "warn threaten caution",
    "criticises": """criticise criticize condemn accuse blame brand slam denounce deplore decry
        lambast rebuke chide fault""",
}
_NOUNS: Mapping[Stance, str] = {
    "demands": """demand condition term requirement ultimatum precondition call request appeal
        necessity need""",
    "rejects": "intention refusal rejection veto",
    "could_accept": "readiness willingness",
    "offers": "offer proposal pledge promise",
    "warns": "threat warning",
    "criticises": "accusation",
}
_ADJECTIVES: Mapping[Stance, str] = {
    "could_accept": "ready willing prepared open",
    "rejects": "unwilling unready",
}
# a verb or noun that announces a stance only with one of these particles or prepositions
_WITH: Mapping[str, frozenset[str]] = {
    "call": frozenset({"for", "on", "upon"}),
    "press": frozenset({"for"}),
    "push": frozenset({"for", "to", "towards", "toward"}),
    "appeal": frozenset({"for", "to"}),
    "rule": frozenset({"out"}),
    "turn": frozenset({"down"}),
    "open": frozenset({"to"}),
    "ask": frozenset({"for"}),
}
# nouns that name a list of demands: a stance only where the list follows
_LISTS = frozenset("demand condition term requirement precondition".split())
LISTING = frozenset("include be comprise contain mean entail list cover involve".split())
_POSSIBLE = frozenset("could might may would".split())
_NEGATED = frozenset({"intention"})
_NAMING = frozenset("name identify quote".split())
_KEEPING_BACK = frozenset("decline refuse".split())
# so many letters tell a word in any of its forms: "refus-ing", "rule-s"
_FORM = 4


def _by_lemma(table: Mapping[Stance, str]) -> dict[str, Stance]:
    return {lemma: stance for stance, words in table.items() for lemma in words.split()}


_STANCE_OF: Mapping[str, Mapping[str, Stance]] = {
    "VERB": _by_lemma(_VERBS),
    "AUX": {"must": "demands", "should": "demands"},
    "SCONJ": {"if": "states", "unless": "states"},
    "NOUN": _by_lemma(_NOUNS),
    "ADJ": _by_lemma(_ADJECTIVES),
}


# verbs by which somebody takes a stance rather than only says something
STANCE_VERBS = frozenset(_STANCE_OF["VERB"]) - frozenset(_VERBS["warns"].split())


@dataclass(frozen=True, slots=True)
class Cue:
    """The words of one sentence that announce one stance: "could accept", "is ready"."""

    stance: Stance
    words: tuple[str, ...]


def stance_cues(parse: Parse, start: int, end: int) -> tuple[Cue, ...]:
    """The stances announced in `[start, end)`, in text order, each with all its cue words."""
    found: dict[Stance, list[str]] = {}
    for token, stance in stance_tokens(parse, start, end):
        found.setdefault(stance, []).append(_phrase(token, parse))
    return tuple(Cue(stance, tuple(words)) for stance, words in found.items())


def stance_tokens(parse: Parse, start: int, end: int) -> list[tuple[Token, Stance]]:
    """Every word of `[start, end)` that announces a stance, with the stance."""
    announced = [
        (token, _as_modified(stance, token, parse))
        for token in parse.between(start, end)
        if (stance := _STANCE_OF.get(token.pos, {}).get(token.lemma)) and _announces(token, parse)
    ]
    # "conditions include the leaders pledging ..": the pledge is what is demanded, no offer
    demanded = {
        token.head if token.lemma in _LISTS else token.index
        for token, stance in announced
        if stance == "demands" and token.pos != "AUX"
    }
    return [
        (token, stance)
        for token, stance in announced
        if stance == "demands" or not demanded.intersection(_above(token, parse))
    ]


def _as_modified(stance: Stance, token: Token, parse: Parse) -> Stance:
    """What "could agree" announces is not yet an agreement."""
    below = (parse.tokens[i] for i in parse.children[token.index])
    if stance == "agreed" and any(t.lemma in _POSSIBLE for t in below):
        return "could_accept"
    return stance


def _phrase(token: Token, parse: Parse) -> str:
    """A cue with its auxiliaries, particle and "not": "could agree", "rules out"."""
    words = {token.index, *((token.head,) if token.pos == "AUX" else ())}
    for i in parse.children[token.index]:
        if parse.tokens[i].dep in {"aux", "neg", "prt"}:
            words.add(i)
    return " ".join(parse.tokens[i].text for i in sorted(words))


def begins_with_cue(content: str, stance: Stance) -> bool:
    """Whether words begin with one that announces the stance: "refusing to", "ready to"."""
    first = content.lower().split(maxsplit=1)[0][:_FORM] if content.strip() else ""
    tables = (_VERBS, _NOUNS, _ADJECTIVES)
    return len(first) >= _FORM and any(
        lemma[:_FORM] == first for table in tables for lemma in table.get(stance, "").split()
    )


def _above(token: Token, parse: Parse) -> Iterator[int]:
    """The indices of the words that govern a word, nearest first."""
    while token.head != token.index:
        token = parse.tokens[token.head]
        yield token.index


def _announces(token: Token, parse: Parse) -> bool:
    """Whether a word of the tables is used to announce, not merely to describe ("the proposed")."""
    below = [parse.tokens[i] for i in parse.children[token.index]]
    if token.pos == "SCONJ":
        return _conditional(token, parse)
    if token.dep in {"amod", "compound"} or _supposed(token, parse) or _hides(token, parse):
        return False
    if token.pos == "ADJ" and token.dep in {"pobj", "dobj", "nsubj"}:  # "the willing"
        return False
    if token.dep == "relcl" and any(t.dep == "nsubjpass" for t in below):
        return False
    if token.lemma in _WITH:
        return any(t.lemma in _WITH[token.lemma] or t.dep == "xcomp" for t in below)
    if token.pos != "NOUN":
        return True
    if token.lemma in _LISTS:
        return _lists(token, parse) or any(
            t.dep in {"acl", "ccomp"} and _to(t, parse) for t in below
        )
    if token.lemma in _NEGATED:
        return any(t.lemma == "no" for t in below)
    return any(t.dep in {"acl", "ccomp", "prep", "relcl"} for t in below)


def _conditional(token: Token, parse: Parse) -> bool:
    """Whether an "if" sets a condition: "if no deal is struck, they will fight on"."""
    clause = parse.tokens[token.head]
    outcome = parse.tokens[clause.head]
    return clause.dep == "advcl" and any(
        parse.tokens[i].lemma in {"will", "would"} for i in parse.children[outcome.index]
    )


def _hides(token: Token, parse: Parse) -> bool:
    """Whether a source only keeps its name back: "asked not to be named"."""
    below = [parse.tokens[i] for i in parse.children[token.index]]
    below += [parse.tokens[j] for t in below if t.dep == "prep" for j in parse.children[t.index]]
    for word in below:
        under = [parse.tokens[i] for i in parse.children[word.index]]
        if word.lemma == "anonymity":
            return True
        # "asked to be named captain" is a demand
        if word.lemma in _NAMING and not any(t.dep in {"oprd", "attr", "dobj"} for t in under):
            passive = any(t.dep == "auxpass" or t.lemma == "be" for t in under)
            kept_back = token.lemma in _KEEPING_BACK or any(
                t.dep == "neg" for t in (*under, *below)
            )
            return passive and kept_back
    return False


def _supposed(token: Token, parse: Parse) -> bool:
    """Whether a word stands in an if-clause, and so announces nothing yet."""
    for i in (token.index, *_above(token, parse)):
        if parse.tokens[i].dep == "advcl":
            marks = (parse.tokens[j] for j in parse.children[i])
            return any(m.lemma in {"if", "unless", "whether"} for m in marks)
    return False


def _lists(token: Token, parse: Parse) -> bool:
    """Whether "the conditions" are followed by what they are."""
    verb = parse.tokens[token.head]
    if not (token.dep.startswith("nsubj") and verb.lemma in LISTING):
        return False
    return any(parse.tokens[i].start > verb.start for i in parse.children[verb.index])


def _to(token: Token, parse: Parse) -> bool:
    return any(parse.tokens[i].lemma in {"to", "that"} for i in parse.children[token.index])

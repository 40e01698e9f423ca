"""Read off a parse: who does what a verb says, and which words and names a noun phrase has.

It mends what a small parser is known to misread in news reports: a subject given to a clause set
in before the verb, and a hearer run together with the name after it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from pipeline.domain import Parse, Token
from pipeline.speech.cues import REPORTING

_SUBJECTS = frozenset({"nsubj", "csubj"})
_RELATIVE = frozenset({"who", "that", "which"})
_CUT = frozenset({"case", "relcl", "acl", "appos", "punct", "parataxis", "advcl"})
_LONGEST = 25
_MARK = re.compile(r"[\n“”\"]|''")
_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
_SHARING = frozenset({"advcl", "xcomp", "conj", "ccomp", "pcomp", "prep", "dep"})
_GIVEN_AWAY = frozenset({"appos", "dobj", "npadvmod", "conj", "attr", "dep"})
CONTENT = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "parataxis", "dep", "attr", "oprd", "acomp", "prep", "pcomp"}
)


def subject_of(parse: Parse, verb: Token) -> Token | None:
    """Who does what a verb says: its own subject, or that of the verb it hangs from."""
    for _ in range(6):
        below = [parse.tokens[i] for i in parse.children[verb.index]]
        if own := _own_subject(parse, verb, below) or _misplaced(parse, verb, below):
            return own
        head = parse.tokens[verb.head]
        passive = any(child.dep == "nsubjpass" for child in below)
        if passive or head.index == verb.index:
            return None
        if verb.dep == "xcomp" and (held := _passive_subject(parse, head)):
            return held
        if verb.dep in {"acl", "relcl"}:
            if head.entity not in _MEASURES:
                return head
            # "wrote on Friday, saying ...": no day says anything
            verb = _verb_above(parse, head)
            continue
        if verb.dep == "pcomp" and (beside := _beside_participle(parse, verb, head)):
            return beside
        # "since, at noon, said ...": a clause with a subject of its own, that the parser lost
        finite = verb.dep == "advcl" and any(t.dep == "mark" for t in below)
        if verb.dep not in _SHARING or finite:
            return None
        verb = head
    return None


def _verb_above(parse: Parse, token: Token) -> Token:
    while token.pos not in {"VERB", "AUX"} and token.head != token.index:
        token = parse.tokens[token.head]
    return token


def _passive_subject(parse: Parse, verb: Token) -> Token | None:
    """In "she was heard to say" she says it."""
    below = (parse.tokens[i] for i in parse.children[verb.index])
    return next((t for t in below if t.dep == "nsubjpass"), None)


def _beside_participle(parse: Parse, verb: Token, preposition: Token) -> Token | None:
    """Who does what a participle behind a preposition says.

    "With the union pushing the owners ...": parsed as an object, and a clause beside it. "The
    paper quotes the bishop as saying ...", "he was quoted as saying".
    """
    if preposition.lemma == "with":
        beside = [parse.tokens[i] for i in parse.children[preposition.index]]
        return next((t for t in beside if t.dep == "pobj" and t.end < verb.end), None)
    if preposition.lemma == "as":
        beside = [parse.tokens[i] for i in parse.children[preposition.head]]
        return next((t for t in beside if t.dep in {"dobj", "nsubjpass"}), None)
    return None


def _own_subject(parse: Parse, verb: Token, below: list[Token]) -> Token | None:
    for child in below:
        if child.dep in _SUBJECTS:
            relative = child.text.lower() in _RELATIVE and verb.dep == "relcl"
            return parse.tokens[verb.head] if relative else child
        if child.dep == "agent":
            return next((parse.tokens[j] for j in parse.children[child.index]), None)
    return None


def _misplaced(parse: Parse, verb: Token, below: list[Token]) -> Token | None:
    """The subject that the parser gave away: to a clause, to the words before, to the hearer.

    "Three aides, described as close to him, told ...", "... no insulin, nurse Dalia Reyes said"
    and "told Kyodo Okafor has ...".
    """
    before = parse.tokens[verb.index - 1] if verb.index else verb
    if before.entity in _MEASURES:
        # "wrote a letter on Friday saying ...": no day says anything
        return None
    if before.pos == "PROPN" and before.dep in _GIVEN_AWAY and verb.lemma in REPORTING:
        return before
    if before.pos == "PROPN" and before.dep == "pobj" and verb.text.endswith("ing"):
        # "a video of Ruiz saying ...": the video says nothing; but no place does either
        inside_a_name = parse.tokens[before.head].entity
        if before.entity in {"PERSON", "ORG", ""} and not inside_a_name:
            return before
    for child in below:
        if child.dep in {"ccomp", "advcl"} and child.index < verb.index and before.pos == "PUNCT":
            under = [parse.tokens[i] for i in parse.children[child.index]]
            subject = next((t for t in under if t.dep in {"nsubj", "nsubjpass"}), None)
            # a participle with no helper and no object: "described as", not "has insulin"
            bare = child.text.lower().endswith(("ed", "en", "wn")) and child.pos == "VERB"
            if subject and bare and not any(t.dep in {"aux", "auxpass", "dobj"} for t in under):
                return subject
    head = parse.tokens[verb.head]
    if verb.dep == "ccomp" and head.lemma in {"tell", "inform"}:
        beside = (parse.tokens[i] for i in parse.children[head.index])
        heard = next((t for t in beside if t.dep == "dobj"), None)
        if heard is not None and hearer_of(parse, head) not in {None, heard}:
            return heard
    return None


def hearer_of(parse: Parse, verb: Token) -> Token | None:
    """The named hearer of "told"; in "told Kyodo Okafor has ..." the first of the two names."""
    after = parse.tokens[verb.index + 1] if verb.index + 1 < len(parse.tokens) else None
    first = after if after and after.pos == "PROPN" and after.dep == "compound" else None
    for i in parse.children[verb.index]:
        heard = parse.tokens[i]
        if heard.dep in {"dobj", "dative", "iobj"}:
            if heard.pos != "PROPN":
                return None
            run_on = first and first.head == heard.index and _lacks_subject(parse, verb, heard)
            return first if run_on else heard
    # telling needs a hearer: where it has none of its own, the next name has swallowed it
    return first


def _lacks_subject(parse: Parse, verb: Token, heard: Token) -> bool:
    for i in parse.children[verb.index]:
        clause = parse.tokens[i]
        if clause.dep == "ccomp" and clause.start > heard.start:
            deps = {parse.tokens[j].dep for j in parse.children[i]}
            return not deps & {"nsubj", "nsubjpass", "mark", "expl"}
    return False


def phrase(parse: Parse, head: Token) -> tuple[int, int]:
    """The words of a noun phrase without its relative clauses, code points `[start, end)`."""
    indices = [head.index]
    queue = [head.index]
    while queue and len(indices) < _LONGEST:
        for i in parse.children[queue.pop()]:
            child = parse.tokens[i]
            # "rail operator Transandina": a name set right behind its noun belongs to it
            named = child.dep == "appos" and parse.tokens[child.head + 1].pos == "PROPN"
            if named or child.dep not in _CUT:
                indices.append(i)
                queue.append(i)
    first, last = min(indices), max(indices)
    return parse.tokens[first].start, parse.tokens[last].end


def subtree(parse: Parse, token: Token) -> tuple[int, int]:
    """All that a word governs, from the first to the last, code points."""
    start, end, queue = token.start, token.end, [token.index]
    while queue:
        for i in parse.children[queue.pop()]:
            child = parse.tokens[i]
            start, end = min(start, child.start), max(end, child.end)
            queue.append(i)
    return start, end


def aliases(parse: Parse, text: str, head: Token) -> tuple[str, ...]:
    """What else the text calls a source, in apposition: "a lawyer for the club, Ana Ruiz"."""
    found = [parse.tokens[i] for i in parse.children[head.index]]
    found = [t for t in found if t.dep == "appos"]
    if head.dep == "appos":
        found.append(parse.tokens[head.head])
    names = [text[slice(*phrase(parse, t))] for t in found]
    # of several who say it together each one says it
    joined = [parse.tokens[i] for i in parse.children[head.index]]
    joined = [t for t in joined if t.dep == "conj"]
    if joined:
        names += [text[slice(*phrase(parse, t))] for t in joined]
        start, end = phrase(parse, head)
        names.append(text[start : min(end, joined[0].start)].removesuffix(" and ").strip(" ,"))
    return tuple(names)


def quoted(text: str, offset: int) -> bool:
    """Whether a double quotation mark is open at an offset, counted from its paragraph's start."""
    offsets, states = _quotations(text)
    before = bisect_left(offsets, offset) - 1
    return before >= 0 and states[before]


@lru_cache(maxsize=16)
def _quotations(text: str) -> tuple[list[int], list[bool]]:
    """Where a quotation may open or close, and whether one is open after that."""
    offsets: list[int] = []
    states: list[bool] = []
    curly = straight = 0
    for match in _MARK.finditer(text):
        if match[0] == "\n":
            curly = straight = 0
        elif match[0] in "“”":
            curly = max(curly + (1 if match[0] == "“" else -1), 0)
        else:
            straight ^= 1
        offsets.append(match.start())
        states.append(curly > 0 or straight > 0)
    return offsets, states


def governors(parse: Parse, start: int, end: int) -> Iterator[Token]:
    """The governing word of a span, and all that govern it, nearest first.

    Past a coordination the words that it merely stands beside do not govern it: in "rejected the
    tour and demanded a rest" the rest is not rejected.
    """
    inside = parse.between(start, end)
    indices = {t.index for t in inside}
    token = next((t for t in inside if t.head not in indices or t.head == t.index), None)
    while token is not None:
        yield token
        while token.dep == "conj":
            token = parse.tokens[token.head]
        token = parse.tokens[token.head] if token.head != token.index else None


def governing(tokens: list[Token]) -> Token | None:
    """The word of a span that the others hang from; the first verb where there are several."""
    inside = {t.index for t in tokens}
    tops = [t for t in tokens if t.head not in inside or t.head == t.index]
    if tops and tops[0].dep in {"dobj", "pobj"}:
        # "[new fines, doubling the old ones]": the verb only goes along
        return tops[0]
    return next((t for t in tops if t.pos in {"VERB", "AUX"}), tops[0] if tops else None)

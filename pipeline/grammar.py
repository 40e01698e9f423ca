"""Read off a parse: who does what a verb says, which words a noun phrase has, who "he" is.

It corrects what the parser is known to misread in news reports. A pronoun is given to the best
candidate before it, by nearness, grammatical role and how often the text names it; that is a
guess, right about four times in five, and callers must treat it as one.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.cues import REPORTING
from pipeline.domain import Parse, Token

_SUBJECTS = frozenset({"nsubj", "csubj"})
_RELATIVE = frozenset({"who", "that", "which"})
_SINGULAR = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_PLURAL = frozenset({"they", "them", "their"})
_CUT = frozenset({"relcl", "acl", "appos", "punct", "parataxis", "advcl"})
_NO_PERSON = frozenset(
    """ORG GPE NORP LOC DATE TIME CARDINAL ORDINAL MONEY PERCENT QUANTITY EVENT LAW
    LANGUAGE""".split()
)
_LONGEST = 25
_LOOK_BACK = 5
_MALE = "Mr|Sir|Lord|King|Prince|spokesman|chairman|congressman|businessman|father|son|brother|husband"
_FEMALE = (
    "Mrs|Ms|Miss|Dame|Lady|Queen|Princess|spokeswoman|chairwoman|congresswoman|businesswoman"
    "|mother|daughter|sister|wife|actress"
)
_TITLED = re.compile(
    rf"\b(?:(?P<m>{_MALE})|(?:{_FEMALE}))\.?,? (?P<name>[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)?)"
)


def subject_of(parse: Parse, verb: Token) -> Token | None:
    """Who does what a verb says: its own subject, or that of the verb it hangs from."""
    for _ in range(6):
        below = [parse.tokens[i] for i in parse.children[verb.index]]
        for child in below:
            if child.dep in _SUBJECTS:
                relative = child.text.lower() in _RELATIVE and verb.dep == "relcl"
                return parse.tokens[verb.head] if relative else child
            if child.dep == "agent":
                return next((parse.tokens[j] for j in parse.children[child.index]), None)
        if any(child.dep == "nsubjpass" for child in below):
            return None
        if own := _misplaced(parse, verb, below):
            return own
        head = parse.tokens[verb.head]
        if head.index == verb.index:
            return None
        if verb.dep in {"acl", "relcl"}:
            return head
        if verb.dep not in {"advcl", "xcomp", "conj", "ccomp", "pcomp", "prep", "dep"}:
            return None
        verb = head
    return None


def _misplaced(parse: Parse, verb: Token, below: list[Token]) -> Token | None:
    """The subject that the parser gave to a clause on the left, or to the hearer on the right.

    "Three aides, described as close to him, told ..." and "told Reuters Okafor has ...".
    """
    for child in below:
        if child.dep in {"ccomp", "advcl"} and child.start < verb.start:
            under = (parse.tokens[i] for i in parse.children[child.index])
            subject = next((t for t in under if t.dep in {"nsubj", "nsubjpass"}), None)
            if subject is not None and child.pos == "VERB":
                return subject
    head = parse.tokens[verb.head]
    if verb.dep == "ccomp" and head.lemma in {"tell", "inform"}:
        beside = (parse.tokens[i] for i in parse.children[head.index])
        heard = next((t for t in beside if t.dep == "dobj"), None)
        if heard is not None and hearer_of(parse, head) not in {None, heard}:
            return heard
    return None


def hearer_of(parse: Parse, verb: Token) -> Token | None:
    """The named hearer of "told"; in "told Reuters Okafor has ..." the first of the two names."""
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
            if parse.tokens[i].dep not in _CUT:
                indices.append(i)
                queue.append(i)
    first, last = min(indices), max(indices)
    return parse.tokens[first].start, parse.tokens[last].end


def aliases(parse: Parse, text: str, head: Token) -> tuple[str, ...]:
    """What else the text calls a source, in apposition: "a lawyer for the club, Ana Ruiz"."""
    found = [parse.tokens[i] for i in parse.children[head.index]]
    found = [t for t in found if t.dep == "appos"]
    above = parse.tokens[head.head]
    if head.dep == "appos":
        found.append(above)
    return tuple(text[slice(*phrase(parse, t))] for t in found)


def resolve(parse: Parse, text: str, token: Token) -> str | None:
    """The name or phrase that a pronoun stands for, as far as can be guessed."""
    lowered = token.text.lower()
    if lowered in _SINGULAR:
        best = _best(parse, text, token, _people(parse, text, token, _SINGULAR[lowered]))
    elif lowered in _PLURAL:
        best = _best(parse, text, token, _groups(parse, token))
    else:
        return None
    if best is None:
        return None
    start, end = phrase(parse, best)
    return text[start:end]


def quoted(text: str, offset: int) -> bool:
    """Whether a double quotation mark is open at an offset, counted from its paragraph's start."""
    paragraph = text[text.rfind("\n", 0, offset) + 1 : offset]
    curly = paragraph.count("“") - paragraph.count("”")
    return curly > 0 or (paragraph.count('"') + paragraph.count("''")) % 2 == 1


def _nearby(parse: Parse, token: Token) -> Iterator[Token]:
    here = parse.sentence_at(token.start)
    if here is None:
        return
    first = parse.sentences[max(here - _LOOK_BACK, 0)][0]
    yield from (t for t in parse.between(first, token.start) if t.end <= token.start)


def _people(parse: Parse, text: str, token: Token, gender: str) -> Iterator[Token]:
    """Persons named, or described as speakers, before a pronoun and not inside what is quoted."""
    genders = _genders(text)
    inside = quoted(text, token.start)
    for t in _nearby(parse, token):
        if not (t.entity == "PERSON" or (_speaks(parse, t) and t.entity not in _NO_PERSON)):
            continue
        if t.pos not in {"PROPN", "NOUN"} or _is_plural(t):
            continue
        if t.dep in {"compound", "flat", "nmod"} or genders.get(t.text.lower(), gender) != gender:
            continue
        if inside or not quoted(text, t.start):
            yield t


def _groups(parse: Parse, token: Token) -> Iterator[Token]:
    for t in _nearby(parse, token):
        coordinated = any(parse.tokens[i].dep == "conj" for i in parse.children[t.index])
        if t.pos in {"NOUN", "PROPN"} and t.dep in {"nsubj", "nsubjpass", "pobj", "poss"}:
            if _is_plural(t) or coordinated or t.entity in {"ORG", "NORP"}:
                yield t


def _best(parse: Parse, text: str, token: Token, found: Iterator[Token]) -> Token | None:
    """The candidate with most in its favour: near, a subject, a speaker, often named."""
    here = parse.sentence_at(token.start) or 0

    def worth(t: Token) -> tuple[float, int]:
        far = here - (parse.sentence_at(t.start) or 0)
        role = 2.0 if t.dep in {"nsubj", "nsubjpass"} else 0.5 if t.dep == "poss" else 0.0
        speaks = 1.5 if _speaks(parse, t) else 0.0
        often = min(text.count(t.text), 6) * 0.25 if t.pos == "PROPN" else 0.0
        return role + speaks + often - 1.5 * far, t.start

    return max(found, key=worth, default=None)


def _speaks(parse: Parse, token: Token) -> bool:
    verb = parse.tokens[token.head]
    return token.dep == "nsubj" and verb.pos == "VERB" and verb.lemma in REPORTING


def _is_plural(token: Token) -> bool:
    lowered = token.text.lower()
    return token.pos == "NOUN" and lowered != token.lemma and lowered.endswith("s")


@lru_cache(maxsize=64)
def _genders(text: str) -> Mapping[str, str]:
    """Surnames that the text sets behind a title or noun which tells a man from a woman."""
    found: dict[str, str] = {}
    for match in _TITLED.finditer(text):
        name = match["name"].split()[-1].lower().removesuffix("’s").removesuffix("'s")
        gender = "m" if match["m"] else "f"
        # a couple of one name: the title does not tell them apart
        found[name] = gender if found.get(name, gender) == gender else "?"
    return {name: gender for name, gender in found.items() if gender != "?"}

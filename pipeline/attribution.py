"""Who says it: from a span of a text to the sources that utter it, read off the grammar.

The search climbs from the span's governing word to the root of its sentence. Every reporting
verb passed on the way, entered through its content and not through its subject, adds a link;
"according to X" and "citing X" add theirs. Pronouns are resolved to the nearest fitting name
before them. It sees one sentence and, for an open quotation or a bare "he said", the few before
and the one after it. It cannot see sources that only the wider story makes plain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.cues import BY_SOURCE, CITING, REPORTING
from pipeline.domain import Parse, Token

_SUBJECTS = frozenset({"nsubj", "csubj"})
_CONTENT = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "parataxis", "dep", "attr", "oprd", "acomp", "prep", "pcomp"}
)
_CLAUSAL = frozenset({"ccomp", "xcomp", "parataxis", "dep", "dobj", "oprd"})
_SINGULAR = frozenset({"he", "she", "him", "her", "his"})
_PLURAL = frozenset({"they", "them", "their"})
_FIRST_PERSON = frozenset({"i", "we", "us", "me"})
_RELATIVE = frozenset({"who", "that", "which"})
_LONGEST_SOURCE = 25
_LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Link:
    """One source of a content.

    Attributes:
        start, end: The source phrase, code points.
        text: Its words as printed.
        name: What a pronoun stands for, else `text`.
        sure: False where it was carried over from another sentence or a pronoun was resolved.
        cue: The lemma that announces it.
        main: Whether the cue is the main verb of its sentence.
    """

    start: int
    end: int
    text: str
    name: str
    sure: bool
    cue: str
    main: bool = False


def links(parse: Parse, text: str, start: int, end: int) -> tuple[Link, ...]:
    """The sources of `text[start:end]`, outermost first; empty when the text names none."""
    tokens = [t for t in parse.between(start, end) if t.pos not in {"PUNCT", "SPACE"}]
    root = _root(tokens)
    if root is None:
        return ()
    found = list(_climb(parse, text, root, start, end))
    if not found:
        found = list(_beside(parse, text, start))
    return tuple(reversed(_distinct(found)))


def subject_of(parse: Parse, verb: Token) -> Token | None:
    """Who does what a verb says: its own subject, or that of the verb it hangs from."""
    for _ in range(6):
        for i in parse.children[verb.index]:
            child = parse.tokens[i]
            if child.dep in _SUBJECTS:
                return _antecedent(parse, child, verb)
            if child.dep == "agent":
                return next((parse.tokens[j] for j in parse.children[i]), None)
        if any(parse.tokens[i].dep == "nsubjpass" for i in parse.children[verb.index]):
            return None
        head = parse.tokens[verb.head]
        if head.index == verb.index:
            return None
        if verb.dep in {"acl", "relcl"}:
            return head
        if verb.dep not in {"advcl", "xcomp", "conj", "ccomp", "pcomp", "prep"}:
            return None
        verb = head
    return None


def phrase(parse: Parse, head: Token) -> tuple[int, int]:
    """The words of a noun phrase without its relative clauses, code points `[start, end)`."""
    indices = [head.index]
    queue = [head.index]
    while queue and len(indices) < _LONGEST_SOURCE:
        for i in parse.children[queue.pop()]:
            child = parse.tokens[i]
            if child.dep in {"relcl", "acl", "appos", "punct", "conj", "cc", "parataxis", "advcl"}:
                if child.dep not in {"conj", "cc"}:
                    continue
            indices.append(i)
            queue.append(i)
    first, last = min(indices), max(indices)
    return parse.tokens[first].start, parse.tokens[last].end


def resolve(parse: Parse, text: str, token: Token) -> str | None:
    """The name or phrase that a pronoun stands for: the nearest fitting one before it."""
    lowered = token.text.lower()
    if lowered in _SINGULAR:
        return _last_person(parse, text, token)
    if lowered in _PLURAL:
        return _last_plural(parse, text, token)
    return None


def _root(tokens: list[Token]) -> Token | None:
    inside = {t.index for t in tokens}
    tops = [t for t in tokens if t.head not in inside or t.head == t.index]
    return next((t for t in tops if t.pos in {"VERB", "AUX"}), tops[0] if tops else None)


def _climb(parse: Parse, text: str, root: Token, start: int, end: int) -> Iterator[Link]:
    node, came = root, None
    while True:
        # innermost first: "citing officials, the agency said", "the agency said, per a leak"
        yield from _citing(parse, text, node)
        if _utters(parse, node, came):
            yield from _spoken(parse, text, node, start, end, whole=came is None)
        yield from _adjuncts(parse, text, node, start, end)
        if node.head == node.index:
            return
        came, node = node, parse.tokens[node.head]


def _utters(parse: Parse, node: Token, came: Token | None) -> bool:
    if node.lemma not in REPORTING or node.pos not in {"VERB", "AUX"}:
        return False
    if came is None:
        return any(parse.tokens[i].dep in _CLAUSAL for i in parse.children[node.index])
    return came.dep in _CONTENT


def _spoken(
    parse: Parse, text: str, verb: Token, start: int, end: int, *, whole: bool
) -> Iterator[Link]:
    subject = subject_of(parse, verb)
    # "we hope", inside a quotation: the quotation's speaker is meant, and that is another link
    if subject is None or subject.text.lower() in _FIRST_PERSON:
        return
    if not whole and start <= subject.start and subject.end <= end:
        return
    yield replace(_link(parse, text, subject, verb.lemma), main=verb.head == verb.index)
    # "told the agency": the hearer passes it on, so it stands further out
    if verb.lemma in {"tell", "inform"}:
        for i in parse.children[verb.index]:
            hearer = parse.tokens[i]
            if hearer.dep in {"dobj", "dative", "iobj"} and hearer.pos == "PROPN":
                yield _link(parse, text, hearer, verb.lemma)


def _adjuncts(parse: Parse, text: str, node: Token, start: int, end: int) -> Iterator[Link]:
    """ "according to X", "per X", and "..., X said, ..." set into the content."""
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.text.lower() in BY_SOURCE:
            yield from _named_by(parse, text, child)
        elif (
            child.lemma in REPORTING
            and child.dep in {"parataxis", "ccomp", "advcl", "dep"}
            and not (start <= child.start < end)
            and not any(parse.tokens[j].dep in {"ccomp", "dobj"} for j in parse.children[i])
        ):
            yield from _spoken(parse, text, child, start, end, whole=False)


def _citing(parse: Parse, text: str, node: Token) -> Iterator[Link]:
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.lemma in CITING and child.dep in {"advcl", "prep"}:
            for j in parse.children[i]:
                if parse.tokens[j].dep in {"dobj", "obj"}:
                    yield _link(parse, text, parse.tokens[j], child.lemma)


def _named_by(parse: Parse, text: str, preposition: Token) -> Iterator[Link]:
    queue = list(parse.children[preposition.index])
    while queue:
        token = parse.tokens[queue.pop(0)]
        if token.dep == "pobj":
            yield _link(parse, text, token, preposition.text.lower())
            return
        queue.extend(parse.children[token.index])


def _beside(parse: Parse, text: str, start: int) -> Iterator[Link]:
    """For a span whose own sentence names nobody: the open quotation it belongs to, if any."""
    here = parse.sentence_at(start)
    if here is None:
        return
    first, last = parse.sentences[here]
    if here + 1 < len(parse.sentences):
        after = parse.between(*parse.sentences[here + 1])
        if after and text[last - 1] in "\"”’'»" and "\n" not in text[last : after[0].start]:
            verb = next((t for t in after[:4] if t.lemma in REPORTING), None)
            subject = verb and subject_of(parse, verb)
            if verb and subject and not any(t.text in '"“' for t in after[:2]):
                yield replace(_link(parse, text, subject, verb.lemma), sure=False)
                return
    if text[first] not in '"“«' and not _inside_quotation(text, start):
        return
    for i in range(here - 1, max(here - _LOOK_BACK, -1), -1):
        begin, stop = parse.sentences[i]
        for token in parse.between(begin, stop):
            if token.lemma in REPORTING and token.pos == "VERB":
                subject = subject_of(parse, token)
                if subject is not None:
                    yield replace(_link(parse, text, subject, token.lemma), sure=False)
                    return


def _inside_quotation(text: str, offset: int) -> bool:
    """Whether a double quotation mark is open at an offset, counted from its paragraph's start."""
    paragraph = text[text.rfind("\n", 0, offset) + 1 : offset]
    curly = paragraph.count("“") - paragraph.count("”")
    return curly > 0 or paragraph.count('"') % 2 == 1


def _link(parse: Parse, text: str, head: Token, cue: str) -> Link:
    start, end = phrase(parse, head)
    printed = text[start:end]
    stands_for = resolve(parse, text, head) if head.pos == "PRON" else None
    return Link(start, end, printed, stands_for or printed, stands_for is None, cue)


def _antecedent(parse: Parse, subject: Token, verb: Token) -> Token:
    if subject.text.lower() in _RELATIVE and verb.dep == "relcl":
        return parse.tokens[verb.head]
    return subject


def _last_person(parse: Parse, text: str, token: Token) -> str | None:
    here = parse.sentence_at(token.start)
    if here is None:
        return None
    # nearest sentence first; within one, a subject before any other name
    for i in range(here, max(here - _LOOK_BACK, -1), -1):
        begin, stop = parse.sentences[i]
        names = [
            t
            for t in parse.between(begin, min(stop, token.start))
            if t.entity == "PERSON" and t.end <= token.start and _heads_name(parse, t)
        ]
        subjects = [t for t in names if t.dep in {"nsubj", "nsubjpass", "poss"}]
        if names:
            start, end = phrase(parse, (subjects or names)[-1 if i == here else 0])
            return text[start:end]
    return None


def _heads_name(parse: Parse, token: Token) -> bool:
    return parse.tokens[token.head].entity != "PERSON" or token.dep not in {"compound", "flat"}


def _last_plural(parse: Parse, text: str, token: Token) -> str | None:
    here = parse.sentence_at(token.start)
    if here is None:
        return None
    for i in range(here, max(here - _LOOK_BACK, -1), -1):
        begin, stop = parse.sentences[i]
        plurals = [
            t
            for t in parse.between(begin, min(stop, token.start))
            if t.end <= token.start
            and t.pos in {"NOUN", "PROPN"}
            and t.dep in {"nsubj", "pobj"}
            and t.text.lower() != t.lemma
        ]
        if plurals:
            start, end = phrase(parse, plurals[0])
            return text[start:end]
    return None


def _distinct(found: list[Link]) -> list[Link]:
    seen: dict[tuple[int, int], Link] = {}
    for link in found:
        seen.setdefault((link.start, link.end), link)
    return list(seen.values())

"""Who says it: from a span of a text to the sources that utter it, read off the grammar.

The search climbs from the span's governing word to the root of its sentence. Every verb or noun
that links a source to a content, entered through that content, adds a source; "according to X"
and "citing X" add theirs. Where the grammar shows nothing, the words right beside the span are
read ("...," X said), and for an open quotation the sentences it runs through. Pronouns stand for
the nearest fitting name before them. It cannot see sources that only the wider story makes plain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from pipeline.domain import Parse, Token
from pipeline.speech.acting import CAUSING
from pipeline.speech.beside import before, beside, closing, signed
from pipeline.speech.cues import (
    ASKING,
    BY_SOURCE,
    CITING,
    LINKING,
    MINDED,
    REPORTING,
    TAGGING,
    UTTERANCES,
)
from pipeline.speech.grammar import CONTENT, governing, quoted, subject_of
from pipeline.speech.kinds import may_speak
from pipeline.speech.links import Link, link_to, named_by, spoken
from pipeline.speech.relays import relayed
from pipeline.speech.tags import is_tag, is_told

_CLAUSAL = frozenset({"ccomp", "xcomp", "parataxis", "dep", "dobj", "oprd"})
_OF_NOUN = frozenset({"acl", "ccomp", "relcl", "prep", "appos", "acomp", "attr"})
# "it follows ...", "it came after ...": what matters hangs below
_FRAMES = frozenset("follow come precede mark".split())
_PLAIN = frozenset("clear plain known public".split())
_IN_VIEW = frozenset({"by", "in"})


def links(parse: Parse, text: str, start: int, end: int) -> tuple[Link, ...]:
    """The sources of `text[start:end]`, outermost first; empty when the text names none."""
    tokens = [t for t in parse.between(start, end) if t.pos not in {"PUNCT", "SPACE"}]
    root = governing(tokens)
    if root is None:
        return ()
    closed = max(text.rfind(mark, start, end) for mark in '”"') + 1
    if signature := next(signed(parse, text, end), None) or (
        next(signed(parse, text, closed), None) if closed else None
    ):
        return (signature,)
    found = _distinct(_placed(_climb(parse, text, root, start, end), start, end))
    if all(x.inside for x in found):
        near = [*_tagged(parse, text, tokens, start, end), *beside(parse, text, start, end)]
        near += closing(parse, text, start, end)
        near = list(_placed(near, start, end))
        # a tag outside the quotation marks speaks for the whole; what the quotation itself
        # reports is another matter
        if near and near[0].inside:
            found = [x for x in found if not quoted(text, x.start)]
        found = found if found and near and near[0].inside else [*found, *near[:1]]
    if not found:
        found = [*_framed(parse, text, root, start, end)] or [*before(parse, text, start)]
    return relayed(parse, text, start, end, tuple(reversed(_distinct(found))))


def reported_in(parse: Parse, text: str, start: int, end: int) -> tuple[Link, ...]:
    """Every source that says, thinks or asks something inside a span and outside quotations.

    For a claim that cites a whole sentence: "The miller denied it and the baker said nothing".
    """
    found: list[Link] = []
    inside = parse.between(start, end)
    tags = {t.index for t in inside if is_tag(parse, text, t)}
    # where one speaker is set beside a sentence, all of it is theirs
    tagged = {parse.sentence_at(parse.tokens[i].start) for i in tags}
    for token in inside:
        others = parse.sentence_at(token.start) in tagged and token.index not in tags
        if others or quoted(text, token.start):
            continue
        # "the village would see, according to the council, ...": whose words all of it is
        if token.text.lower() != "according" and is_told(parse, text, token, start):
            continue
        if token.pos in {"VERB", "AUX"} and _has_content(parse, token):
            found += islice(spoken(parse, text, token), 1)
        elif token.pos == "NOUN" and token.lemma in UTTERANCES:
            found += _owner(parse, text, token)
        elif token.text.lower() in BY_SOURCE:
            found += named_by(parse, text, token)
    placed = _placed(found, start, end)
    return tuple(_distinct([x for x in placed if x.inside and not quoted(text, x.start)]))


def _has_content(parse: Parse, verb: Token) -> bool:
    """Whether a verb is a cue with something said under it, or merely set beside a quotation."""
    deps = {parse.tokens[i].dep for i in parse.children[verb.index]}
    if verb.lemma in LINKING:
        return bool(deps & CONTENT) or verb.lemma in TAGGING
    return "ccomp" in deps and verb.pos == "VERB" and verb.lemma not in CAUSING


def _placed(found: Iterable[Link], start: int, end: int) -> Iterator[Link]:
    """Mark the links that stand inside the span itself."""
    for link in found:
        yield replace(link, inside=start <= link.start and link.end <= end)


def _climb(parse: Parse, text: str, root: Token, start: int, end: int) -> Iterator[Link]:
    node: Token = root
    came: Token | None = None
    while True:
        # innermost first: "citing officials, the agency said", "the agency said, per a leak"
        yield from _citing(parse, text, node)
        if _utters(parse, node, came):
            yield from spoken(parse, text, node)
        elif came is not None and came.dep in _OF_NOUN and node.lemma in UTTERANCES:
            yield from _owner(parse, text, node)
        yield from _adjuncts(parse, text, node, start, end)
        if node.head == node.index or _set_apart(parse, node):
            return
        came, node = node, parse.tokens[node.head]


def _set_apart(parse: Parse, clause: Token) -> bool:
    """Whether a clause only stands before another one: "The union left; the firm said it stays"."""
    verb = parse.tokens[clause.head]
    below = [parse.tokens[i] for i in parse.children[verb.index]]
    split = any(t.text == ";" and clause.start < t.start < verb.start for t in below)
    return split and any(t.dep == "ccomp" and t.start > verb.start for t in below)


def _utters(parse: Parse, node: Token, came: Token | None) -> bool:
    if node.pos not in {"VERB", "AUX"}:
        return False
    under = [parse.tokens[i] for i in parse.children[node.index]]
    if came is None:
        return node.lemma in REPORTING and any(t.dep in _CLAUSAL | {"agent"} for t in under)
    if came.dep == "nsubjpass":
        return node.lemma in REPORTING and any(t.dep == "agent" for t in under)
    if node.lemma in {"be", "become", "remain", "feel", "seem", "get"}:
        # "the growers are afraid that ...", "she is a critic of ..."
        subject = subject_of(parse, node)
        if subject is None or not (subject.pos == "PRON" or may_speak(subject)):
            return False
        minded = any(t.dep in {"acomp", "attr"} and t.lemma in MINDED for t in under)
        return minded and came.dep in CONTENT | {"acomp", "attr"}
    if came.dep == "advcl" and _is_infinitive(parse, came):
        # "announced plans on Monday to close the port"
        return any(t.dep == "dobj" and t.lemma in UTTERANCES for t in under)
    if node.lemma == "make" and came.lemma in _PLAIN:
        # "made it clear that ..."
        return came.dep in CONTENT
    # whatever takes a clause with a subject of its own is a cue, but for making it so
    clause = came.dep == "ccomp" and node.pos == "VERB" and node.lemma not in CAUSING
    return clause or (node.lemma in LINKING and came.dep in CONTENT)


def _is_infinitive(parse: Parse, verb: Token) -> bool:
    return any(parse.tokens[i].lemma == "to" for i in parse.children[verb.index])


def _owner(parse: Parse, text: str, noun: Token) -> Iterator[Link]:
    """Whose claim it is: "the mayor's claim", "a claim by the mayor", "he made the claim"."""
    for i in parse.children[noun.index]:
        child = parse.tokens[i]
        if child.dep == "poss":
            yield link_to(parse, text, child, noun.lemma)
            return
        if child.dep == "prep" and child.lemma in {"by", "from"}:
            for link in named_by(parse, text, child):
                yield replace(link, cue=noun.lemma)
            return
    verb = parse.tokens[noun.head]
    if noun.dep == "dobj" and (subject := subject_of(parse, verb)):
        yield link_to(parse, text, subject, noun.lemma)


def _adjuncts(parse: Parse, text: str, node: Token, start: int, end: int) -> Iterator[Link]:
    """Sources set beside the content: "according to X", "per X", and "..., X said, ..."."""
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.lemma in _IN_VIEW:
            yield from _in_view(parse, text, child)
        elif child.text.lower() in BY_SOURCE:
            yield from named_by(parse, text, child)
        elif (
            child.lemma in REPORTING - ASKING
            and child.dep in {"parataxis", "ccomp", "advcl", "dep"}
            and not any(parse.tokens[j].dep in {"ccomp", "dobj"} for j in parse.children[i])
        ):
            # set into the very words: "the port, she said, will close"
            set_in = text[child.end : child.end + 1] == "," and not quoted(text, child.start)
            if start <= child.start < end and not set_in:
                continue
            yield from spoken(parse, text, child)


def _in_view(parse: Parse, text: str, preposition: Token) -> Iterator[Link]:
    """X, in "by X's own account" and "in the view of X"."""
    for i in parse.children[preposition.index]:
        noun = parse.tokens[i]
        if noun.dep != "pobj" or noun.lemma not in UTTERANCES:
            continue
        for j in parse.children[i]:
            owner = parse.tokens[j]
            if owner.dep == "poss":
                yield replace(link_to(parse, text, owner, noun.lemma), sure=False)
            elif owner.dep == "prep" and owner.lemma == "of":
                yield from (replace(x, sure=False) for x in named_by(parse, text, owner))


def _citing(parse: Parse, text: str, node: Token) -> Iterator[Link]:
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.lemma in CITING and child.dep in {"advcl", "prep"}:
            for j in parse.children[i]:
                if parse.tokens[j].dep in {"dobj", "obj"} and may_speak(parse.tokens[j]):
                    yield link_to(parse, text, parse.tokens[j], child.lemma)


def _framed(parse: Parse, text: str, root: Token, start: int, end: int) -> Iterator[Link]:
    """Whoever acts in "it follows the minister proposing ..." and the like."""
    if root.lemma not in _FRAMES:
        return
    for token in parse.between(root.end, end):
        if token.pos == "VERB" and token.lemma in REPORTING and not quoted(text, token.start):
            for link in spoken(parse, text, token):
                if start <= link.start and link.end <= end:
                    yield replace(link, sure=False, inside=True)
            return


def _tagged(parse: Parse, text: str, tokens: list[Token], start: int, end: int) -> Iterator[Link]:
    """The tag inside a span: "..., X said. ..."; never what stands in quotation marks."""
    quotes = any(mark in text[start:end] for mark in '"“')
    for token in tokens:
        if token.pos == "VERB" and token.lemma in REPORTING and not quoted(text, token.start):
            if not quotes and not is_tag(parse, text, token):
                continue
            for link in spoken(parse, text, token):
                if not quoted(text, link.start) and start <= link.start and link.end <= end:
                    yield replace(link, inside=True)


def _distinct(found: Iterator[Link] | list[Link]) -> list[Link]:
    seen: dict[tuple[int, int], Link] = {}
    for link in found:
        seen.setdefault((link.start, link.end), link)
    return list(seen.values())

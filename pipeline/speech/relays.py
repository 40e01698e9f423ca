"""Who passes it on: links of a chain that stand beside another link, not above the content.

"The Wire, quoting a diplomat, said", "the memo quotes her as saying", "documents seen by the
Herald show", "..., the minister said, the Post reported": the climb from the content to the root
of its sentence sees one of the two, or both in the wrong order.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.domain import Parse, Token
from pipeline.speech.cues import BY_SOURCE, CITING, REPORTING
from pipeline.speech.grammar import hearer_of, phrase
from pipeline.speech.links import Link, is_person, link_to
from pipeline.speech.sources import can_speak

# what an outlet does with the papers that it reports from
_GETTING = frozenset("see obtain publish review view release acquire read hear".split())
_REACH = 24  # code points behind a source in which ", quoting" is looked for
_NOMINAL = frozenset({"PROPN", "NOUN"})
_OBJECTS = frozenset({"dobj", "obj"})


def relayed(
    parse: Parse, text: str, start: int, end: int, chain: tuple[Link, ...]
) -> tuple[Link, ...]:
    """A chain, outermost first, with the links beside its links, and a closing tag put first."""
    found: dict[tuple[int, int], Link] = {}
    for link in _tag_first(parse, start, end, chain):
        head = _head(parse, link)
        if _is_reason(parse, link, head):
            continue
        for near in (*_before(parse, text, link, head), link, *_behind(parse, text, link, head)):
            inside = start <= near.start and near.end <= end
            found.setdefault((near.start, near.end), replace(near, inside=inside))
    return tuple(found.values())


def _tag_first(parse: Parse, start: int, end: int, chain: tuple[Link, ...]) -> Iterator[Link]:
    """Behind "X said that ..., Y reported", or "according to Y", stands who has all of it: Y."""
    opened = any(x.end <= start and x.cue in REPORTING for x in chain)
    sentence = parse.sentence_at(max(end - 1, start))
    last = parse.sentences[sentence][1] if sentence is not None else end
    wide = REPORTING | BY_SOURCE
    closing = [x for x in chain if opened and end <= x.start < last and x.cue in wide]
    yield from closing
    yield from (x for x in chain if x not in closing)


def _is_reason(parse: Parse, link: Link, head: Token | None) -> bool:
    """Whether what is cited is no source: "citing a threat to health"."""
    if head is None or head.dep not in _OBJECTS:
        return False
    return parse.tokens[head.head].lemma in CITING and not can_speak(link.text)


def _head(parse: Parse, link: Link) -> Token | None:
    tokens = parse.between(link.start, link.end)
    inside = {t.index for t in tokens}
    tops = [t for t in tokens if t.head not in inside or t.head == t.index]
    return next((t for t in tops if t.pos in _NOMINAL | {"PRON"}), None)


def _before(parse: Parse, text: str, link: Link, head: Token | None) -> Iterator[Link]:
    """Who stands further out: whoever is told, got hold of the paper, or cites the source."""
    if head is None:
        return
    verb = parse.tokens[head.head]
    if verb.lemma in {"tell", "inform"} and link.cue == verb.lemma:
        hearer = hearer_of(parse, verb) or _outlet(parse, verb)
        told = hearer and not link.start <= hearer.start < link.end
        if hearer and told and not is_person(parse, text, hearer):
            yield link_to(parse, text, hearer, verb.lemma)
    if verb.lemma in CITING and head.dep in _OBJECTS and (outer := _citer(parse, verb)):
        yield link_to(parse, text, outer, "say" if link.cue in CITING else link.cue)
    for child in _under(parse, head):
        if child.lemma in _GETTING and child.dep == "acl":
            # it only hands the paper on: a claim may leave it out
            yield from (replace(x, sure=False) for x in _agents(parse, text, child))


def _citer(parse: Parse, participle: Token) -> Token | None:
    """Who is named right before ", citing ...", whatever the parser hangs it from."""
    before = parse.tokens[max(participle.index - 2, 0) : participle.index]
    if len(before) < 2 or before[1].text != "," or not participle.text.endswith("ing"):
        return None
    if before[0].dep in {"pobj", "npadvmod"}:  # "said on Monday, citing ..."
        return None
    return before[0] if before[0].pos in _NOMINAL or before[0].text[0].isupper() else None


def _outlet(parse: Parse, verb: Token) -> Token | None:
    """Whoever is told, by a noun with its name behind it: "told the magazine Lotus"."""
    for child in _under(parse, verb):
        named = any(t.pos == "PROPN" and t.dep == "appos" for t in _under(parse, child))
        if child.dep in {"dobj", "dative"} and child.pos == "NOUN" and named:
            return child
    return None


def _agents(parse: Parse, text: str, verb: Token) -> Iterator[Link]:
    """Who did it, in the passive: "seen by the Herald"."""
    for by in _under(parse, verb):
        if by.dep == "agent":
            for token in _under(parse, by):
                if token.dep == "pobj":
                    yield link_to(parse, text, token, verb.lemma)


def _behind(parse: Parse, text: str, link: Link, head: Token | None) -> Iterator[Link]:
    """Who stands further in: whoever the source says that it cites, or quotes as saying it."""
    if head is None:
        return
    after = [t for t in parse.between(link.end, link.end + _REACH) if t.start >= link.end]
    if len(after) > 1 and after[0].text == "," and after[1].lemma in CITING:
        yield from (x for x in _cited(parse, text, after[1]) if can_speak(x.text))
    if head.dep != "nsubj":
        return
    verb = parse.tokens[head.head]
    for child in _under(parse, verb):
        if child.lemma in CITING and child.dep in {"advcl", "prep"}:
            yield from (x for x in _cited(parse, text, child) if can_speak(x.text))
    saying = any(t.lemma == "as" and _under(parse, t) for t in _under(parse, verb))
    if verb.lemma in CITING and saying:
        yield from _cited(parse, text, verb)


def _cited(parse: Parse, text: str, verb: Token) -> Iterator[Link]:
    for child in _under(parse, verb):
        if child.dep in _OBJECTS and phrase(parse, child)[0] > verb.start:
            yield link_to(parse, text, child, verb.lemma)


def _under(parse: Parse, token: Token) -> list[Token]:
    return [parse.tokens[i] for i in parse.children[token.index]]

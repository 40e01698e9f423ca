"""Who says it: from a span of a text to the sources that utter it, read off the grammar.

The search climbs from the span's governing word to the root of its sentence. Every verb or noun
that links a source to a content, entered through that content, adds a source; "according to X"
and "citing X" add theirs. Where the grammar shows nothing, the words right beside the span are
read ("...," X said), and for an open quotation the sentences it runs through. Pronouns stand for
the nearest fitting name before them. It cannot see sources that only the wider story makes plain.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.cues import BY_SOURCE, CITING, LINKING, REPORTING, UTTERANCES
from pipeline.domain import Parse, Token
from pipeline.grammar import aliases, hearer_of, phrase, quoted, resolve, subject_of
from pipeline.sources import Likeness, compare_sources

_CONTENT = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "parataxis", "dep", "attr", "oprd", "acomp", "prep", "pcomp"}
)
_CLAUSAL = frozenset({"ccomp", "xcomp", "parataxis", "dep", "dobj", "oprd"})
_OF_NOUN = frozenset({"acl", "ccomp", "relcl", "prep", "appos", "acomp", "attr"})
_FIRST_PERSON = frozenset({"i", "we", "us", "me"})
_MARKS = "\"“”«»„'‘’"
_REACH = 14  # words beside a span in which its cue and source are looked for
_LOOK_BACK = 4


@dataclass(frozen=True, slots=True)
class Link:
    """One source of a content.

    Attributes:
        start, end: The source phrase, code points.
        text: Its words as printed.
        name: What a pronoun stands for, else `text`.
        sure: False where it was carried over from another sentence, a pronoun was resolved, or
            the cue only may be one.
        cue: The lemma that announces it.
        main: Whether the cue is the main verb of its sentence.
        inside: Whether source and cue stand inside the span itself.
        aliases: What else the text calls it in apposition: "a lawyer, Ana Ruiz".
    """

    start: int
    end: int
    text: str
    name: str
    sure: bool
    cue: str
    main: bool = False
    inside: bool = False
    aliases: tuple[str, ...] = ()


def links(parse: Parse, text: str, start: int, end: int) -> tuple[Link, ...]:
    """The sources of `text[start:end]`, outermost first; empty when the text names none."""
    tokens = [t for t in parse.between(start, end) if t.pos not in {"PUNCT", "SPACE"}]
    root = _root(tokens)
    if root is None:
        return ()
    found = _distinct(_climb(parse, text, root, start, end))
    if all(x.inside for x in found):
        near = [*_tagged(parse, text, tokens, start, end), *_edges(parse, text, start, end)]
        # a tag outside the quotation marks speaks for the whole; what the quotation itself
        # reports is another matter
        found = [*found, *near[:1]] if near and not near[0].inside else near[:1] or found
    if not found:
        found = list(_before(parse, text, start))
    return tuple(reversed(_distinct(found)))


def likeness(claimed: str, link: Link) -> Likeness:
    """Whether a claimed source and a link of the text are one, under any name the link has."""
    answers = [compare_sources(claimed, name) for name in (link.name, *link.aliases)]
    return "same" if "same" in answers else "unknown" if "unknown" in answers else answers[0]


def _root(tokens: list[Token]) -> Token | None:
    inside = {t.index for t in tokens}
    tops = [t for t in tokens if t.head not in inside or t.head == t.index]
    return next((t for t in tops if t.pos in {"VERB", "AUX"}), tops[0] if tops else None)


def _climb(parse: Parse, text: str, root: Token, start: int, end: int) -> Iterator[Link]:
    node: Token = root
    came: Token | None = None
    while True:
        # innermost first: "citing officials, the agency said", "the agency said, per a leak"
        yield from _citing(parse, text, node)
        if _utters(parse, node, came):
            for link in _spoken(parse, text, node):
                yield replace(link, inside=start <= link.start and link.end <= end)
        elif came is not None and came.dep in _OF_NOUN and node.lemma in UTTERANCES:
            yield from _owner(parse, text, node)
        yield from _adjuncts(parse, text, node, start, end)
        if node.head == node.index:
            return
        came, node = node, parse.tokens[node.head]


def _utters(parse: Parse, node: Token, came: Token | None) -> bool:
    if node.pos not in {"VERB", "AUX"}:
        return False
    if came is None:
        below = (parse.tokens[i].dep in _CLAUSAL for i in parse.children[node.index])
        return node.lemma in REPORTING and any(below)
    return node.lemma in LINKING and came.dep in _CONTENT


def _spoken(parse: Parse, text: str, verb: Token) -> Iterator[Link]:
    subject = subject_of(parse, verb)
    # "we hope", inside a quotation: the quotation's speaker is meant, and that is another link
    if subject is None or subject.text.lower() in _FIRST_PERSON:
        return
    link = link_to(parse, text, subject, verb.lemma)
    sure = link.sure and verb.lemma in REPORTING
    yield replace(link, sure=sure, main=verb.head == verb.index)
    # "told the agency": the hearer passes it on, so it stands further out
    if verb.lemma in {"tell", "inform"} and (hearer := hearer_of(parse, verb)):
        yield link_to(parse, text, hearer, verb.lemma)


def _owner(parse: Parse, text: str, noun: Token) -> Iterator[Link]:
    """ "the mayor's claim that ...", "a claim by the mayor that ...", "he made the claim that"."""
    for i in parse.children[noun.index]:
        child = parse.tokens[i]
        if child.dep == "poss":
            yield link_to(parse, text, child, noun.lemma)
            return
        if child.dep == "prep" and child.lemma in {"by", "from"}:
            yield from _named_by(parse, text, child)
            return
    verb = parse.tokens[noun.head]
    if noun.dep == "dobj" and (subject := subject_of(parse, verb)):
        yield replace(link_to(parse, text, subject, noun.lemma), sure=False)


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
            yield from _spoken(parse, text, child)


def _citing(parse: Parse, text: str, node: Token) -> Iterator[Link]:
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.lemma in CITING and child.dep in {"advcl", "prep"}:
            for j in parse.children[i]:
                if parse.tokens[j].dep in {"dobj", "obj"}:
                    yield link_to(parse, text, parse.tokens[j], child.lemma)


def _named_by(parse: Parse, text: str, preposition: Token) -> Iterator[Link]:
    queue = list(parse.children[preposition.index])
    while queue:
        token = parse.tokens[queue.pop(0)]
        if token.dep == "pobj":
            yield link_to(parse, text, token, preposition.text.lower())
            return
        queue.extend(parse.children[token.index])


def _tagged(
    parse: Parse, text: str, tokens: list[Token], start: int, end: int
) -> Iterator[Link]:
    """The tag inside a span that quotes: "..., X said. ..."; never what stands in the marks."""
    if not any(mark in text[start:end] for mark in '"“'):
        return
    for token in tokens:
        if token.pos == "VERB" and token.lemma in REPORTING and not quoted(text, token.start):
            for link in _spoken(parse, text, token):
                if not quoted(text, link.start) and start <= link.start and link.end <= end:
                    yield replace(link, inside=True)


def _edges(parse: Parse, text: str, start: int, end: int) -> Iterator[Link]:
    """The cue right after or right before a span, whatever the parser made of the sentence."""
    after = _line(text, parse.between(end, end + 160), end)
    if after and text[end - 1 : after[0].end].strip(_MARKS + " ,")[:1] not in {".", "?", "!", ";"}:
        yield from _tag(parse, text, after[:_REACH], start, end)
    line = text.rfind("\n", 0, start) + 1
    before = [t for t in parse.between(max(line, start - 160), start) if t.end <= start]
    words = [t for t in before if t.pos not in {"PUNCT", "SPACE"} and t.text.lower() != "that"]
    if not words or any(c in ".?!;" for c in text[words[-1].end : start]):
        return
    if words[-1].lemma in LINKING and words[-1].pos == "VERB" and not quoted(text, words[-1].start):
        yield from _spoken(parse, text, words[-1])
    elif text[words[-1].end : start].lstrip().startswith(":"):
        yield from _heading(parse, text, words, line)


def _tag(
    parse: Parse, text: str, after: list[Token], start: int, end: int
) -> Iterator[Link]:
    """ "X said" or "said X" in the words that follow; a signature after a dash is a source too."""
    for token in after:
        if token.text in {".", ";", ":", "“", "\n"}:
            return
        if token.pos == "VERB" and token.lemma in REPORTING:
            for link in _spoken(parse, text, token):
                if not (start < link.end and link.start < end):
                    yield link
            return
    words = [t for t in after if t.pos != "PUNCT"]
    if after[0].text in {"—", "–", "―", "--"} and words and words[0].pos == "PROPN":
        yield link_to(parse, text, _name_head(words), "—")


def _heading(parse: Parse, text: str, words: list[Token], line: int) -> Iterator[Link]:
    """ "WALLACE: ..." at the start of a line, or "the minister said on Monday: ..."."""
    if len(words) <= 4 and all(t.pos == "PROPN" for t in words) and words[0].start - line < 2:
        yield link_to(parse, text, words[-1], ":")
        return
    for token in reversed(words[-_REACH:]):
        if token.pos == "VERB" and token.lemma in REPORTING:
            yield from _spoken(parse, text, token)
            return


def _before(parse: Parse, text: str, start: int) -> Iterator[Link]:
    """For a span inside a quotation that names nobody: the sentence that opened the quotation."""
    here = parse.sentence_at(start)
    if here is None or not (quoted(text, start) or text[parse.sentences[here][0]] in '"“«'):
        return
    for i in range(here - 1, max(here - _LOOK_BACK, -1), -1):
        for token in parse.between(*parse.sentences[i]):
            if token.lemma in REPORTING and token.pos == "VERB" and not quoted(text, token.start):
                for link in _spoken(parse, text, token):
                    yield replace(link, sure=False)
                    return


def link_to(parse: Parse, text: str, head: Token, cue: str) -> Link:
    """The link that a source's head word stands for, with its pronoun resolved."""
    start, end = phrase(parse, head)
    printed = text[start:end]
    stands_for = resolve(parse, text, head) if head.pos == "PRON" else None
    sure = head.pos != "PRON"
    return Link(
        start, end, printed, stands_for or printed, sure, cue, aliases=aliases(parse, text, head)
    )


def _line(text: str, tokens: tuple[Token, ...], end: int) -> list[Token]:
    stop = text.find("\n", end)
    inside = [t for t in tokens if t.start >= end and (stop < 0 or t.end <= stop)]
    return [t for t in inside if t.text not in set(_MARKS) | {",", "''", "``"}]


def _name_head(words: list[Token]) -> Token:
    run = words[0]
    for token in words[1:]:
        if token.pos != "PROPN":
            break
        run = token
    return run


def _distinct(found: Iterator[Link] | list[Link]) -> list[Link]:
    seen: dict[tuple[int, int], Link] = {}
    for link in found:
        seen.setdefault((link.start, link.end), link)
    return list(seen.values())

"""Who says it: from a span of a text to the sources that utter it, read off the grammar.

The search climbs from the span's governing word to the root of its sentence. Every verb or noun
that links a source to a content, entered through that content, adds a source; "according to X"
and "citing X" add theirs. Where the grammar shows nothing, the words right beside the span are
read ("...," X said), and for an open quotation the sentences it runs through. Pronouns stand for
the nearest fitting name before them. It cannot see sources that only the wider story makes plain.
"""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.domain import Parse, Token
from pipeline.speech.cues import BY_SOURCE, CITING, LINKING, MINDED, REPORTING, TAGGING, UTTERANCES
from pipeline.speech.grammar import quoted, subject_of
from pipeline.speech.links import Link, link_to, spoken

_CONTENT = frozenset(
    {"ccomp", "xcomp", "dobj", "pobj", "parataxis", "dep", "attr", "oprd", "acomp", "prep", "pcomp"}
)
_CLAUSAL = frozenset({"ccomp", "xcomp", "parataxis", "dep", "dobj", "oprd"})
_OF_NOUN = frozenset({"acl", "ccomp", "relcl", "prep", "appos", "acomp", "attr"})
_MARKS = "\"“”«»„'‘’"
# "it follows ...", "it came after ...": what matters hangs below
_FRAMES = frozenset("follow come precede mark".split())
_CAUSING = frozenset(
    "make let help cause ensure keep have get watch leave allow force follow".split()
)
_DASHES = frozenset({"—", "–", "―", "--"})
_REACH = 14  # words beside a span in which its cue and source are looked for
_LOOK_BACK = 4


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
        found = [*_framed(parse, text, root, start, end)] or [*_before(parse, text, start)]
    return tuple(reversed(_distinct(found)))


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
            for link in spoken(parse, text, node):
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
    under = [parse.tokens[i] for i in parse.children[node.index]]
    if came is None:
        return node.lemma in REPORTING and any(t.dep in _CLAUSAL | {"agent"} for t in under)
    if came.dep == "nsubjpass":
        return node.lemma in REPORTING and any(t.dep == "agent" for t in under)
    if node.lemma == "be":
        # "the growers are afraid that ..."
        return any(t.dep == "acomp" and t.lemma in MINDED for t in under)
    # whatever takes a clause with a subject of its own is a cue, but for making it so
    clause = came.dep == "ccomp" and node.pos == "VERB" and node.lemma not in _CAUSING
    return clause or (node.lemma in LINKING and came.dep in _CONTENT)


def _owner(parse: Parse, text: str, noun: Token) -> Iterator[Link]:
    """Whose claim it is: "the mayor's claim", "a claim by the mayor", "he made the claim"."""
    for i in parse.children[noun.index]:
        child = parse.tokens[i]
        if child.dep == "poss":
            yield link_to(parse, text, child, noun.lemma)
            return
        if child.dep == "prep" and child.lemma in {"by", "from"}:
            for link in _named_by(parse, text, child):
                yield replace(link, cue=noun.lemma)
            return
    verb = parse.tokens[noun.head]
    if noun.dep == "dobj" and (subject := subject_of(parse, verb)):
        yield replace(link_to(parse, text, subject, noun.lemma), sure=False)


def _adjuncts(parse: Parse, text: str, node: Token, start: int, end: int) -> Iterator[Link]:
    """Sources set beside the content: "according to X", "per X", and "..., X said, ..."."""
    for i in parse.children[node.index]:
        child = parse.tokens[i]
        if child.text.lower() in BY_SOURCE:
            yield from _named_by(parse, text, child)
        elif (
            child.lemma in REPORTING
            and child.dep in {"parataxis", "ccomp", "advcl", "dep"}
            and not any(parse.tokens[j].dep in {"ccomp", "dobj"} for j in parse.children[i])
        ):
            # set into the very words: "the port, she said, will close"
            set_in = text[child.end : child.end + 1] == "," and not quoted(text, child.start)
            if start <= child.start < end and not set_in:
                continue
            for link in spoken(parse, text, child):
                yield replace(link, inside=start <= link.start and link.end <= end)


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
    """The tag inside a span that quotes: "..., X said. ..."; never what stands in the marks."""
    if not any(mark in text[start:end] for mark in '"“'):
        return
    for token in tokens:
        if token.pos == "VERB" and token.lemma in REPORTING and not quoted(text, token.start):
            for link in spoken(parse, text, token):
                if not quoted(text, link.start) and start <= link.start and link.end <= end:
                    yield replace(link, inside=True)


def _edges(parse: Parse, text: str, start: int, end: int) -> Iterator[Link]:
    """The cue right after or right before a span, whatever the parser made of the sentence."""
    after = _line(text, parse.between(end, end + 160), end)
    between = text[end - 1 : after[0].start] if after else "."
    # past the full stop of an unquoted sentence another one begins
    if any(c in _MARKS for c in between) or not any(c in ".?!;" for c in between):
        yield from _tag(parse, text, after[:_REACH], start, end)
    line = text.rfind("\n", 0, start) + 1
    before = [t for t in parse.between(max(line, start - 160), start) if t.end <= start]
    words = [t for t in before if t.pos not in {"PUNCT", "SPACE"} and t.text.lower() != "that"]
    if not words or any(c in ".?!;" for c in text[words[-1].end : start]):
        return
    cue = words[-1]
    if cue.lemma in LINKING and cue.pos == "VERB" and not quoted(text, cue.start):
        told = list(spoken(parse, text, cue))
        yield from told or _swallowed(parse, text, words)
    elif text[words[-1].end : start].lstrip().startswith(":"):
        yield from _heading(parse, text, words, line)


def _tag(parse: Parse, text: str, after: list[Token], start: int, end: int) -> Iterator[Link]:
    """The tag in the words that follow: "X said", "said X", or a signature after a dash."""
    words = [t for t in after if t.pos in {"PROPN", "NOUN"}]
    if after[0].text in _DASHES and words and words[0].index == after[0].index + 1:
        yield link_to(parse, text, _name_head(words), "—")
        return
    bracketed = False
    for token in after:
        bracketed = (bracketed or token.text in {"(", "["}) and token.text not in {")", "]"}
        if token.text in {".", ";", ":", "“"} and not bracketed:
            return
        if token.pos == "VERB" and token.lemma in TAGGING:
            for link in spoken(parse, text, token):
                if not (start < link.end and link.start < end):
                    yield link
            return


def _swallowed(parse: Parse, text: str, words: list[Token]) -> Iterator[Link]:
    """In "in a talk with the Post Okello said", parsed as one name: the name before the cue."""
    if len(words) > 1 and words[-2].pos == "PROPN" and words[-2].dep not in {"nsubj", "nsubjpass"}:
        yield replace(link_to(parse, text, words[-2], words[-1].lemma, bare=True), sure=False)


def _heading(parse: Parse, text: str, words: list[Token], line: int) -> Iterator[Link]:
    """The speaker before a colon: "KHAN: ...", or "the minister said on Monday: ..."."""
    if len(words) <= 4 and all(t.pos == "PROPN" for t in words) and words[0].start - line < 2:
        yield link_to(parse, text, words[-1], ":")
        return
    for token in reversed(words[-_REACH:]):
        if token.pos == "VERB" and token.lemma in TAGGING:
            yield from spoken(parse, text, token)
            return


def _before(parse: Parse, text: str, start: int) -> Iterator[Link]:
    """For a span inside a quotation that names nobody: the sentence that opened the quotation."""
    here = parse.sentence_at(start)
    if here is None or not (quoted(text, start) or text[parse.sentences[here][0]] in '"“«'):
        return
    for i in range(here - 1, max(here - _LOOK_BACK, -1), -1):
        for token in parse.between(*parse.sentences[i]):
            if token.lemma in REPORTING and token.pos == "VERB" and not quoted(text, token.start):
                for link in spoken(parse, text, token):
                    yield replace(link, sure=False)
                    return


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

"""The sources that stand right beside a span, read off the words rather than the grammar.

News reports tag their quotations in few ways: "...," X said; said X; X said: ...; X: ...;
"..." — X; and a quotation of several sentences is tagged once. A small parser gets many of these
sentences wrong, so the words are read in order. It cannot see a tag further off than a few words.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.domain import Parse, Token
from pipeline.speech.cues import BY_SOURCE, LINKING, REPORTING, TAGGING, form_of
from pipeline.speech.grammar import quoted
from pipeline.speech.links import Link, link_to, named_by, spoken

MARKS = "\"“”«»„'‘’"
_CLOSING = re.compile(r"[”\"»]|''")
_SIGNED = re.compile(r"[”\"»’'.!?]*\s*(?:[—–―]|--)\s*(?=[^\W\d_a-z])")
_REACH = 14  # words beside a span in which its cue and source are looked for
_NEAR = 8  # words between a cue and the content that it announces
_LOOK_BACK = 4
_NAMES = frozenset({"PROPN", "NOUN", "PRON"})
# what may stand between a cue and its content: when, where and to whom it was said
_BETWEEN = frozenset({"ADP", "DET", "NOUN", "PROPN", "ADV", "NUM", "ADJ", "PRON", "PART"})
_SMALL = frozenset({"DET", "ADP", "SCONJ", "CCONJ", "ADV", "PUNCT"})
_LONGEST_HEADING = 7


def signed(parse: Parse, text: str, end: int) -> Iterator[Link]:
    """The signature behind a quotation: "..." — Ana Ruiz."""
    sign = _SIGNED.match(text, end)
    line = text.find("\n", end)
    if sign is None or (0 <= line < sign.end()):
        return
    stop = min(line if line >= 0 else len(text), sign.end() + 80)
    words = [t for t in parse.between(sign.end(), stop) if t.start >= sign.end()]
    name = _name_head(words)
    # a name and nothing else: past a dash the sentence may simply go on
    after = text[name.end : stop].strip() if name else "?"
    if name and (not after or after[0] in '.,(“"'):
        start, stop = words[0].start, name.end
        yield replace(
            link_to(parse, text, name, "—", bare=True),
            start=start,
            end=stop,
            text=text[start:stop],
            name=text[start:stop],
            named=(start, stop),
            sure=True,
        )


def beside(parse: Parse, text: str, start: int, end: int) -> Iterator[Link]:
    """The cue right after or right before a span, whatever the parser made of the sentence."""
    after = _line(text, parse.between(end, end + 160), end)
    between = text[end - 1 : after[0].start] if after else "."
    # past the full stop of an unquoted sentence another one begins
    if any(c in MARKS for c in between) or not any(c in ".?!;" for c in between):
        yield from _tag(parse, text, after[:_REACH], end)
    yield from _announced(parse, text, start)


def closing(parse: Parse, text: str, start: int, end: int) -> Iterator[Link]:
    """For a span inside a longer quotation: the tag behind the mark that closes it."""
    if not quoted(text, max(end - 1, start)) or text[end - 1] in MARKS:
        return
    mark = _CLOSING.search(text, end)
    line = text.find("\n", end)
    if mark is None or 0 <= line < mark.start():
        return
    after = _line(text, parse.between(mark.end(), mark.end() + 160), mark.end())
    yield from signed(parse, text, mark.end())
    if text[mark.start() - 1] in ",?!":
        yield from _tag(parse, text, after[:_REACH], end)


def before(parse: Parse, text: str, start: int) -> Iterator[Link]:
    """For a span inside a quotation that names nobody: the sentence that opened the quotation."""
    here = parse.sentence_at(start)
    if here is None or not (quoted(text, start) or text[parse.sentences[here][0]] in '"“«'):
        return
    for i in range(here - 1, max(here - _LOOK_BACK, -1), -1):
        for token in parse.between(*parse.sentences[i]):
            if token.lemma in REPORTING and token.pos == "VERB" and not quoted(text, token.start):
                for link in spoken(parse, text, token):
                    same = "\n" not in text[token.end : start]
                    yield replace(link, sure=link.sure and same)
                    return


def _tag(parse: Parse, text: str, after: list[Token], end: int) -> Iterator[Link]:
    """The tag in the words that follow: "X said", "said X"."""
    if after and after[0].text.lower() in BY_SOURCE:
        yield from named_by(parse, text, after[0])
        return
    bracketed = False
    for token in after:
        bracketed = (bracketed or token.text in {"(", "["}) and token.text not in {")", "]"}
        if token.text in {".", ";", ":", "“"} and not bracketed:
            return
        if token.pos in {"VERB", "NOUN"} and form_of(token, TAGGING):
            told = [x for x in spoken(parse, text, token) if x.start >= end]
            yield from told or _turned(parse, text, token)
            return


def _announced(parse: Parse, text: str, start: int) -> Iterator[Link]:
    """The cue before a span: "X said ...", "X said on Monday that ...", "X: ..."."""
    line = text.rfind("\n", 0, start) + 1
    if start - line < 2 and text[:line].rstrip().endswith(":"):
        # the quotation stands on a line of its own under "X continued:"
        start = len(text[:line].rstrip())
        line = text.rfind("\n", 0, start) + 1
    tokens = [t for t in parse.between(max(line, start - 200), start) if t.end <= start]
    words = [t for t in tokens if t.pos not in {"PUNCT", "SPACE"} and t.text.lower() != "that"]
    if not words or any(c in ".?!;" for c in text[words[-1].end : start]):
        return
    if ":" in text[words[-1].end : start]:
        yield from _heading(parse, text, words, line)
        return
    for token in reversed(words[-_NEAR:]):
        if form_of(token, LINKING) and not quoted(text, token.start):
            yield from _subject(parse, text, token, last=token is words[-1])
            return
        if token.pos not in _BETWEEN or text[token.end - 1] in ".;:":
            return


def _subject(parse: Parse, text: str, cue: Token, *, last: bool) -> Iterator[Link]:
    """Who stands before a cue, by the grammar or else by the order of the words."""
    told = list(spoken(parse, text, cue)) if cue.pos == "VERB" else []
    prior = parse.tokens[cue.index - 1] if cue.index else cue
    swallowed = prior.pos == "PROPN" and prior.dep not in {"nsubj", "nsubjpass"}
    if told and not (swallowed and not told[-1].sure):
        yield from (replace(x, sure=x.sure and (last or cue.lemma in REPORTING)) for x in told)
    elif prior.index == cue.index:
        return
    elif prior.pos in _NAMES or (prior.text[:1].isupper() and prior.pos not in _SMALL):
        # "in a talk with the Post Okello said", parsed as one name: the name before the cue
        yield link_to(parse, text, prior, cue.lemma, bare=True)


def _turned(parse: Parse, text: str, cue: Token) -> Iterator[Link]:
    """In "said the baker Noa Levi" whoever follows the cue."""
    after = parse.tokens[cue.index + 1 : cue.index + 5]
    name = next((t for t in after if t.pos == "PROPN"), None)
    if name and all(t.pos in {"PROPN", "NOUN", "DET", "ADJ"} for t in after[: after.index(name)]):
        yield link_to(parse, text, name, cue.lemma)


def _heading(parse: Parse, text: str, words: list[Token], line: int) -> Iterator[Link]:
    """The speaker before a colon: "KHAN: ...", "the minister said on Monday: ...", "Poll: ..."."""
    for token in reversed(words[-_REACH:]):
        if form_of(token, TAGGING) and token.pos in {"VERB", "PROPN"}:
            told = list(spoken(parse, text, token)) if token.pos == "VERB" else []
            yield from told or _turned(parse, text, token)
            return
    if len(words) <= _LONGEST_HEADING and words[0].start - line < 2 and words[-1].pos in _NAMES:
        whole = len(words) <= 4 and all(t.pos == "PROPN" for t in words)
        yield replace(link_to(parse, text, words[-1], ":"), sure=whole)


def _line(text: str, tokens: tuple[Token, ...], end: int) -> list[Token]:
    stop = text.find("\n", end)
    inside = [t for t in tokens if t.start >= end and (stop < 0 or t.end <= stop)]
    return [t for t in inside if t.text not in set(MARKS) | {",", "''", "``"}]


def _name_head(words: list[Token]) -> Token | None:
    """The last word of the name that a run of words begins with."""
    last = None
    for token in words:
        if token.pos != "PROPN" and not (last is None and token.text[:1].isupper()):
            break
        last = token
    return last

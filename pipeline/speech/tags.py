"""Cues set into or behind what they announce: "the port, she said, will close"."""

from pipeline.domain import Parse, Token
from pipeline.speech.cues import REPORTING, UTTERANCES
from pipeline.speech.grammar import phrase, quoted

_DEEPEST = 12
_SET_OFF = frozenset(",”\"'’?!")


def is_told(parse: Parse, text: str, token: Token, start: int) -> bool:
    """Whether a word stands in what somebody says within the span: he reports, not its subject."""
    if is_tag(parse, text, token):
        return False
    for _ in range(_DEEPEST):
        below = (parse.tokens[i] for i in parse.children[token.index])
        if any(is_tag(parse, text, t) for t in below if t.start >= start):
            return True
        above = parse.tokens[token.head]
        if above.index == token.index or above.start < start:
            return False
        about = token.dep == "acl" and above.lemma in UTTERANCES
        clause = token.dep in {"ccomp", "xcomp", "pcomp"}
        if about or (clause and (token.start > above.start or above.lemma in REPORTING)):
            return True
        token = above
    return False


def is_tag(parse: Parse, text: str, verb: Token) -> bool:
    """Whether a cue is set into or behind what it announces: "the port, she said, will close"."""
    if verb.lemma not in REPORTING or verb.pos != "VERB" or quoted(text, verb.start):
        return False
    below = [parse.tokens[i] for i in parse.children[verb.index]]
    if any(t.dep in {"ccomp", "dobj", "xcomp"} and t.start > verb.start for t in below):
        return False
    subject = next((t for t in below if t.dep == "nsubj"), None)
    if subject is None:
        return False
    first = min(verb.start, phrase(parse, subject)[0])
    return text[max(first - 2, 0) : first].rstrip()[-1:] in _SET_OFF if first else False

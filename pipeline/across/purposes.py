"""What demands are the price of: a ceasefire in one article, the end of a war in another.

Read off the words behind the first list noun that has any: "conditions for lifting the siege",
"terms to be met before any talks". Only articles that pass on one origin are compared.
"""

from collections.abc import Iterator

from pipeline.across.case import Case
from pipeline.content.forms import stem
from pipeline.content.synonyms import synonyms
from pipeline.domain import Discrepancy, Parse, Token
from pipeline.speech.grammar import subtree

_LISTS = frozenset("demand condition term requirement precondition".split())
_LEADING = frozenset("lead end allow bring secure stop".split())
_LIGHT = frozenset("sort kind any agree agreement deal have make take begin start lead".split())
_WHOLE = {"NOUN", "VERB"}


def purposes_apart(case: Case) -> Iterator[Discrepancy]:
    """One for each pair of articles whose demands are for things with nothing in common."""
    found = {name: _purpose(case, name) for name in case.beside}
    for one, two in case.neighbours:
        here, there = found[one], found[two]
        if here is None or there is None:
            continue
        ours, theirs = (_ideas(case, n, *at) for n, at in ((one, here), (two, there)))
        if ours and theirs and not ours & theirs:
            left, right = case.span(one, *here), case.span(two, *there)
            said = f"“{left.exact}” ({one}), “{right.exact}” ({two})"
            yield Discrepancy("purpose", f"what is demanded is for: {said}", (), (left, right))


def _purpose(case: Case, name: str) -> tuple[int, int] | None:
    parse = case.parse(name)
    for noun in parse.tokens:
        if noun.lemma in _LISTS and not case.is_noise(name, noun.start):
            for found in (*_behind(parse, noun), *_before(parse, noun)):
                return found
    return None


def _behind(parse: Parse, noun: Token) -> Iterator[tuple[int, int]]:
    """What a noun of demand itself is joined with: "for ending ...", "that would end ..."."""
    for child in (parse.tokens[i] for i in parse.children[noun.index]):
        below = [parse.tokens[i] for i in parse.children[child.index]]
        clause = any(t.dep == "pcomp" for t in below)
        if (child.lemma == "for" and clause) or (child.dep == "relcl" and child.lemma in _LEADING):
            yield subtree(parse, child)


def _before(parse: Parse, noun: Token) -> Iterator[tuple[int, int]]:
    """What must wait until demands are met: "terms he wants met before ..."."""
    here = parse.sentence_at(noun.start)
    if here is None:
        return
    for token in parse.between(noun.end, parse.sentences[here][1]):
        if token.lemma == "before" and token.dep == "prep":
            yield subtree(parse, token)


def _ideas(case: Case, name: str, start: int, end: int) -> frozenset[str]:
    """What is named in a stretch, under all its names."""
    words = (t.lemma.lower() for t in case.words(name, start, end) if t.pos in _WHOLE)
    return frozenset(stem(s) for w in words if w not in _LIGHT for s in synonyms(w))

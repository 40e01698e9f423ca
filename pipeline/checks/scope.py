"""Is as much meant as in the article: did "some" become "all", or a part the whole?

Sees: the quantifiers of each thing that the claim and its passages both name, in the same
surroundings ("several fines" and "all fines", "not all" and "no"); "only", "first", "always" and
"never" that the article does not have; a count of a list that is not the list's. A part told as
all fails; a part told without any word of it, and a word that is added, warn.

Cannot see: a part told by a number, a place or a time. To claim less than the article is no
error, and so is to name part of a list.
"""

from collections.abc import Iterator, Mapping

from pipeline.content.forms import stem
from pipeline.content.quantifiers import Amount, amount, listed, portion
from pipeline.domain import Evidence, Finding, Outcome, Parse, Token
from pipeline.wording.numbers import quantities

# what of the article an amount of the claim goes beyond, and how surely
_BEYOND: Mapping[tuple[Amount, Amount], Outcome] = {
    ("all", "part"): "fail", ("all", "most"): "fail", ("all", "few"): "fail",
    ("all", "not all"): "fail", ("all", "none"): "fail", ("all", "bare"): "warn",
    ("none", "not all"): "fail", ("none", "part"): "fail", ("none", "most"): "fail",
    ("none", "few"): "warn", ("most", "few"): "fail", ("most", "part"): "warn",
    ("bare", "not all"): "warn", ("bare", "few"): "warn",
}  # fmt: skip
_SEVERITY: Mapping[Outcome, int] = {"pass": 0, "unknown": 0, "warn": 1, "fail": 2}
# words that widen or narrow a claim, and what in the article says the same
_ADDED: Mapping[str, frozenset[str]] = {
    "only": frozenset("only sole solely exclusively alone just merely single except".split()),
    "solely": frozenset("only sole solely exclusively alone just merely".split()),
    "exclusively": frozenset("only sole solely exclusively alone just merely".split()),
    "first": frozenset("first debut maiden never earliest inaugural pioneer initial 1st".split()),
    "always": frozenset("always ever invariably every consistently constantly".split()),
}
_SOMETIMES = frozenset("sometimes often occasionally usually rarely seldom frequently".split())
_LISTS = frozenset(
    """demand condition term requirement point goal aim reason proposal request target step
    precondition priority""".split()
)
_STEPS_UP = 4


def check(evidence: Evidence) -> Finding:
    """Compare how much of each thing is meant; then the words that widen or narrow."""
    if not evidence.parse.tokens:
        return Finding("scope", "unknown", "the grammar of this text cannot be read")
    if not evidence.passages:
        return Finding("scope", "unknown", "no sentence of the article is about this")
    found = [*_amounts(evidence), *_added(evidence), *_lists(evidence)]
    if found:
        return max(found, key=lambda f: _SEVERITY[f.outcome])
    return Finding("scope", "pass", "it claims no more than the article")


def _finding(evidence: Evidence, outcome: Outcome, message: str, token: Token) -> Finding:
    where = evidence.article.span(token.start, token.end)
    return Finding("scope", outcome, message, "scope_changed", (where,))


def _passage_tokens(evidence: Evidence) -> list[Token]:
    return [t for s in evidence.passages for t in evidence.parse.between(s.start, s.end)]


# --- all, some, none -------------------------------------------------------------------


def _amounts(evidence: Evidence) -> Iterator[Finding]:
    """Each thing of the claim beside the article's thing of that name in like surroundings."""
    here = _passage_tokens(evidence)
    for noun in (t for t in evidence.told.tokens if t.pos == "NOUN"):
        same = [t for t in here if t.pos == "NOUN" and t.lemma == noun.lemma]
        said = amount(evidence.told, noun)
        around = _around(evidence.told, noun)
        shared = {t.index: len(around & _around(evidence.parse, t)) for t in same}
        most = max(shared.values(), default=0)
        nearest = [t for t in same if shared[t.index] == most]
        beyond = [(_beyond(evidence, noun, t), t) for t in nearest]
        if not beyond or not most:
            continue
        outcome, source = min(beyond, key=lambda b: _SEVERITY[b[0]])
        if outcome != "pass":
            there = amount(evidence.parse, source)
            message = f"of “{source.text}” the article has {_TOLD[there]}, the claim {_TOLD[said]}"
            yield _finding(evidence, outcome, message, source)


_TOLD: Mapping[Amount, str] = {
    "all": "all", "none": "none", "not all": "not all", "most": "most", "part": "a part",
    "few": "few", "bare": "no word of how much",
}  # fmt: skip


def _beyond(evidence: Evidence, noun: Token, source: Token) -> Outcome:
    said, there = amount(evidence.told, noun), amount(evidence.parse, source)
    if (said, there) == ("all", "bare"):
        # "any offer" is every offer, and "their doorsteps" are "every doorstep"
        told, here = _words(evidence.told, noun), _words(evidence.parse, source)
        return "pass" if "any" in here or told & {"every", "each"} else "warn"
    if said == "bare" and there in {"part", "most"}:
        # "several fines" may be told as "fines"; "a large share of the fines" may not
        return "warn" if portion(evidence.parse, source) else "pass"
    return _BEYOND.get((said, there), "pass")


def _words(parse: Parse, noun: Token) -> set[str]:
    return {parse.tokens[i].text.lower() for i in parse.children[noun.index]}


def _around(parse: Parse, noun: Token) -> set[str]:
    """The stems of what a noun is said with: what hangs from it, and what it hangs from."""
    found: set[str] = set()
    queue = [parse.tokens[i] for i in parse.children[noun.index]]
    while queue and len(found) < 30:
        token = queue.pop()
        if token.pos in {"NOUN", "PROPN", "VERB", "ADJ"}:
            found.add(stem(token.lemma))
        queue += [parse.tokens[i] for i in parse.children[token.index]]
    token = noun
    for _ in range(_STEPS_UP):
        token = parse.tokens[token.head]
        if token.pos in {"NOUN", "PROPN", "VERB", "ADJ"}:
            found.add(stem(token.lemma))
        beside = (parse.tokens[i] for i in parse.children[token.index])
        found |= {stem(t.lemma) for t in beside if t.pos in {"NOUN", "PROPN", "VERB"}}
        if token.pos in {"VERB", "AUX"}:
            break
    return found - {stem(noun.lemma)}


# --- only, first, always ---------------------------------------------------------------


def _added(evidence: Evidence) -> Iterator[Finding]:
    """A word that widens or narrows, where no passage has it or its like."""
    here = {t.text.lower() for t in _passage_tokens(evidence)}
    told = evidence.told.tokens
    for token in told:
        word = token.text.lower()
        like = _ADDED.get(word)
        if like is None or here & like or _idle(evidence.told, token):
            continue
        at = _passage_tokens(evidence)[0]
        sometimes = word == "always" and here & _SOMETIMES
        message = f"the article does not say “{word}” of this"
        yield _finding(evidence, "fail" if sometimes else "warn", message, at)


def _idle(parse: Parse, token: Token) -> bool:
    """Whether a word narrows nothing here: "not only", "only 40", "at first", "First Street"."""
    before = parse.tokens[token.index - 1].text.lower() if token.index else ""
    after = parse.tokens[token.index + 1] if token.index + 1 < len(parse.tokens) else token
    if before in {"not", "at", "if", "as"} or token.entity not in {"", "ORDINAL"}:
        return True
    # "only" before a number or a time plays it down; "first" must order a thing
    number = after.pos in {"NUM", "ADV", "SCONJ"} or after.entity in {"CARDINAL", "DATE", "TIME"}
    ordering = token.dep == "amod" and after.text not in {"-", "half"}
    return not ordering if token.text.lower() == "first" else number


# --- lists -----------------------------------------------------------------------------


def _lists(evidence: Evidence) -> Iterator[Finding]:
    """A count of conditions, or "the only condition", where the article's list is longer."""
    for noun in (t for t in evidence.told.tokens if t.lemma in _LISTS):
        count = _count(evidence, noun)
        for source in _passage_tokens(evidence) if count else ():
            items = listed(evidence.parse, source) if source.lemma == noun.lemma else 0
            if count and items > 1 and items > count:
                message = f"the article lists {items} {source.text}, the claim counts {count}"
                yield _finding(evidence, "fail" if count == 1 else "warn", message, source)


def _count(evidence: Evidence, noun: Token) -> int | None:
    """How many of a thing the claim says there are in all; None where it does not say."""
    below = [evidence.told.tokens[i] for i in evidence.told.children[noun.index]]
    if any(t.text.lower() in {"only", "sole", "single"} for t in below) and noun.text == noun.lemma:
        return 1
    number = next((t for t in below if t.pos == "NUM"), None)
    value = next(iter(quantities(number.text)), None) if number else None
    return int(value.value) if value and value.kind == "count" else None

"""How much of a thing is meant: all, none, not all, most, a part, few, or no word of it.

Sees: determiners ("all", "several"), partitive nouns ("a large share of"), "not all", "none of".
Cannot see: a part told by other means ("outside the capital"), or by a number.
"""

from typing import Literal

from pipeline.domain import Parse, Token

Amount = Literal["all", "none", "not all", "most", "part", "few", "bare"]

_ALL = frozenset("all every each whole entire".split())
_PART = frozenset("some several certain various many numerous much".split())
# nouns that cut a part out of what follows their "of"
_PORTION = frozenset(
    """part portion share proportion fraction majority minority handful number section half third
    quarter bulk percentage segment some several many much""".split()
)
# those that tell no more than that there are some
_COUNTING = frozenset({"number", "handful", "several"})
_MOST = frozenset("majority bulk most".split())
_NONE = frozenset("no none neither".split())


def amount(parse: Parse, noun: Token) -> Amount:
    """How much of a noun is meant, by the words before it."""
    before = [t for t in _children(parse, noun) if t.index < noun.index]
    words = {t.text.lower() for t in before}
    before_words = words | {t.text.lower() for b in before for t in _children(parse, b)}
    if words & _ALL:
        # "not all": the "not" stands before the noun phrase or inside it
        first = parse.tokens[min(t.index for t in before)]
        beside = parse.tokens[first.index - 1].text.lower() if first.index else ""
        return "not all" if "not" in before_words or beside == "not" else "all"
    if words & _NONE:
        return "none"
    if "few" in words:
        return "part" if "a" in words else "few"
    if "most" in words and not any(t.dep == "advmod" for t in before if t.text.lower() == "most"):
        return "most"
    if words & _PART:
        return "part"
    return _cut(parse, noun)


def portion(parse: Parse, noun: Token) -> Token | None:
    """The word that cuts a part out of a thing: "share" in "a large share of the fees"."""
    word = _before_of(parse, noun)
    if word is None or word.lemma not in (_PORTION | _MOST) - _COUNTING:
        return None
    # "as part of the inquiry" cuts nothing out
    return None if parse.tokens[word.head].lemma == "as" else word


def _before_of(parse: Parse, noun: Token) -> Token | None:
    head = parse.tokens[noun.head]
    return parse.tokens[head.head] if noun.dep == "pobj" and head.lemma == "of" else None


def listed(parse: Parse, noun: Token) -> int:
    """How many things a noun is said to be: "his terms are: a roof, a guard and a lease" has 3.

    Counted by the commas and the last "and", since a small parser seldom joins a list aright;
    0 where a clause in it makes that a guess.
    """
    verb = parse.tokens[noun.head]
    here = parse.sentence_at(noun.start)
    if noun.dep != "nsubj" or verb.lemma not in {"be", "include"} or here is None:
        return 0
    after = parse.between(verb.end, parse.sentences[here][1])
    if any(t.pos in {"VERB", "SCONJ"} and t.dep in {"relcl", "advcl", "mark"} for t in after):
        return 0
    joints = [i for i, t in enumerate(after) if t.text.lower() in {"and", "or"}]
    if not joints:
        return 0
    last = joints[-1]
    commas = sum(t.text in {",", ";"} for t in after[:last])
    return commas + (1 if after[last - 1].text in {",", ";"} else 2)


def _cut(parse: Parse, noun: Token) -> Amount:
    """What "... of" makes of a noun: "none of", "all of", "most of", "a share of"."""
    word = _before_of(parse, noun)
    if word is None:
        return "bare"
    lemma = word.text.lower()
    if lemma in _ALL:
        negated = any(t.text.lower() == "not" for t in _children(parse, word))
        return "not all" if negated else "all"
    if lemma in _NONE:
        return "none"
    if lemma in _MOST or word.lemma in _MOST:
        return "most"
    if lemma == "few":
        return "part" if any(t.lemma == "a" for t in _children(parse, word)) else "few"
    return "part" if word.lemma in _PORTION else "bare"


def _children(parse: Parse, token: Token) -> list[Token]:
    return [parse.tokens[i] for i in parse.children[token.index]]

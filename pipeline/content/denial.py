"""Is a word of a text under a "not": a yes, a no, or neither plainly?

Climbs from a word to the top of its clause and counts what turns it round: negations, a "no"
before a subject or an object, words that deny ("refused to", "without", "no sign that"). Two
make a yes. Where a "not" holds for a part alone ("not all", "not until", "not by rain but by
wind") the answer is neither.

Cannot see irony, nor a "no" that another sentence says.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain import Parse, Token
from pipeline.speech.cues import REPORTING

_NOT = frozenset({"not", "n't", "n’t", "never", "nor"})
_NONE = frozenset({"no", "none", "nobody", "nothing", "neither", "noone"})
_PLAIN = frozenset({"only", "just", "merely", "simply", "solely", "least", "necessarily"})
_ALL = frozenset({"all", "every", "each", "both", "everyone", "everybody", "everything"})
_FEW = frozenset({"few", "little", "hardly", "barely", "scarcely", "rarely", "seldom"})
_BOUND = frozenset({"until", "since", "unless", "before", "without", "till", "except"})
# "no doubt that", "no question that": a yes
_SURE = frozenset({"doubt", "question", "matter"})
# words whose complement does not happen, or is said not to be so
_DENYING = frozenset(
    """refuse decline deny reject fail dismiss oppose resist block prevent ban bar forbid prohibit
    avoid refrain abandon cancel scrap stop cease halt quit doubt exclude veto lack neglect omit
    forgo unable unwilling unlikely reluctant impossible loath refusal failure denial rejection
    inability unwillingness absence""".split()
)
_CONTRADICTING = frozenset("deny doubt reject dismiss exclude".split())
_PARTICLES = {"rule": "out", "turn": "down", "hold": "off", "call": "off", "back": "out"}
_APART = frozenset({"without", "against"})
_INSTEAD = frozenset({"instead", "rather"})
# a "not" at these is one at their complement ("does not expect to"); at "say" it is not
_RAISING = frozenset(
    """think believe expect want plan intend seem appear likely suppose imagine wish hope be
    suggest show indicate""".split()
)
_UNSURE = frozenset("clear certain sure know aware obvious".split())
# nouns whose "that"-clause is what they tell, however it is parsed
_TELLING = frozenset(
    """sign indication evidence proof hint suggestion chance possibility doubt risk hope guarantee
    question prospect reason way""".split()
)
_UP = frozenset({"xcomp", "ccomp", "pcomp", "prep", "acl", "acomp", "attr", "oprd", "conj"})
_NOMINAL = frozenset({"dobj", "pobj", "nsubjpass"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr"})
_GOING_ON = frozenset({"to", "on", "of", "for"})
_HIGHEST = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One word on the way up, and the one below that led to it."""

    here: Token
    below: Token | None = None


def climb(parse: Parse, token: Token, top: Token | None = None) -> Iterator[Step]:
    """A word and all that governs it as a complement, up to the top of its clause."""
    yield Step(token)
    below = token
    for _ in range(_HIGHEST):
        here = parse.tokens[below.head]
        nominal = below.pos in {"NOUN", "PROPN", "ADP"} or below.text.endswith("ing")
        up = below.dep in _UP or (nominal and below.dep in _NOMINAL)
        up = up or (below.dep == "relcl" and here.lemma in _TELLING)
        if here.index == below.index or not up or (top and below.index == top.index):
            return
        if below.dep == "conj" and below.pos not in {"NOUN", "PROPN", here.pos}:
            return
        if below.dep == "prep" and here.pos in {"VERB", "AUX"} and not _goes_on(below, here):
            return
        if below.dep == "acl" and not _told(parse, below, here):
            return
        yield Step(here, below)
        if below.dep == "ccomp" and here.lemma in REPORTING - _RAISING:
            return
        below = here


def _goes_on(preposition: Token, verb: Token) -> bool:
    """Whether what a preposition holds completes its verb: "agreed to", "prevented from"."""
    return preposition.lemma in _GOING_ON or (preposition.lemma == "from" and denies(verb))


def _told(parse: Parse, clause: Token, noun: Token) -> bool:
    """Whether a clause says what a noun is about ("a plan to", "no sign that"), and not which."""
    marks = {t.text.lower() for t in _children(parse, clause)}
    # "the best player to have played" tells which player
    return noun.lemma in _TELLING or (bool(marks & {"to", "that"}) and "have" not in marks)


def sign(parse: Parse, token: Token, top: Token | None = None) -> int:
    """1 for a yes, -1 for a no, 0 where it is neither plainly."""
    value = 1
    joined = False
    for step in climb(parse, token, top):
        turning = _turning(parse, step)
        # "to halt the work and the lifting of fines": which of two nouns is denied is a guess
        value *= _own(parse, step) * (0 if joined and turning < 0 else turning)
        joined = joined or (step.below is not None and _noun_beside(step.below))
    return value


def denier(parse: Parse, token: Token) -> Token | None:
    """The word that makes a word a no, for a person to see; the nearest of several."""
    for step in climb(parse, token):
        for child in _children(parse, step.here):
            if _negates(parse, child, step.here):
                return child
            if child.dep in _ARGUMENTS and _argument(parse, child) < 0:
                inner = (t for t in _children(parse, child) if t.text.lower() in _NONE)
                return next(inner, child)
        if step.below is not None and _turning(parse, step) < 0:
            return step.here
        if _before(parse, step.here) in _NOT:
            return parse.tokens[step.here.index - 1]
    return None


def _noun_beside(below: Token) -> bool:
    return below.dep == "conj" and below.pos in {"NOUN", "PROPN"}


def _children(parse: Parse, token: Token) -> list[Token]:
    return [parse.tokens[i] for i in parse.children[token.index]]


def _before(parse: Parse, token: Token) -> str:
    return parse.tokens[token.index - 1].text.lower() if token.index else ""


def _after(parse: Parse, token: Token) -> str:
    following = token.index + 1
    return parse.tokens[following].text.lower() if following < len(parse.tokens) else ""


def _own(parse: Parse, step: Step) -> int:
    """What the negations at one word make of it."""
    here, below = step.here, step.below
    # "agreed to lower the fees and not to raise them": what stands beside it has its own "not"
    if below is not None and below.dep == "conj" and not _shared(parse, below):
        return 1
    value = -1 if here.pos == "ADP" and _before(parse, here) in _NOT else 1
    for child in _children(parse, here):
        if below is not None and child.index == below.index:
            continue
        if _negates(parse, child, here):
            value = -value
        elif child.dep in _ARGUMENTS and here.pos in {"VERB", "AUX"}:
            value *= _argument(parse, child)
    return 0 if value < 0 and _partial(parse, step) else value


def _shared(parse: Parse, second: Token) -> bool:
    """Whether the second of two shares the "not" of the first: "did not sing or dance"."""
    first = parse.tokens[second.head]
    joined = {t.text.lower() for t in _children(parse, first) if t.dep == "cc"}
    own = {t.dep for t in _children(parse, second)}
    return joined <= {"or", "nor"} and not own & {"nsubj", "nsubjpass", "aux"}


def _negates(parse: Parse, child: Token, here: Token) -> bool:
    """Whether a word says no of the word it hangs from; "not only" and "not all" do not."""
    word, after = child.text.lower(), _after(parse, child)
    if word in _NOT or child.dep == "neg":
        if after in _PLAIN | _ALL or (word == "no" and after != "longer"):
            return False
        # "ready to sell, but not at any price": the "not" of what follows
        late = child.index > here.index and _before(parse, child) in {"but", "and", ",", "or"}
        return not late
    if word == "longer":
        return _before(parse, child) == "no" and parse.tokens[child.index - 1].head == child.index
    if word in {"no", "neither"} and child.dep in {"det", "preconj", "cc"}:
        # "player no 10", "a no-brainer"
        return here.lemma not in _SURE and after[:1].isalpha()
    return False


def _argument(parse: Parse, child: Token) -> int:
    """What a subject or an object makes of its verb: "no refund", "none of the dams", "few"."""
    below = _children(parse, child)
    words = {t.text.lower() for t in below}
    if words & _ALL and words & _NOT:
        return 0
    if words & _FEW or child.text.lower() in _FEW:
        return int("a" in words)
    if child.text.lower() in _NONE:
        return 0 if any(t.text.lower() in {"but", "other"} for t in below) else -1
    return -1 if any(_negates(parse, t, child) for t in below if t.text.lower() in _NONE) else 1


def _partial(parse: Parse, step: Step) -> bool:
    """Whether a "not" holds for a part alone: "not until May", "not by rain but by wind"."""
    here, below = step.here, step.below
    if below is not None and (here.lemma in _UNSURE or _utters(here, below)):
        return True
    for child in _children(parse, here):
        if child.lemma in _BOUND:
            return True
        inner = _children(parse, child)
        if any(t.lemma in _BOUND for t in inner):
            return True
        if child.pos not in {"VERB", "AUX"} and any(t.lemma == "but" for t in inner):
            return True
    return False


def _utters(here: Token, below: Token) -> bool:
    """Whether a "not" is about the saying and leaves what is said open."""
    return below.dep == "ccomp" and here.lemma not in _RAISING


def _turning(parse: Parse, step: Step) -> int:
    """What a word makes of its complement: a denying one turns it round."""
    here, below = step.here, step.below
    if below is None or below.dep == "conj":
        return 1
    if here.lemma in _PARTICLES:
        particles = {t.lemma for t in _children(parse, here) if t.dep in {"prt", "advmod", "prep"}}
        return -1 if _PARTICLES[here.lemma] in particles else 1
    if here.pos == "ADP":
        apart = here.lemma in _APART and below.dep == "pcomp"
        return -1 if apart or here.lemma == "without" or _before(parse, here) in _INSTEAD else 1
    if here.lemma in _DENYING and (below.dep != "ccomp" or here.lemma in _CONTRADICTING):
        sure = here.lemma in _SURE and any(t.text.lower() == "no" for t in _children(parse, here))
        return 1 if sure else -1
    # "too small to", "has yet to"
    short = {"too", "yet"} & {t.lemma for t in _children(parse, here) if t.index < below.index}
    return -1 if below.dep == "xcomp" and short else 1


def denies(token: Token) -> bool:
    """Whether a word says of its complement that it is not so: "refuse", "without"."""
    return token.lemma in _DENYING or token.lemma in _PARTICLES or token.lemma == "without"


def set_apart(parse: Parse, noun: Token) -> bool:
    """Whether a "not" stands before the phrase of a noun: "but not at any price"."""
    return _before(parse, parse.tokens[noun.head]) in _NOT

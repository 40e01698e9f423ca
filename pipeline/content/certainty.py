"""How certain is what a predicate says: done, to come, only possible or wished; and only reported?

Climbs as `denial` does and takes the least certain of what it meets: modal auxiliaries, verbs
that plan, wish or try, hedging adverbs, conditions. Where it meets a word that it does not know
the answer is None, which is compared with nothing.

Cannot see doubt that another sentence raises ("it remains to be seen").
"""

from dataclasses import dataclass, replace

from pipeline.content.denial import Step, climb
from pipeline.domain import Parse, Token
from pipeline.speech.cues import HEDGES, REPORTING

DONE, COMING, POSSIBLE = 3, 2, 1
_MODALS = {
    "will": COMING, "shall": COMING, "'ll": COMING, "’ll": COMING, "wo": COMING,
    "could": POSSIBLE, "may": POSSIBLE, "might": POSSIBLE, "would": COMING, "'d": COMING,
    "should": POSSIBLE, "must": POSSIBLE, "ought": POSSIBLE,
}  # fmt: skip
# words whose complement is still to come
_COMING = frozenset(
    """plan agree promise pledge vow decide intend set due schedule expect commit prepare go
    determine resolve undertake order instruct slate poise plan promise pledge decision agreement
    ready""".split()
)
# words whose complement is no more than wished, tried or possible
_OPEN = frozenset(
    """want hope seek try attempt aim urge ask call demand propose offer consider likely unlikely
    possible request press push wish threaten need encourage invite suggest recommend struggle
    strive keen eager reluctant proposal offer attempt bid call request threat demand hope
    possibility chance risk effort willing weigh mull contemplate discuss explore debate study
    envisage advocate appeal lobby potential prospect pressure willingness readiness""".split()
)
# what somebody is asked to do may well come
DIRECTING = frozenset("urge encourage ask call invite press push demand request appeal".split())
_ONLY_TOLD = frozenset(
    """say think believe report understand allege suspect rumour rumor suppose presume consider
    claim fear accuse""".split()
)
# governors that take the sense of their complement along
_DONE = frozenset(
    """manage begin start continue force help come keep finish stop refuse decline fail deny
    succeed cease resume proceed compel use get avoid prevent cause lead make let see watch
    announce reveal find show mean prove confirm""".split()
)
_MAYBE = frozenset("possibly perhaps maybe probably likely potentially".split())
_DOUBTED = frozenset("possible potential likely proposed".split())
_ALLEGED = frozenset("alleged suspected supposed purported apparent".split())
_DOUBTING = frozenset("suggest think believe suspect fear allege".split())
_SEEMING = frozenset({"appear", "seem"})
_NOW = frozenset("am is are 's ’s do does".split())
_IF = frozenset("if unless provided providing".split())


@dataclass(frozen=True, slots=True)
class Certainty:
    """How certain something is.

    Attributes:
        level: DONE, COMING or POSSIBLE; None where a word on the way is not known.
        told: Only reported: "reportedly", "is said to".
        condition: Holds under an "if".
        cue: The word that makes it less than done.
    """

    level: int | None = DONE
    told: bool = False
    condition: bool = False
    cue: Token | None = None


def certainty(parse: Parse, token: Token) -> Certainty:
    """How certain what a predicate says is, as far as its own sentence tells."""
    found = Certainty()
    for step in climb(parse, token):
        if step.below is None or step.below.dep != "conj" or _shares(parse, step.below):
            found = _marked(parse, step, found)
        if step.below is not None and step.below.dep != "conj":
            found = _governed(parse, step, found)
    if found.level == DONE and _tenseless(parse, token):
        return replace(found, level=None)
    # a noun has no tense: only what makes it less than done is known of it
    if token.pos == "NOUN" and token.dep != "attr" and found.level == DONE:
        return replace(found, level=None)
    return found


def _tenseless(parse: Parse, token: Token) -> bool:
    """Whether a verb tells no time: "outlining" in "a text outlining ...", a bare "ensure"."""
    below = [parse.tokens[i] for i in parse.children[token.index]]
    if token.pos != "VERB" or any(t.dep in {"aux", "auxpass"} for t in below):
        return False
    if token.text.lower().endswith("ing"):
        return token.dep in {"acl", "advcl", "ROOT"}
    subject = any(t.dep in {"nsubj", "nsubjpass", "csubj"} for t in below)
    return token.text.lower() == token.lemma and not subject and token.dep != "conj"


def present(parse: Parse, token: Token) -> bool:
    """Whether a verb stands in the present, which in a headline may tell what is to come."""
    helpers = [parse.tokens[i] for i in parse.children[token.index]]
    helpers = [t for t in helpers if t.dep in {"aux", "auxpass"}]
    if helpers:
        return all(t.text.lower() in _NOW for t in helpers)
    return token.text.lower() in _NOW or token.text.lower() in {
        token.lemma,
        token.lemma + "s",
        token.lemma + "es",
    }


def _shares(parse: Parse, second: Token) -> bool:
    """Whether the second of two shares the auxiliaries of the first: "will close and sell"."""
    own = {parse.tokens[i].dep for i in parse.children[second.index]}
    return second.text.lower() == second.lemma and not own & {"aux", "nsubj", "nsubjpass"}


def _lower(found: Certainty, level: int, cue: Token) -> Certainty:
    if found.level is None or level >= found.level:
        return found
    return replace(found, level=level, cue=cue)


def _marked(parse: Parse, step: Step, found: Certainty) -> Certainty:
    """What the auxiliaries, adverbs and clauses at one word make of it."""
    for mark in (parse.tokens[i] for i in parse.children[step.here.index]):
        word = mark.text.lower()
        describes = mark.dep == "amod" and step.below is None
        if mark.dep == "aux" and word in _MODALS:
            found = _lower(found, _MODALS[word], mark)
        elif (word in HEDGES and mark.index < step.here.index) or (describes and word in _ALLEGED):
            found = replace(found, told=True, cue=found.cue or mark)
        elif _doubts(mark, word) or (describes and word in _DOUBTED):
            found = _lower(found, POSSIBLE, mark)
        elif mark.dep in {"advcl", "prep"} and (condition := _condition(parse, mark)):
            found = replace(found, condition=True, cue=found.cue or condition)
        elif mark.dep == "aux" and word == "to" and _loose(parse, step.here):
            found = replace(found, level=None)
    return found


def _doubts(mark: Token, word: str) -> bool:
    """Whether an adverb or a conjunction leaves open if it is so."""
    adverb = mark.dep == "advmod" and word in _MAYBE
    return adverb or (mark.dep == "mark" and word in _IF | {"whether"})


def _condition(parse: Parse, clause: Token) -> Token | None:
    marks = [clause, *(parse.tokens[i] for i in parse.children[clause.index])]
    return next((m for m in marks if m.lemma in _IF and m.dep in {"mark", "prep"}), None)


def _loose(parse: Parse, here: Token) -> bool:
    """Whether an infinitive hangs from nothing that could say if it came true."""
    return here.dep in {"advcl", "relcl", "ROOT", "acl"} and parse.tokens[here.head].pos != "NOUN"


def _links(parse: Parse, here: Token) -> bool:
    return any(parse.tokens[i].dep in {"acomp", "attr"} for i in parse.children[here.index])


def _governed(parse: Parse, step: Step, found: Certainty) -> Certainty:
    """What a governor makes of its complement: less certain, only reported, or unknown."""
    here, below = step.here, step.below
    assert below is not None
    lemma = here.lemma
    passive = any(parse.tokens[i].dep == "auxpass" for i in parse.children[here.index])
    # "suggested that it is", not "suggested closing it"
    believed = below.dep == "ccomp" and lemma in _DOUBTING
    if (
        lemma in _SEEMING
        or believed
        or (passive and lemma in _ONLY_TOLD and below.pos in {"VERB", "AUX", "ADP"})
    ):
        return replace(found, told=True, cue=found.cue or here)
    if lemma == "be" and below.dep == "xcomp" and not _links(parse, here):
        return _lower(found, COMING, here)
    if here.pos in {"AUX", "ADP"}:
        return found
    if lemma in _OPEN:
        return _lower(found, POSSIBLE, here)
    if lemma in _COMING:
        return _lower(found, COMING, here)
    if lemma in _DONE or (below.dep in {"ccomp", "pcomp", "prep"} and lemma in REPORTING):
        return found
    # what is only possible cannot become more certain by what is not known
    unknown = below.dep not in {"prep", "acomp", "attr"} and found.level != POSSIBLE
    return replace(found, level=None) if unknown else found

"""At whom is the position aimed: at the one the claim says?

Sees: whom the cue word addresses ("urged X to", "called on X", "accused X of", "a pledge from X",
"demanded that X leave", "X must"); whether the addressee holds the position himself; and whether
somebody of that name, or a pronoun that may mean him, stands in the cited sentence or just before.

Cannot see: whom a cue leaves unsaid. One who is named there may be meant, which is for a reader to
say, so the answer is then `unknown`.
"""

from collections.abc import Iterator

from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.speech.focus import focus
from pipeline.speech.grammar import subject_of
from pipeline.speech.identity import alike
from pipeline.speech.links import likeness, link_to
from pipeline.speech.sources import compare_sources, is_body, knows_name, read_source
from pipeline.speech.stances import stance_tokens

_LOOK_BACK = 4
# verbs whose object is the one addressed, and not the thing wanted
_ADDRESSING = frozenset(
    """urge push pressure press ask order petition lobby call require accuse blame criticise
    criticize brand slam denounce chide rebuke fault warn threaten caution tell""".split()
)
# prepositions that lead to the one addressed, by the word they follow
_TOWARDS = {
    "call": "on upon",
    "appeal": "to",
    "plead": "with to",
    "demand": "from of",
    "request": "from to",
    "agree": "with",
    "offer": "to",
    "promise": "to",
    "pledge": "to",
    "propose": "to",
    "blame": "on",
    "warning": "to",
    "threat": "to against",
    "accusation": "against",
    "ultimatum": "to",
}
# what is sought from somebody; a withdrawal is from a place
_OWED = frozenset(
    """pledge promise guarantee assurance commitment concession apology answer explanation
    undertaking money payment compensation aid help support""".split()
)
_BINDING = frozenset({"to", "should", "must"})
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl"})
_NO_ONE = frozenset("DATE TIME MONEY PERCENT QUANTITY CARDINAL ORDINAL".split())
_REFERRING = frozenset("he him his she her they them their you your both all sides".split())


def check(evidence: Evidence) -> Finding:
    """Compare the claimed addressee with whom the first grounded citation addresses."""
    addressee = evidence.claim.addressee
    if not evidence.parse.tokens:
        return Finding("addressee", "unknown", "the grammar of this text cannot be read")
    if evidence.claim.kind != "demand" or not addressee or not addressee.strip():
        return Finding("addressee", "pass", "the claim names no addressee")
    span = next((s for g in evidence.groundings if (s := focus(evidence, g))), None)
    here = evidence.parse.sentence_at(span.start) if span else None
    if span is None or here is None:
        return Finding("addressee", "unknown", f"nothing here shows that {addressee} is addressed")
    return _by_cue(evidence, addressee, span, here) or _by_name(evidence, addressee, span, here)


def _by_cue(evidence: Evidence, addressee: str, span: Span, here: int) -> Finding | None:
    """Whom the cues of the claimed stance address, and who holds it, where either is certain."""
    parse, text, claim = evidence.parse, evidence.article.text, evidence.claim
    holds = other = None
    found = stance_tokens(parse, *parse.sentences[here])
    cues = [cue for cue, stance in found if claim.stance in {None, stance}]
    for cue in cues:
        owner = _owner(evidence, cue)
        holder = link_to(parse, text, owner, cue.lemma) if owner else None
        if holder and claim.demander and likeness(claim.demander, holder) != "same":
            continue
        # of two that "must" it is open who says which; "urged X to press Y" does not press Y
        above = parse.tokens[cue.head]
        if (cue.pos == "AUX" and len(cues) > 1) or _is_urged(cue, above):
            continue
        for head in _addressed(evidence, cue):
            if _all_named(evidence, addressee, head):
                where = (span, evidence.article.span(head.start, head.end))
                message = f"the article aims this at {text[head.start : head.end]}"
                return Finding("addressee", "pass", message, spans=where)
            if other is None and _is_another(evidence, addressee, head):
                other = evidence.article.span(head.start, head.end)
        if owner and owner.pos != "PRON" and holder and likeness(addressee, holder) == "same":
            holds = evidence.article.span(holder.start, holder.end)
    message = f"{addressee} holds this position, and is not the one it is aimed at"
    if holds or _same(addressee, claim.demander):
        return Finding(
            "addressee", "warn", message, "wrong_addressee", (span, holds) if holds else (span,)
        )
    if other:
        message = f"the article aims this at {other.exact}, not at {addressee}"
        return Finding("addressee", "warn", message, "wrong_addressee", (span, other))
    return None


def _is_another(evidence: Evidence, addressee: str, head: Token) -> bool:
    """Whether a cue plainly addresses somebody else, by all that the article says of both."""
    parse, text = evidence.parse, evidence.article.text
    if head.pos not in {"PROPN", "NOUN"}:
        return False
    return alike(parse, text, addressee, link_to(parse, text, head, "")) == "different"


def _same(addressee: str, demander: str | None) -> bool:
    """Whether one is the other in so many words; "farmers" need not be "Iowa's farmers"."""
    if not demander or compare_sources(addressee, demander) != "same":
        return False
    one, two = read_source(addressee), read_source(demander)
    return len(one.names) == len(two.names) and (bool(one.own) or one.nouns == two.nouns)


def _owner(evidence: Evidence, cue: Token) -> Token | None:
    """Who does what a cue verb says, or whose a cue noun is; of "must" nobody."""
    if cue.pos == "NOUN":
        below = (evidence.parse.tokens[i] for i in evidence.parse.children[cue.index])
        return next((t for t in below if t.dep == "poss"), None)
    owner = subject_of(evidence.parse, cue) if cue.pos != "AUX" else None
    return owner if owner and owner.pos in {"PROPN", "PRON", "NOUN"} else None


def _is_urged(cue: Token, above: Token) -> bool:
    return cue.dep in _CLAUSES and above.lemma in _ADDRESSING | {"want", "tell"}


def _addressed(evidence: Evidence, cue: Token) -> Iterator[Token]:
    """The head words of those whom a cue addresses."""
    parse = evidence.parse
    if cue.pos == "AUX":
        # "the port must close": the port shall; "the port must be closed" leaves open who shall
        beside = (parse.tokens[i] for i in parse.children[cue.head])
        yield from (t for t in beside if t.dep == "nsubj" and t.start < cue.start and _acts(t))
        return
    below = [parse.tokens[i] for i in parse.children[cue.index]]
    towards = _TOWARDS.get(cue.lemma, "").split()
    led_to = [t for child in below if child.dep == "prep" for t in _objects(evidence, child)]
    turned = any(parse.tokens[t.head].lemma in towards for t in led_to)
    yield from (t for t in led_to if parse.tokens[t.head].lemma in towards and _acts(t))
    for child in below:
        if child.dep == "dative":
            yield from [child] if child.pos != "ADP" else _objects(evidence, child)
        elif child.dep in {"dobj", "nsubjpass"} and cue.lemma in _ADDRESSING and not turned:
            yield child
        elif child.dep == "dobj" and child.lemma in _OWED:
            yield from (t for t in _owing(evidence, child) if _acts(t))
        elif child.dep in _CLAUSES:
            yield from (t for t in _bound(evidence, child) if t.start > cue.end)


def _objects(evidence: Evidence, preposition: Token) -> list[Token]:
    below = (evidence.parse.tokens[i] for i in evidence.parse.children[preposition.index])
    return [t for t in below if t.dep == "pobj"]


def _owing(evidence: Evidence, thing: Token) -> Iterator[Token]:
    """The firm, in "seeks a pledge from the firm"."""
    for i in evidence.parse.children[thing.index]:
        if evidence.parse.tokens[i].lemma == "from":
            yield from _objects(evidence, evidence.parse.tokens[i])


def _bound(evidence: Evidence, verb: Token) -> Iterator[Token]:
    """Who shall do what a clause says: "that the council leave", "for the council to leave"."""
    below = [evidence.parse.tokens[i] for i in evidence.parse.children[verb.index]]
    helped = any(t.dep == "aux" for t in below)
    binds = any(t.lemma in _BINDING for t in below) if helped else verb.text == verb.lemma
    if binds:
        yield from (t for t in below if t.dep == "nsubj" and _acts(t))


def _acts(head: Token) -> bool:
    """Whether a word names somebody who can act: talks begin, and nobody addresses them."""
    return head.pos == "PROPN" or is_body(head.text)


def _all_named(evidence: Evidence, addressee: str, head: Token) -> bool:
    """Whether all whom the claim names are the addressed; a pronoun is never proof."""
    link = link_to(evidence.parse, evidence.article.text, head, "")
    parts = addressee.split(" and ")
    real = head.pos in {"PROPN", "NOUN", "ADJ"} and head.entity not in _NO_ONE
    return real and all(likeness(part, link) == "same" for part in parts)


def _by_name(evidence: Evidence, addressee: str, span: Span, here: int) -> Finding:
    """No cue tells: is the addressee named here or just before, or may a pronoun mean them?"""
    parse = evidence.parse
    first, end = parse.sentences[max(here - _LOOK_BACK, 0)][0], parse.sentences[here][1]
    end = max(span.end, end)
    if _named(addressee, parse.between(first, end)):
        message = f"{addressee} is named here or just before; whether it is aimed at them is open"
        return Finding("addressee", "unknown", message, spans=(span,))
    cited = parse.between(parse.sentences[here][0], end)
    refers = any(t.text.lower() in _REFERRING for t in cited)
    if refers and _named(addressee, parse.between(0, end)):
        message = f"these words may mean {addressee}, who is named earlier on"
        return Finding("addressee", "unknown", message, spans=(span,))
    message = f"{addressee} is not named in these words or just before"
    return Finding("addressee", "warn", message, "wrong_addressee", (span,))


def _named(addressee: str, tokens: tuple[Token, ...]) -> bool:
    """Whether a name of the addressee, or the noun where there is none, is among words."""
    wanted = read_source(addressee)
    someone = [
        t for t in tokens if t.pos in {"PROPN", "NOUN", "ADJ", "PRON"} and t.entity not in _NO_ONE
    ]
    tall = frozenset(t.text.lower().replace(".", "") for t in someone if t.text[0].isupper())
    if wanted.names:
        sought = wanted.own or wanted.names
        return any(knows_name(name, tall) for name in sought)
    nouns = read_source(" ".join(t.text.lower() for t in someone)).nouns
    plain = addressee.lower().strip()
    return bool(wanted.nouns & nouns) or any(t.text.lower() == plain for t in someone)

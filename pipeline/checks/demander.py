"""Who holds the position: the one the claim says, or somebody else?

Sees: who does what the cue verb says ("the union rejected ...", "with the union having accused
..."), also where several do; whose the demands are ("the union's terms", "their terms include");
who says that something must be; and whether the demander is named there or just before.

Cannot see: positions without a cue in the cited sentence, or who speaks for whom. Whoever only
stands inside the thing demanded is not its demander. Only a name that the grammar gives as the
holder is enough to say "fail"; a pronoun or a common noun is not.
"""

from collections.abc import Iterator

from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.speech.attribution import links
from pipeline.speech.focus import focus
from pipeline.speech.grammar import subject_of
from pipeline.speech.links import Link, likeness, link_to, resolved
from pipeline.speech.sources import read_source
from pipeline.speech.stances import LISTING, STANCE_VERBS, stance_tokens

_LOOK_BACK = 4
# stances that one cue may announce: who is ready offers, who accuses also rejects
_ALIKE = (frozenset({"offers", "could_accept"}), frozenset({"rejects", "criticises", "warns"}))
_CLIMB = 12


def check(evidence: Evidence) -> Finding:
    """Compare the claimed demander with the holder that the first grounded citation shows."""
    claim = evidence.claim
    if claim.kind != "demand":
        return Finding("demander", "pass", "only a demand has a demander")
    if not evidence.parse.tokens:
        return Finding("demander", "unknown", "the grammar of this text cannot be read")
    if not claim.demander or not claim.demander.strip():
        return _unnamed(evidence)
    span = next((s for g in evidence.groundings if (s := focus(evidence, g))), None)
    here = evidence.parse.sentence_at(span.start) if span else None
    if span is None or here is None:
        return Finding("demander", "unknown", f"nothing here shows what {claim.demander} holds")
    by_cue = _by_cue(evidence, claim.demander, span, here)
    if by_cue and by_cue.outcome != "unknown":
        return by_cue
    found = _by_deed(evidence, claim.demander, span)
    nearby = found or _named_nearby(evidence, claim.demander, span, here)
    if nearby.outcome == "pass" and (other := _other_stance(evidence, span, here)):
        return other
    if found:
        return found
    return by_cue if by_cue and nearby.outcome != "pass" else nearby


def _unnamed(evidence: Evidence) -> Finding:
    """The claim says neither who holds it nor who says so: does the article?"""
    if any(c.attribution for c in evidence.claim.citations):
        return Finding("demander", "pass", "the claim names no demander, but who says so")
    message = "the claim names neither who holds this nor who says so"
    return Finding("demander", "unknown", message)


def _by_cue(evidence: Evidence, demander: str, span: Span, here: int) -> Finding | None:
    """The holder of each cue of the claimed stance, in text order, until one decides."""
    open_question = None
    for token, stance in stance_tokens(evidence.parse, *evidence.parse.sentences[here]):
        holder = _holder(evidence, token, span) if stance == evidence.claim.stance else None
        if holder is None:
            continue
        where = (span, evidence.article.span(holder.start, holder.end))
        alike = likeness(demander, holder)
        if alike == "same":
            message = f"the article gives this position to {holder.name}"
            return Finding("demander", "pass", message, spans=where)
        if alike == "different" and _is_named(evidence, holder):
            message = f"the article gives this position to {holder.name}, not to {demander}"
            # an acronym may stand for somebody the reader knows by name
            short = any(w.isupper() for w in holder.name.split() if len(w) > 1)
            sure = holder.sure and token.pos != "AUX" and not short
            return Finding("demander", "fail" if sure else "warn", message, "wrong_speaker", where)
        if not _is_inside(evidence, demander, span):
            message = f"the article gives this position to {holder.name}, who may be {demander}"
            open_question = Finding("demander", "unknown", message, spans=where)
    return open_question


def _other_stance(evidence: Evidence, span: Span, here: int) -> Finding | None:
    """The sentence announces stances, but not the claimed one: who holds that is not told."""
    found = stance_tokens(evidence.parse, *evidence.parse.sentences[here])
    claimed = evidence.claim.stance
    near = next((kind for kind in _ALIKE if claimed in kind), frozenset({claimed}))
    if not found or any(stance in near for _, stance in found):
        return None
    token = found[0][0]
    message = f"the article says “{token.text}” here, which does not show the stance of the claim"
    where = (span, evidence.article.span(token.start, token.end))
    return Finding("demander", "unknown", message, spans=where)


def _is_inside(evidence: Evidence, demander: str, span: Span) -> bool:
    """Whether the demander stands in the thing demanded, or nowhere in the article."""
    source = read_source(demander)
    names = source.names or source.nouns
    said, text = span.exact.lower(), evidence.article.text.lower()
    return any(n in said for n in names) or not any(n in text for n in names)


def _holder(evidence: Evidence, cue: Token, span: Span) -> Link | None:
    """The one who holds what a cue announces: its subject, or the owner of a cue noun."""
    parse, text = evidence.parse, evidence.article.text
    if cue.pos == "AUX":
        # "the port must close": whoever says so demands it, not the port
        return next(iter(reversed(links(parse, text, span.start, span.end))), None)
    if cue.pos == "NOUN":
        below = (parse.tokens[i] for i in parse.children[cue.index])
        head = next((t for t in below if t.dep == "poss"), None)
    else:
        head = subject_of(parse, cue)
    if head is None or head.pos not in {"PROPN", "PRON", "NOUN"}:
        return None
    link = link_to(parse, text, head, cue.lemma)
    return None if head.pos == "PRON" and not resolved(link) else link


def _is_named(evidence: Evidence, holder: Link) -> bool:
    """Whether the holder is a name or a pronoun; "the plan" may stand in for many."""
    tokens = evidence.parse.between(holder.start, holder.end)
    inside = {t.index for t in tokens}
    heads = [t for t in tokens if t.head not in inside or t.head == t.index]
    named = any(t.pos in {"PROPN", "PRON"} or t.entity for t in heads) or holder.aliases
    return bool(named) and any(read_source(n).own for n in (holder.name, *holder.aliases))


def _by_deed(evidence: Evidence, demander: str, span: Span) -> Finding | None:
    """No cue of the stance: does the demander do what the words around the content say?"""
    for verb in _verbs_above(evidence, span):
        head = subject_of(evidence.parse, verb)
        if head is None:
            continue
        if _is_demanded(evidence, verb):
            if asked := _asked_to_act(evidence, demander, span, head):
                return asked
            continue
        if head.start >= span.start and verb.head != verb.index:
            # who only acts inside the thing demanded does not demand it
            continue
        if verb.lemma in STANCE_VERBS:
            # it announces another stance: what they pledge may be what others demand
            return None
        holder = link_to(evidence.parse, evidence.article.text, head, verb.lemma)
        if likeness(demander, holder) == "same":
            where = (span, evidence.article.span(holder.start, holder.end))
            message = f"the article says this of {holder.name}"
            return Finding("demander", "pass", message, spans=where)
        if resolved(holder) or head.pos != "PRON":
            # the nearest one who acts decides: an outer one may only report it
            return None
    return None


def _asked_to_act(evidence: Evidence, demander: str, span: Span, head: Token) -> Finding | None:
    """Who is asked to act asks nothing: the port in "demanded that the port close"."""
    asked = link_to(evidence.parse, evidence.article.text, head, "")
    if likeness(demander, asked) != "same":
        return None
    message = f"{asked.name} is who should act here, not who holds the position"
    where = (span, evidence.article.span(asked.start, asked.end))
    return Finding("demander", "warn", message, "wrong_speaker", where)


def _is_demanded(evidence: Evidence, verb: Token) -> bool:
    """Whether a verb stands in what a stance is about: "demanded that the port close"."""
    parse = evidence.parse
    above = parse.tokens[verb.head]
    about = verb.dep in {"ccomp", "xcomp", "acl", "pcomp"} and above.index != verb.index
    return about and (above.lemma in STANCE_VERBS or above.lemma in LISTING)


def _verbs_above(evidence: Evidence, span: Span) -> Iterator[Token]:
    """The verbs that govern a span, nearest first, its own first word's included."""
    tokens = evidence.parse.between(span.start, span.end)
    inside = {t.index for t in tokens}
    token = next((t for t in tokens if t.head not in inside or t.head == t.index), None)
    for _ in range(_CLIMB):
        if token is None:
            return
        if token.pos == "VERB":
            yield token
        token = evidence.parse.tokens[token.head] if token.head != token.index else None


def _named_nearby(evidence: Evidence, demander: str, span: Span, here: int) -> Finding:
    """No cue tells: is the demander named in the sentence, or just before, outside the thing?"""
    parse, text = evidence.parse, evidence.article.text
    names = read_source(demander).names | read_source(demander).nouns
    first = parse.sentences[max(here - _LOOK_BACK, 0)][0]
    end = parse.sentences[here][1]
    before = parse.between(first, span.start)
    acts = [t for t in before if t.dep in {"nsubj", "poss"} and t.text.lower().rstrip(".") in names]
    if acts:
        where = (span, evidence.article.span(acts[-1].start, acts[-1].end))
        message = f"the sentences up to here speak of what {demander} does"
        return Finding("demander", "pass", message, spans=where)
    outside = (text[first : span.start] + " " + text[span.end : end]).lower()
    if any(name in outside for name in names):
        message = f"{demander} is named here or just before, but no cue says who holds this"
        return Finding("demander", "unknown", message, spans=(span,))
    if any(name in span.exact.lower() for name in names) and evidence.claim.content:
        message = f"{demander} only appears inside what is said, not as the one who holds it"
        return Finding("demander", "warn", message, "wrong_speaker", (span,))
    if any(name in text.lower() for name in names):
        message = f"{demander} is named elsewhere in the article, not near these words"
        return Finding("demander", "warn", message, "wrong_speaker", (span,))
    message = f"the article never names {demander}"
    return Finding("demander", "warn", message, "wrong_speaker", (span,))

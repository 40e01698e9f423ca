"""Who holds the position, and towards whom: as the claim says, or the other way round?

Sees: who does what the cue verb says ("the union rejected ..."), whose the demands are ("the
union's terms", "their terms include"), and whether the demander is named there or just before.

Cannot see: positions without a cue in the cited sentence, or who speaks for whom. Whoever only
stands inside the thing demanded is not its demander.
"""

from pipeline.grammar import resolve, subject_of
from pipeline.cues import stance_tokens
from pipeline.domain import Evidence, Finding, Span, Token
from pipeline.focus import focus
from pipeline.sources import compare_sources, read_source

_LOOK_BACK = 4


def check(evidence: Evidence) -> Finding:
    """Compare the claimed demander with the holder that the first grounded citation shows."""
    claim = evidence.claim
    if claim.kind != "demand" or claim.demander is None:
        return Finding("demander", "pass", "the claim names no demander")
    spans = [s for g in evidence.groundings if (s := focus(evidence, g))]
    if not spans or not evidence.parse.tokens:
        return Finding("demander", "unknown", f"nothing here shows what {claim.demander} holds")
    return _held(evidence, claim.demander, spans[0])


def _held(evidence: Evidence, demander: str, span: Span) -> Finding:
    parse = evidence.parse
    here = parse.sentence_at(span.start)
    if here is None:
        return Finding("demander", "unknown", f"nothing here shows what {demander} holds")
    start, end = parse.sentences[here]
    for token, stance in stance_tokens(parse, start, end):
        if stance != evidence.claim.stance:
            continue
        holder = _holder(evidence, token)
        if holder is None:
            continue
        name, head = holder
        where = (span, evidence.article.span(head.start, head.end))
        likeness = compare_sources(demander, name)
        addressee = evidence.claim.addressee
        if likeness == "same" and addressee and compare_sources(addressee, name) == "same":
            message = f"{addressee} holds this position, and is not the one it is aimed at"
            return Finding("demander", "warn", message, "wrong_addressee", where)
        if likeness == "same":
            message = f"the article gives this position to {name}"
            return Finding("demander", "pass", message, spans=where)
        if likeness == "different":
            message = f"the article gives this position to {name}, not to {demander}"
            sure = head.pos != "PRON"
            return Finding("demander", "fail" if sure else "warn", message, "wrong_speaker", where)
    return _named_nearby(evidence, demander, span, here)


def _holder(evidence: Evidence, cue: Token) -> tuple[str, Token] | None:
    """The one who holds what a cue announces: its subject, or the owner of a cue noun."""
    parse, text = evidence.parse, evidence.article.text
    if cue.pos in {"VERB", "AUX"}:
        head = subject_of(parse, parse.tokens[cue.head] if cue.pos == "AUX" else cue)
    else:
        owners = [parse.tokens[i] for i in parse.children[cue.index]]
        head = next((t for t in owners if t.dep == "poss"), None)
    if head is None or head.pos not in {"PROPN", "PRON"}:
        return None
    if head.pos == "PRON":
        name = resolve(parse, text, head)
        return (name, head) if name else None
    return " ".join(t.text for t in _name(evidence, head)), head


def _name(evidence: Evidence, head: Token) -> list[Token]:
    below = [evidence.parse.tokens[i] for i in evidence.parse.children[head.index]]
    parts = [t for t in below if t.dep == "compound" and t.pos == "PROPN"]
    return [*parts, head]


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

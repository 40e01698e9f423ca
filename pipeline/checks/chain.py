"""Does the chain of who told whom stand in the article: every link, in order, with its count?

Sees: links that the article never names, counts and ranks that differ ("three sources" for "one
senior source"), links in the wrong order, sources joined that the article keeps apart, a source
that the claim drops, adds, or replaces by another one of the article.

Cannot see: whether two descriptions ("officials", "security officials") are the same people, nor
links the article itself leaves out. Whom a source told it to may be left out of a claim: it is
who said it that counts.
"""

from collections.abc import Iterator

from pipeline.domain import Evidence, Finding, Outcome, Span
from pipeline.speech.cues import CITING, HEDGES, REPORTING
from pipeline.speech.focus import focus, reported_by, told_by
from pipeline.speech.grammar import quoted
from pipeline.speech.identity import identity
from pipeline.speech.links import Link, likeness, resolved, said_by
from pipeline.speech.referents import passes_on
from pipeline.speech.roster import alleged_apart, made_public, misfit, unnamed
from pipeline.speech.sources import can_speak, is_cue, knows_name, read_source, stem
from pipeline.speech.stances import STANCE_VERBS
from pipeline.speech.told import Implied, implied, softened

_WORST: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}
# cues of links that only heard it, or got hold of the paper it stands in
_HEARD = frozenset("tell inform see obtain publish review view release acquire read hear".split())


def check(evidence: Evidence) -> Finding:
    """Walk the chain of every citation; the worst answer counts."""
    if not evidence.parse.tokens:
        return Finding("chain", "unknown", "the grammar of this text cannot be read")
    found = [
        _one(evidence, tuple(x for x in citation.attribution if x.strip()), span)
        for citation, grounding in zip(evidence.claim.citations, evidence.groundings, strict=True)
        if (span := focus(evidence, grounding))
    ]
    if not evidence.claim.citations:
        found = [*_published(evidence), *(_implied(evidence, x) for x in implied(evidence))]
    if not found:
        return Finding(
            "chain", "unknown", "the cited words were not found, so no chain leads to them"
        )
    return min(found, key=lambda f: _WORST[f.outcome])


def _published(evidence: Evidence) -> Iterator[Finding]:
    """What the claim calls public, or told by several on their own, and the article does not."""
    if added := made_public(evidence.claim.words, evidence.article.text):
        message = f"the article does not say that this was said {added}"
        yield Finding("chain", "warn", message, "dropped_attribution", evidence.passages)
    if added := alleged_apart(evidence.claim.words, evidence.article.text):
        message = f"the article does not say “{added}” of its sources"
        yield Finding("chain", "warn", message, "merged_sources", evidence.passages)


def _implied(evidence: Evidence, said: Implied) -> Finding:
    """What a claim without citations says of its sources, or fails to say."""
    if lost := _lost(evidence, said):
        return lost
    if said.chain:
        return softened(_one(evidence, said.chain, said.span), said)
    return Finding("chain", "unknown", "the claim names no source here", spans=(said.span,))


def _lost(evidence: Evidence, said: Implied) -> Finding | None:
    """What the article has from sources it does not name, told as fact or as said in public."""
    claim = evidence.claim.words
    printed = told_by(evidence, said.span)
    source = next((x for x in reversed(printed) if unnamed(x)), None)
    if source is None or any(likeness(x, source) != "different" for x in said.chain):
        return None
    if said.chain and any(likeness(said.chain[-1], x) == "same" for x in printed):
        return None
    if _mentions(claim, source) or hedged(claim):
        return None
    where = (said.span, evidence.article.span(source.start, source.end))
    as_what = f"words of {said.chain[-1]}" if said.chain else "plain fact"
    message = f"the article has this from {source.name}; the claim says it as {as_what}"
    return Finding("chain", "warn", message, "dropped_attribution", where)


def _one(evidence: Evidence, claimed: tuple[str, ...], span: Span) -> Finding:
    if not claimed:
        return _unattributed(evidence, told_by(evidence, span), span)
    printed = reported_by(evidence, span)
    cited = bool(evidence.claim.citations)
    text = evidence.article.text
    if problem := misfit(evidence.parse, text, claimed, printed, cited=cited):
        outcome: Outcome = "fail" if problem.sure else "warn"
        return Finding("chain", outcome, problem.message, problem.reason, (span,))
    places = [_place(link, printed, last=link is claimed[-1]) for link in claimed]
    if not all(x.inside for x in printed):
        # "she said [he hoped for rain]": whoever is reported inside the words does not utter them
        last = max((i for i, x in enumerate(printed) if not x.inside or i in places), default=0)
        printed = printed[: last + 1]
    where = (span, *(evidence.article.span(x.start, x.end) for x in printed))
    known = [i for i in places if i is not None]
    if known != sorted(known):
        message = f"the article has this chain the other way round: {_drawn(printed)}"
        return Finding("chain", "fail", message, "merged_sources", where)
    return (
        _replaced(evidence, claimed, places, printed, where)
        or _shortened(evidence, claimed, places, printed, where)
        or _answer(claimed, places, printed, where)
    )


def _place(link: str, printed: tuple[Link, ...], *, last: bool) -> int | None:
    """Where a claimed link stands in the article's chain; the speaker as far in as it may be."""
    found = [i for i, x in enumerate(printed) if likeness(link, x) == "same"]
    return next(iter(found[::-1] if last else found), None)


def _replaced(
    evidence: Evidence,
    claimed: tuple[str, ...],
    places: list[int | None],
    printed: tuple[Link, ...],
    where: tuple[Span, ...],
) -> Finding | None:
    """A claimed link that is not in the chain, where the chain has another one at that place."""
    parse, text = evidence.parse, evidence.article.text
    for i, link in enumerate(claimed):
        if places[i] is not None or not printed:
            continue
        if i < len(claimed) - 1 and all(p is None for p in places[i + 1 :]):
            # nothing further in is found either: who utters the words is the question then
            continue
        low = max((p for p in places[:i] if p is not None), default=-1) + 1
        high = min((p for p in places[i + 1 :] if p is not None), default=len(printed))
        gap = printed[low:high]
        # whoever utters the words stands last; further out any of them may be meant
        gap = gap if i < len(claimed) - 1 else gap[-1:]
        if len(claimed) == 1 and gap and _is_plain(evidence, link, gap[0], where[0]):
            continue
        found = [identity(parse, text, link, x) for x in gap]
        if gap and not set(found) & {"same", "unknown"}:
            other = gap[-1]
            if resolved(other):
                # a pronoun is a guess, and the speaker check's to make
                continue
            sure = (
                other.sure
                and found[-1] == "different"
                and not _beside(evidence, link, other, where[0])
            )
            message = f"the article has this from {other.name}, not from {link}: {_drawn(printed)}"
            return Finding("chain", "fail" if sure else "warn", message, "wrong_speaker", where)
        if not gap and i < len(claimed) - 1 and not passes_on(parse, link):
            message = f"the article does not have this by way of {link}: {_drawn(printed)}"
            return Finding("chain", "warn", message, "wrong_speaker", where)
    return None


def _is_plain(evidence: Evidence, claimed: str, source: Link, span: Span) -> bool:
    """Whether a single source is wrong by its words alone: that is the speaker check's to say."""
    return likeness(claimed, source) == "different" and not _beside(evidence, claimed, None, span)


def _beside(evidence: Evidence, claimed: str, source: Link | None, span: Span) -> bool:
    """Whether a claimed source stands by the cited words and may yet be who utters them.

    Not who is only spoken of: in "Ruiz said that Vega had lied" it is Ruiz, whoever Vega is.
    """
    parse = evidence.parse
    first, last = parse.sentence_at(span.start), parse.sentence_at(span.end - 1)
    if first is None or last is None:
        return False
    around = parse.between(parse.sentences[first][0], parse.sentences[last][1])
    of_it = said_by(parse, source) if source else (0, 0)
    wanted = read_source(claimed)
    names = wanted.own or wanted.nouns
    return any(
        knows_name(stem(t.text.lower()), names) or knows_name(t.text.lower(), names)
        for t in around
        if t.pos in {"PROPN", "NOUN"}
        and ((source is not None and source.inside) or not span.start <= t.start < span.end)
        and not of_it[0] <= t.start < of_it[1]
    )


def _shortened(
    evidence: Evidence,
    claimed: tuple[str, ...],
    places: list[int | None],
    printed: tuple[Link, ...],
    where: tuple[Span, ...],
) -> Finding | None:
    """A link of the article's chain that the claim leaves out."""
    known = [i for i in places if i is not None]
    if places[-1] is None:
        return None
    # "the terms include the owners pledging ...": the pledge is what is demanded
    held = STANCE_VERBS if evidence.claim.kind == "demand" else STANCE_VERBS - REPORTING
    if quoted(evidence.article.text, where[0].start):
        # "We are safe," she said, citing an audit: the words are hers
        held |= CITING
    if any(x.cue not in held for x in printed[known[-1] + 1 :]):
        message = f"the claim stops at {claimed[-1]}; the article has it from {printed[-1].name}"
        return Finding("chain", "warn", message, "dropped_attribution", where)
    if None in places or not evidence.claim.citations:
        # a sentence of its own need not say who passed it on
        return None
    for i, link in enumerate(printed[: known[-1]]):
        if i not in known and link.sure and not link.inside and _tells(link):
            message = f"the article has this by way of {link.name}, whom the claim leaves out"
            return Finding("chain", "warn", message, "dropped_attribution", where)
    return None


def _tells(link: Link) -> bool:
    """Whether a link says it, and did not only hear of it, or is no source but radio waves."""
    return link.cue not in _HEARD and can_speak(link.name)


def _answer(
    claimed: tuple[str, ...],
    places: list[int | None],
    printed: tuple[Link, ...],
    where: tuple[Span, ...],
) -> Finding:
    """Nothing is wrong with the chain: is all of it there?"""
    if all(i is None for i in places):
        message = "every link is named in the article, but not beside these words"
        return Finding("chain", "unknown", message, spans=where[:1])
    if None in places:
        absent = claimed[places.index(None)]
        message = f"the article has this chain, without {absent}: {_drawn(printed)}"
        return Finding("chain", "unknown", message, spans=where)
    return Finding("chain", "pass", f"the article has this chain: {_drawn(printed)}", spans=where)


def _unattributed(evidence: Evidence, printed: tuple[Link, ...], span: Span) -> Finding:
    """The claim names nobody: does the article say so in its own voice, too?"""
    claim = evidence.claim
    if not printed:
        return Finding("chain", "pass", "the article says this in its own voice", spans=(span,))
    if not claim.words and not claim.demander:
        message = "the claim only quotes, and says nothing about who told it"
        return Finding("chain", "pass", message, spans=(span,))
    source = printed[-1]
    told = claim.text or ""
    own = claim.demander and likeness(claim.demander, source) != "different"
    if own or any(_mentions(told, link) for link in printed):
        return Finding(
            "chain", "pass", f"the claim says that this comes from {source.name}", spans=(span,)
        )
    left_open = claim.kind == "demand" and claim.modality not in {"asserted", None}
    if left_open or _reports(told):
        message = f"the article has this from {source.name}; the claim leaves open from whom"
        return Finding("chain", "unknown", message, spans=(span,))
    where = (span, *(evidence.article.span(x.start, x.end) for x in printed))
    message = f"the article has this from {source.name}; the claim says it as plain fact"
    return Finding("chain", "warn", message, "dropped_attribution", where)


def _mentions(told: str, source: Link) -> bool:
    """Whether a sentence names a source: one of its names, or its noun beside a reporting word."""
    words = read_source(told)
    for name in (source.name, source.text, *source.aliases):
        wanted = read_source(name)
        # "Russian sources" are not mentioned where only Russia is
        if not wanted.anonymous and any(knows_name(n, words.names) for n in wanted.names):
            return True
        if wanted.nouns & words.nouns and _reports(told):
            return True
    return False


def hedged(told: str) -> bool:
    """Whether a sentence marks what it says as a report of somebody unnamed."""
    words = {w.strip(".,;:“”\"'") for w in told.lower().split()}
    return bool(words & HEDGES) or " said to " in told or " reported to " in told


def _reports(told: str) -> bool:
    """Whether a sentence says that somebody said so: "according to", "said", "reportedly"."""
    words = [w.strip(".,;:“”\"'") for w in told.lower().split()]
    return any(w in HEDGES or is_cue(w) for w in words if len(w) > 2)


def _drawn(printed: tuple[Link, ...]) -> str:
    return " → ".join(link.name for link in printed)

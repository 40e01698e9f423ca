"""Does every name in the claim stand in the article, and in the place where the article has it?

Sees: names (words written large, acronyms) that stand nowhere in the article; names put in the
place of another in words copied from it; and, by the grammar, names that have the part which
another one has in the passage ("X resigned" for "Y resigned"). Knows spellings, possessives,
acronyms spelt out, nationalities, capitals and seats of government.

Cannot see: a wrong name in a paraphrase with another verb when the article has that name too. A
plain statement may place or date what it tells from common knowledge, and know a person's full
name, where the article gives only a part of it: that is held for review and not called wrong.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from pipeline.content.cast import Player, players
from pipeline.content.recast import bare, mentions, recasts
from pipeline.domain import (
    Article,
    Claim,
    Evidence,
    Finding,
    Outcome,
    Parse,
    Reason,
    Span,
    Token,
)
from pipeline.text import key, sentence_around, words
from pipeline.wording.diff import compare
from pipeline.wording.haystack import Haystack, haystack, trim
from pipeline.wording.names import FEW, Name, Names, large, names, names_of, relatives, shortens
from pipeline.wording.nearby import nearby, widened
from pipeline.wording.places import kin

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
_COPIED = 0.6  # of the claim's words stand in the article in its order
_CLOSE = 0.75
_REPLACED = 7  # words, of both sides
_MOST = 400  # words of names of one claim
_MANY = 3  # names from nowhere are no slip
_ADDED = 0.35  # what a claim is worth that adds a place or an event
_LOOKED_UP = 30  # names whose distance is measured
_FAR = 0.8  # for each name that stands in another place of the article
_COMPLETED = 0.45  # one that completes a name
# what a word of a name at the start of a sentence is not
_NO_NAME = frozenset("ADV VERB AUX PRON DET INTJ SCONJ CCONJ ADP".split())


def check(evidence: Evidence) -> Finding:
    """Pass: every name of the claim stands in the article; nothing took another's place."""
    claim, article = evidence.claim, evidence.article
    claimed = list(islice(_all_names(claim), _MOST + 1))
    if len(claimed) > _MOST:
        return Finding("entities", "unknown", "the claim has too many names to compare")
    hay = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    spans = tuple(g.span for g in evidence.groundings if g.span)
    said = [t for t in (claim.text, claim.content) if t]
    swap = next((f for t in said if (f := _swapped(t, spans, article, hay))), None)
    recast = swap if swap and swap.outcome == "fail" else _recast(evidence) or swap
    seen = names_of(article.text)
    missing = [n for n in claimed if not seen.holds(n)]
    # another language inflects a name, or writes it in another script
    read = seen.cased and bool(evidence.parse.tokens)
    sure = [n for n in missing if read and _is_sure(evidence, n)]
    found = [recast] if recast else []
    found += [_outside(n, evidence, claimed, spans, hay) for n in sure]
    if found:
        worst = min(found, key=lambda f: (_WORST.index(f.outcome), f.degree or 1))
        new = {n.whole for n in sure if not seen.half_known(n) and not relatives(n)}
        return replace(worst, outcome="fail", degree=None) if len(new) >= _MANY else worst
    if missing:
        message = f'"{missing[0].word}" may be a name, and is not in the article'
        return Finding("entities", "unknown", message)
    if not claimed:
        return Finding("entities", "unknown", "the claim names nobody and nothing")
    return _all_there(evidence, spans)


def _all_there(evidence: Evidence, spans: tuple[Span, ...]) -> Finding:
    """Every name stands in the article; the nearer to what the claim tells, the better."""
    told = () if spans else players(evidence.told)[:_LOOKED_UP]
    far = [p for p in told if _is_far(evidence, p)]
    message = "every name in the claim stands in the article"
    if not far:
        return Finding("entities", "pass", message)
    message += f', but "{" ".join(far[0].words)}" not beside what the claim tells'
    return Finding("entities", "pass", message, degree=_FAR ** min(len(far), 2))


def _is_far(evidence: Evidence, player: Player) -> bool:
    """Whether no word of a name stands in the passages of its sentence, nor right beside them."""
    near = widened(evidence.parse, nearby(evidence, player.start))
    there = " ".join(evidence.article.text[start:end] for start, end in near)
    return bool(near and bare(player)) and not mentions(there, player)


def _is_sure(evidence: Evidence, name: Name) -> bool:
    """Whether a word is a name and no other word: told by its place, else by the grammar."""
    token = None if name.field else _token(evidence.told, name)
    if token is None:
        return name.sure
    if token.pos in _NO_NAME and not token.entity:
        return False
    if name.sure or token.pos != "PROPN":
        return name.sure
    # "Goalkeeper Ana Ruiz": an office, where the rest is the name
    rest = name.whole.split()[1:]
    known = names_of(evidence.article.text)
    titled = len(rest) > 1 and all(known.one_name(rest[-1], w) for w in rest)
    return bool(token.entity or rest) and not titled


def _token(told: Parse, name: Name) -> Token | None:
    """The word in the claim's grammar; None where the name is from another field."""
    found = next(iter(told.between(name.start, name.start + len(name.word))), None)
    stands = found and found.start == name.start and name.word.startswith(found.text)
    return found if stands else None


def _outside(
    name: Name, evidence: Evidence, claimed: list[Name], spans: tuple[Span, ...], hay: Haystack
) -> Finding:
    """A name that stands nowhere: in the place of another one, or out of thin air."""
    seen = names_of(evidence.article.text)
    country = bool(relatives(name)) and not name.field
    player = _player(evidence, name)
    if name.word != name.whole and not country and seen.half_known(name):
        instead = seen.instead(name)
        if not instead or player is None or player.kind in {"person", ""}:
            return _half(name, instead, spans)
    ours = {key(n.word) for n in claimed}
    cited = [n for span in spans or _nearest(evidence, hay) for n in names(span.exact) if n.sure]
    left_out = [n.word for n in cited if not ({key(n.word)} | kin(n.word)) & ours]
    if country:
        left_out = [word for word in left_out if kin(word)]
    elif not spans:
        left_out = []
    # whom or what the sentence is about is no circumstance that a writer adds
    about = player is not None and player.core and player.kind != "other" and bool(bare(player))
    if (country and not left_out) or not (spans or name.field or about):
        # Which country or place a thing belongs to is often added from common knowledge.
        message = f'the article does not say "{name.whole}"'
        return Finding("entities", "warn", message, "outside_knowledge", spans, _ADDED)
    reason: Reason = "entity_swapped" if left_out else "outside_knowledge"
    instead = f", which names {left_out[0]} there" if left_out else ""
    message = f'"{name.whole}" stands nowhere in the article{instead}'
    return Finding("entities", "fail", message, reason, spans)


def _half(name: Name, instead: str | None, spans: tuple[Span, ...]) -> Finding:
    """A full name of which the article knows a part: it goes on otherwise there, or not at all."""
    if instead:
        message = f'the claim says "{name.whole}", the article has "{instead}" for "{name.word}"'
        return Finding("entities", "fail", message, "entity_swapped", spans)
    message = f'the article does not give the name "{name.whole}" in full'
    return Finding("entities", "warn", message, "outside_knowledge", spans, _COMPLETED)


def _player(evidence: Evidence, name: Name) -> Player | None:
    """The name in the claim's grammar; None where it is from another field."""
    if name.field or _token(evidence.told, name) is None:
        return None
    return next((p for p in players(evidence.told) if p.start <= name.start < p.end), None)


def _nearest(evidence: Evidence, hay: Haystack) -> tuple[Span, ...]:
    """The stretch of the article that shares most words with a claim that cites nothing."""
    said = evidence.claim.text or evidence.claim.content or ""
    found = hay.align([key(said[s:e]) for s, e in words(said)])
    if found is None or found.matched < FEW:
        return ()
    return (evidence.article.span(*sentence_around(hay.text, found.start, found.end)),)


# --- names of a text -------------------------------------------------------------------


def _all_names(claim: Claim) -> Iterator[Name]:
    links = [link for citation in claim.citations for link in citation.attribution]
    for field in (claim.demander, claim.addressee, *links):
        yield from names(field or "", field=True)
    for text in (claim.content, claim.text):
        yield from names(text or "")


# --- one name with the part of another -------------------------------------------------


def _recast(evidence: Evidence) -> Finding | None:
    """Who does it, or to whom it is done, is somebody else in the passage."""
    found = sorted(recasts(evidence), key=lambda r: not r.certain)
    if not found:
        return None
    worst = found[0]
    claimed, printed = " ".join(worst.claimed.words), " ".join(worst.printed.words)
    message = f'the claim says "{claimed}" where the article says "{printed}"'
    outcome: Outcome = "fail" if worst.certain else "warn"
    span = evidence.article.span(worst.printed.start, worst.printed.end)
    return Finding("entities", outcome, message, "entity_swapped", (span,))


# --- one name in the place of another ---------------------------------------------------


def _swapped(text: str, spans: tuple[Span, ...], article: Article, hay: Haystack) -> Finding | None:
    """Words copied from the evidence, but for a name that stands where another one did."""
    sought = [key(text[s:e]) for s, e in words(text)]
    found = hay.align(sought)
    if found is None or found.matched < max(_COPIED * len(sought), FEW):
        return None
    near = [sentence_around(article.text, s.start, s.end) for s in spans]
    if near and not any(s < found.end and found.start < e for s, e in near):
        return None
    source = article.span(found.start, found.end)
    seen = names_of(article.text)
    around = Names(article.text[slice(*sentence_around(article.text, found.start, found.end))])
    ours = Names(text)
    known = {n.word: n for n in names(text) if n.sure or key(n.word) in seen.inner}
    for change in compare(source.exact, trim(text)):
        gone = [n for n in large(change.removed) if key(n.word) in seen.inner and not ours.holds(n)]
        new = [n for n in large(change.added) if n.word in known]
        if not gone or not new or len(words(change.added + change.removed)) > _REPLACED:
            continue
        if not kin(new[0].word) and any(seen.one_name(g.word, new[0].word) for g in gone):
            continue
        if any(shortens(key(new[0].word), key(g.word)) for g in gone):
            continue
        close = found.matched >= _CLOSE * len(sought)
        beside = around.holds(new[0])
        if not close and beside:
            continue
        message = f'the claim says "{new[0].word}" where the article says "{gone[0].word}"'
        # a government and its spokesman speak with one voice
        lands = relatives(known[new[0].word]) and not any(kin(g.word) for g in gone)
        certain = not beside and not lands and (close or not seen.holds(new[0]))
        outcome: Outcome = "fail" if certain else "warn"
        return Finding("entities", outcome, message, "entity_swapped", (source,))
    return None

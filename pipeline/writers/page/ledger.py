"""The list of claims: all that the page shows of each, in the order of the articles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.domain import (
    CheckedClaim,
    Claim,
    Grounding,
    Member,
    Note,
    Reconciled,
    Result,
    Ruling,
    Sentence,
    Status,
)
from pipeline.writers import words
from pipeline.writers.page.facets import Facet, facets, origin_names
from pipeline.writers.page.places import anchors, at, language

_CHANGE = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One stop on the way from the outlet to whoever speaks.

    Attributes:
        name: None where nobody is named.
        status: How it is known; `cited` where only the claim says so.
        place: Where it is printed, as the script reads it.
    """

    role: str
    name: str | None
    status: Status | Literal["cited"]
    reason: str = ""
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation: the article's words, or the claim's where the article has none such.

    Attributes:
        diff: Of a changed quote: its parts in order, each kept (""), `del` or `ins`.
        told: Who told whom, as the claim has it.
    """

    quote: str
    found: bool
    match: str
    diff: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    place: str | None
    range: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim. `number` is its place in the list, from 0; `article` that of its article."""

    number: int
    anchor: str
    article: int
    claim: Claim
    ruling: Ruling
    score: str
    text: str
    why: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    path: tuple[Step, ...]
    cited: tuple[Cited, ...]
    language: str | None
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All claims, and by what they can be filtered.

    Attributes:
        anchors: By claim id; of two claims with one id, the first.
        origins: Their names, by id.
    """

    entries: tuple[Entry, ...]
    facets: tuple[Facet, ...]
    anchors: Mapping[str, Entry]
    origins: Mapping[str, str]

    def tells(self, sentence: Sentence) -> bool:
        """Whether the list says of a claim all that a sentence of the note says of it."""
        entry = self.anchors.get(sentence.claim_id)
        return entry is not None and entry.ruling == sentence.ruling


def ledger(note: Note, found: Reconciled, results: Sequence[Result]) -> Ledger:
    """Every claim of the results; those that the note tells are told in its words."""
    told = {one.claim_id: one for one in _sentences(note)}
    members = {m.claim_id: m for cluster in found.clusters for m in cluster.members}
    numbers = {result.article.id: number for number, result in reversed([*enumerate(results)])}
    checked = [(number, one) for number, result in enumerate(results) for one in result.claims]
    origins = origin_names(found.origins, numbers)
    by = facets(checked, members, origins)
    named = anchors(one.claim.id for _, one in checked)
    entries = []
    for number, ((place, one), anchor) in enumerate(zip(checked, named, strict=True)):
        article = results[place].article
        path = _path(one.claim, members.get(one.claim.id), article.outlet, place, numbers)
        entries.append(
            Entry(
                number,
                anchor,
                place,
                one.claim,
                one.verdict.ruling,
                f"{one.verdict.score:.2f}",
                *_told(one, told.get(one.claim.id)),
                _facts(one.claim),
                path,
                tuple(_cited(one.claim, grounding, place) for grounding in one.verdict.groundings),
                language(article.language),
                {facet.name: facet.of(number) for facet in by},
            )
        )
    first = {entry.claim.id: entry for entry in reversed(entries)}
    return Ledger(tuple(entries), by, first, origins)


def _sentences(note: Note) -> Iterator[Sentence]:
    for section in note.sections:
        for sentence in section.sentences:
            yield from sentence.also
            yield sentence


def _told(checked: CheckedClaim, sentence: Sentence | None) -> tuple[str, tuple[str, ...]]:
    if sentence:
        return sentence.text, sentence.why
    return words.statement(checked.claim), tuple(one.message for one in checked.verdict.decisive)


def _facts(claim: Claim) -> tuple[tuple[str, str], ...]:
    """The parts of a demand, each with its name; empty for a sentence of running text."""
    if claim.kind != "demand":
        return ()
    facts = (
        ("who", claim.demander or words.NOT_STATED),
        ("of whom", claim.addressee or words.NOT_STATED),
        ("stance", words.said(claim.stance)),
        ("given as", words.said(claim.modality)),
    )
    return (*facts, ("condition for", claim.condition_for)) if claim.condition_for else facts


def _path(
    claim: Claim,
    member: Member | None,
    outlet: str | None,
    article: int,
    numbers: Mapping[str, int],
) -> tuple[Step, ...]:
    """From the outlet inwards: as traced in the articles, and then as the claim alone has it."""
    said = next((one.attribution for one in claim.citations if one.attribution), ())
    if member is None:
        first = Step("outlet", outlet, "explicit" if outlet else "missing")
        inner = [Step("", name, "cited", "as the claim has it") for name in said]
        return (first, *(inner or [Step("source", None, "missing")]))
    steps = [
        Step(
            tie.role,
            tie.name,
            tie.status,
            tie.reason,
            at(numbers.get(tie.span.article_id or "", article), tie.span) if tie.span else None,
        )
        for tie in member.chain
    ]
    names = [step.name.casefold() for step in steps if step.name]
    if said and not any(
        said[-1].casefold() in name or name in said[-1].casefold() for name in names
    ):
        steps.append(Step("speaker", said[-1], "cited", "as the claim has it"))
    return tuple(steps)


def _cited(claim: Claim, grounding: Grounding, article: int) -> Cited:
    span = grounding.span
    pieces = grounding.pieces or ((span,) if span else ())
    return Cited(
        " […] ".join(one.exact for one in pieces) or grounding.quote,
        span is not None,
        words.MATCHES[grounding.match],
        tuple(_changes(grounding.diff)) if grounding.diff else (),
        words.attribution(claim, grounding),
        at(article, span) if span else None,
        f"{span.start}–{span.end}" if span else None,
    )


def _changes(diff: str) -> Iterator[tuple[str, str]]:
    """The parts of `[-missing-]` and `{+added+}` marks, in order."""
    end = 0
    for change in _CHANGE.finditer(diff):
        if change.start() > end:
            yield "", diff[end : change.start()]
        yield ("del", change[1]) if change[1] is not None else ("ins", change[2])
        end = change.end()
    if end < len(diff):
        yield "", diff[end:]

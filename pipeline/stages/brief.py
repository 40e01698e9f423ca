"""Results and what they amount to -> Note: sentences by template, each with its footnotes.

Nothing is dropped: every claim is told once in the key points, or among what the articles report,
or in the sections of what is doubtful or rejected, with the reason. A sentence of a supported
claim that breaks a rule of sourcing is held back like a doubtful one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from pipeline.domain import (
    CheckedClaim,
    Corroboration,
    Footnote,
    Making,
    Note,
    Parse,
    Prose,
    Reconciled,
    Result,
    Ruling,
    Section,
    SectionKind,
    Sentence,
)
from pipeline.drafting.bottom_line import Line, bottom_line
from pipeline.drafting.confidence import confidence
from pipeline.drafting.corroboration import row
from pipeline.drafting.grounds import Grounds
from pipeline.drafting.making import basis, method, title
from pipeline.drafting.points import Point, points
from pipeline.drafting.publishing import held, members_of, publishable
from pipeline.drafting.reservations import reservations
from pipeline.drafting.sourcing import breaches
from pipeline.drafting.telling import told
from pipeline.drafting.words import sentence

_CONFIDENCE = (
    "The best corroborated come first. Confidence is confidence in the sourcing; it does not say"
    " how likely an event is. High: two surely independent origins, one of them on the record;"
    " moderate: one of the two; low: neither."
)
_DIFFERENCES = "What the articles do not tell alike: reported, not resolved."
_ORIGINS = (
    "Origins are the smallest number that is surely independent; articles that pass on one report"
    " are one."
)


def brief(
    results: Sequence[Result],
    parses: Mapping[str, Parse],
    found: Reconciled | None = None,
    making: Making | None = None,
    prose: Sequence[Prose] = (),
) -> Note:
    """The note of one or many articles.

    Args:
        results: Every article once, and every id unique.
        parses: The grammar of the articles, by id.
        found: What they amount to together.
        making: How the claims came about.
        prose: What a model wrote of key points; verified before, and put to the rules here.
    """
    found, making = found or Reconciled(), making or Making()
    drafts = _Drafts(results, parses, found, {one.claim_id: one for one in prose})
    sections = (
        _section("bottom_line", "Bottom line", drafts.bottom_line()),
        _section("key_points", "Key points", drafts.key_points(), _CONFIDENCE),
        Section("Corroboration", (), "corroboration", _ORIGINS, tuple(drafts.rows())),
        _section("discrepancies", "Discrepancies", drafts.differences(), _DIFFERENCES),
        _section("timeline", "Timeline", drafts.timeline()),
        _section("would_change", "What would change this note", drafts.changes()),
        _section("reports", "What the articles report", drafts.reports()),
        _section("doubt", "What could not be confirmed", drafts.ruled("review")),
        _section("rejected", "Rejected", drafts.ruled("rejected")),
    )
    kept = [one for one in sections if one.sentences or one.rows]
    return Note(
        title(results),
        tuple(basis(results, found, drafts.held)),
        tuple(_numbered(kept)),
        tuple(method(results, making)),
    )


def _section(
    kind: SectionKind, heading: str, sentences: Iterable[Sentence], lead: str = ""
) -> Section:
    return Section(heading, tuple(sentences), kind, lead)


class _Drafts:
    """The sentences of each section, their footnotes without numbers."""

    def __init__(
        self,
        results: Sequence[Result],
        parses: Mapping[str, Parse],
        found: Reconciled,
        prose: Mapping[str, Prose],
    ) -> None:
        self._found = found
        self._grounds = Grounds(results, parses)
        self._members = members_of(found)
        self._results = publishable(results, found, self._grounds)
        self._points = points(self._results, found)
        self._prose = prose
        self.held = held(self._results)

    def bottom_line(self) -> Iterator[Sentence]:
        return map(self._line, bottom_line(self._results, self._points))

    def key_points(self) -> Iterator[Sentence]:
        """One for each point, with its other claims beneath it."""
        for point in self._points:
            also = tuple(
                replace(self._of(one.checked), relation=one.relation) for one in point.others
            )
            best = self._written(point)
            yield replace(best, confidence=confidence(point), cluster=point.cluster, also=also)

    def _written(self, point: Point) -> Sentence:
        """The model's words where there are any that may be published, else the template's."""
        best = self._of(point.best.checked)
        prose = self._prose.get(best.claim_id)
        if prose is None:
            return best
        restated = [one.checked for one in point.told if one.checked.claim.id in prose.rests_on]
        footnotes = tuple(f for one in restated for f in self._grounds.of_claim(one))
        chains = [footnote.chain for footnote in footnotes]
        if not restated or breaches(prose.text, chains, point.best.checked.claim.demander):
            return best
        return replace(
            best, text=prose.text, footnotes=footnotes, rests_on=prose.rests_on, by_model=True
        )

    def rows(self) -> Iterator[Corroboration]:
        return (row(point, self._grounds) for point in self._points)

    def reports(self) -> Iterator[Sentence]:
        """The supported summaries."""
        return (
            self._of(checked)
            for checked in self._claims("supported")
            if checked.claim.kind == "summary"
        )

    def ruled(self, ruling: Ruling) -> Iterator[Sentence]:
        return map(self._of, self._claims(ruling))

    def differences(self) -> Iterator[Sentence]:
        for one in self._found.discrepancies:
            footnotes = self._grounds.of_spans(one.spans)
            yield _own(sentence(one.what), footnotes, one.claim_ids)

    def timeline(self) -> Iterator[Sentence]:
        for one in self._found.timeline:
            known = f"{one.date}, {one.basis}" if one.date else "no date"
            footnotes = self._grounds.of_spans(one.spans)
            yield _own(f"{one.article_id}: {known} ({one.reason}).", footnotes)

    def changes(self) -> Iterator[Sentence]:
        for line, spans in reservations(self._results, self._points, self._found):
            made = self._line(line)
            yield replace(made, footnotes=made.footnotes + self._grounds.of_spans(spans))

    def _claims(self, ruling: Ruling) -> Iterator[CheckedClaim]:
        return (
            one for result in self._results for one in result.claims if one.verdict.ruling == ruling
        )

    def _of(self, checked: CheckedClaim) -> Sentence:
        """The sentence of a claim."""
        verdict = checked.verdict
        why = tuple(dict.fromkeys(finding.message for finding in verdict.decisive))
        text = told(checked, self._members.get(checked.claim.id))
        footnotes = self._grounds.of_claim(checked)
        return Sentence(text, checked.claim.id, verdict.ruling, why, footnotes)

    def _line(self, line: Line) -> Sentence:
        footnotes = [f for one in line.claims for f in self._grounds.first_of_claim(one)]
        footnotes += [f for origin in line.origins for f in self._grounds.of_origin(origin)]
        return _own(line.text, footnotes, [one.claim.id for one in line.claims])


def _own(text: str, footnotes: Iterable[Footnote], rests_on: Iterable[str] = ()) -> Sentence:
    """A sentence in which the note itself counts or compares."""
    return Sentence(text, "", "supported", (), tuple(footnotes), rests_on=tuple(rests_on))


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """Footnotes numbered in the order in which their marks stand."""
    numbers = count(1)

    def numbered(footnotes: tuple[Footnote, ...]) -> tuple[Footnote, ...]:
        return tuple(replace(one, number=next(numbers)) for one in footnotes)

    def marked(one: Sentence) -> Sentence:
        footnotes = numbered(one.footnotes)
        return replace(one, footnotes=footnotes, also=tuple(map(marked, one.also)))

    for section in sections:
        rows = tuple(replace(one, footnotes=numbered(one.footnotes)) for one in section.rows)
        yield replace(section, rows=rows, sentences=tuple(map(marked, section.sentences)))

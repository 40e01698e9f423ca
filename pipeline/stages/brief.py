"""Results -> Note: sentences made by template from checked claims, each with its footnotes.

Nothing is dropped: what is doubtful or rejected stands in sections of its own, with the reason.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Footnote,
    Note,
    Parse,
    Result,
    Ruling,
    Section,
    Sentence,
    Span,
    Stance,
)
from pipeline.speech.attribution import links
from pipeline.speech.cues import begins_with_cue
from pipeline.speech.sources import compare_sources

# in the past tense, which is the same for one and for many
_STANCE: Mapping[Stance, str] = {
    "demands": "demanded",
    "rejects": "rejected",
    "could_accept": "could accept",
    "offers": "offered",
    "agreed": "agreed",
    "warns": "warned",
    "criticises": "criticised",
    "states": "stated",
}
_UNNAMED: Mapping[Stance, str] = {
    "demands": "Demanded",
    "rejects": "Rejected",
    "could_accept": "Acceptable",
    "offers": "Offered",
    "agreed": "Agreed",
    "warns": "Warned of",
    "criticises": "Criticised",
    "states": "Stated",
}
_BEGINNINGS = frozenset(
    """a an the one two three four five six seven eight nine ten some several many both another
    his her its their senior former""".split()
)
_NOBODY = "Without a named holder"


def brief(results: Sequence[Result], parses: Mapping[str, Parse]) -> Note:
    """The note of one or many articles; `parses` by article id."""
    drafts = _Drafts(results, parses)
    sections = (
        *_by_demander(drafts),
        Section("What the articles report", drafts.of("supported", {"summary", "statement"})),
        Section("In doubt", drafts.of("review")),
        Section("Rejected", drafts.of("rejected")),
    )
    return Note(_title(results), tuple(_basis(results)), tuple(s for s in sections if s.sentences))


class _Drafts:
    """Every checked claim with its sentence; footnotes are numbered in article and claim order."""

    def __init__(self, results: Sequence[Result], parses: Mapping[str, Parse]) -> None:
        self.all: list[tuple[CheckedClaim, Sentence]] = []
        number = 0
        for result in results:
            for checked in result.claims:
                sentence = _sentence(checked, result.article, parses[result.article.id], number)
                number += len(sentence.footnotes)
                self.all.append((checked, sentence))

    def of(self, ruling: Ruling, kinds: set[str] | None = None) -> tuple[Sentence, ...]:
        return tuple(
            sentence
            for checked, sentence in self.all
            if checked.verdict.ruling == ruling and (kinds is None or checked.claim.kind in kinds)
        )


def _title(results: Sequence[Result]) -> str:
    if len(results) == 1:
        article = results[0].article
        return f"Briefing note: {article.title or article.id}"
    return f"Briefing note on {len(results)} articles"


def _basis(results: Sequence[Result]) -> Iterator[str]:
    rulings = Counter(c.verdict.ruling for r in results for c in r.claims)
    articles = "1 article" if len(results) == 1 else f"{len(results)} articles"
    yield (
        f"Made from {articles} and {rulings.total()} claims found in them:"
        f" {rulings['supported']} supported, {rulings['review']} in doubt,"
        f" {rulings['rejected']} rejected."
    )
    yield (
        "Every sentence stands on the words in its footnote. What could not be confirmed is kept"
        " apart, with the reason."
    )
    if len(results) > 1:
        yield "Articles are counted here, not independent sources: several may relay one report."


def _by_demander(drafts: _Drafts) -> Iterator[Section]:
    """One section for each demander with supported demands, the most first."""
    groups: list[tuple[str, list[Sentence]]] = []
    for checked, sentence in drafts.all:
        claim = checked.claim
        if claim.kind != "demand" or checked.verdict.ruling != "supported":
            continue
        name = claim.demander or _NOBODY
        group = next((g for g in groups if _same_person(g[0], name)), None)
        if group is None:
            groups.append((name, [sentence]))
        else:
            group[1].append(sentence)
    for name, sentences in sorted(groups, key=lambda g: -len(g[1])):
        yield Section(_capital(name), tuple(sentences))


def _same_person(a: str, b: str) -> bool:
    return a == b or (_NOBODY not in (a, b) and compare_sources(a, b) == "same")


def _sentence(checked: CheckedClaim, article: Article, parse: Parse, before: int) -> Sentence:
    claim, verdict = checked.claim, checked.verdict
    grounded = [
        (grounding.span, citation.attribution)
        for grounding, citation in zip(verdict.groundings, claim.citations, strict=True)
        if grounding.span is not None
    ]
    footnotes = tuple(
        Footnote(before + n, article.id, span, _chain(article, parse, span, attribution))
        for n, (span, attribution) in enumerate(grounded, start=1)
    )
    why = tuple(f.message for f in verdict.decisive)
    confirmed = frozenset(f.check for f in verdict.findings if f.outcome == "pass")
    told = _told(claim, confirmed)
    return Sentence(told, claim.id, verdict.ruling, why, footnotes)


def _told(claim: Claim, confirmed: frozenset[str]) -> str:
    """One sentence for a claim. A colon, because the content keeps the grammar of its source.

    A source or an addressee whom the checks could not confirm is not repeated here.
    """
    if claim.kind != "demand" or claim.content is None:
        return claim.text or claim.content or "(an empty claim)"
    stance = claim.stance or "states"
    whom = f" (towards {claim.addressee})" if claim.addressee and "addressee" in confirmed else ""
    told_by = next((c.attribution[-1] for c in claim.citations if c.attribution), None)
    own = told_by is None or (claim.demander and _same_person(told_by, claim.demander))
    content = claim.content.strip(" .")
    if claim.demander is None:
        who = _UNNAMED[stance]
    elif begins_with_cue(content, stance):
        who = _capital(claim.demander)  # "refusing to talk" already says that it is a refusal
    else:
        who = f"{_capital(claim.demander)} {_STANCE[stance]}"
    source = (
        ""
        if own or told_by is None or "speaker" not in confirmed
        else f", according to {_within(told_by)}"
    )
    return f"{who}{whom}: {content}{source}."


def _chain(
    article: Article, parse: Parse, span: Span, attribution: tuple[str, ...]
) -> tuple[str, ...]:
    """Outlet first, then the sources that the article gives for a span."""
    printed = links(parse, article.text, span.start, span.end)
    # the claim's own chain only where the article gives none
    told = tuple(link.name for link in printed) or attribution
    return (article.outlet or "outlet (not named)", *(told or ("source not named",)))


def _within(phrase: str) -> str:
    """A source phrase inside a sentence: "Two officials" begins one no longer."""
    first = phrase.split(" ", 1)[0]
    return first.lower() + phrase[len(first) :] if first.lower() in _BEGINNINGS else phrase


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

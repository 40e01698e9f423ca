"""What a page is made of, invented: three articles that share an origin, and far more."""

from dataclasses import replace
from typing import NamedTuple

from pipeline.domain import (
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Cluster,
    Confidence,
    Corroboration,
    Dated,
    Discrepancy,
    Finding,
    Footnote,
    Grounding,
    Member,
    Note,
    Origin,
    Problem,
    Reconciled,
    Relay,
    Result,
    Ruling,
    Section,
    Sentence,
    Span,
    Tie,
    Verdict,
)
from pipeline.writers.html import brief
from tests.writers import story
from tests.writers.judged import PORT_CLAIMS, QUOTA_CLAIMS
from tests.writers.texts import article, exact, found, port, quota, where


class Desk(NamedTuple):
    """What the page is made of."""

    note: Note
    results: tuple[Result, ...]
    problems: tuple[Problem, ...] = ()
    reconciled: Reconciled = Reconciled()


def page(told: Desk | story.Story) -> str:
    """brief.html of it."""
    return "".join(brief(told.note, told.results, told.reconciled, told.problems))


# --- three articles, one of which passes on what another had first -------------------------

wire = article(
    "wire-copy",
    "The dockers’ union wants 12 per cent more [1], as Marta Ibáñez has told a newspaper.\n"
    "It will strike for two more weeks, it said on Wednesday (April 10).\n",
    noise=("[1]",),
    title="Dockers want 12 per cent",
)
_rise = exact(wire, "wants 12 per cent more [1]")
WIRE_CLAIMS = (
    CheckedClaim(
        Claim(
            "wire-copy-d1",
            "wire-copy",
            "demand",
            demander="The dockers’ union",
            content="12 per cent more",
            stance="demands",
            modality="attributed",
            citations=(Citation(_rise.quote, ("Marta Ibáñez",)),),
        ),
        Verdict("supported", 0.9, (), (found("quote", "pass", "word for word"),), (_rise,)),
    ),
)


def _in(source: Article, words: str) -> Span:
    return replace(where(source, words), article_id=source.id)


_EL_FARO = Origin(
    "O1",
    "report",
    "El Faro",
    "Marta Ibáñez, secretary of Union No. 3",
    "2024-04-09",
    (
        Relay("port-strike", "explicit", "it names “El Faro”"),
        Relay(
            "wire-copy", "inferred", "it names no newsroom; the same source with the same demand"
        ),
    ),
)
_NOBODY = Origin("O2", "report", None, None, None, (Relay("port-strike", "explicit", "as told"),))
_BOATS = Origin(
    "O3", "statement", None, "Örn Pálsson", None, (Relay("quota-row", "explicit", "as told"),)
)
_OWN = Origin("O4", "outlet", None, None, None, (Relay("quota-row", "explicit", "own voice"),))

_TOLD = (
    Tie("outlet", "Coastal Courier", "explicit"),
    Tie("agency", "El Faro", "explicit", "", _in(port, "El Faro")),
    Tie("source", "Marta Ibáñez", "inferred", "the sentence names her", _in(port, "Marta Ibáñez")),
)
_COPIED = (
    Tie("outlet", None, "missing", "no outlet is known for the article"),
    Tie("agency", "El Faro", "inferred", "the other article names it", _in(port, "El Faro")),
    Tie("source", "Marta Ibáñez", "explicit", "", _in(wire, "Marta Ibáñez")),
)
_RISE = Cluster(
    "K1",
    "a rise of 12 per cent, in writing",
    (
        Member("port-strike-d1", "port-strike", "same", "O1", "supported", "the label", _TOLD),
        Member("wire-copy-d1", "wire-copy", "broader", "O1", "supported", "unwritten", _COPIED),
    ),
    2,
    1,
)
_CREWS = Cluster(
    "K2",
    "crews of two",
    (Member("port-strike-d2", "port-strike", "same", "O2", "review", "the label", _TOLD[:1]),),
    0,
    0,
)
_DAYS = Cluster(
    "K3",
    "48 fishing days",
    (Member("quota-row-d1", "quota-row", "same", "O3", "supported", "the label", ()),),
    1,
    1,
)
FOUND = Reconciled(
    (_EL_FARO, _NOBODY, _BOATS, _OWN),
    (_RISE, _CREWS, _DAYS),
    (
        Discrepancy(
            "number",
            "they strike for a second week, or for two more",
            (),
            (_in(port, "a second week"), _in(wire, "two more weeks")),
        ),
    ),
    (
        Dated("port-strike", "2024-04-09", "metadata", "the source gives it"),
        Dated(
            "wire-copy",
            "2024-04-10",
            "inferred",
            "“Wednesday (April 10)”: in 2024 that day of the week falls on it",
            (_in(wire, "Wednesday (April 10)"),),
        ),
        Dated("quota-row", None, "unknown", "neither metadata nor text tell a day"),
    ),
)


def _foot(number: int, source: Article, words: str, *chain: str) -> Footnote:
    return Footnote(number, source.id, where(source, words), chain)


def coast() -> Desk:
    """A whole note: bottom line, confidence, corroboration, a difference, dates, its making."""
    told = story.strikes()
    doubt = tuple(s for section in told.note.sections for s in section.sentences if s.why)
    rise = "We want a rise of 12 per cent, and we want it in writing"
    more = "wants 12 per cent more [1]"
    sections = (
        Section(
            "Bottom line",
            (
                Sentence(
                    "The dockers of Valparaíso want 12 per cent more, as two articles tell.",
                    "",
                    "supported",
                    (),
                    (_foot(1, port, rise, "Coastal Courier", "El Faro", "Marta Ibáñez"),),
                    rests_on=("port-strike-d1", "wire-copy-d1"),
                ),
            ),
            "bottom_line",
        ),
        Section(
            "Key points",
            (
                Sentence(
                    "Union No. 3 demanded: a rise of 12 per cent, in writing.",
                    "port-strike-d1",
                    "supported",
                    (),
                    (_foot(2, port, rise, "Coastal Courier", "El Faro", "Marta Ibáñez"),),
                    Confidence("moderate", ("on the record", "two articles, one origin")),
                    "K1",
                    also=(
                        Sentence(
                            "The dockers’ union demanded: 12 per cent more.",
                            "wire-copy-d1",
                            "supported",
                            (),
                            (_foot(3, wire, more, "outlet (not named)", "Marta Ibáñez"),),
                            relation="broader",
                        ),
                    ),
                ),
            ),
            "key_points",
            "Confidence is confidence in the sourcing.",
        ),
        Section(
            "Corroboration",
            (),
            "corroboration",
            "Articles that pass on one report are one.",
            (
                Corroboration(
                    "K1",
                    "Union No. 3 demanded: a rise of 12 per cent, in writing",
                    2,
                    1,
                    ("El Faro (Marta Ibáñez); inferred for wire-copy",),
                    ("Only one of them wants it in writing.",),
                    (_foot(4, port, rise, "Coastal Courier"), _foot(5, wire, more, "outlet")),
                ),
            ),
        ),
        Section(
            "Discrepancies",
            (
                Sentence(
                    "They strike for a second week, or for two more.",
                    "",
                    "supported",
                    (),
                    (_foot(6, port, "a second week"), _foot(7, wire, "two more weeks")),
                ),
            ),
            "discrepancies",
        ),
        Section(
            "Timeline", (Sentence("port-strike: 2024-04-09", "", "supported", (), ()),), "timeline"
        ),
        Section(
            "What could not be confirmed",
            tuple(replace(one, footnotes=()) for one in doubt if one.ruling == "review"),
            "doubt",
        ),
        Section(
            "Rejected",
            tuple(replace(one, footnotes=()) for one in doubt if one.ruling == "rejected"),
            "rejected",
        ),
    )
    return Desk(
        Note(told.note.title, told.note.basis, sections, ("The sentences are templates.",)),
        (*told.results, Result(wire, WIRE_CLAIMS)),
        told.problems,
        FOUND,
    )


# --- a desk with a great deal on it ----------------------------------------------------------

_RULINGS: tuple[Ruling, ...] = ("supported", "review", "rejected")


def many(claims: int, articles: int) -> Desk:
    """A note of so many claims over so many articles; a tenth as many reports stand behind them."""
    each = claims // articles
    results = tuple(_crowded(number, each) for number in range(articles))
    newsrooms = [
        Origin(
            f"O{n + 1}",
            "report",
            f"Agency {n}",
            f"{n + 2} officials of ministry {n}",
            None,
            tuple(
                Relay(one.article.id, "explicit", "it says so")
                for one in results[n :: articles // 10]
            ),
        )
        for n in range(articles // 10)
    ]
    clusters = tuple(
        Cluster(
            f"K{n}",
            one.claims[0].claim.words,
            tuple(
                Member(
                    c.claim.id,
                    one.article.id,
                    "same",
                    newsrooms[n % len(newsrooms)].id,
                    c.verdict.ruling,
                    "",
                    (Tie("agency", f"Agency {n}", "explicit"), Tie("source", None, "missing", "")),
                )
                for c in one.claims
            ),
            1,
            1,
        )
        for n, one in enumerate(results)
    )
    checked = [c for one in results for c in one.claims]
    key_points, doubt, refused = (
        tuple(
            _sentence(c, number)
            for number, c in enumerate(checked, 1)
            if c.verdict.ruling == ruling
        )
        for ruling in _RULINGS
    )
    sections = (
        Section("Key points", key_points, "key_points"),
        Section("In doubt", doubt, "doubt"),
        Section("Rejected", refused, "rejected"),
    )
    note = Note(f"{claims} claims", ("Made to be large.",), sections)
    return Desk(note, results, (), Reconciled(tuple(newsrooms), clusters))


def _sentence(checked: CheckedClaim, number: int) -> Sentence:
    claim, verdict = checked.claim, checked.verdict
    span = verdict.groundings[0].span
    feet = (Footnote(number, claim.article_id, span, ("outlet",)),) if span else ()
    why = () if verdict.ruling == "supported" else ("something is doubtful",)
    return Sentence(
        f"{claim.demander} demanded: {claim.content}.", claim.id, verdict.ruling, why, feet
    )


def _crowded(number: int, claims: int) -> Result:
    lines = [
        f"Party {n % 7} wants measure {n} of plan {number} to be in force within {n + 2} months, "
        f"said its speaker {n % 5}, and it will not talk about anything else before that."
        for n in range(claims)
    ]
    filler = "The talks went on until late, and nobody would say what comes next. " * 6
    source = article(
        f"article-{number}",
        "\n".join(f"{line}\n{filler}" for line in lines),
        title=f"Plan {number}",
        outlet=f"Outlet {number % 9}",
    )
    return Result(
        source, tuple(_judged(source, n, line) for n, line in enumerate(lines)), requests=1
    )


def _judged(source: Article, number: int, line: str) -> CheckedClaim:
    ruling = _RULINGS[0 if number % 5 < 3 else number % 5 - 2]
    grounding = exact(source, line)
    quote: Grounding = (
        replace(grounding, match="altered", diff=f"Party [-{number}-] {{+none+}} wants it")
        if ruling == "rejected"
        else grounding
    )
    findings = [
        Finding(
            check, "pass", f"the {check} is as the article has it", spans=(grounding.pieces[0],)
        )
        for check in ("quote", "noise", "speaker", "demander", "chain", "entities", "support")
    ] + [
        Finding(check, "unknown", f"nothing is said of {check} in claim {number}")
        for check in ("quantities", "dates", "polarity", "modality", "scope", "leak")
    ]
    return CheckedClaim(
        Claim(
            f"{source.id}-d{number}",
            source.id,
            "demand",
            demander=f"Party {number % 7}",
            content=f"measure {number} of {source.title}",
            stance="demands",
            modality="attributed",
            citations=(Citation(line, (f"speaker {number % 5}",)),),
        ),
        Verdict(
            ruling,
            0.5,
            () if ruling == "supported" else ("number_changed",),
            tuple(findings),
            (quote,),
        ),
    )


# --- odd desks ---------------------------------------------------------------------------------


def empty() -> Desk:
    """One article, and no claim."""
    return Desk(Note("Nothing", ("Made from 1 article and 0 claims.",), ()), (Result(quota),))


def rejected() -> Desk:
    """One article, and nothing that holds."""
    checked = QUOTA_CLAIMS[2]
    one = Sentence(
        "Fishermen set three trawlers on fire.", checked.claim.id, "rejected", ("no",), ()
    )
    return Desk(
        Note("Nothing", (), (Section("Rejected", (one,), "rejected"),)),
        (Result(quota, (checked,)),),
    )


def named(ids: tuple[str, ...]) -> Desk:
    """Claims with ids of somebody's choice, in an article of that id too, all of the same words."""
    source = replace(port, id=ids[0])
    claims = tuple(
        replace(PORT_CLAIMS[1], claim=replace(PORT_CLAIMS[1].claim, id=one, article_id=source.id))
        for one in ids
    )
    said = tuple(Sentence(f"Sentence {n}.", one, "supported", (), ()) for n, one in enumerate(ids))
    return Desk(Note("Ids", (), (Section("Said", said),)), (Result(source, claims),))


def uncited() -> Desk:
    """A plain statement, which cites nothing."""
    checked = CheckedClaim(
        Claim("quota-row-t1", quota.id, "statement", "The harbour is blocked."),
        Verdict(
            "review",
            0.7,
            ("unsupported",),
            (found("support", "unknown", "only near", where(quota, "blocked the harbour")),),
            (),
        ),
    )
    return Desk(Note("One", (), ()), (Result(quota, (checked,)),))


def long(million: str) -> Desk:
    """An article of a million characters, with one claim at its end."""
    source = article("long", f"{million}\nAt last the mayor resigned.\n")
    grounding = exact(source, "the mayor resigned")
    claim = Claim(
        "long-s1", "long", "summary", "The mayor resigned.", citations=(Citation(grounding.quote),)
    )
    verdict = Verdict("supported", 1.0, (), (), (grounding,))
    return Desk(Note("Long", (), ()), (Result(source, (CheckedClaim(claim, verdict),)),))

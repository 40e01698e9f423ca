"""Whole inputs of `render`: two invented stories in one note, and an attack."""

from typing import NamedTuple

from pipeline.domain import (
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Footnote,
    Grounding,
    Json,
    Note,
    Problem,
    Reconciled,
    Rejection,
    Result,
    Section,
    Sentence,
    Usage,
    Verdict,
)
from pipeline.writers import render
from tests.writers.judged import PORT_CLAIMS, QUOTA_CLAIMS
from tests.writers.texts import (
    HOSTILE,
    PORT,
    QUOTA,
    article,
    exact,
    found,
    hostile,
    port,
    quota,
    where,
)

__all__ = ["HOSTILE", "PORT", "QUOTA", "Story", "attack", "of", "quota", "strikes", "written"]


class Story(NamedTuple):
    """What `render` takes."""

    note: Note
    results: tuple[Result, ...]
    reconciled: Reconciled
    problems: tuple[Problem, ...]
    run: dict[str, Json]


def written(told: Story) -> dict[str, str]:
    """All that `render` makes of a story but what is no text, by its path."""
    return {name: file for name, file in render(*told).items() if isinstance(file, str)}


def of(*texts: str) -> Story:
    """A note with one sentence a text; each stands on the whole article, which is that text.

    Nothing is known of the articles, and the claims are plain statements.
    """
    articles = [article(f"a{number}", text) for number, text in enumerate(texts)]
    checked = [
        CheckedClaim(
            Claim(f"{one.id}-s", one.id, "statement", one.text, citations=(Citation(one.text),)),
            Verdict("supported", 1.0, (), (), (exact(one, one.text),)),
        )
        for one in articles
    ]
    sentences = tuple(
        sentence(claim, one.text, number, one)
        for number, (claim, one) in enumerate(zip(checked, articles, strict=True), start=1)
    )
    results = tuple(Result(one, (claim,)) for one, claim in zip(articles, checked, strict=True))
    return Story(Note("Note", (), (Section("Said", sentences),)), results, Reconciled(), (), {})


def sentence(
    checked: CheckedClaim, text: str, first: int, source: Article, why: tuple[str, ...] = ()
) -> Sentence:
    """A sentence of the note; its footnotes are numbered from `first`."""
    attribution = checked.claim.citations[0].attribution if checked.claim.citations else ()
    chain = (source.outlet or "outlet (not named)", *attribution)
    spans = [one.span for one in checked.verdict.groundings if one.span]
    notes = tuple(Footnote(first + i, source.id, span, chain) for i, span in enumerate(spans))
    return Sentence(text, checked.claim.id, checked.verdict.ruling, why, notes)


def strikes() -> Story:
    """The two decent articles, with every ruling, every match but one, and a bad file."""
    vote, rise, crews, blockade = PORT_CLAIMS
    days, considering, fire = QUOTA_CLAIMS
    note = Note(
        "Two harbours, two standoffs: what the dockers and the boat owners demand",
        (
            "Made from 2 articles by a language model; each answer was checked.",
            "What is marked review or rejected is shown to be known, not to be used.",
        ),
        (
            Section(
                "Bottom line",
                (
                    sentence(
                        vote,
                        "Dockers in Valparaíso have voted to strike for a second week.",
                        1,
                        port,
                    ),
                    sentence(
                        days,
                        "Iceland’s small boat owners demand 48 fishing days a summer.",
                        2,
                        quota,
                    ),
                ),
            ),
            Section(
                "Pay and crews in Valparaíso",
                (
                    sentence(
                        rise,
                        "Its secretary told El Faro that Union No. 3 wants 12 per cent.",
                        3,
                        port,
                    ),
                    sentence(
                        crews,
                        "It also asks for crews of two and an end to double shifts.",
                        4,
                        port,
                        ("The article credits “two people”; the sentence names nobody.",),
                    ),
                    sentence(
                        blockade,
                        "Rodrigo Lira rejects talks “under any blockade at all”.",
                        5,
                        port,
                        ("The quoted words differ from the article: “any … at all” for “a”.",),
                    ),
                ),
            ),
            Section(
                "The coastal quota in Iceland",
                (
                    sentence(
                        considering,
                        "The ministry is considering the matter.",
                        6,
                        quota,
                        ("The words stand in two places of the article.",),
                    ),
                    sentence(
                        fire,
                        "Fishermen set three trawlers on fire.",
                        7,
                        quota,
                        ("The quoted words are nowhere in the article.",),
                    ),
                ),
            ),
        ),
    )
    refusal = Rejection(
        "quota-row",
        "extract",
        "schema_violation",
        (Problem("$.demands[2].stance", "'begs' is not one of the known stances"),),
    )
    return Story(
        note,
        (
            Result(port, PORT_CLAIMS, (), (), 3, Usage(2400, 610)),
            Result(quota, QUOTA_CLAIMS, (refusal,), (refusal.kind,), 2, Usage(1500, 300)),
        ),
        Reconciled(),
        (Problem("letters/scan.txt", "not text in UTF-8; save it as UTF-8"),),
        {"prompt": "extract", "model": "some-model", "seconds": 12.5},
    )


def attack() -> Story:
    """An article, claims and a note in which every text tries to break out."""
    words = where(hostile, "pay\u202etxet desrever\u202c up | `code` [click](javascript:alert(1))")
    bad = HOSTILE.replace("\n", "\r\n")
    claim = Claim(
        "hostile-d1",
        "hostile",
        "demand",
        demander=bad,
        addressee=bad,
        content=bad,
        stance="demands",
        modality="quoted",
        condition_for=bad,
        citations=(Citation(words.exact, (bad,)), Citation(bad)),
    )
    verdict = Verdict(
        "review",
        0.5,
        ("unsupported",),
        (found("quote", "warn", bad, words),),
        (
            Grounding(words.exact, "altered", words, (words,), f"[-{bad}-] {{+{bad}+}}"),
            Grounding(bad, "absent"),
        ),
    )
    note = Note(
        bad,
        (bad,),
        (
            Section(
                bad,
                (
                    Sentence(
                        bad,
                        "hostile-d1",
                        "review",
                        (bad,),
                        (Footnote(1, "hostile", words, (bad, "x → y")),),
                    ),
                ),
            ),
        ),
    )
    problems = (Problem(bad, bad),)
    rejection = Rejection("hostile", bad, "schema_violation", problems)
    return Story(
        note,
        (Result(hostile, (CheckedClaim(claim, verdict),), (rejection,)),),
        Reconciled(),
        problems,
        {"model": bad},
    )

"""The note: nothing dropped, and every sentence on its ground."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import (
    CheckedClaim,
    Citation,
    Claim,
    Finding,
    Grounding,
    Note,
    Outcome,
    Result,
    Ruling,
    Sentence,
    Verdict,
)
from pipeline.stages.brief import brief
from tests.newsroom import CRANES, FEES, article, parsed

STORY = article(CRANES)
OTHER = article(FEES, "fees")
OUTCOME: dict[Ruling, Outcome] = {"supported": "pass", "review": "warn", "rejected": "fail"}


def checked(
    number: int, ruling: Ruling = "supported", quote: str | None = "new", **changes: object
) -> CheckedClaim:
    """A demand of the union, citing words of the story, with a verdict."""
    start = CRANES.find(quote) if quote else -1
    span = STORY.span(start, start + len(quote)) if quote and start >= 0 else None
    fields: dict[str, object] = {
        "kind": "demand",
        "demander": "the dockers' union",
        "content": "replace its four oldest cranes",
        "stance": "demands",
        "citations": (Citation(quote, ("Ines Calado",)),) if quote else (),
        **changes,
    }
    claim = Claim(f"cranes-d{number}", "cranes", **fields)  # type: ignore[arg-type]
    finding = Finding("quote", OUTCOME[ruling], f"because of {number}")
    groundings = (Grounding(quote, "exact" if span else "absent", span),) if quote else ()
    decisive = () if ruling == "supported" else (finding,)
    return CheckedClaim(claim, Verdict(ruling, 0.5, (), (finding,), groundings, decisive))


def note(*claims: CheckedClaim) -> Note:
    """The note of one article."""
    return brief((Result(STORY, claims),), {"cranes": parsed(STORY)})


def sentences(of: Note) -> list[Sentence]:
    """Every sentence, in the order of the sections."""
    return [sentence for section in of.sections for sentence in section.sentences]


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["supported", "review", "rejected"]),
        st.sampled_from(["demand", "summary", "statement"]),
        st.sampled_from(["the union", "The union", "Tomas Veiga", None]),
        st.sampled_from(["cranes", "quay", "nowhere in it", None]),
        st.sampled_from(["content", None]),
    ),
    max_size=8,
)


@given(CLAIMS)
def test_nothing_is_dropped(
    drawn: list[tuple[Ruling, str, str | None, str | None, str | None]],
) -> None:
    """Every claim, whatever its verdict, is one sentence of the note, with its own ruling."""
    claims = [
        checked(n, ruling, quote, kind=kind, demander=demander, content=content)
        for n, (ruling, kind, demander, quote, content) in enumerate(drawn)
    ]

    made = note(*claims)

    rulings = {sentence.claim_id: sentence.ruling for sentence in sentences(made)}
    assert len(sentences(made)) == len(claims)
    assert rulings == {one.claim.id: one.verdict.ruling for one in claims}
    assert all(sentence.text.strip() for sentence in sentences(made))
    assert all(section.sentences for section in made.sections)


@given(CLAIMS)
def test_footnotes_hold_the_articles_words(
    drawn: list[tuple[Ruling, str, str | None, str | None, str | None]],
) -> None:
    """Each number is given once, from one on, and its words are those of the article there."""
    claims = [checked(n, ruling, quote) for n, (ruling, _, _, quote, _) in enumerate(drawn)]

    footnotes = [note for one in sentences(note(*claims)) for note in one.footnotes]

    assert sorted(one.number for one in footnotes) == list(range(1, len(footnotes) + 1))
    for one in footnotes:
        assert CRANES[one.span.start : one.span.end] == one.span.exact
        assert one.chain
    grounded = [claim for claim in claims if any(g.span for g in claim.verdict.groundings)]
    assert len(footnotes) == len(grounded)


@pytest.mark.parametrize("ruling", ["review", "rejected"])
def test_doubt_comes_with_its_reason_and_apart(ruling: Ruling) -> None:
    """What a reader must not use stands in a section of its own, with the reason in words."""
    made = note(checked(1), checked(2, ruling), checked(3))

    (doubtful,) = [section for section in made.sections if section.sentences[0].why]
    (sentence,) = doubtful.sentences
    assert (sentence.claim_id, sentence.why) == ("cranes-d2", ("because of 2",))
    assert doubtful is made.sections[-1]


def test_doubt_that_nobody_could_settle_has_a_reason_too() -> None:
    """A claim held back by what is unknown says what could not be known."""
    doubt = (Finding("speaker", "unknown", "nobody is named"),)
    verdict = Verdict("review", 0.8, (), doubt, (), doubt)
    claim = Claim("cranes-s1", "cranes", "summary", text="The port is closed.")

    (sentence,) = sentences(note(CheckedClaim(claim, verdict)))

    assert sentence.why == ("nobody is named",)


def test_supported_sentences_carry_no_doubt() -> None:
    """A warning that did not decide is not printed beside a sentence that stands."""
    assert sentences(note(checked(1)))[0].why == ()


def test_demands_stand_under_who_holds_them_most_first() -> None:
    """One section a demander, written the same or with a capital, and the busiest on top."""
    made = note(
        checked(1, demander="Tomas Veiga"),
        checked(2, demander="the dockers' union"),
        checked(3, demander="The dockers' union"),
        checked(4, kind="summary", text="The quay is open."),
        checked(5, demander=None),
    )

    ids = [[one.claim_id for one in section.sentences] for section in made.sections]
    assert ids[0] == ["cranes-d2", "cranes-d3"]
    assert ["cranes-d1"] in ids
    assert ["cranes-d5"] in ids
    assert ids[-1] == ["cranes-d4"]
    assert all(section.heading[0].isupper() for section in made.sections)
    assert "None" not in " ".join(section.heading for section in made.sections)


def confirmed(*names: str) -> CheckedClaim:
    """A demand with an addressee and a source, of which the named checks pass."""
    one = checked(1, addressee="the port authority", content="replace the cranes.")
    findings = tuple(Finding(name, "pass", "it is so") for name in names)
    return replace(one, verdict=replace(one.verdict, findings=findings))


def test_a_demand_is_told_with_who_what_whom_and_by_whom() -> None:
    """The sentence names holder, thing, addressee and source, and its full stop is one."""
    (sentence,) = sentences(note(confirmed("speaker", "addressee")))

    assert sentence.text.startswith("The dockers' union demanded")
    for words in ("the port authority", "replace the cranes", "Ines Calado"):
        assert words in sentence.text
    assert sentence.text.endswith(".")
    assert not sentence.text.endswith("..")


@pytest.mark.parametrize(
    ("check", "name"), [("speaker", "the port authority"), ("addressee", "Ines Calado")]
)
def test_what_no_check_confirmed_is_not_told(check: str, name: str) -> None:
    """A source or an addressee that only the model knows does not get into the sentence."""
    (sentence,) = sentences(note(confirmed(check)))

    assert name not in sentence.text


def test_who_speaks_for_himself_is_not_named_twice() -> None:
    """Someone demands it, according to herself: that says nothing new."""
    (sentence,) = sentences(note(checked(1, demander="Ines Calado")))

    assert sentence.text.count("Ines Calado") == 1


def test_a_summary_is_told_in_its_own_words() -> None:
    """A summary sentence is printed as the model wrote it; the checks have seen just that."""
    (sentence,) = sentences(note(checked(1, kind="summary", text="The quay stays open.")))

    assert sentence.text == "The quay stays open."


def test_the_chain_begins_with_the_outlet_and_says_what_is_missing() -> None:
    """Who printed it, then who said it; where neither is known, that is what is printed."""
    bare = article("The quay stays open.\n", "quay")
    claim = Claim("quay-s1", "quay", "summary", text="x", citations=(Citation("quay"),))
    verdict = Verdict("supported", 1, (), (), (Grounding("quay", "exact", bare.span(4, 8)),))

    made = brief((Result(bare, (CheckedClaim(claim, verdict),)),), {"quay": parsed(bare)})

    assert sentences(made)[0].footnotes[0].chain == ("outlet (not named)", "source not named")


def test_footnotes_of_many_articles_keep_to_their_own() -> None:
    """Numbers run on from article to article, and each names the article its words are of."""
    fees = Claim("fees-s1", "fees", "summary", text="x", citations=(Citation("rector"),))
    start = FEES.index("rector")
    span = OTHER.span(start, start + 6)
    verdict = Verdict("supported", 1, (), (), (Grounding("rector", "exact", span),))
    results = (
        Result(STORY, (checked(1, kind="summary", text="y", quote="cranes"),)),
        Result(OTHER, (CheckedClaim(fees, verdict),)),
    )

    made = brief(results, {"cranes": parsed(STORY), "fees": parsed(OTHER)})

    footnotes = [note for one in sentences(made) for note in one.footnotes]
    assert [(one.number, one.article_id, one.span.exact) for one in footnotes] == [
        (1, "cranes", "cranes"),
        (2, "fees", "rector"),
    ]
    assert "2 articles" in made.title
    assert "not independent sources" in " ".join(made.basis)


def test_the_basis_counts_what_was_found() -> None:
    """A reader sees at the top how much of the answer stood up."""
    claims = [checked(1), checked(2), checked(3, "review"), checked(4, "rejected")]

    made = note(*claims)

    counts = Counter(one.verdict.ruling for one in claims)
    assert f"{len(claims)} claims" in made.basis[0]
    assert f"{counts['supported']} supported" in made.basis[0]
    assert f"{counts['review']} in doubt" in made.basis[0]
    assert f"{counts['rejected']} rejected" in made.basis[0]
    assert made.title == "Briefing note: cranes"


def test_a_run_without_claims_is_still_a_note() -> None:
    """Nothing found is an answer: the note says so, and has no empty section."""
    made = note()

    assert made.sections == ()
    assert "0 claims" in made.basis[0]

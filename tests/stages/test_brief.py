"""The note: nothing dropped, and every sentence on its ground."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import (
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Finding,
    Grounding,
    Note,
    Origin,
    Outcome,
    Prose,
    Result,
    Ruling,
    Section,
    SectionKind,
    Sentence,
    Verdict,
)
from pipeline.drafting.confidence import is_named
from pipeline.stages.brief import brief
from pipeline.together import note as made_together
from pipeline.together import reconciled as found_together
from pipeline.together import shelve
from tests.newsroom import CRANES, FEES, article, parsed, parser

STORY = article(CRANES)
OTHER = article(FEES, "fees")
PIER = article(
    "Two harbour officials told Altair News that the fishers want the pier at Batumi rebuilt.",
    "pier",
)
QUAY = article(
    "Three sailors told the Lotus Herald that the fishers want the pier at Batumi rebuilt.", "quay"
)
FEES_TOLD = article(FEES, "fees")
OUTCOME: dict[Ruling, Outcome] = {"supported": "pass", "review": "warn", "rejected": "fail"}


def checked(
    number: int,
    ruling: Ruling = "supported",
    quote: str | None = "oldest cranes",
    **changes: object,
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
    """Every sentence that was made from one claim, in the order of the sections."""
    every = [sentence for section in of.sections for sentence in section.sentences]
    return [told for one in every for told in (one, *one.also) if told.claim_id]


def section(of: Note, kind: SectionKind) -> Section:
    """The one section of a kind."""
    (found,) = [one for one in of.sections if one.kind == kind]
    return found


def reconciled(*results: Result) -> Note:
    """The note of some articles, with what they amount to together."""
    shelf = shelve(results, parser())
    return made_together(shelf, found_together(shelf))


def held_by(name: str, of: Article, content: str, source: str, quote: str) -> CheckedClaim:
    """A supported demand of the fishers, or of the students."""
    holder = "Students" if of is FEES_TOLD else "the fishers"
    start = of.text.index(quote)
    claim = Claim(
        name, of.id, "demand", demander=holder, content=content, stance="demands",
        citations=(Citation(quote, (source,)),),
    )  # fmt: skip
    findings = (Finding("speaker", "pass", "it is so"),)
    span = of.span(start, start + len(quote))
    return CheckedClaim(
        claim, Verdict("supported", 1, (), findings, (Grounding(quote, "exact", span),))
    )


def pier(name: str, of: Article = PIER) -> CheckedClaim:
    """What two officials told one newsroom."""
    quote = "the fishers want the pier at Batumi rebuilt"
    return held_by(name, of, "the pier at Batumi rebuilt", "Two harbour officials", quote)


def quay(name: str) -> CheckedClaim:
    """What three sailors told another."""
    quote = "the fishers want the pier at Batumi rebuilt"
    return held_by(name, QUAY, "the pier at Batumi rebuilt", "Three sailors", quote)


def fees(name: str, content: str) -> CheckedClaim:
    """What students ask of the rector."""
    return held_by(name, FEES_TOLD, content, "Jana Kralova", "drop the new practice fee")


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
    assert rulings == {
        one.claim.id: "review" if one.claim.id in held(made) else one.verdict.ruling
        for one in claims
    }
    assert all(sentence.text.strip() for sentence in sentences(made))
    assert all(section.sentences or section.rows for section in made.sections)


def held(of: Note) -> set[str]:
    """The claims that the rules of sourcing hold back."""
    return {
        one.claim_id
        for one in sentences(of)
        if one.ruling == "review" and one.why[0].startswith("sourcing: ")
    }


@given(CLAIMS)
def test_footnotes_hold_the_articles_words(
    drawn: list[tuple[Ruling, str, str | None, str | None, str | None]],
) -> None:
    """Each number is given once, from one on, and its words are those of the article there."""
    claims = [checked(n, ruling, quote) for n, (ruling, _, _, quote, _) in enumerate(drawn)]

    footnotes = [one for part in note(*claims).sections for one in part.footnotes()]

    assert [one.number for one in footnotes] == list(range(1, len(footnotes) + 1))
    for one in footnotes:
        assert CRANES[one.span.start : one.span.end] == one.span.exact
        assert one.chain
    grounded = [claim for claim in claims if any(g.span for g in claim.verdict.groundings)]
    assert len(footnotes) >= len(grounded)


@pytest.mark.parametrize("ruling", ["review", "rejected"])
def test_doubt_comes_with_its_reason_and_apart(ruling: Ruling) -> None:
    """What a reader must not use stands in a section of its own, with the reason in words."""
    made = note(checked(1), checked(2, ruling), checked(3))

    doubtful = section(made, "doubt" if ruling == "review" else "rejected")
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


def test_one_point_a_cluster_the_best_corroborated_first() -> None:
    """What two articles have from two origins leads; its other telling stands beneath it."""
    made = reconciled(
        Result(FEES_TOLD, (fees("fees-d1", "drop the new practice fee"),)),
        Result(PIER, (pier("pier-d1"),)),
        Result(QUAY, (quay("quay-d1"),)),
    )

    first, second = section(made, "key_points").sentences
    assert first.claim_id in {"pier-d1", "quay-d1"}
    assert [one.relation for one in first.also] == ["same"]
    assert first.confidence
    assert first.confidence.level == "moderate"
    assert "two surely independent origins in two articles" in first.confidence.why
    assert second.claim_id == "fees-d1"
    rows = section(made, "corroboration").rows
    assert [(row.articles, row.independent) for row in rows] == [(2, 2), (1, 1)]
    assert any("Altair" in name for name in rows[0].origins)
    assert "two surely independent origins" in section(made, "bottom_line").sentences[1].text


def test_one_report_in_two_articles_is_one_origin() -> None:
    """Two relays of one report say it twice and confirm it once: the note says just that."""
    again = article(PIER.text + " The pier was closed in May.\n", "again")

    made = reconciled(Result(PIER, (pier("pier-d1"),)), Result(again, (pier("again-d1", again),)))

    (point,) = section(made, "key_points").sentences
    assert point.confidence
    assert point.confidence.level == "low"
    assert "two articles, but only one surely independent origin" in point.confidence.why
    (row,) = section(made, "corroboration").rows
    assert (row.articles, row.independent) == (2, 1)
    said = " ".join(one.text for one in section(made, "would_change").sentences)
    assert "Altair News" in said


def test_who_speaks_for_himself_is_on_the_record() -> None:
    """Somebody named who says so himself is worth more than somebody who is not named."""
    own = confirmed("speaker", citations=(Citation("oldest cranes", ("the dockers' union",)),))

    (point,) = section(note(own), "key_points").sentences

    assert point.confidence
    assert point.confidence.level == "moderate"
    assert any("on the record" in why for why in point.confidence.why)


@pytest.mark.parametrize(
    ("source", "level"),
    [
        ("union president Ana Ruiz", "moderate"),
        ("former union president Ana Ruiz", "low"),
        ("union critic Ana Ruiz", "low"),
        ("bank president Ana Ruiz", "low"),
    ],
)
def test_the_head_of_a_body_speaks_for_it(source: str, level: str) -> None:
    """Its president is its word on the record; anybody else's is hearsay."""
    said = "Ruiz said that the union also wants a seat on the board."
    first = f"“We demand a strike,” {source} told reporters."
    of = article(f"{first}\n\n{said}", "seat")

    def claimed(name: str, holder: str, content: str, quote: str) -> CheckedClaim:
        citation = Citation(quote, ("Ruiz",))
        claim = Claim(
            name, "seat", "demand", demander=holder, content=content, stance="demands",
            citations=(citation,),
        )  # fmt: skip
        start = of.text.index(quote)
        ground = Grounding(quote, "exact", of.span(start, start + len(quote)))
        return CheckedClaim(
            claim, Verdict("supported", 1, (), (Finding("speaker", "pass", "so"),), (ground,))
        )

    seat = claimed("seat-1", "the union", "a seat on the board", said)
    strike = claimed("seat-2", source, "a strike", "We demand a strike")
    points = section(reconciled(Result(of, (seat, strike))), "key_points").sentences

    (point,) = (one for one in points if one.claim_id == "seat-1")
    assert point.confidence
    assert point.confidence.level == level


@pytest.mark.parametrize(
    ("descriptor", "named"),
    [
        ("the Council of Sami Peoples", True),
        ("two Council officials", False),
        ("an official of the Council", False),
        ("the nurses' union", True),
    ],
)
def test_a_body_with_people_in_its_name_stands_up_for_it(descriptor: str, *, named: bool) -> None:
    """A council of peoples is on the record; its officials, who are not named, are not."""
    assert is_named(Origin("O1", "statement", None, descriptor, None, ())) is named


def test_a_statement_that_cites_nothing_stands_on_what_bears_it() -> None:
    """It has a footnote with the words that a check found to say it, and must tell their source."""
    bearing = PIER.span(0, len(PIER.text))
    findings = (Finding("support", "pass", "it is in its words", spans=(bearing,)),)
    verdict = Verdict("supported", 1, (), findings, ())
    told = Claim("pier-s1", PIER.id, "statement", text=PIER.text)
    plain = replace(told, id="pier-s2", text="The fishers want the pier at Batumi rebuilt.")

    made = reconciled(Result(PIER, tuple(CheckedClaim(one, verdict) for one in (told, plain))))

    (hearsay,) = section(made, "doubt").sentences
    assert hearsay.claim_id == "pier-s2"
    assert any("sourcing" in why for why in hearsay.why)
    (point,) = section(made, "key_points").sentences
    (footnote,) = point.footnotes
    assert footnote.span.exact == PIER.text
    assert footnote.chain[1:] == ("Altair News", "two harbour officials")
    assert point.confidence
    assert not any("its own voice" in why for why in point.confidence.why)


def test_demands_that_exclude_each_other_are_not_told_as_one_list() -> None:
    """The bottom line tells one of two numbers that cannot both hold, and the other against it."""
    more = "The union told Altair News on Monday that the port must hire 40 guards."
    less = "The union told the Lotus Herald on Monday that the port must hire 30 guards."
    results = []
    for name, text in (("more", more), ("less", less)):
        of = article(text, name)
        quote = text[text.index("the port") : -1]
        claim = Claim(
            f"{name}-1", name, "demand", demander="The union", content=quote, stance="demands",
            citations=(Citation(quote, ("The union",)),),
        )  # fmt: skip
        span = of.span(text.index(quote), text.index(quote) + len(quote))
        found = (Finding("speaker", "pass", "it is so"),)
        verdict = Verdict("supported", 1, (), found, (Grounding(quote, "exact", span),))
        results.append(Result(of, (CheckedClaim(claim, verdict),)))

    first, *_, last = section(reconciled(*results), "bottom_line").sentences

    assert ("40" in first.text) != ("30" in first.text)
    other = "30" if "40" in first.text else "40"
    assert f"must hire {other} guards" in last.text
    assert [f"hire {other} guards" in note.span.exact for note in last.footnotes] == [True]


def test_the_best_attested_comes_first_even_where_it_is_a_refusal() -> None:
    """A refusal in two articles is the bottom line before a demand in one."""
    text = "Ana Ruiz rejected the offer of the port."
    two = [article(text, "one"), article(f"{text} She spoke in Batumi.", "two")]
    refusals = []
    for of in two:
        citation = Citation(text[:-1], ("Ana Ruiz",))
        claim = Claim(
            f"{of.id}-1", of.id, "demand", demander="Ana Ruiz", content="the offer of the port",
            stance="rejects", citations=(citation,),
        )  # fmt: skip
        ground = Grounding(text[:-1], "exact", of.span(0, len(text) - 1))
        verdict = Verdict("supported", 1, (), (Finding("speaker", "pass", "so"),), (ground,))
        refusals.append(Result(of, (CheckedClaim(claim, verdict),)))

    made = reconciled(Result(PIER, (pier("pier-d1"),)), *refusals)

    assert "rejected" in section(made, "bottom_line").sentences[0].text


def test_confidence_is_kept_apart_from_likelihood() -> None:
    """The note says once that confidence is in the sourcing, and no sentence speaks of chances."""
    made = note(checked(1), checked(2, content="close the quay"))

    lead = section(made, "key_points").lead
    assert "sourcing" in lead
    assert "does not say how likely" in lead
    assert not any("likely" in one.text for one in sentences(made))


def test_nothing_supported_is_said_plainly() -> None:
    """Where no claim stands the bottom line says so, and nothing is told as if it did."""
    made = note(checked(1, "review"), checked(2, "rejected"))

    (line,) = section(made, "bottom_line").sentences
    assert line.text.startswith("None of the two claims")
    assert {one.kind for one in made.sections}.isdisjoint({"key_points", "corroboration"})


def test_what_breaks_a_rule_of_sourcing_is_held_back() -> None:
    """A supported summary that says "sources said" is not published, and says why."""
    bare = checked(1, kind="summary", text="Sources said that the cranes are old.")

    made = note(bare)

    (told,) = section(made, "doubt").sentences
    assert told.claim_id == "cranes-d1"
    assert told.why == ("sourcing: it does not say whose “sources” they are",)
    assert any("held back" in one for one in made.basis)


def test_a_models_words_stand_only_where_they_keep_the_rules() -> None:
    """Prose that was verified is published with its footnotes; what hides its source is not."""
    claim = confirmed("speaker")
    shelf = shelve((Result(STORY, (claim,)),), parser())
    good = "The dockers' union wants the cranes replaced, according to Ines Calado."
    bad = "Sources said that the cranes are to be replaced."

    made = [
        section(
            brief(shelf.results, shelf.parses, prose=(Prose("cranes-d1", text, ("cranes-d1",)),)),
            "key_points",
        ).sentences[0]
        for text in (good, bad)
    ]

    assert (made[0].text, made[0].by_model) == (good, True)
    assert made[0].footnotes
    assert "demanded: replace the cranes" in made[1].text
    assert not made[1].by_model


def confirmed(*names: str, **changes: object) -> CheckedClaim:
    """A demand with an addressee and a source, of which the named checks pass."""
    one = checked(1, addressee="the port authority", content="replace the cranes.")
    one = replace(one, claim=replace(one.claim, **changes))  # type: ignore[arg-type]
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


@pytest.mark.parametrize(
    ("modality", "words"), [("conditional", "under a condition"), ("hedged", "not told as certain")]
)
def test_a_hedge_stands_in_the_sentence_and_not_only_beside_it(modality: str, words: str) -> None:
    """What is demanded only under a condition is not told as demanded, in no section."""
    made = note(confirmed("speaker", modality=modality))

    assert words in sentences(made)[0].text
    assert words in section(made, "bottom_line").sentences[0].text


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

    (told,) = [one for one in sentences(made) if one.claim_id]
    assert told.footnotes[0].chain == ("outlet (not named)", "source not named")


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
    assert "Origins are counted, not articles" in " ".join(made.basis)


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

    assert [one.kind for one in made.sections] == ["bottom_line"]
    assert "nothing to report" in made.sections[0].sentences[0].text
    assert "0 claims" in made.basis[0]

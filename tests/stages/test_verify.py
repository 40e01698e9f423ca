"""From the answers of the checks to one verdict."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.checks
from pipeline.domain import Check, Citation, Claim, Evidence, Finding, Outcome, Reason, Verdict
from pipeline.processing import evidence_for
from pipeline.stages import verify as stage
from pipeline.stages.verify import CHECKS, verify
from tests.newsroom import CRANES, article, parser

STORY = article(CRANES)
UNION = "The dockers' union demanded on Tuesday that the port authority replace its four oldest"
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "warn", "unknown")


def evidence(claim: Claim) -> Evidence:
    """All that the checks may look at."""
    return evidence_for(claim, STORY, parser())


def demand(quote: str, *attribution: str, **changes: str) -> Claim:
    """A demand that is faithful to the story, but for what is changed."""
    fields: dict[str, str] = {
        "demander": "the dockers' union",
        "addressee": "the port authority",
        "content": "replace its four oldest cranes",
        **changes,
    }
    return Claim(
        "cranes-d1",
        "cranes",
        "demand",
        stance="demands",
        modality="attributed",
        citations=(Citation(quote, attribution),),
        **fields,
    )


def answering(name: str, outcome: Outcome) -> Check:
    """A check that has one answer for everything."""
    reasons: dict[Outcome, Reason] = {"fail": "wrong_speaker", "warn": "scope_changed"}

    def check(evidence: Evidence) -> Finding:  # noqa: ARG001  (named by the Protocol)
        return Finding(name, outcome, f"{name} says {outcome}", reasons.get(outcome))

    return check


def ruled(monkeypatch: pytest.MonkeyPatch, outcomes: dict[str, Outcome]) -> Verdict:
    """The verdict when the named checks answer so, and all others pass."""
    names = [check.__module__.rpartition(".")[2] for check in CHECKS]
    assert set(outcomes) <= set(names)
    answers = [answering(name, outcomes.get(name, "pass")) for name in names]
    monkeypatch.setattr(stage, "CHECKS", tuple(answers))
    return verify(evidence(demand(UNION)))


# --- which checks are asked ------------------------------------------------------------


def test_every_check_is_asked() -> None:
    """A file under checks/ that no verdict asks would be a promise not kept."""
    folder = Path(pipeline.checks.__file__).parent
    written = {path.stem for path in folder.glob("*.py")} - {"__init__"}

    asked = [check.__module__.rpartition(".")[2] for check in CHECKS]

    assert sorted(asked) == sorted(written)
    assert {"quote", "noise", "speaker", "chain", "entities", "quantities"} <= written


def test_each_finding_carries_the_name_of_its_check() -> None:
    """A reader finds the file that gave an answer by its name."""
    verdict = verify(evidence(demand(UNION)))

    asked = [check.__module__.rpartition(".")[2] for check in CHECKS]
    assert [finding.check for finding in verdict.findings] == asked
    assert all(finding.message for finding in verdict.findings)


# --- the table -------------------------------------------------------------------------


def test_only_passes_make_a_claim_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every check content, the claim stands, at full score and without a reason."""
    verdict = ruled(monkeypatch, {})

    assert (verdict.ruling, verdict.score, verdict.reasons) == ("supported", 1.0, ())


@pytest.mark.parametrize("name", [check.__module__.rpartition(".")[2] for check in CHECKS])
def test_one_answer_is_enough_to_hold_a_claim(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Any check that fails rejects, any that warns sends to review, whatever the others say."""
    failed = ruled(monkeypatch, {name: "fail"})
    warned = ruled(monkeypatch, {name: "warn"})

    assert (failed.ruling, failed.reasons) == ("rejected", ("wrong_speaker",))
    assert (warned.ruling, warned.reasons) == ("review", ("scope_changed",))
    assert failed.score < warned.score < 1


@pytest.mark.parametrize("name", ["quote", "speaker", "support"])
def test_unknown_is_not_supported_where_a_reader_relies_on_it(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Nobody could say whether the words, the speaker or the sense are right: a person must."""
    verdict = ruled(monkeypatch, {name: "unknown"})

    assert verdict.ruling == "review"
    assert verdict.score < 1
    assert verdict.reasons == ()


def test_unknown_elsewhere_means_that_there_was_nothing_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A claim without a number is not doubtful for want of one."""
    verdict = ruled(monkeypatch, {"quantities": "unknown", "noise": "unknown"})

    assert verdict.ruling == "supported"


def test_reasons_begin_with_what_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason that decided is read first, and each reason once."""
    verdict = ruled(
        monkeypatch,
        {"quote": "warn", "noise": "warn", "speaker": "fail", "chain": "fail", "entities": "warn"},
    )

    assert verdict.ruling == "rejected"
    assert verdict.reasons == ("wrong_speaker", "scope_changed")


_GOODNESS = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}
_RANK = {"rejected": 0, "review": 1, "supported": 2}


def test_a_worse_answer_never_makes_a_better_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever two checks say, doubting one of them more raises neither ruling nor score."""
    verdicts = {
        pair: ruled(monkeypatch, {"quote": pair[0], "quantities": pair[1]})
        for pair in itertools.product(OUTCOMES, OUTCOMES)
    }

    for (pair, verdict), (worse, lower) in itertools.product(verdicts.items(), verdicts.items()):
        if all(_GOODNESS[b] <= _GOODNESS[a] for a, b in zip(pair, worse, strict=True)):
            assert lower.score <= verdict.score
            assert _RANK[lower.ruling] <= _RANK[verdict.ruling]


# --- with the real checks --------------------------------------------------------------


def test_a_faithful_demand_is_supported() -> None:
    """Who, what, of whom and in which words, all as the article has it."""
    verdict = verify(evidence(demand(UNION + " cranes.", "The dockers' union")))

    assert verdict.ruling == "supported", verdict


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (demand("The union will set the quay on fire."), "fabricated_quote"),
        (demand("Also read | Ferry crews demand a new timetable"), "boilerplate_leak"),
        (
            demand(
                UNION.replace("four", "nine") + " cranes.", content="replace its nine oldest cranes"
            ),
            None,
        ),
        (
            demand(
                "Two officials said that the ministry had offered to pay for one crane.",
                "Ines Calado",
                demander="the ministry",
                content="pay for one crane",
            ),
            "wrong_speaker",
        ),
    ],
    ids=["invented quote", "an advert", "another number", "another speaker"],
)
def test_what_a_model_makes_up_is_not_supported(claim: Claim, reason: str | None) -> None:
    """The lies that cost a newsroom its name do not come out as supported."""
    verdict = verify(evidence(claim))

    assert verdict.ruling != "supported"
    if reason:
        assert reason in verdict.reasons


def test_a_claim_that_cites_nothing_is_not_supported() -> None:
    """True or not: a sentence without a span cannot be looked up."""
    bare = Claim("c", "cranes", "summary", text="The port authority rejected the demand.")

    assert verify(evidence(bare)).ruling != "supported"


WORDS = st.one_of(
    st.none(), st.sampled_from(["", "the union", "Ines Calado", UNION, "nine", "“"]), st.text()
)


@given(
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=2)), max_size=2),
    st.sampled_from(["demand", "summary", "statement"]),
)
def test_every_claim_gets_one_verdict(
    text: str | None,
    demander: str | None,
    addressee: str | None,
    content: str | None,
    cited: list[tuple[str | None, list[str | None]]],
    kind: str,
) -> None:
    """However odd a claim, no check breaks, none is left out, and the evidence stays as it was."""
    citations = tuple(Citation(q or "", tuple(a or "" for a in chain)) for q, chain in cited)
    claim = Claim(
        "c",
        "cranes",
        kind,  # type: ignore[arg-type]
        text,
        demander,
        addressee,
        content,
        citations=citations,
    )
    given_evidence = evidence(claim)

    verdict = verify(given_evidence)

    assert len(verdict.findings) == len(CHECKS)
    assert verdict.groundings == given_evidence.groundings
    assert 0 <= verdict.score <= 1
    assert verdict == verify(given_evidence)
    for finding in verdict.findings:
        for span in finding.spans:
            assert STORY.text[span.start : span.end] == span.exact
        assert (finding.reason is not None) == (finding.outcome in {"fail", "warn"})

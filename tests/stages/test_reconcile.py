"""Reconciling bears any input, counts nothing twice, and lets a model decide only what is open."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.across.gathering import gather
from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Finding,
    Reconciled,
    Reply,
    Request,
    Result,
    Ruling,
)
from pipeline.stages.reconcile import Asking, doubtful, opinions, reconcile
from pipeline.together import together_with
from pipeline.writers.reconciled import reconciled as written
from tests.newsroom import Fake, parser, prompt
from tests.stories import JOINING, STORIES, Told, article, checked, demand, reconciled, story

PIER = article(
    "pier",
    "Two harbour officials told Altair News that the fishers want the pier at Batumi rebuilt.",
)
QUAY = article(
    "quay", "The fishers want the pier at Batumi rebuilt, three sailors told the Lotus Times."
)


def pier(name: str = "p1", of: Article = PIER) -> CheckedClaim:
    """A demand of the fishers, as the first article has it."""
    return demand(
        name, of, "rebuild the pier at Batumi", "the fishers want the pier at Batumi rebuilt",
        demander="the fishers",
    )  # fmt: skip


def quay(name: str = "q1", of: Article = QUAY) -> CheckedClaim:
    """The same demand, as the second has it."""
    return demand(
        name, of, "rebuild the pier at Batumi", "The fishers want the pier at Batumi rebuilt",
        demander="the fishers",
    )  # fmt: skip


def ruled(claim: CheckedClaim, ruling: Ruling) -> CheckedClaim:
    """A claim with another verdict."""
    return replace(claim, verdict=replace(claim.verdict, ruling=ruling))


def counts(found: Reconciled) -> list[tuple[int, int]]:
    """Articles and independent origins of every cluster."""
    return [(cluster.articles, cluster.independent_origins) for cluster in found.clusters]


RULINGS: Sequence[Ruling] = ("supported", "review", "rejected")

# --- what counts -----------------------------------------------------------------------


def test_two_newsrooms_with_other_people_are_two_origins() -> None:
    """Officials told one newsroom and sailors another: that is corroboration."""
    found = reconciled([Result(PIER, (pier(),)), Result(QUAY, (quay(),))])

    assert counts(found) == [(2, 2)]


def test_rejected_claims_never_corroborate() -> None:
    """What the checks refused is in no cluster, and makes no origin."""
    found = reconciled([Result(PIER, (pier(),)), Result(QUAY, (ruled(quay(), "rejected"),))])

    assert counts(found) == [(1, 1)]
    assert [m.claim_id for c in found.clusters for m in c.members] == ["p1"]
    assert [relay.article_id for o in found.origins for relay in o.articles] == ["pier"]


def test_claim_in_doubt_stands_beside_and_counts_nothing() -> None:
    """A claim held for review is shown with its cluster, and not counted."""
    found = reconciled([Result(PIER, (pier(),)), Result(QUAY, (ruled(quay(), "review"),))])

    assert counts(found) == [(1, 1)]
    assert len(found.clusters[0].members) == 2


def test_nothing_supported_is_counted_as_nothing() -> None:
    """Where every claim is in doubt the note has no corroboration to show."""
    found = reconciled([Result(PIER, (ruled(pier(), "review"),))])

    assert counts(found) == [(0, 0)]


def test_all_rejected_leaves_only_the_timeline() -> None:
    """Rejected claims alone make an empty answer, and no error."""
    found = reconciled([Result(PIER, (ruled(pier(), "rejected"),))])

    assert (found.origins, found.clusters, found.discrepancies) == ((), (), ())
    assert [dated.article_id for dated in found.timeline] == ["pier"]


def test_wrong_attribution_makes_no_origin() -> None:
    """A claim that names sources the article does not have is traced to those that it has."""
    made = demand(
        "p1", PIER, "rebuild the pier at Batumi", "the fishers want the pier at Batumi rebuilt",
        demander="the fishers", chain=("Reuters", "five ministers"),
    )  # fmt: skip

    (origin,) = reconciled([Result(PIER, (made,))]).origins

    assert (origin.agency, origin.descriptor) == ("Altair News", "Two harbour officials")


def test_attribution_that_a_check_refused_is_not_used() -> None:
    """Where the article is silent and the speaker check failed, nobody is made an origin."""
    text = "The fishers want the pier at Batumi rebuilt.\n\nAna Ruiz said that it was raining."
    silent = article("silent", text)
    made = demand("s1", silent, "rebuild the pier", text[:43], chain=("Ana Ruiz",))
    failed = Finding("speaker", "fail", "she does not say so", "wrong_speaker")
    made = replace(made, verdict=replace(made.verdict, findings=(failed,)))

    assert all(o.descriptor != "Ana Ruiz" for o in reconciled([Result(silent, (made,))]).origins)


def test_every_link_is_explicit_inferred_or_missing() -> None:
    """Each chain says of outlet, newsroom and source how it knows them, or that it does not."""
    for name in STORIES:
        for cluster in reconciled(story(name)).clusters:
            for tie in (tie for member in cluster.members for tie in member.chain):
                assert (tie.name is None) == (tie.status == "missing")
                assert tie.reason or tie.status == "explicit"


# --- bad input -------------------------------------------------------------------------


def test_nothing_at_all_is_reconciled_to_nothing() -> None:
    """An empty run is no error."""
    assert reconciled([]) == Reconciled()


def test_one_article_is_reconciled() -> None:
    """A single article has origins and clusters, each of one."""
    assert counts(reconciled([Result(PIER, (pier(),))])) == [(1, 1)]


def test_empty_claim_and_claim_that_cites_nothing_are_borne() -> None:
    """A claim without words is left out; one whose quote does not stand there is kept."""
    lost = demand("p2", PIER, "sell the boats", "no such words stand there at all")
    empty = checked(Claim("p3", PIER.id, "demand"), PIER)
    found = reconciled([Result(PIER, (lost, empty))])

    assert [m.claim_id for c in found.clusters for m in c.members] == ["p2"]


@pytest.mark.parametrize("other", ["pier", "mole"])
def test_same_article_twice_adds_no_corroboration(other: str) -> None:
    """The same text in two runs, or under two ids, is still one article and one origin."""
    again = replace(PIER, id=other)
    claim = pier("p1" if other == "pier" else "m1", again)

    assert counts(reconciled([Result(PIER, (pier(),)), Result(again, (claim,))])) == [(1, 1)]


def test_clashing_ids_are_told_apart() -> None:
    """Two runs may number their articles and claims alike; nothing is lost, nothing mixed up."""
    other = replace(QUAY, id="pier")
    clash = quay("p1", other)
    results = gather([Result(PIER, (pier(),)), Result(other, (clash,))])

    assert [r.article.id for r in results] == ["pier", "pier-2"]
    assert sorted(c.claim.id for r in results for c in r.claims) == ["p1", "p1-2"]
    assert all(c.claim.article_id == r.article.id for r in results for c in r.claims)
    assert counts(reconciled(results)) == [(2, 2)]


def test_gathering_leaves_alone_what_is_unique() -> None:
    """Ids that nothing clashes with stay what the runs called them."""
    results = [Result(PIER, (pier(),)), Result(QUAY, (quay(),))]

    assert gather(results) == tuple(results)


def test_article_of_another_language_is_kept_apart_unless_worded_alike() -> None:
    """Without grammar two claims are one only where their words are."""
    text = "Die Fischer wollen, dass die Mole in Batumi neu gebaut wird."
    german = [article(name, text + end, language="de") for name, end in (("de1", ""), ("de2", " "))]
    claims = [demand(f"{a.id}-1", a, text, text, demander="die Fischer") for a in german]
    results = [Result(a, (c,)) for a, c in zip(german, claims, strict=True)]
    told = Told(reconciled([*results, Result(PIER, (pier(),))]))

    assert told.joined("de1-1", "de2-1")
    assert not told.joined("de1-1", "p1")


# --- second opinions -------------------------------------------------------------------

FIGHT = article(
    "fight", "Two aides told Altair News that the rebels are ready to keep on fighting."
)
WAGE = article("wage", "Three envoys told the Lotus Times that the rebels will continue the war.")


def rebels() -> list[Result]:
    """One position in words so different that only a reader sees it."""
    one = demand(
        "f1", FIGHT, "keep on fighting the war", "the rebels are ready to keep on fighting",
        demander="the rebels", stance="warns",
    )  # fmt: skip
    two = demand(
        "w1", WAGE, "continue the war until spring", "the rebels will continue the war",
        demander="the rebels", stance="warns",
    )  # fmt: skip
    return [Result(FIGHT, (one,)), Result(WAGE, (two,))]


def asking() -> Asking:
    """How a model is asked."""
    return Asking("tiny", prompt("relate"))


async def test_model_joins_what_only_wording_sets_apart() -> None:
    """A model that says "same" of two near claims makes them one demand."""
    _, before, *_ = await together_with(rebels(), parser(), Fake(), asking())
    model = Fake(lambda _: {"relation": "same"})
    _, after, refused, usage = await together_with(rebels(), parser(), model, asking())

    assert not Told(before).joined("f1", "w1")
    assert Told(after).joined("f1", "w1")
    assert "a model" in Told(after).members["w1"].reason + Told(after).members["f1"].reason
    assert (refused, usage.prompt_tokens) == ((), 100 * len(model.asked))


async def test_model_that_sees_a_part_changes_nothing() -> None:
    """Only "same" makes two claims one: a small model says "narrower" too readily."""
    model = Fake(lambda _: {"relation": "narrower"})
    _, found, *_ = await together_with(rebels(), parser(), model, asking())

    assert not Told(found).joined("f1", "w1")


async def test_answer_that_breaks_the_schema_changes_nothing() -> None:
    """What cannot be used is counted, and the careful answer stands."""
    model = Fake(lambda _: {"relation": "identical"})
    _, found, refused, _ = await together_with(rebels(), parser(), model, asking())

    assert not Told(found).joined("f1", "w1")
    assert [one.prompt for one in refused] == ["relate"] * len(model.asked)


def test_model_is_not_asked_what_is_settled() -> None:
    """Nothing is asked about claims that bind other sides, conflict, or are one already."""
    for name in STORIES:
        results = story(name)
        claims = [c.claim for r in results for c in r.claims]
        parses = {r.article.id: parser()(r.article.text) for r in results}
        words = parser().many([claim.words for claim in claims])
        told = dict(zip([claim.id for claim in claims], words, strict=True))
        before = Told(reconcile(results, parses, told))
        near = doubtful(results, parses, told, asking())
        answer = Reply(json.dumps({"relation": "same"}), "stop", "tiny")
        after = Told(reconcile(results, parses, told, opinions([(n, answer) for n in near])))
        for one in near:
            assert not before.joined(one.first, one.second)
        conflicts = [c for c in before.members if before.relation(c) == "conflicts"]
        assert all(after.relation(c) == "conflicts" for c in conflicts)


def test_question_shows_both_claims_and_nothing_of_the_checks() -> None:
    """The model sees who asks what of whom, twice, inside fences."""
    results = rebels()
    parses = {r.article.id: parser()(r.article.text) for r in results}
    words = parser().many([c.claim.words for r in results for c in r.claims])
    (near,) = doubtful(results, parses, dict(zip(("f1", "w1"), words, strict=True)), asking())
    request: Request = near.question.request

    assert (
        "<first>the rebels warns: keep on fighting the war</first>" in request.messages[-1].content
    )
    assert request.prompt == "relate"


# --- what always holds -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["ferry", "strike", "pipeline"])
def test_order_of_articles_changes_nothing(name: str) -> None:
    """The same articles in any order give the same bytes."""
    results = story(name)
    whole = {"".join(written(reconciled(order))) for order in list(permutations(results))[:6]}

    assert len(whole) == 1


@st.composite
def mixtures(draw: st.DrawFn) -> Sequence[Result]:
    """Some articles of all stories, any of their claims with any verdict, some twice."""
    names = draw(st.lists(st.sampled_from(STORIES), min_size=1, max_size=3))
    results: list[Result] = []
    for name in names:
        for result in story(name):
            if draw(st.booleans()):
                kept = [c for c in result.claims if draw(st.booleans())]
                rulings = [draw(st.sampled_from(RULINGS)) for _ in kept]
                claims = tuple(ruled(c, r) for c, r in zip(kept, rulings, strict=True))
                results.append(replace(result, claims=claims))
    return results


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(mixtures())
def test_counts_never_exceed_what_there_is(results: Sequence[Result]) -> None:
    """Origins are never more than articles, every claim is in one cluster, order is nothing."""
    found = reconciled(results)
    origins = {origin.id: origin for origin in found.origins}
    claims = [m.claim_id for c in found.clusters for m in c.members]
    relayed = {o.id: {r.article_id for r in o.articles} for o in found.origins}

    assert len(claims) == len(set(claims))
    for cluster in found.clusters:
        counted = [
            m
            for m in cluster.members
            if m.relation in {"same", "narrower", "broader"} and m.ruling == "supported"
        ]
        made = {m.origin for m in counted}
        articles = {m.article_id for m in counted}
        assert cluster.independent_origins <= len(made) <= len(articles) or not counted
        assert bool(cluster.independent_origins) == bool(counted)
        assert cluster.independent_origins <= cluster.articles <= len(articles)
        assert all(
            m.origin in origins and m.article_id in relayed[m.origin] for m in cluster.members
        )
    assert list(written(reconciled(list(reversed(results))))) == list(written(found))


@pytest.mark.parametrize("name", STORIES)
def test_every_article_again_under_another_id_adds_no_origin(name: str) -> None:
    """A second scrape of everything changes no count of origins or articles."""
    results = story(name)
    again = [
        Result(
            replace(r.article, id=f"{r.article.id}-again"),
            tuple(
                replace(
                    c,
                    claim=replace(
                        c.claim, id=f"{c.claim.id}-again", article_id=f"{r.article.id}-again"
                    ),
                )
                for c in r.claims
            ),
        )
        for r in results
    ]
    once, twice = Told(reconciled(results)), Told(reconciled([*results, *again]))

    for claim in (c for c in once.members if once.relation(c) in JOINING):
        cluster = once.found.clusters[once.clusters[claim]]
        double = twice.found.clusters[twice.clusters[claim]]
        assert (double.articles, double.independent_origins) == (
            cluster.articles,
            cluster.independent_origins,
        )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("On Wednesday (April 9) the mill said that its permit runs until 2031.", None),
        ("On Wednesday (April 9) the mill said that it must close by May 1, 2031.", "2031-04-09"),
        ("On Wednesday (April 9) the mill said that it must close by May 1, 2034.", None),
        ("On Wednesday (April 9) the mill, built in 2024, said that it must close.", "2025-04-09"),
    ],
)
def test_a_year_that_is_far_ahead_dates_no_article(said: str, day: str | None) -> None:
    """A day without its year is dated from a year that has come or a deadline that is near."""
    (dated,) = reconciled([Result(article("mill", said), ())]).timeline
    assert dated.date == day


def test_a_body_with_people_in_its_name_is_named() -> None:
    """A council that speaks for peoples is a source on the record, and no group of people."""
    text = "The Council of Sami Peoples on Thursday demanded that the mine close two shafts."
    of = article("mine", text)
    claim = demand("m1", of, "close two shafts", text[:-1], demander="The Council of Sami Peoples")
    (origin,) = reconciled([Result(of, (claim,))]).origins
    assert origin.kind == "statement"

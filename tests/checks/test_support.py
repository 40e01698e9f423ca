"""Which shortened sentences `support` lets pass, and which must never pass."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.support import check
from pipeline.domain import Article, Citation, Claim, Finding
from pipeline.parser import SpacyParser
from pipeline.processing import evidence_for

PARSER = SpacyParser()


def judge(text: str, said: str) -> Finding:
    """What the check says of a summary sentence that cites all of an article."""
    citations = tuple(Citation(line) for line in text.splitlines())
    claim = Claim("a-s1", "a", "summary", text=said, citations=citations)
    return check(evidence_for(claim, Article("a", text, "0" * 64), PARSER))


HONEST = [
    ("However, the ferry sank near the island.", "The ferry sank near the island."),
    ("The ferry also sank a barge.", "The ferry sank a barge."),
    ("The ferry sank in the harbour [1] at dawn.[12]", "The ferry sank in the harbour at dawn."),
    ("Rain closed the pass on Friday.", "Rain closed the pass."),
    ("On Friday, rain closed the mountain pass.", "Rain closed the mountain pass."),
    ("The minister said on Friday that the dam may burst.", "The minister said the dam may burst."),
    ("President Ricardo Lagos opened the new tunnel.", "President Lagos opened the new tunnel."),
    ("President Ricardo Lagos opened the new tunnel.", "Lagos opened the new tunnel."),
    (
        "Amina Diallo, the mayor of Thiès, opened the new market.",
        "Amina Diallo opened the new market.",
    ),
    ("The U. S. Navy sent a ship to Guam.", "The U.S. Navy sent a ship to Guam."),
    ("The guild called the offer “an insult”.", "The guild called the offer 'an insult'."),
    ("“We will strike,” the guild said.", "'We will strike,' the guild said."),
    ("The ferry sank. The crew also lit a fire.", "The ferry sank. The crew lit a fire."),
    ("- The ferry sank near the island.", "The ferry sank near the island."),
    ("Mr. Sato left. The bank closed.", "Mr. Sato left. The bank closed."),
]

LIES = [
    # a verb, its helper or its source left out
    ("The minister denied the mayor lied.", "The minister lied."),
    ("The minister denied the mayor lied.", "The mayor lied."),
    ("The minister denied that the mayor lied.", "The mayor lied."),
    ("The guild said the mill poisoned the river.", "The mill poisoned the river."),
    ("The mill poisoned the river, the guild said.", "The mill poisoned the river."),
    ("According to the guild, the mill poisoned the river.", "The mill poisoned the river."),
    ("The firm could pay the fine.", "The firm pay the fine."),
    ("The rivals may have signed the deal.", "The rivals have signed the deal."),
    ("The firm plans to sue the bank.", "The firm to sue the bank."),
    ("The court was told the mill burned.", "The court burned."),
    # a negation or a condition
    ("The firm did not pay the fine.", "The firm did pay the fine."),
    ("The rebels never signed the treaty.", "The rebels signed the treaty."),
    ("The pilots will strike if the airline cuts pay.", "The pilots will strike."),
    ("The pilots will strike unless the airline pays.", "The pilots will strike."),
    ("The pilots asked whether the airline will pay.", "The pilots asked the airline will pay."),
    # what less said makes more of
    ("The envoy did not leave on Friday.", "The envoy did not leave."),
    ("The envoy did not strongly object.", "The envoy did not object."),
    ("No ship arrived on Friday.", "No ship arrived."),
    ("The firm refused to pay on Friday.", "The firm refused to pay."),
    ("It was the strongest storm on Friday.", "It was the strongest storm."),
    ("The rebels agreed to a truce on Sunday.", "The rebels agreed to a truce."),
    ("The club approved the budget for schools.", "The club approved the budget."),
    ("The firm agreed in principle.", "The firm agreed."),
    ("A few members paid the fee.", "Few members paid the fee."),
    # numbers and quantities
    ("Two of five officials said the dam is safe.", "Officials said the dam is safe."),
    ("Some nurses reject the offer.", "Nurses reject the offer."),
    ("Several nurses reject the offer.", "Nurses reject the offer."),
    ("Nearly all nurses reject the offer.", "All nurses reject the offer."),
    ("The storm killed up to 40 sheep.", "The storm killed 40 sheep."),
    ("The storm killed 40 sheep.", "The storm killed sheep."),
    ("Only members may vote.", "Members may vote."),
    ("The bank pays only members.", "The bank pays members."),
    # doubt
    ("The banker allegedly stole the ring.", "The banker stole the ring."),
    ("The ring was reportedly stolen by guards.", "The ring was stolen by guards."),
    ("The alleged thief Ivo Kral fled to Brno.", "The thief Ivo Kral fled to Brno."),
    ("The suspected arsonist fled to Brno.", "The arsonist fled to Brno."),
    ("The so-called experts praised the plan.", "The experts praised the plan."),
    ("The former mayor praised the plan.", "The mayor praised the plan."),
    ("The acting mayor praised the plan.", "The mayor praised the plan."),
    ("The firm falsely claimed a profit.", "The firm claimed a profit."),
    ("The firm temporarily closed the mine.", "The firm closed the mine."),
    ("The “miracle” cure helped the patients.", "The miracle cure helped the patients."),
    ("“The mill is a danger,” the guild said.", "The mill is a danger, the guild said."),
    ("The mayor lied?", "The mayor lied."),
    # who
    ("The mayor's brother stole the ring.", "The brother stole the ring."),
    ("The mayor's brother stole the ring.", "The mayor stole the ring."),
    ("Vice President Ricardo Lagos resigned.", "President Ricardo Lagos resigned."),
    ("Deputy Prime Minister Aiko Ito resigned.", "Prime Minister Aiko Ito resigned."),
    ("Former President Ricardo Lagos resigned.", "President Ricardo Lagos resigned."),
    ("Ana Lagos met Eva Lagos. Ana Lagos then resigned.", "Lagos then resigned."),
    ("South Korea fired a missile.", "Korea fired a missile."),
    ("Saint John won the match.", "John won the match."),
    ("Hurricane Milton killed a man.", "Milton killed a man."),
    ("Ex-President Ana Ruiz resigned.", "President Ana Ruiz resigned."),
    ("President-elect Ana Ruiz resigned.", "President Ana Ruiz resigned."),
    ("The un-elected mayor left.", "The elected mayor left."),
    ("The guild and the bank signed the deal.", "The guild signed the deal."),
    ("His brother stole the ring.", "Brother stole the ring."),
    ("No, troops left the town.", "No troops left the town."),
    # one clause with the tail of another
    ("The guild won and the bank lost the case.", "The guild lost the case."),
    ("The guild won. The bank lost the case.", "The guild lost the case."),
    ("The guild met the bank, which lost the case.", "The guild lost the case."),
    ("The ferry sank. The minister denied the mayor lied.", "The ferry sank. The mayor lied."),
    # a word more
    ("The ferry sank near the island.", "The old ferry sank near the island."),
    ("The ferry sank near the island.", "The ferry sank near the islands."),
    ("Prices rose by 5 in June.", "Prices rose by 5% in June."),
]


@pytest.mark.parametrize(("text", "said"), HONEST, ids=lambda s: s[:40])
def test_a_sentence_shortened_by_words_of_no_weight_passes(text: str, said: str) -> None:
    """Who does what, and how surely, is as it was: a reader need not look it up."""
    assert judge(text, said).outcome == "pass"


@pytest.mark.parametrize(("text", "said"), LIES, ids=lambda s: s[:40])
def test_a_sentence_shortened_to_a_lie_never_passes(text: str, said: str) -> None:
    """All its words stand in the article, and yet it says something else."""
    assert judge(text, said).outcome != "pass"


SWAPPED = [
    ("The bank sued the guild on Friday.", "The guild sued the bank.", "warn"),
    ("Brazil beat Peru 2-1 on Friday.", "Peru beat Brazil.", "fail"),
    ("Brazil was beaten by Peru.", "Brazil beat Peru.", "fail"),
    ("Chile said that Peru attacked first.", "Peru said that Chile attacked first.", "fail"),
    ("Ivan lost to Olga in Graz.", "Olga lost to Ivan.", "fail"),
    ("The guild was sued by the bank.", "The bank sued the guild.", "pass"),
    ("Ivan met Olga on Monday.", "Olga met Ivan.", "unknown"),
]


@pytest.mark.parametrize(("text", "said", "outcome"), SWAPPED)
def test_two_that_change_places(text: str, said: str, outcome: str) -> None:
    """Names that change places are rejected, nouns held; a passive or a mutual verb is neither."""
    assert judge(text, said).outcome == outcome


def test_the_degree_ranks_by_likeness_and_never_falls_to_nothing() -> None:
    """A copy is worth most, a paraphrase less and an absent matter least, yet none is worth 0."""
    text = "The mayor of Osorno praised the firemen at noon. Rain fell on the lake all day."
    copied = judge(text, "The mayor of Osorno praised the firemen.")
    near = judge(text, "The mayor of Osorno praised the firemen for the lake.")
    far = judge(text, "At noon Osorno's mayor lauded those who put out fires.")
    absent = judge(text, "Surgeons removed a bullet from a tourist's shoulder in Naples.")

    degrees = [finding.degree or 0 for finding in (copied, near, far, absent)]

    assert degrees == sorted(degrees, reverse=True)
    assert len(set(degrees)) == len(degrees)
    assert 0 < min(degrees) <= max(degrees) <= 1


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_an_answer(text: str, said: str) -> None:
    """The check never raises, and its degree is a share."""
    claim = Claim("a-s1", "a", "statement", text=said)

    finding = check(evidence_for(claim, Article("a", text, "0" * 64), PARSER))

    assert finding.degree is None or 0 <= finding.degree <= 1

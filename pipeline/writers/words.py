"""How the fixed words of the domain are said to a person."""

from pipeline.domain import Claim, Grounding, Match, Outcome, Reason, Relation, Ruling

RULINGS: tuple[Ruling, ...] = ("supported", "review", "rejected")
#: Marks that can be told apart without colour.
MARKS: dict[Ruling, str] = {"supported": "✓", "review": "!", "rejected": "×"}
OUTCOMES: dict[Outcome, str] = {"pass": "✓", "fail": "×", "warn": "!", "unknown": "?"}

MATCHES: dict[Match, str] = {
    "exact": "word for word",
    "folded": "word for word, but for typography",
    "elided": "with words left out",
    "altered": "the words were changed",
    "absent": "not found in the article",
    "ambiguous": "stands in more than one place",
}
RELATIONS: dict[Relation, str] = {
    "same": "The same",
    "narrower": "Less of the same",
    "broader": "More of the same",
    "conflicts": "Against it",
    "related": "Near it",
}
REASONS: dict[Reason, str] = {
    "fabricated_quote": "the quoted words are not in the article",
    "stitched_quote": "the quote joins words that stand apart in the article",
    "clipped_quote": "the quote leaves out words that change its meaning",
    "wrong_speaker": "the article gives these words to someone else",
    "wrong_addressee": "the article addresses this to someone else",
    "merged_sources": "separate sources are presented as one",
    "dropped_attribution": "the article's attribution was left out",
    "number_changed": "a number differs from the article",
    "date_changed": "a date differs from the article",
    "negation_flipped": "yes and no were swapped",
    "overclaimed_certainty": "it is put as more certain than in the article",
    "scope_changed": "it covers more or less than the article says",
    "entity_swapped": "a name differs from the article",
    "outside_knowledge": "it says what this article does not",
    "cross_article_leak": "it comes from another article",
    "boilerplate_leak": "it rests on an advert or other page furniture",
    "unsupported": "the article does not carry it",
}

NO_OUTLET = "outlet (not named)"
NO_SOURCE = "source not named"
NOT_STATED = "not stated"


def said(word: str | None) -> str:
    """A word of the domain as prose: could_accept -> could accept."""
    return word.replace("_", " ") if word else NOT_STATED


def demand(claim: Claim) -> str:
    """A demand's parts on one line: who → of whom · stance · content."""
    who = claim.demander or "demander not stated"
    whom = claim.addressee or "addressee not stated"
    return f"{who} → {whom} · {said(claim.stance)} · {claim.content or NOT_STATED}"


def statement(claim: Claim) -> str:
    """What a claim says: its own text, or a demand's parts."""
    return claim.text if claim.text is not None else demand(claim)


def chain(outlet: str | None, attribution: tuple[str, ...]) -> tuple[str, ...]:
    """The whole path of some words, outermost first; what is missing is said to be missing."""
    return (outlet or NO_OUTLET, *(attribution or (NO_SOURCE,)))


def attribution(claim: Claim, grounding: Grounding) -> tuple[str, ...]:
    """Who the claim says told whom, for the citation that a grounding answers."""
    cited = (one.attribution for one in claim.citations if one.quote == grounding.quote)
    return next(cited, ())

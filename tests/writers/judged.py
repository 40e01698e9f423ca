"""The claims of the two decent articles: every ruling, and every match but one."""

from pipeline.domain import CheckedClaim, Citation, Claim, Grounding, Verdict
from tests.writers.texts import QUOTA, exact, found, port, quota, where

_faro = ("El Faro", "Marta Ibáñez, secretary of Union No. 3")
_rise = exact(port, "We want a rise of 12 per cent, and we want it in writing")
_vote = exact(
    port, "Dockers in Valparaíso voted on Tuesday to extend their strike by a second week"
)
_crews_start = where(
    port, "The union is also asking the port operators for crews of two on every crane"
)
_crews_end = where(port, "and for an end to double shifts")
_crews = Grounding(
    "The union is also asking the port operators for crews of two on every crane and for an end to "
    "double shifts",
    "elided",
    port.span(_crews_start.start, _crews_end.end),
    (_crews_start, _crews_end),
)
_blockade = Grounding(
    "We will not negotiate under any blockade at all",
    "altered",
    where(port, "We will not negotiate under a blockade"),
    (where(port, "We will not negotiate under a blockade"),),
    "We will not negotiate under [-a-] {+any+} blockade {+at all+}",
)
_days = exact(quota, "demands that the minister of fisheries restore 48 fishing days a summer")
_twice = "The ministry said it was considering the matter"
_later = QUOTA.rindex(_twice)
_considering = Grounding(
    _twice,
    "ambiguous",
    where(quota, _twice),
    (where(quota, _twice),),
    others=(quota.span(_later, _later + len(_twice)),),
)

PORT_CLAIMS = (
    CheckedClaim(
        Claim(
            "port-strike-s1",
            "port-strike",
            "summary",
            text="Dockers in Valparaíso have voted to strike for a second week.",
            citations=(Citation(_vote.quote),),
        ),
        Verdict(
            "supported",
            0.97,
            (),
            (
                found("quote", "pass", "the quote stands word for word", where(port, _vote.quote)),
                found(
                    "entities",
                    "pass",
                    "Valparaíso is named in the passage",
                    where(port, "Valparaíso"),
                ),
                found("chain", "pass", "the article says this in its own voice"),
            ),
            (_vote,),
        ),
    ),
    CheckedClaim(
        Claim(
            "port-strike-d1",
            "port-strike",
            "demand",
            demander="Union No. 3",
            content="a rise of 12 per cent, in writing",
            stance="demands",
            modality="quoted",
            citations=(Citation(_rise.quote, _faro),),
        ),
        Verdict(
            "supported",
            0.94,
            (),
            (
                found("quote", "pass", "the quote stands word for word", where(port, _rise.quote)),
                found(
                    "speaker",
                    "pass",
                    "Marta Ibáñez speaks these words",
                    where(port, "Marta Ibáñez"),
                ),
                found(
                    "chain",
                    "pass",
                    "the article names El Faro as the relay",
                    where(port, "El Faro"),
                ),
                found(
                    "quantities",
                    "pass",
                    "12 per cent is in the passage",
                    where(port, "12 per cent"),
                ),
            ),
            (_rise,),
        ),
    ),
    CheckedClaim(
        Claim(
            "port-strike-d2",
            "port-strike",
            "demand",
            demander="Union No. 3",
            addressee="the port operators",
            content="crews of two on every crane and an end to double shifts",
            stance="demands",
            modality="asserted",
            citations=(Citation(_crews.quote),),
        ),
        Verdict(
            "review",
            0.55,
            ("dropped_attribution",),
            (
                found(
                    "quote", "pass", "the words stand on both sides of an advert", *_crews.pieces
                ),
                found(
                    "chain",
                    "warn",
                    "the article credits “two people”; the claim names nobody",
                    where(port, "according to two people who have seen its letter"),
                    reason="dropped_attribution",
                ),
                found("speaker", "unknown", "no speaker is claimed"),
            ),
            (_crews,),
        ),
    ),
    CheckedClaim(
        Claim(
            "port-strike-d3",
            "port-strike",
            "demand",
            demander="Rodrigo Lira",
            addressee="Union No. 3",
            content="no talks under any blockade at all",
            stance="rejects",
            modality="quoted",
            condition_for="talks",
            citations=(Citation(_blockade.quote, ("Rodrigo Lira",)),),
        ),
        Verdict(
            "rejected",
            0.12,
            ("fabricated_quote",),
            (
                found(
                    "quote",
                    "fail",
                    "the quoted words differ from the article: “any … at all” for “a”",
                    *_blockade.pieces,
                    reason="fabricated_quote",
                ),
                found(
                    "speaker",
                    "pass",
                    "Rodrigo Lira speaks these words",
                    where(port, "Rodrigo Lira"),
                ),
            ),
            (_blockade,),
        ),
    ),
)
QUOTA_CLAIMS = (
    CheckedClaim(
        Claim(
            "quota-row-d1",
            "quota-row",
            "demand",
            demander="National Association of Small Boat Owners",
            addressee="the minister of fisheries",
            content="48 fishing days a summer",
            stance="demands",
            modality="asserted",
            citations=(Citation(_days.quote),),
        ),
        Verdict(
            "supported",
            0.91,
            (),
            (found("quote", "pass", "word for word", _days.pieces[0]),),
            (_days,),
        ),
    ),
    CheckedClaim(
        Claim(
            "quota-row-s1",
            "quota-row",
            "summary",
            text="The ministry is considering the matter.",
            citations=(Citation(_twice),),
        ),
        Verdict(
            "review",
            0.6,
            (),
            (found("quote", "warn", "the words stand in two places"),),
            (_considering,),
        ),
    ),
    CheckedClaim(
        Claim(
            "quota-row-s2",
            "quota-row",
            "summary",
            text="Fishermen set three trawlers on fire.",
            citations=(Citation("three trawlers were set on fire", ("RÚV",)),),
        ),
        Verdict(
            "rejected",
            0.0,
            ("fabricated_quote", "outside_knowledge"),
            (
                found(
                    "quote",
                    "fail",
                    "the quoted words are nowhere in the article",
                    reason="fabricated_quote",
                ),
            ),
            (Grounding("three trawlers were set on fire", "absent"),),
        ),
    ),
)

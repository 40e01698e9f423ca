"""The fixed words: kinds, stances, outcomes, reasons."""

from typing import Literal, TypeAlias

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"

Kind = Literal["demand", "summary", "statement"]
Stance = Literal[
    "demands", "rejects", "could_accept", "offers", "agreed", "warns", "criticises", "states"
]
Modality = Literal["asserted", "attributed", "quoted", "hedged", "conditional", "historical"]
Match = Literal["exact", "folded", "elided", "altered", "absent", "ambiguous"]
Outcome = Literal["pass", "fail", "warn", "unknown"]
Ruling = Literal["supported", "review", "rejected"]
Failure = Literal[
    "refusal",
    "content_filter",
    "truncated",
    "empty",
    "invalid_json",
    "schema_violation",
    "placeholder",
    "endpoint",
]
Reason = Literal[
    "fabricated_quote",
    "stitched_quote",
    "clipped_quote",
    "wrong_speaker",
    "wrong_addressee",
    "merged_sources",
    "dropped_attribution",
    "number_changed",
    "date_changed",
    "negation_flipped",
    "overclaimed_certainty",
    "scope_changed",
    "entity_swapped",
    "outside_knowledge",
    "cross_article_leak",
    "boilerplate_leak",
    "unsupported",
]

"""What the articles do not tell alike. Reported, never resolved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.across.clusters import Group, Web
from pipeline.across.reports import Traced
from pipeline.domain import Article, Discrepancy, Origin, Parse


@dataclass(frozen=True, slots=True)
class Case:
    """All that discrepancies are read off."""

    articles: Mapping[str, Article]
    parses: Mapping[str, Parse]
    web: Web
    groups: Sequence[Group]
    traced: Mapping[str, Traced]
    origin_of: Mapping[str, str]
    origins: Sequence[Origin]


def discrepancies(case: Case) -> tuple[Discrepancy, ...]:
    """All that is found."""
    return ()

"""All that discrepancies are read off, and how a place of an article or of a claim is shown."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.across.clusters import Group, Web
from pipeline.across.matter import Matter
from pipeline.across.reports import Desks, Traced
from pipeline.domain import Article, Copy, Origin, Parse, Span, Token

_BESIDE = 4  # further articles of one origin that an article is compared with


@dataclass(frozen=True)
class Case:
    """Articles, claims, and what was made of them."""

    desks: Desks
    web: Web
    groups: Sequence[Group]
    traced: Mapping[str, Traced]
    origin_of: Mapping[str, str]
    origins: Sequence[Origin]
    copied: Sequence[Copy]

    @cached_property
    def matters(self) -> Mapping[str, Matter]:
        """By claim id."""
        return {matter.id: matter for matter in self.web.matters}

    @cached_property
    def home(self) -> Mapping[int, int]:
        """The place of each claim's cluster head."""
        return {at: g.head for g in self.groups for at in (g.head, *g.members)}

    @cached_property
    def by_article(self) -> Mapping[str, list[Matter]]:
        """The claims of each article, by id."""
        found: defaultdict[str, list[Matter]] = defaultdict(list)
        for matter in self.web.matters:
            found[matter.article_id].append(matter)
        return found

    def article(self, name: str) -> Article:
        """An article by its id."""
        return self.desks.article(name)

    def parse(self, name: str) -> Parse:
        """The grammar of an article."""
        return self.desks[name].parse

    def span(self, name: str, start: int, end: int) -> Span:
        """A stretch of an article, with its id."""
        return replace(self.article(name).span(start, end), article_id=name)

    def cited(self, matter: Matter) -> tuple[Span, ...]:
        """The shortest stretch that a claim cites or rests on, where its words were found."""
        spans = [g.span for g in matter.checked.verdict.groundings if g.span]
        spans = spans or list(matter.checked.rests_on)
        best = min(spans, key=lambda s: (s.end - s.start, s.start), default=None)
        return (self.span(matter.article_id, best.start, best.end),) if best else ()

    def is_noise(self, name: str, offset: int) -> bool:
        """Whether a place of an article is page furniture."""
        return any(n.start <= offset < n.end for n in self.article(name).noise)

    @cached_property
    def neighbours(self) -> tuple[tuple[str, str], ...]:
        """Pairs of articles that pass on one origin, other than word for word.

        In a large origin each article is compared with the next few by id.
        """
        twins = {frozenset((copy.article_id, copy.of)) for copy in self.copied}
        found: dict[tuple[str, str], None] = {}
        for origin in self.origins:
            names = sorted(relay.article_id for relay in origin.articles)
            for at, one in enumerate(names):
                for two in names[at + 1 : at + 1 + _BESIDE]:
                    if frozenset((one, two)) not in twins:
                        found[one, two] = None
        return tuple(found)

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """The articles that have a neighbour, by id: what each shows is read off once, in turn."""
        return tuple(sorted({name for pair in self.neighbours for name in pair}))

    def words(self, name: str, start: int, end: int) -> Iterator[Token]:
        """The telling words of a stretch."""
        for token in self.parse(name).between(start, end):
            if token.pos in {"NOUN", "PROPN", "VERB", "ADJ", "ADV"}:
                yield token

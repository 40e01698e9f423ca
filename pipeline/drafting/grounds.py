"""The words of an article under a sentence, with the chain that carries them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.domain import Article, CheckedClaim, Footnote, Origin, Parse, Result, Span
from pipeline.drafting.sourcing import UNKNOWN_SOURCE
from pipeline.speech.attribution import links

_OUTLET = "outlet (not named)"


class Grounds:
    """All articles of a note, and the footnotes that can be made from them; unnumbered yet."""

    def __init__(self, results: Sequence[Result], parses: Mapping[str, Parse]) -> None:
        self._articles: Mapping[str, Article] = {r.article.id: r.article for r in results}
        self._claims = {r.article.id: r.claims for r in results}
        self._parses = parses
        self._made: dict[str, tuple[Footnote, ...]] = {}

    def of_claim(self, checked: CheckedClaim) -> tuple[Footnote, ...]:
        """One for each citation whose words were found; without any, for what bears the claim."""
        if checked.claim.id not in self._made:  # an article's together, as its grammar is at hand
            for one in self._claims[checked.claim.article_id]:
                self._made[one.claim.id] = tuple(self._of(one))
        return self._made[checked.claim.id]

    def _of(self, checked: CheckedClaim) -> Iterator[Footnote]:
        name = checked.claim.article_id
        pairs = zip(checked.verdict.groundings, checked.claim.citations, strict=True)
        cited = [(g.span, c.attribution) for g, c in pairs if g.span is not None]
        places = cited or [(span, ()) for span in checked.rests_on]
        return (self._footnote(name, span, told) for span, told in places)

    def first_of_claim(self, checked: CheckedClaim) -> tuple[Footnote, ...]:
        """The first of them: enough where a sentence stands on many claims."""
        return self.of_claim(checked)[:1]

    def of_spans(self, spans: Iterable[Span]) -> tuple[Footnote, ...]:
        """One for each span that names its article."""
        return tuple(
            self._footnote(span.article_id, Span(span.start, span.end, span.exact), ())
            for span in dict.fromkeys(spans)
            if span.article_id in self._articles
        )

    def of_origin(self, origin: Origin) -> tuple[Footnote, ...]:
        """Where the articles name it: newsroom and source once each."""
        return self.of_spans(_one_of_each(origin.spans))

    def _footnote(self, article_id: str | None, span: Span, told: tuple[str, ...]) -> Footnote:
        article = self._articles[article_id or ""]
        printed = links(self._parses[article.id], article.text, span.start, span.end)
        # the claim's own chain only where the article gives none
        names = tuple(link.name for link in printed) or told or (UNKNOWN_SOURCE,)
        return Footnote(0, article.id, span, (article.outlet or _OUTLET, *names))


def _one_of_each(spans: Iterable[Span]) -> Iterator[Span]:
    seen = set()
    for span in spans:
        if (words := span.exact.casefold()) not in seen:
            seen.add(words)
            yield span

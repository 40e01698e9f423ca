"""What a run has done before, and what of it still holds.

The result of an article rests on the article and on how it is asked and judged: its fingerprint. It
also rests on the other articles of the run, as far as the check of leaks looked at them; so that is
noted with the result, and looked up again when the others are no longer the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType

from pipeline.domain import Article, Json, Model, Reply, Request, Result, Span
from pipeline.store import Ledger, Looked, Results, digest, fingerprint
from pipeline.wording.passages import Others


class Noting:
    """A model and the other articles of a run, with a note of what they told for one article."""

    def __init__(self, model: Model, others: Others) -> None:
        self._model = model
        self._others = others
        self.keys: list[str] = []
        self.looked: dict[str, str] = {}

    async def ask(self, request: Request) -> Reply:
        """As the model."""
        reply = await self._model(request)
        self.keys.append(request.key)
        return reply

    def elsewhere(self, said: str, than: str) -> tuple[Span, ...]:
        """As `Library.elsewhere`."""
        found = self._others.elsewhere(said, than)
        self.looked[said] = _digest(found)
        return found


class Books:
    """The articles of a run in its ledger, each under its fingerprint.

    Args:
        basis: What all results rest on.
        copies: Articles that only repeat another one, each with the id of that.
    """

    def __init__(
        self,
        ledger: Ledger,
        articles: Sequence[Article],
        basis: Mapping[str, Json],
        others: Others,
        copies: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.ledger = ledger
        self._articles = articles
        self._others = others
        self._copies = copies
        self.marks = {article.id: self._mark(article, basis) for article in articles}

    def _mark(self, article: Article, basis: Mapping[str, Json]) -> str:
        of = self._copies.get(article.id)
        return fingerprint(article, {**basis, "copy_of": of} if of else basis)

    def begin(self, settings: Mapping[str, Json], now: datetime) -> None:
        """Begin the run, or go on with it."""
        stand = {self.marks[article.id]: article for article in self._articles}
        self.ledger.begin(settings, now, stand)

    def end(self, now: datetime) -> None:
        """All that was found is written."""
        self.ledger.end(now)

    def is_done(self, article: Article) -> bool:
        """Its result is there, is the last word, and would be the same today."""
        mark = self.marks[article.id]
        stored = self.ledger.result(article, mark)
        return (
            stored is not None
            and incomplete(stored.result) is None
            and all(
                _digest(self._others.elsewhere(said, article.id)) == found
                for said, found in stored.looked
            )
        )

    def noting(self, model: Model) -> Noting:
        """The model and the other articles, for one that is processed now."""
        return Noting(model, self._others)

    def asked(self, article: Article) -> None:
        """Its questions go out."""
        self.ledger.asked(article, self.marks[article.id])

    def checked(self, result: Result, noted: Noting) -> None:
        """It has a result."""
        looked: Looked = list(noted.looked.items())
        mark = self.marks[result.article.id]
        self.ledger.checked(result, mark, looked, noted.keys, incomplete(result))

    def linked(self, article: Article) -> bool:
        """Whether it only repeats another one; then that is its result, and nobody is asked."""
        of = self._copies.get(article.id)
        if of:
            mark = self.marks[article.id]
            self.ledger.checked(Result(article, copy_of=of), mark, [], [], None)
        return bool(of)

    def failed(self, article: Article, problem: str) -> None:
        """It has none."""
        self.ledger.failed(article, self.marks[article.id], problem)

    def results(self, articles: Sequence[Article]) -> Results:
        """The results of articles, in their order."""
        return Results(self.ledger, [(one, self.marks[one.id]) for one in articles])


def incomplete(result: Result) -> str | None:
    """Why a result is not the last word: the endpoint would not answer one of its questions."""
    unanswered = (one for one in result.rejections if one.kind == "endpoint")
    return next((one.problems[0].message for one in unanswered), None)


def _digest(spans: Sequence[Span]) -> str:
    return digest([asdict(span) for span in spans])

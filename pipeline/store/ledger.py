"""The ledger of a batch: each step is one transaction, and what it holds is never done again."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from pipeline.domain import Answer, Article, Json, Parse, Request, Result, Usage
from pipeline.store import forms
from pipeline.store.database import Database
from pipeline.store.tables import articles, parses, replies, results, runs

Stage = Literal["read", "asked", "checked", "failed"]
Looked = Sequence[tuple[str, str]]
"""What was looked for in the other articles of a run, and the digest of what was found there."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A result as it lies there; `looked` is what of the other articles it rests on."""

    result: Result
    looked: Looked


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an article of a run stands."""

    id: str
    sha256: str
    fingerprint: str
    stage: Stage
    problem: str | None


class Ledger(Database):
    """Replies, results and stages of a run; a `Shelf` for replies.

    Args:
        engine: The database.
        where: Its name, for people.
        run: Which run it is told of, where the database holds several.

    Raises:
        StoreError: By every method, where the database cannot be used.
    """

    def __init__(self, engine: Engine, where: str, run: str) -> None:
        super().__init__(engine, where)
        self._run = run

    # --- replies ---------------------------------------------------------------------------

    def find(self, request: Request) -> Answer | None:
        """The reply to a request, if it was had before."""
        with self._open() as connection:
            row = connection.execute(select(replies).where(replies.c.key == request.key)).first()
        if row is None:
            return None
        with self._reading():
            reply = forms.reply_from_json(row.reply)
            return Answer(reply, datetime.fromisoformat(row.at), row.endpoint, row.by)

    def make_ready(self, request: Request) -> None:  # noqa: ARG002 (it is the same for all)
        """Raise at once where it is known that nothing can be kept: nobody is asked in vain."""
        if self.trouble:
            raise self.trouble

    def keep(self, request: Request, answer: Answer) -> None:
        """Store a reply for good; one that is there stays."""
        usage = answer.reply.usage
        with self._open() as connection:
            self._put(
                connection,
                replies,
                {
                    "key": request.key,
                    "prompt": request.prompt,
                    "prompt_version": request.prompt_version,
                    "article_id": request.article_id,
                    "article_sha256": request.article_sha256,
                    "model": request.model,
                    "reply": forms.reply_to_json(answer.reply),
                    "prompt_tokens": usage.prompt_tokens,
                    "completion_tokens": usage.completion_tokens,
                    "cached_tokens": usage.cached_tokens,
                    "at": answer.at.isoformat(),
                    "endpoint": answer.endpoint,
                    "by": answer.by,
                },
                renew=False,
            )

    # --- the run and its articles ------------------------------------------------------------

    def begin(
        self, settings: Mapping[str, Json], now: datetime, stand: Mapping[str, Article]
    ) -> None:
        """Begin a run, or go on with it: `stand` holds its articles by fingerprint.

        Articles that are checked stay so; those that the run no longer has are forgotten.
        """
        row = {"run": self._run, "settings": forms.to_json(dict(settings))}
        with self._open() as connection:
            self._put(connection, runs, {**row, "began": now.isoformat(), "ended": None})
            known = {(e.id, e.fingerprint): e for e in self._entries(connection)}
            connection.execute(delete(articles).where(articles.c.run == self._run))
            rows = []
            for mark, article in stand.items():
                before = known.get((article.id, mark))
                stage: Stage = "checked" if before and before.stage == "checked" else "read"
                rows.append(self._article(article, mark, stage))
            if rows:
                connection.execute(insert(articles), rows)

    def end(self, now: datetime) -> None:
        """End a run, and forget the results that no article of any run rests on."""
        with self._open() as connection:
            own = runs.c.run == self._run
            connection.execute(update(runs).where(own).values(ended=now.isoformat()))
            wanted = select(articles.c.fingerprint)
            connection.execute(delete(results).where(results.c.fingerprint.not_in(wanted)))

    def asked(self, article: Article, mark: str) -> None:
        """The questions about an article go out now."""
        with self._open() as connection:
            self._put(connection, articles, self._article(article, mark, "asked"))

    def failed(self, article: Article, mark: str, problem: str) -> None:
        """An article could not be processed, or not all of it."""
        with self._open() as connection:
            self._put(connection, articles, self._article(article, mark, "failed", problem))

    def checked(
        self, result: Result, mark: str, looked: Looked, keys: Sequence[str], problem: str | None
    ) -> None:
        """The result of an article, from replies of these keys; a problem says it is not final."""
        stage: Stage = "failed" if problem else "checked"
        newest = select(func.max(replies.c.at)).where(replies.c.key.in_(keys))
        row: dict[str, object] = {
            "fingerprint": mark,
            "sha256": result.article.sha256,
            "result": forms.result_to_json(result),
            "elsewhere": forms.to_json(list(looked)),
        }
        with self._open() as connection:
            row["newest"] = connection.execute(newest).scalar()
            self._put(connection, results, row)
            self._put(connection, articles, self._article(result.article, mark, stage, problem))

    def result(self, article: Article, mark: str) -> Stored | None:
        """The result of an article, if there is one under its fingerprint."""
        with self._open() as connection:
            row = connection.execute(select(results).where(results.c.fingerprint == mark)).first()
        if row is None:
            return None
        with self._reading():
            looked = [(said, found) for said, found in json.loads(row.elsewhere)]
            return Stored(forms.result_from_json(row.result, article), looked)

    # --- the grammar of texts ----------------------------------------------------------------

    def grammar(self, key: str, version: str, texts: Sequence[str]) -> tuple[Parse, ...] | None:
        """The grammar of texts, if this version of the parser has parsed them together before."""
        packed = self.packed_grammar(key, version)
        if packed is None:
            return None
        with self._reading():
            return forms.unpack(packed, *texts)

    def packed_grammar(self, key: str, version: str) -> bytes | None:
        """The same as it is kept."""
        query = select(parses.c.grammar).where(parses.c.key == key, parses.c.version == version)
        with self._open() as connection:
            return connection.execute(query).scalar()

    def keep_grammar(self, key: str, version: str, packed: bytes) -> None:
        """Store the grammar of texts, in place of what another version found."""
        row = {"key": key, "version": version, "grammar": packed}
        with self._open() as connection:
            self._put(connection, parses, row)

    # --- what there is -----------------------------------------------------------------------

    def settings(self) -> Mapping[str, Json] | None:
        """What the run was told to do; None where there was none."""
        with self._open() as connection:
            told = connection.execute(select(runs.c.settings).where(runs.c.run == self._run))
            found = told.scalar()
        with self._reading():
            return json.loads(found) if found else None

    def entries(self) -> tuple[Entry, ...]:
        """Where each article of the run stands, by id."""
        with self._open() as connection:
            return self._entries(connection)

    def answered(self) -> tuple[int, Usage]:
        """How many replies there are to questions about the run's articles, and their tokens."""
        own = select(articles.c.sha256).where(articles.c.run == self._run)
        tokens = (replies.c.prompt_tokens, replies.c.completion_tokens, replies.c.cached_tokens)
        sums = (func.coalesce(func.sum(one), 0) for one in tokens)
        query = select(func.count(), *sums).where(replies.c.article_sha256.in_(own))
        with self._open() as connection:
            count, *used = connection.execute(query).one()
        return count, Usage(*map(int, used))

    def answered_articles(self, model: str, versions: Collection[str]) -> frozenset[str]:
        """The sha256 of the articles about which a model was asked with one of these prompts."""
        query = select(replies.c.article_sha256).where(
            replies.c.model == model, replies.c.prompt_version.in_(versions)
        )
        with self._open() as connection:
            return frozenset(connection.execute(query.distinct()).scalars())

    def ended(self) -> str | None:
        """When the run ended (UTC, ISO 8601); None where it did not."""
        with self._open() as connection:
            return connection.execute(select(runs.c.ended).where(runs.c.run == self._run)).scalar()

    def newest(self) -> datetime | None:
        """When the newest of the replies was had that the run's results rest on."""
        marks = select(articles.c.fingerprint).where(articles.c.run == self._run)
        query = select(func.max(results.c.newest)).where(results.c.fingerprint.in_(marks))
        with self._open() as connection:
            found = connection.execute(query).scalar()
        return datetime.fromisoformat(found) if found else None

    def is_empty(self) -> bool:
        """Nothing was answered and nothing was found out yet."""
        with self._open() as connection:
            return not any(
                connection.execute(select(func.count()).select_from(one)).scalar()
                for one in (replies, results)
            )

    # --- rows ---------------------------------------------------------------------------

    def _entries(self, connection: Connection) -> tuple[Entry, ...]:
        own = select(articles).where(articles.c.run == self._run).order_by(articles.c.id)
        return tuple(
            Entry(
                row.id,
                row.sha256,
                row.fingerprint,
                row.stage,
                json.loads(row.problem) if row.problem else None,
            )
            for row in connection.execute(own)
        )

    def _article(
        self, article: Article, mark: str, stage: Stage, problem: str | None = None
    ) -> dict[str, object]:
        return {
            "run": self._run,
            "id": article.id,
            "sha256": article.sha256,
            "fingerprint": mark,
            "stage": stage,
            "problem": problem and forms.to_json(problem),
        }

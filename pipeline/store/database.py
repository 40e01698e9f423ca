"""A database of a ledger: its transactions, and what goes wrong with them."""

import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.errors import StoreError
from pipeline.store.opening import prepare, telling


class Database:
    """One transaction at a time.

    Attributes:
        trouble: Why the first transaction failed that did.

    Args:
        engine: Closed with this.
        where: Its name, for people.

    Raises:
        StoreError: It cannot be used, or is of another version.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._turn = threading.Lock()
        self.trouble: StoreError | None = None
        try:
            prepare(engine, where)
        except StoreError:
            engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @contextmanager
    def _open(self) -> Iterator[Connection]:
        """One transaction; the first that fails is remembered."""
        try:
            with self._turn, telling(self._where), self._engine.begin() as connection:
                yield connection
        except StoreError as error:
            self.trouble = error
            raise

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, zlib.error) as exc:
            raise StoreError(
                f"the ledger {self._where} holds what cannot be read; put back a copy of it, or "
                "move it away to ask everything anew"
            ) from exc

    def _put(
        self,
        connection: Connection,
        table: Table,
        row: Mapping[str, object],
        *,
        renew: bool = True,
    ) -> None:
        """Insert a row; one of the same key is renewed, or stays."""
        keys = [column.name for column in table.primary_key]
        kind = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = kind.insert(table).values(**row)
        if renew:
            others = {name: new.excluded[name] for name in row if name not in keys}
            connection.execute(new.on_conflict_do_update(index_elements=keys, set_=others))
        else:
            connection.execute(new.on_conflict_do_nothing(index_elements=keys))

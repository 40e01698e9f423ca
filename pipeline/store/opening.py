"""A file or a URL -> a database with the tables of a ledger, and its errors in words.

SQLite keeps a write-ahead log (WAL) and waits for the disk at every commit (synchronous=FULL): what
was committed is still there after the process was killed or the power was cut, and what was not
committed is gone as a whole (https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html).
Both rest on a disk that tells the truth, and SQLite on one of this machine: not a network drive.
PostgreSQL promises the same while `fsync` and `synchronous_commit` are on, as they are by default.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    func,
    insert,
    inspect,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from pipeline.errors import SetupError, StoreError
from pipeline.store.tables import SCHEMA, about, ledger

NAME = "ledger.sqlite"
_TURN = 0x70726F76  # a number of our own, for the lock under which tables are made
_DRIVER = "postgresql+psycopg"
_PATIENCE = 10.0  # seconds to wait for another program's transaction
_WAIT = "the ledger {} is locked by another program; close that one and run the same command again"
_FULL = "no room for the ledger {}: make some on that disk and run the same command again"
_BARRED = "the ledger {} cannot be written; make it and its folder writable, or choose another"
_BROKEN = (
    "the ledger {} is damaged or no ledger; put back a copy of it, or move it away to ask "
    "everything anew"
)
_SQLITE = {
    sqlite3.SQLITE_BUSY: _WAIT,
    sqlite3.SQLITE_LOCKED: _WAIT,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: "the disk fails under the ledger {}, or is full; see to it, then run the "
    "same command again",
    sqlite3.SQLITE_READONLY: _BARRED,
    sqlite3.SQLITE_CANTOPEN: _BARRED,
    sqlite3.SQLITE_PERM: _BARRED,
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_NOTADB: _BROKEN,
}
_POSTGRES = {  # the class of an SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
    "25": "the ledger {} may only be read; name a database that may be written with --store",
    "42": "the ledger {} refuses what we do there; grant this user the right to make tables",
    "53": "no room for the ledger {}, or no connection free; see to it, then run the same command "
    "again",
    "55": _WAIT,
    "57": "the ledger {} was shut down; start it and run the same command again",
}


def open_file(path: Path, *, to_read: bool = False) -> Engine:
    """The SQLite ledger at a path, made where there is none, or opened only to be read."""
    where = f"file:{_quoted(path)}?mode=ro" if to_read else str(path)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            where, timeout=_PATIENCE, uri=to_read, check_same_thread=False, isolation_level=None
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    if not to_read:
        event.listen(engine, "connect", _durable)
    event.listen(engine, "begin", _begin)
    return engine


def open_url(url: str) -> Engine:
    """The PostgreSQL ledger at a URL.

    Raises:
        SetupError: It is no URL of PostgreSQL, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise SetupError(_no_url()) from exc
    if parsed.drivername not in {_DRIVER, "postgresql", "postgres"}:
        raise SetupError(_no_url())
    try:
        return create_engine(parsed.set(drivername=_DRIVER), pool_pre_ping=True)
    except ModuleNotFoundError as exc:
        raise SetupError(
            f'{shown(url)} needs a driver; run: pip install "provenote[postgres]"'
        ) from exc


def open_scratch() -> Engine:
    """A ledger in a file without a name, which ends with the process."""
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect("", check_same_thread=False),
        poolclass=StaticPool,
    )


def shown(url: str) -> str:
    """A URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "--store"


def prepare(engine: Engine, where: str) -> None:
    """Make the tables where there are none.

    Raises:
        StoreError: They are of another version, or the database cannot be used.
    """
    with telling(where), engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # two that begin at once make them once
            connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
        if not inspect(connection).has_table(about.name):
            ledger.create_all(connection)
            connection.execute(insert(about).values(schema=SCHEMA))
        found = connection.execute(select(about.c.schema)).scalar()
    if found != SCHEMA:
        raise StoreError(_of_another_version(where, found))


@contextmanager
def telling(where: str) -> Iterator[None]:
    """The errors of a database as one sentence that names it and the fix."""
    try:
        yield
    except DBAPIError as exc:
        raise StoreError(_in_words(exc).format(where)) from exc


def _in_words(exc: DBAPIError) -> str:
    reason = exc.orig
    if isinstance(reason, sqlite3.Error):
        code = getattr(reason, "sqlite_errorcode", 0) & 0xFF  # the rest tells where it happened
        return _SQLITE.get(code, f"the ledger {{}} cannot be used: {_plain(reason)}")
    state = getattr(reason, "sqlstate", None) or ""
    if isinstance(exc, OperationalError) and not state:
        return f"cannot open the ledger {{}}: {_plain(reason)}; check --store, and that it is there"
    return _POSTGRES.get(state[:2], f"the ledger {{}} cannot be used: {_plain(reason)}")


def _plain(reason: BaseException | None) -> str:
    """The first line of a message, which may hold no brace: it becomes part of a format."""
    lines = str(reason).strip().splitlines() or [type(reason).__name__]
    return lines[0].lower().replace("{", "(").replace("}", ")")


def _of_another_version(where: str, found: int | None) -> str:
    if found is None:
        return _BROKEN.format(where)
    if found > SCHEMA:
        return f"the ledger {where} is of a newer provenote; update: pip install -U provenote"
    return (
        f"the ledger {where} is of an older provenote (form {found}, now {SCHEMA}); go on with "
        "that one, or move the ledger away to ask everything anew"
    )


def _no_url() -> str:
    return f"--store takes a URL such as {_DRIVER}://user@host/database, and no other database"


def _quoted(path: Path) -> str:
    """A path as a part of a URI."""
    return path.absolute().as_uri().removeprefix("file://")


def _begin(connection: Connection) -> None:
    """Begin it ourselves: the driver would leave what makes tables out of a transaction."""
    connection.exec_driver_sql("BEGIN")


def _durable(connection: sqlite3.Connection, _: object) -> None:
    """What is committed is on the disk."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").close()

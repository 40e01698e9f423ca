"""A ledger in each database that there is."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from pipeline.store import Ledger, of_folder

NONE = "there is no PostgreSQL: name one in PROVENOTE_TEST_POSTGRES, as .ci/run does"


def make_schema(name: str) -> str:
    """The URL of an empty corner of the PostgreSQL that the environment names; skips without."""
    url = os.environ.get("PROVENOTE_TEST_POSTGRES")
    if not url:
        pytest.skip(NONE)
    schema = re.sub(r"\W", "_", name).lower()[:60]
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"drop schema if exists {schema} cascade"))
        connection.execute(text(f"create schema {schema}"))
    engine.dispose()
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}options=-csearch_path%3D{schema}"


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> str:
    """An empty PostgreSQL database."""
    return make_schema(str(request.node.name))


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> str | None:
    """None for the file in the folder, or the URL of a PostgreSQL."""
    return make_schema(str(request.node.name)) if request.param == "postgres" else None


@pytest.fixture
def ledger(store: str | None, tmp_path: Path) -> Callable[[], Ledger]:
    """Open the ledger of a folder, as often as is wanted."""
    return lambda: of_folder(tmp_path, store)

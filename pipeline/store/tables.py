"""The tables of a ledger. What has a shape of its own is JSON; every time is UTC, ISO 8601."""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

SCHEMA = 1
"""Counts the forms that the tables have had."""

ledger = MetaData()

about = Table(
    "provenote",
    ledger,
    Column("schema", Integer, primary_key=True, autoincrement=False),
)

runs = Table(  # what a run was told to do; `run` is the output folder
    "provenote_runs",
    ledger,
    Column("run", Text, primary_key=True),
    Column("settings", Text, nullable=False),
    Column("began", Text, nullable=False),
    Column("ended", Text),
)

articles = Table(  # at which stage each article of a run is: read, asked, checked, failed
    "provenote_articles",
    ledger,
    Column("run", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("problem", Text),
)

replies = Table(  # every answer of a model, by the key of what it was asked
    "provenote_replies",
    ledger,
    Column("key", Text, primary_key=True),
    Column("prompt", Text, nullable=False),
    Column("prompt_version", Text, nullable=False),
    Column("article_id", Text, nullable=False),
    Column("article_sha256", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("by", Text, nullable=False),
    Index("provenote_replies_of", "article_sha256"),
)

results = Table(  # what an article came to, and what of the other articles was looked at for it
    "provenote_results",
    ledger,
    Column("fingerprint", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("elsewhere", Text, nullable=False),
    Column("newest", Text),  # when the newest of the replies was had that it rests on
)

parses = Table(  # the grammar of a text, packed
    "provenote_parses",
    ledger,
    Column("key", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("grammar", LargeBinary, nullable=False),
)

"""Articles a second on the same recorded answers: provenote, and langextract beside it.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install -r benchmarks/endpoint-requirements.txt
    python benchmarks/answers.py --peer /tmp/peers/bin/python

The articles of fixtures/articles and the answers in fixtures/recordings. langextract is given, in
its own form, the quotes and the fields that our claims were read from, and looks for their places,
which is all that it does with them. Seconds of processor time, medians of the rounds.
"""

import asyncio
import json
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipeline.domain import Article, Json, Result
from pipeline.jobs.plans import plan_for
from pipeline.models.recordings import Replay
from pipeline.parser import SpacyParser
from pipeline.processing import Desk, process
from pipeline.readers import read
from pipeline.wording.passages import Library

PEER = Path(__file__).with_name("answers_peer.py")
FIXTURES = Path("fixtures")


def ours(articles: Sequence[Article], desk: Desk) -> tuple[float, list[Result]]:
    """Processor seconds for all articles, and what they came to."""

    async def work() -> list[Result]:
        return [await process(article, desk) for article in articles]

    began = time.process_time()
    results = asyncio.run(work())
    return time.process_time() - began, results


def as_extractions(result: Result) -> Json:
    """What langextract would have been answered: the cited words, and what is said of them."""
    return [
        {
            "text": citation.quote,
            "class": checked.claim.kind,
            "attributes": {"says": checked.claim.words, "by": " / ".join(citation.attribution)},
        }
        for checked in result.claims
        for citation in checked.claim.citations
    ]


def main(
    rounds: Annotated[int, typer.Option(help="How often all articles are processed.")] = 5,
    peer: Annotated[str, typer.Option(help="A python that has langextract.")] = "",
) -> None:
    """Print articles a second."""
    articles = [a for a in read([FIXTURES / "articles"]) if isinstance(a, Article)]
    spacy = SpacyParser()
    spacy("A sentence that loads the model.")
    desk = Desk(
        Replay(FIXTURES / "recordings"),
        spacy,
        plan_for("local", None, None, None),
        library=Library(articles),
    )
    whole, known = [], []
    for _ in range(rounds):
        fresh = SpacyParser()
        # loaded before, and nothing remembered
        fresh._english = spacy._english  # noqa: SLF001
        took, results = ours(articles, replace(desk, parse=fresh))
        whole.append(took)
        known.append(ours(articles, replace(desk, parse=fresh))[0])
    claims = sum(len(result.claims) for result in results)
    print(f"{len(articles)} articles, {claims} claims; articles a second of processor time")
    print(f"provenote: {_rate(articles, whole)}")
    print(f"  with the grammar of the articles known before: {_rate(articles, known)}")
    if peer:
        told: Json = {
            "rounds": rounds,
            "documents": [
                {"text": one.article.text, "extractions": as_extractions(one)} for one in results
            ],
        }
        words = [peer, str(PEER)]
        ran = subprocess.run(  # noqa: S603 (the python that was named)
            words, input=json.dumps(told), stdout=subprocess.PIPE, text=True, check=True
        )
        theirs = json.loads(ran.stdout.splitlines()[-1])
        given = sum(len(c.claim.citations) for result in results for c in result.claims)
        found = f"{theirs['found']} of {given} quotes placed"
        print(f"langextract: {_rate(articles, theirs['seconds'])}, {found}")


def _rate(articles: Sequence[Article], seconds: Sequence[float]) -> str:
    return f"{len(articles) / statistics.median(seconds):.2f}"


if __name__ == "__main__":
    typer.run(main)

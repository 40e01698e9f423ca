"""How a batch grows: time and memory an article, from 20 articles to 2,000, on one core.

    python benchmarks/batch.py
    python benchmarks/batch.py --sizes 20,200 --write    # all files of the note, too

Articles of 25 sentences are drawn with a seed from those of fixtures/articles. A function answers
at once what a model would: so the time is our own, of the processor. Every size runs in a process
of its own; what is told is its largest memory, with the language model loaded, once all articles
are in the ledger, and with --write once all files are written.
"""

import asyncio
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from pipeline.domain import Article, Json, Reply, Request, Usage
from pipeline.domain.telling import nobody
from pipeline.engines.books import Books
from pipeline.engines.local import run_all
from pipeline.jobs.ledgers import basis
from pipeline.jobs.noting import Extras, files
from pipeline.jobs.plans import plan_for
from pipeline.parser import SpacyParser
from pipeline.processing import Desk
from pipeline.readers import noise_spans
from pipeline.stages.verify import STANDARD
from pipeline.store import Grammar, of_folder
from pipeline.text import sentences
from pipeline.together import shelve
from pipeline.wording.passages import Library
from pipeline.writers import write

FIXTURES = Path("fixtures/articles")
SENTENCES = 25
AT_ONCE = 4


def made_up(count: int) -> list[Article]:
    """Articles of real sentences in an order that no article has."""
    texts = [path.read_text("utf-8") for path in sorted(FIXTURES.iterdir())]
    real = [text[a:b] for text in texts for a, b in sentences(text)]
    chance = random.Random(3)  # noqa: S311 (a benchmark, no secret)
    made = []
    for number in range(count):
        text = "\n".join(chance.sample(real, SENTENCES))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        made.append(Article(f"a{number:05}", text, sha256, noise_spans(text), language="en"))
    return made


async def answers(request: Request) -> Reply:
    """What a model would say: who stands first in the sentence wants its last words."""
    shown = request.messages[-1].content
    said: dict[str, Json] = {"numbers": [1], "text": shown.partition("[1] ")[2].split("\n")[0]}
    if request.prompt == "position":
        found = re.search(r"<sentence>(.*)</sentence>", shown, re.DOTALL)
        words = found[1].split() if found else ["nobody"]
        things: list[Json] = [" ".join(words[-6:]).rstrip(".")]
        said = {"holder": words[0], "things": things, "addressee": None, "told_by": None}
    return Reply(json.dumps(said), "stop", "function", usage=Usage(900, 60))


def megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int, *, written: bool) -> dict[str, float]:
    """One batch, in this process."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    spacy = SpacyParser()
    spacy("A sentence that loads the model.")
    articles, plan = made_up(count), plan_for("local", None, None, None)
    told: dict[str, float] = {"articles": count, "MB before": megabytes()}
    with TemporaryDirectory() as name, of_folder(Path(name)) as ledger:
        parse, others = Grammar(spacy, ledger, ""), Library(articles)
        books = Books(ledger, articles, basis(plan, STANDARD), others)

        def go() -> float:
            began = time.process_time()
            desk = Desk(answers, parse, plan, STANDARD, others)
            outcome = asyncio.run(run_all(articles, desk, books, nobody, AT_ONCE))
            assert len(outcome.results) == count
            return (time.process_time() - began) / count * 1000

        told["ms an article"] = go()
        told["MB"] = megabytes()
        told["ms an article, done before"] = go()
        if written:
            began = time.process_time()
            found = books.results(articles)
            made = files(shelve(found, parse), parse, {}, (), Extras())
            write(Path(name) / "out", made)
            told["ms an article, to write"] = (time.process_time() - began) / count * 1000
            told["MB, all written"] = megabytes()
    return told


def main(
    sizes: Annotated[str, typer.Option(help="How many articles.")] = "20,200,2000",
    write: Annotated[bool, typer.Option("--write", help="Write all files, too.")] = False,
    one: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Print a line for each size."""
    if one:
        print(json.dumps(measure(one, written=write)))
        return
    for number, size in enumerate(sizes.split(",")):
        words = [sys.executable, __file__, "--one", size, *(["--write"] if write else [])]
        ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        told = json.loads(ran.stdout)
        if not number:
            print("  ".join(f"{name:>14}" for name in told))
        print("  ".join(f"{value:>{max(14, len(name))}.1f}" for name, value in told.items()))


if __name__ == "__main__":
    typer.run(main)

"""The figures of our own labelled claims, which may rise and must not fall."""

import asyncio
import json
from pathlib import Path

import pytest

from pipeline.cli.edges import NOBODY, Advice
from pipeline.cli.evaluate import labelled
from pipeline.domain import Article
from pipeline.engines.stream import Verifier
from pipeline.evaluation import Labelled, figures
from pipeline.readers import read, read_claims
from pipeline.stages.verify import STANDARD, THRESHOLD
from tests.newsroom import parser

FIXTURES = Path(__file__).parent.parent / "fixtures"
FLOORS = json.loads((FIXTURES / "floors.json").read_text("utf-8"))
NOBODY_ASKED = Advice(NOBODY, None, None, None, None, 1)


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls(name: str) -> None:
    """Lies passed and truth thrown out stay below their bounds, what is decided above."""
    bounds = FLOORS[name]
    articles = [a for a in read([FIXTURES / bounds["articles"]]) if isinstance(a, Article)]
    lines = [line for path in bounds["claims"] for line in read_claims(FIXTURES / path)]
    if kind := bounds.get("kind"):
        lines = [line for line in lines if line.claim and line.claim.kind == kind]
    verifier = Verifier(articles, parser(), STANDARD)

    async def rows() -> list[Labelled]:
        return [row async for one in verifier.stream(iter(lines)) for row in labelled(one)]

    told = figures(asyncio.run(rows()), THRESHOLD).values

    assert told["n_faithful"] + told["n_hallucinated"] == len(lines) > 0
    fallen = {k: (told[k], v) for k, v in bounds["most"].items() if told[k] > v}
    fallen |= {k: (told[k], v) for k, v in bounds["least"].items() if told[k] < v}
    assert not fallen


@pytest.mark.parametrize("kind", ["demand", "statement"])
async def test_recorded_opinions_make_no_figure_worse(kind: str) -> None:
    """With the second opinions of the small model more is decided, and no more lies pass."""
    folder = FIXTURES / "gold"
    articles = [a for a in read([folder / "articles"]) if isinstance(a, Article)]
    lines = [
        line
        for path in sorted(folder.glob("claims/*.jsonl"))
        for line in read_claims(path)
        if line.claim and line.claim.kind == kind
    ]
    advice = Advice("local", None, FIXTURES / "recordings", None, None, 1)
    told = []
    for one in (NOBODY_ASKED, advice):
        async with one.open() as adviser:
            verifier = Verifier(articles, parser(), STANDARD, adviser)
            rows = [r async for c in verifier.stream(iter(lines)) for r in labelled(c)]
            told.append(figures(rows, THRESHOLD).values)
    alone, advised = told

    assert verifier.asked > 0
    assert verifier.unusable == 0
    assert advised["passed"] <= alone["passed"]
    assert advised["thrown"] <= alone["thrown"]
    assert advised["decided"] >= alone["decided"]
    assert advised["auc"] >= alone["auc"]

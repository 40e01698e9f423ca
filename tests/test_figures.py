"""The figures of our own labelled claims, which may rise and must not fall."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.cli.evaluate import labelled
from pipeline.domain import Article
from pipeline.engines.stream import Verifier
from pipeline.evaluation import Labelled, figures
from pipeline.jobs.edges import advice
from pipeline.jobs.settings import Whom
from pipeline.readers import ClaimLine, read, read_claims
from pipeline.stages.verify import STANDARD, THRESHOLD
from tests.newsroom import parser

FIXTURES = Path(__file__).parent.parent / "fixtures"
FLOORS = json.loads((FIXTURES / "floors.json").read_text("utf-8"))
NOBODY_ASKED = Whom("none")
RECORDED = Whom("local", replay=FIXTURES / "recordings")


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


def gold(kind: str) -> tuple[list[Article], list[ClaimLine]]:
    """The gold claims of one kind, and their articles."""
    folder = FIXTURES / "gold"
    found = [a for a in read([folder / "articles"]) if isinstance(a, Article)]
    lines = [line for p in sorted(folder.glob("claims/*.jsonl")) for line in read_claims(p)]
    return found, [line for line in lines if line.claim and line.claim.kind == kind]


async def advised(kind: str, whom: Whom) -> tuple[Mapping[str, float], Verifier]:
    """The figures with an adviser, and what was asked for them."""
    articles, lines = gold(kind)
    async with advice(whom) as (adviser, _):
        verifier = Verifier(articles, parser(), STANDARD, adviser)
        rows = [r async for c in verifier.stream(iter(lines)) for r in labelled(c)]
    return figures(rows, THRESHOLD).values, verifier


@pytest.mark.parametrize("kind", ["demand", "statement"])
async def test_recorded_opinions_make_no_figure_worse(kind: str) -> None:
    """With the second opinions of the small model no less is decided, and no more lies pass."""
    alone, nobody = await advised(kind, NOBODY_ASKED)
    told, asked = await advised(kind, RECORDED)

    assert nobody.asked == 0 < asked.asked
    assert asked.unusable == 0
    assert told["passed"] <= alone["passed"]
    assert told["thrown"] <= alone["thrown"]
    assert told["decided"] >= alone["decided"]
    assert told["auc"] >= alone["auc"]

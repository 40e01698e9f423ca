"""The figures of our own labelled claims, which may rise and must not fall."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.edges import NOBODY, Advice
from pipeline.cli.evaluate import labelled
from pipeline.domain import Article, Model, Reply, Request
from pipeline.engines.stream import Verifier
from pipeline.evaluation import Labelled, figures
from pipeline.readers import ClaimLine, read, read_claims
from pipeline.stages.doubt import PROMPTS
from pipeline.stages.verify import STANDARD, THRESHOLD
from tests.newsroom import parser

FIXTURES = Path(__file__).parent.parent / "fixtures"
FLOORS = json.loads((FIXTURES / "floors.json").read_text("utf-8"))
NOBODY_ASKED = Advice(NOBODY, None, None, None, None, 1)
RECORDED = Advice("local", None, FIXTURES / "recordings", None, None, 1)


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


class Heard:
    """A model that keeps the keys of what it was asked."""

    def __init__(self, model: Model, keys: set[str]) -> None:
        self._model = model
        self._keys = keys

    async def __call__(self, request: Request) -> Reply:
        """Ask on."""
        self._keys.add(request.key)
        return await self._model(request)


def gold(kind: str) -> tuple[list[Article], list[ClaimLine]]:
    """The gold claims of one kind, and their articles."""
    folder = FIXTURES / "gold"
    found = [a for a in read([folder / "articles"]) if isinstance(a, Article)]
    lines = [line for p in sorted(folder.glob("claims/*.jsonl")) for line in read_claims(p)]
    return found, [line for line in lines if line.claim and line.claim.kind == kind]


async def advised(kind: str, advice: Advice, keys: set[str]) -> tuple[Mapping[str, float], int]:
    """The figures with an adviser, and how many of its answers were none."""
    articles, lines = gold(kind)
    async with advice.open() as adviser:
        heard = adviser and replace(adviser, model=Heard(adviser.model, keys))
        verifier = Verifier(articles, parser(), STANDARD, heard)
        rows = [r async for c in verifier.stream(iter(lines)) for r in labelled(c)]
    return figures(rows, THRESHOLD).values, verifier.unusable


@pytest.mark.parametrize("kind", ["demand", "statement"])
async def test_recorded_opinions_make_no_figure_worse(kind: str) -> None:
    """With the second opinions of the small model no less is decided, and no more lies pass."""
    keys: set[str] = set()
    alone, _ = await advised(kind, NOBODY_ASKED, keys)
    assert not keys
    told, unusable = await advised(kind, RECORDED, keys)

    assert keys
    assert unusable == 0
    assert told["passed"] <= alone["passed"]
    assert told["thrown"] <= alone["thrown"]
    assert told["decided"] >= alone["decided"]
    assert told["auc"] >= alone["auc"]


async def test_no_recorded_opinion_is_left_over() -> None:
    """Every recorded opinion answers a question that the gold claims raise."""
    keys: set[str] = set()
    for kind in ("demand", "statement"):
        await advised(kind, RECORDED, keys)

    kept = {p.stem for n in PROMPTS for p in (FIXTURES / "recordings" / n).glob("*.json")}
    assert kept == keys

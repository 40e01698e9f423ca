"""The edits of the benchmark: what they make is what they say, and the same each time."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.domain import Article

ROOT = Path(__file__).parent.parent
TEXT = (
    "The union of Split will not accept 90 days of unpaid work, said Ana Kovač on Tuesday."
    " The harbour may allegedly close before the winter, the mayor of Zadar told reporters."
    " “We cannot sell the old ferry to Marko Babić before the court has ruled,” he said."
)


@pytest.fixture(scope="module")
def edits() -> ModuleType:
    """The script, imported."""
    spec = importlib.util.spec_from_file_location("edits", ROOT / "benchmarks" / "edits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["edits"] = module
    spec.loader.exec_module(module)
    return module


def test_every_kind_is_made_and_again_the_same(edits: ModuleType) -> None:
    """Six kinds and the untouched; equal seeds give equal claims, and other seeds others."""
    article = Article("a", TEXT, "")
    made = list(edits.labelled([article], 7, 5))
    assert {row["type"] for row in made} == {"untouched", *edits.EDITS}
    assert made == list(edits.labelled([article], 7, 5))
    assert made != list(edits.labelled([article], 8, 5))


def test_only_the_untouched_and_the_clipped_stand_there(edits: ModuleType) -> None:
    """An edit that changes words makes words that the article does not have."""
    for kind, quote in edits.claims_of(Article("a", TEXT, ""), 7, 5):
        assert (quote in TEXT) == (kind in {"untouched", "negation_clipped"}), (kind, quote)

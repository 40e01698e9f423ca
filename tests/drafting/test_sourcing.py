"""The rules of sourcing: cases of what may be published, and of what may not."""

import json
from pathlib import Path

import pytest

from pipeline.drafting.sourcing import breaches

CASES = Path(__file__).parents[2] / "fixtures" / "cases" / "sourcing"
FILES = sorted(CASES.glob("*/*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(p.with_suffix("").parts[-2:]))
def test_case(path: Path) -> None:
    """A sentence keeps the rules, or breaks the one that the case expects."""
    case = json.loads(path.read_text(encoding="utf-8"))

    found = breaches(case["text"], [tuple(chain) for chain in case["chains"]], case["holder"])

    assert case["why"].strip()
    if path.parent.name == "accept":
        assert found == (), case["why"]
    else:
        assert any(case["expect"] in one for one in found), (case["why"], found)


def test_there_are_cases_of_both() -> None:
    """What is let through is tried as hard as what is refused."""
    assert (
        min(len([f for f in FILES if f.parent.name == name]) for name in ("accept", "reject")) > 9
    )

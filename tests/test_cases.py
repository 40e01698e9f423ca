"""Every case under `fixtures/cases/<check>/{accept,reject}/`, put to the check of that name."""

import hashlib
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain import Article, Check, Citation, Claim, Evidence, Noise, Parser
from pipeline.readers.noise import noise_spans
from pipeline.run import evidence_for

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
FILES = sorted(CASES.glob("*/*/*.json"))
LEAST = 10


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The real grammar, loaded once."""
    from pipeline.parser import SpacyParser

    return SpacyParser()


def evidence_of(case: dict[str, Any], parser: Parser) -> Evidence:
    """The evidence that a case describes."""
    text = case["article"]["text"]
    given = case["article"].get("noise")
    noise = noise_spans(text) if given is None else tuple(Noise(*span) for span in given)
    language = case["article"].get("language", "en")
    article = Article(
        "case", text, hashlib.sha256(text.encode()).hexdigest(), noise, language=language
    )
    fields = {k: v for k, v in case["claim"].items() if k in Claim.__dataclass_fields__}
    fields["citations"] = tuple(
        Citation(c["quote"], tuple(c.get("attribution") or ())) for c in fields.get("citations", ())
    )
    claim = Claim(**{"id": "case", "article_id": "case", "kind": "demand", **fields})
    return evidence_for(claim, article, parser)


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(p.with_suffix("").parts[-3:]))
def test_case(path: Path, parser: Parser) -> None:
    """The check answers as the case expects, with the reason it names."""
    case = json.loads(path.read_text(encoding="utf-8"))
    check: Check = importlib.import_module(f"pipeline.checks.{path.parts[-3]}").check
    finding = check(evidence_of(case, parser))
    expected = case["expect"]["outcome"]
    allowed = {"pass", "unknown"} if path.parts[-2] == "accept" else {"fail", "warn"}
    wanted = {expected} if isinstance(expected, str) else set(expected)
    assert wanted <= allowed, "an accept case passes or is unknown; a reject case fails or warns"
    assert case["why"].strip()
    assert finding.outcome in wanted, f"{case['why']}\n{finding}"
    if reason := case["expect"].get("reason"):
        assert finding.reason == reason, f"{case['why']}\n{finding}"
    assert finding.check == path.parts[-3]
    for span in finding.spans:
        assert case["article"]["text"][span.start : span.end] == span.exact


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=str)
def test_enough_cases(folder: Path) -> None:
    """Every check has at least ten cases of what it accepts and ten of what it rejects."""
    assert len(list(folder.glob("*.json"))) >= LEAST

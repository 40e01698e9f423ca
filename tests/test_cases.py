"""Every case under `fixtures/cases/<check>/{accept,reject}/`, put to the check of that name."""

import importlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain import Article, Check, Citation, Claim, Evidence, Noise, Parser
from pipeline.processing import evidence_for
from pipeline.readers.noise import noise_spans
from pipeline.stages.verify import CHECK_NAMES
from pipeline.wording.passages import Library

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
FILES = sorted(path for name in CHECK_NAMES for path in CASES.glob(f"{name}/*/*.json"))
LEAST = 10


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The real grammar, loaded once."""
    from pipeline.parser import SpacyParser

    return SpacyParser()


def article_of(text: str, name: str) -> Article:
    """Another article of the same run."""
    return Article(name, text, "0" * 64, noise_spans(text), language="en")


def evidence_of(case: dict[str, Any], parser: Parser) -> Evidence:
    """The evidence that a case describes."""
    text = case["article"]["text"]
    given = case["article"].get("noise")
    noise = noise_spans(text) if given is None else tuple(Noise(*span) for span in given)
    language = case["article"].get("language", "en")
    article = Article("case", text, "0" * 64, noise, language=language)
    fields = {k: v for k, v in case["claim"].items() if k in Claim.__dataclass_fields__}
    fields["citations"] = tuple(
        Citation(c["quote"], tuple(c.get("attribution") or ())) for c in fields.get("citations", ())
    )
    claim = Claim(**{"id": "case", "article_id": "case", "kind": "demand", **fields})
    others = [article_of(other["text"], other["id"]) for other in case.get("elsewhere", ())]
    found = evidence_for(claim, article, parser)
    return replace(found, elsewhere=Library(others).elsewhere(claim.words, article.id))


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
    texts = {None: case["article"]["text"]} | {
        o["id"]: o["text"] for o in case.get("elsewhere", ())
    }
    for span in finding.spans:
        assert texts[span.article_id][span.start : span.end] == span.exact


@pytest.mark.parametrize("folder", sorted({p.parent for p in FILES}), ids=str)
def test_enough_cases(folder: Path) -> None:
    """Every check has at least ten cases of what it accepts and ten of what it rejects."""
    assert len(list(folder.glob("*.json"))) >= LEAST

"""Nothing that looks like a key is kept: not in the recordings, not in the cassettes."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

ROOT = Path(__file__).parent.parent
RECORDINGS = ROOT / "fixtures" / "recordings"

SHAPES = {
    "OpenAI key": r"(?<![\w-])sk-[A-Za-z0-9_-]{16,}",
    "bearer token": r"\b[Bb]earer\s+(?=\S*\d)[\w.~+/-]{12,}",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{16,}",
    "AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\b(?:gh[opsur]_|github_pat_)[A-Za-z0-9_]{20,}",
    "Google key": r"\bAIza[\w-]{30,}",
    "Slack token": r"\bxox[abprs]-[\w-]{10,}",
    "JSON web token": r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}",
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "password in a URL": r"://[^\s/:@\"']+:[^\s/:@\"']+@",
    "api_key": r"(?i)\bapi[_-]?key[\"']?\s*[:=]\s*[\"'\[\s-]*[^\s\"',}\]]{8,}",
}
# The value of anything named like a header or setting that carries a secret.
NAMED = re.compile(
    r"(?i)(?:authorization|cookie|token|secret|password|credential|signature|organization|x-[\w-]+)"
    r"[\"']?\s*[:=]\s*[\"'\[\s-]*([\w.~+/=-]{20,})"
)
RANDOM = 3.5  # bits a character: English words lie below, random letters and digits above


def entropy(text: str) -> float:
    """Shannon entropy of a text, bits a character."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def secrets(text: str) -> Iterator[str]:
    """What in a text looks like a key, by kind; never the key itself."""
    for kind, shape in SHAPES.items():
        if re.search(shape, text):
            yield kind
    if any(entropy(found[1]) > RANDOM for found in NAMED.finditer(text)):
        yield "long random value under a telling name"


def cassettes() -> list[Path]:
    """Every HTTP cassette of the tests."""
    return sorted(path for path in (ROOT / "tests").glob("**/cassettes/**/*") if path.is_file())


def test_nothing_kept_looks_like_a_key() -> None:
    """Recordings and cassettes are public: a key in one of them is a key lost."""
    kept = [*cassettes(), *RECORDINGS.glob("**/*.*")]

    found = {
        str(path.relative_to(ROOT)): kinds
        for path in kept
        if (kinds := list(secrets(path.read_text("utf-8"))))
    }

    assert found == {}
    assert kept, "there is nothing to look at"


def test_cassettes_hold_no_header_but_the_content_type() -> None:
    """Headers are where keys, accounts and machines are told, so none is kept."""
    for path in cassettes():
        for interaction in yaml.safe_load(path.read_text("utf-8"))["interactions"]:
            for side in ("request", "response"):
                assert {"content-type"} == set(interaction[side]["headers"]), path


LETTERS = "a8Kd02LmQz7RtY5uXc91VbNw"  # random enough; no key of anything


@pytest.mark.parametrize(
    "parts",
    [
        ("s", "k-proj-", LETTERS),
        ("Bear", "er ", LETTERS),
        ("h", "f_", LETTERS),
        ("AK", "IA", "Q2W3E4R5T6Z7U8I9"),
        ("gh", "p_", LETTERS),
        ("AI", "za", LETTERS, LETTERS),
        ("xo", "xb-", LETTERS),
        ("ey", "J", LETTERS, ".", LETTERS, ".", LETTERS),
        ("-----BEGIN RSA PRIV", "ATE KEY-----"),
        ("http://ann:", "pass-phrase", "@host/v1"),
        ('"api', '_key": "', "hunter2hunter2", '"'),
        ("api", "-key:\n  - ", "hunter2hunter2"),
        ("cookie:\n    - session=", LETTERS),
        ("x-goog-thing:\n    - ", LETTERS),
        ('"auth', 'orization": ["', LETTERS, '"]'),
    ],
    ids=lambda parts: parts[0],
)
def test_planted_key_is_found(tmp_path: Path, parts: tuple[str, ...]) -> None:
    """The detector sees each kind of key that it promises to see, amid other text."""
    planted = tmp_path / "planted.yaml"
    planted.write_text("body: before\n" + "".join(parts) + "\nafter\n", "utf-8")

    assert list(secrets(planted.read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "The standard bearer of the movement asked for risk-based tariffs.",
        '"prompt_tokens": 1204, "max_tokens": 800, "total_tokens": 2004',
        '"key": "' + "0123456789abcdef" * 4 + '"',
        "The organization: a committee of dockers. The secret: they never met.",
        "See https://example.org/a:b/c and write to press@example.org",
        '"fingerprint": "fp-7", "id": "chatcmpl-7Yq"',
    ],
)
def test_harmless_text_is_let_be(text: str) -> None:
    """News, token counts, hashes and addresses are no keys, or the test would be switched off."""
    assert list(secrets(text)) == []

"""Which language a text is in."""

from functools import cache
from typing import Protocol

_SAMPLE = 2_000
"""Code points looked at: enough for a page, and a long text tells no more."""
_FEWEST = 40
"""Letters below which a guess would be one."""
_SURE = 0.6
"""Probability from which the answer is taken."""
_CODE = 2
"""Letters of an ISO 639-1 code."""


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def code_of(tag: str | None) -> str | None:
    """The ISO 639-1 code of a BCP 47 tag ("en-GB" -> "en"), None when it has none."""
    primary = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    return primary if len(primary) == _CODE and primary.isascii() and primary.isalpha() else None


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, None when it is too short or not clear."""
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < _FEWEST:
        return None
    code, probability = _identifier().classify(sample)
    return code if probability >= _SURE and len(code) == _CODE else None


@cache
def _identifier() -> _Identifier:
    """The model, loaded once: most of a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier

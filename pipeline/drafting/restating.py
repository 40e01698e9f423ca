"""Whether a sentence says what a claim's own sentence says, word for word.

What the checks cannot tell of a rewording they have told of the claim: where the same words stand
in the same order, and only punctuation and articles differ, nothing is left to doubt.
"""

from pipeline.text import key, words

_SMALL = frozenset("a an the to that".split())


def restates(text: str, told: str) -> bool:
    """Whether the words of both are the same, in the same order; not of one that is empty."""
    said = _words(text)
    return bool(said) and said == _words(told)


def _words(text: str) -> list[str]:
    found = (key(text[start:end]) for start, end in words(text))
    return [word for word in found if word and word not in _SMALL]

"""Where in the article to look for what one stretch of a claim says."""

from pipeline.domain import Evidence, Parse, Span
from pipeline.text import Offsets
from pipeline.wording.passages import passages

_LITTLE = 3  # sentences


def nearby(evidence: Evidence, start: int) -> tuple[Span, ...]:
    """The sentences that the claim's sentence at an offset is about, best first.

    A claim of several sentences is about another passage in each of them; what it cites, it cites
    for all of them.
    """
    told = evidence.told
    here = told.sentence_at(start)
    cited = any(g.span for g in evidence.groundings)
    if cited or here is None or len(told.sentences) < 2:
        return evidence.passages or _all_of_little(evidence)
    said = evidence.claim.words[slice(*told.sentences[here])]
    found = passages(evidence.article, evidence.parse).nearest(said)
    return tuple(span for span, _ in found) or _all_of_little(evidence)


def _all_of_little(evidence: Evidence) -> tuple[Span, ...]:
    """The whole of an article so short that no sentence of it stands out."""
    sentences = evidence.parse.sentences
    return tuple(evidence.article.span(*s) for s in sentences) if len(sentences) <= _LITTLE else ()


def widened(parse: Parse, spans: tuple[Span, ...]) -> list[Offsets]:
    """The sentences of some spans, each with the one before and the one after it."""
    wide: list[Offsets] = []
    for span in spans:
        first, last = parse.sentence_at(span.start), parse.sentence_at(max(span.end - 1, 0))
        if first is not None and last is not None:
            bounds = parse.sentences[max(first - 1, 0) : last + 2]
            wide.append((bounds[0][0], bounds[-1][1]))
    return wide

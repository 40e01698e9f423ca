"""Where in a cited stretch does the claim itself lie?

A claim often cites a whole sentence: "two officials told the paper that the port will close".
What is claimed is the closing, and the question who says it is about those words alone.
"""

from rapidfuzz import fuzz

from pipeline.domain import Evidence, Grounding, Span

_ENOUGH = 80.0


def focus(evidence: Evidence, grounding: Grounding) -> Span | None:
    """The words of the content inside a cited span; the whole span where they do not stand there."""
    span, content = grounding.span, evidence.claim.content
    if span is None or not content or len(content) >= len(span.exact):
        return span
    found = fuzz.partial_ratio_alignment(content.lower(), span.exact.lower(), score_cutoff=_ENOUGH)
    # lower() may change the length of exotic letters: offsets are only good where it did not
    if found is None or len(span.exact.lower()) != len(span.exact):
        return span
    start, end = span.start + found.dest_start, span.start + found.dest_end
    return evidence.article.span(start, end) if start < end else span

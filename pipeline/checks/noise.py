"""Does the evidence stand in the reporting, and not in an advert, a link or a caption?

Sees: how much of each cited span lies inside the article's noise spans; for a claim that cites
nothing, whether the sentence nearest to it in words does. Cannot see noise that the reader did not
mark, nor whether a headline in a link happens to be true.
"""

from pipeline.domain import Article, Evidence, Finding, Grounding, Outcome, Span

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
# Written by the outlet itself, if not as reporting.
_HALF_TRUSTED = frozenset({"caption"})


def check(evidence: Evidence) -> Finding:
    """Pass: every cited span has most of its letters outside the noise."""
    found = [_placed(g, evidence.article) for g in evidence.groundings if g.span]
    if not found:
        return _uncited(evidence)
    return min(found, key=lambda f: _WORST.index(f.outcome))


def _uncited(evidence: Evidence) -> Finding:
    """A claim without evidence of its own: the nearest sentence counts.

    A sentence in the noise is nearest only where it has far more of the claim's words than any
    other; where some of the reporting is about this too, that is for a reader to look at.
    """
    if not evidence.passages:
        return Finding("noise", "unknown", "no evidence was found in the article to look at")
    nearest, *others = evidence.passages
    found = _judge((nearest,), evidence.article)
    if found.outcome == "pass":
        return Finding("noise", "unknown", "the claim cites nothing that could be looked at")
    message = found.message.replace("the evidence stands", "what comes nearest to this stands")
    outcome: Outcome = "warn" if others else found.outcome
    return Finding("noise", outcome, message, "boilerplate_leak", (nearest,))


def _placed(grounding: Grounding, article: Article) -> Finding:
    """The best place counts: the same words may stand in a link and in the reporting."""
    places = [grounding.pieces or (grounding.span,), *((other,) for other in grounding.others)]
    found = [_judge(tuple(s for s in place if s), article) for place in places]
    return max(found, key=lambda f: _WORST.index(f.outcome))


def _judge(spans: tuple[Span, ...], article: Article) -> Finding:
    letters, inside = 0, dict.fromkeys((n.kind for n in article.noise), 0)
    for span in spans:
        letters += sum(map(str.isalnum, span.exact))
        for noise in article.noise:
            low, high = max(span.start, noise.start), min(span.end, noise.end)
            inside[noise.kind] += sum(map(str.isalnum, article.text[low:high])) if low < high else 0
    if 2 * sum(inside.values()) > letters:
        kind = max(inside, key=lambda k: inside[k])
        return Finding(
            "noise",
            "warn" if kind in _HALF_TRUSTED else "fail",
            f"the evidence stands in page furniture ({kind}), not in the article's reporting",
            "boilerplate_leak",
            spans,
        )
    if any(inside.values()) or _runs_over(spans, article):
        return Finding("noise", "pass", "the evidence runs across page furniture", None, spans)
    return Finding("noise", "pass", "the evidence stands in the article's reporting", None, spans)


def _runs_over(spans: tuple[Span, ...], article: Article) -> bool:
    return any(spans[0].start < n.start and n.end < spans[-1].end for n in article.noise if spans)

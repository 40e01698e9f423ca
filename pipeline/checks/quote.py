"""Do the words that the claim puts in quotation marks, or cites, stand in the article, unharmed?

Sees: cited quotes that are altered, absent or stitched from two places; words lost in an ellipsis
or at an edge that turn the meaning (a "not", a "refused to", an "unless"); and quotation marks of
the claim around words of which the source has only a part in quotation marks.

Cannot see: who said the words, and whether the claim follows from them. What is cut off at an edge
is told by the words next to it and by the grammar of the sentence; a denial in the sentence before
is not seen.
"""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.domain import Article, Evidence, Finding, Grounding, Outcome, Reason, Span
from pipeline.text import QUOTES, Offsets, key, quoted, sentences, words
from pipeline.wording.clipping import clipped
from pipeline.wording.diff import Change, compare, render
from pipeline.wording.haystack import LONGEST_COMPARED, Haystack, haystack, trim

_WORST: tuple[Outcome, ...] = ("fail", "warn", "unknown", "pass")
_SPEECH = '"“”„«'
# Words in single marks that a claim may have coined ('Night Owls'), rather than be quoting.
_COINED = 3
_RUN = 3  # words in a row that stand together in the article
_MOST_RUNS = 4
_COVERED = 0.85  # of a stitched quote's words
_OMITTED = 6  # words
_WIDE = 40  # words that an ellipsis may stand for, where it leaves out whole sentences
_NEGATIONS = frozenset(
    "not no never nor neither none nobody nothing nowhere without cannot hardly barely".split()
)
_HEDGES = frozenset(
    "may might could would should perhaps possibly probably maybe allegedly reportedly apparently"
    " supposedly purportedly likely potentially alleged suspected".split()
)
_COUNTED = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred thousand million billion trillion dozen half twice first second third".split()
)
_BETWEEN_MARKS = re.compile(
    rf"^\W*[{re.escape(QUOTES)}][^{re.escape(QUOTES)}]{{1,120}}[{re.escape(QUOTES)}]\W*$"
)


def check(evidence: Evidence) -> Finding:
    """Pass: every quoted word stands in the article and nothing was cut off that turns it."""
    article = evidence.article
    hay = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    found = [_cited(g, evidence, hay) for g in evidence.groundings]
    for said in dict.fromkeys((evidence.claim.text or "", evidence.claim.content or "")):
        for start, end in quoted(said):
            if words(said[start:end]):
                coined = said[start - 1] not in _SPEECH
                found.append(_marked(said[start:end], article, hay, coined=coined))
    if not found:
        return Finding("quote", "unknown", "the claim quotes nothing, so no words can be compared")
    return min(found, key=lambda f: _WORST.index(f.outcome))


def _finding(outcome: Outcome, message: str, reason: Reason | None = None, *spans: Span) -> Finding:
    return Finding("quote", outcome, message, reason, spans)


# --- what is cited ---------------------------------------------------------------------


def _cited(found: Grounding, evidence: Evidence, hay: Haystack) -> Finding:
    article = evidence.article
    if not trim(found.quote.strip()):
        return _finding("unknown", "the citation quotes no words, so none can be compared")
    if found.span is None or found.match in ("absent", "altered"):
        judged = _changed(found.quote, found.span, article, hay)
        clip = _clipped(found.span, evidence) if found.span else None
        return clip if clip and judged.outcome == "pass" else judged
    places = (found.span, *found.others)
    clips = [_clipped(place, evidence) for place in places[:5]]
    if all(clips) and clips[0] is not None:
        return clips[0]
    if found.match == "elided":
        return _over_gap(found, article)
    if found.match == "folded" and _wears_marks(found):
        return _inside_marks(found.span, found.quote, hay)
    word = {
        "exact": "the quote stands in the article word for word",
        "ambiguous": "the quote stands in the article, in more than one place",
    }.get(found.match, "the quote stands in the article, but for its typography")
    return _finding("pass", word, None, found.span)


def _wears_marks(found: Grounding) -> bool:
    """Whether the quote came in quotation marks that the article does not have there."""
    quote, exact = found.quote.strip(), found.span.exact if found.span else ""
    return quote[:1] in QUOTES and quote[-1:] in QUOTES and exact[:1] not in QUOTES


def _changed(quote: str, span: Span | None, article: Article, hay: Haystack) -> Finding:
    """A quote that does not stand as it is: name what was done to it."""
    if span is not None and _interrupted(span, quote):
        message = "the quote leaves out, unmarked, the outlet's words between two parts of it"
        return _finding("warn", message, "stitched_quote", span)
    if pieces := _stitched(quote, span, hay):
        spans = [article.span(*p) for p in pieces]
        return _finding(
            "fail",
            "the quote joins words from different places of the article",
            "stitched_quote",
            *spans,
        )
    if span is None:
        return _finding("fail", "the quote does not stand in the article", "fabricated_quote")
    changes = [c for c in compare(span.exact, trim(quote.strip())) if not c.kept]
    removed = [w for c in changes for w in _words(c.removed)]
    added = [w for c in changes for w in _words(c.added)]
    if [key(w) for w in removed] == [key(w) for w in added]:
        return _punctuation(span, quote, changes, removed, hay)
    shown = render(compare(span.exact, trim(quote.strip())))
    reason = _kind(Counter(map(key, removed)), Counter(map(key, added)), changes)
    said = {
        "negation_flipped": "the quote turns the article's words into their opposite",
        "number_changed": "the quote changes a number",
        "overclaimed_certainty": "the quote leaves out how sure the article is",
        "entity_swapped": "the quote changes a name",
    }.get(reason, "the quote changes the article's words")
    return _finding("fail", f"{said}: {shown}", reason, span)


def _interrupted(span: Span, quote: str) -> bool:
    """Only "..., he said, ..." was left out: words between a closing and an opening mark."""
    changes = [c for c in compare(span.exact, trim(quote.strip())) if not c.kept]
    lost = [c.removed for c in changes if _words(c.removed)]
    said = any(_words(c.added) for c in changes)
    return bool(lost) and not said and all(_BETWEEN_MARKS.search(part) for part in lost)


def _kind(removed: Counter[str], added: Counter[str], changes: list[Change]) -> Reason:
    lost, gained = removed - added, added - removed

    def negations(side: Counter[str]) -> int:
        return sum(n for w, n in side.items() if w in _NEGATIONS or w.endswith("n't"))

    if negations(lost) != negations(gained):
        return "negation_flipped"
    if any(w[-1:].isdigit() or w[:1].isdigit() or w in _COUNTED for w in [*lost, *gained]):
        return "number_changed"
    if any(w in _HEDGES for w in [*lost, *gained]):
        return "overclaimed_certainty"
    if any(c.removed[:1].isupper() and c.added[:1].isupper() for c in changes):
        return "entity_swapped"
    return "fabricated_quote"


def _words(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def _punctuation(
    span: Span, quote: str, changes: list[Change], recased: list[str], hay: Haystack
) -> Finding:
    """All the words stand there; what differs is case, punctuation or quotation marks."""
    if any(set(c.removed) & set(QUOTES) for c in changes):
        inside = _inside_marks(span, quote, hay)
        ends = [any(s <= at <= e for s, e in hay.quoted) for at in (span.start, span.end)]
        if inside.outcome != "pass" and any(ends):
            return inside if all(ends) else replace(inside, outcome="warn")
    if recased and quote != quote.lower():
        return _finding(
            "warn", "the quote writes a word small or large, unlike the article", None, span
        )
    return _finding("pass", "the words stand in the article; the punctuation differs", None, span)


def _stitched(quote: str, span: Span | None, hay: Haystack) -> list[Offsets]:
    """The places of two to four runs of words that make up the quote, when they lie apart."""
    sought = [key(w) for w in _words(trim(quote.strip()))]
    if len(sought) > LONGEST_COMPARED:
        return []
    most = _MOST_RUNS + int((1 - _COVERED) * len(sought))
    runs = [r for r in hay.runs(sought, most) if r[2] >= _RUN]
    if not 1 < len(runs) <= _MOST_RUNS or sum(r[2] for r in runs) < _COVERED * len(sought):
        return []
    here = [hay.clear.original(hay.words[w][0], hay.words[w + n - 1][1]) for _, w, n in runs]
    if span is None:
        return here
    kept = sum(len(_words(c.kept)) for c in compare(span.exact, quote))
    omitted = max((len(_words(c.removed)) for c in compare(span.exact, quote)), default=0)
    apart = sum(r[2] for r in runs) - kept >= _RUN or (
        omitted >= _OMITTED and omitted > len(sought) // 4
    )
    return here if apart else []


# --- what was cut off ------------------------------------------------------------------


def _clipped(span: Span, evidence: Evidence) -> Finding | None:
    clip = clipped(evidence.article, span, evidence.claim, evidence.parse)
    if clip is None:
        return None
    return _finding("fail" if clip.certain else "warn", clip.message, "clipped_quote", span)


def _over_gap(found: Grounding, article: Article) -> Finding:
    for one, two in pairwise(found.pieces):
        gap = article.text[one.end : two.start]
        noisy = any(n.start < two.start and one.end < n.end for n in article.noise)
        lost = [w for w in map(key, _words(gap)) if w in _NEGATIONS or w.endswith("n't")]
        if lost and not noisy and len(gap.split()) <= _OMITTED and not re.search(r"[.!?\n]", gap):
            message = f'the ellipsis swallows "{" ".join(gap.split())}", which turns the meaning'
            return _finding("fail", message, "negation_flipped", one, two)
        skipped = len(sentences(gap)) - 2
        if skipped > 0 and len(gap.split()) > _WIDE and not noisy:
            message = f"the ellipsis stands for {len(gap.split())} words, over whole sentences"
            return _finding("warn", message, "stitched_quote", one, two)
    return _finding(
        "pass",
        "the quote stands in the article, with marked or foreign words left out",
        None,
        *found.pieces,
    )


# --- what wears quotation marks --------------------------------------------------------


def _marked(said: str, article: Article, hay: Haystack, *, coined: bool) -> Finding:
    """Words the claim itself puts in quotation marks."""
    bare = trim(said.strip())
    pieces = hay.places(bare)[:1] or hay.elided(bare) or hay.places(bare, skip_noise=True)[:1]
    if pieces:
        results = [_inside_marks(article.span(*p), article.text[slice(*p)], hay) for p in pieces]
        return min(results, key=lambda f: _WORST.index(f.outcome))
    count = len(_words(bare))
    if count <= (_COINED if coined else 1):
        message = f'"{bare}" is in quotation marks but not in the article'
        return _finding("warn", message, "fabricated_quote")
    found = hay.align([key(w) for w in _words(bare)]) if count > _COINED else None
    close = found is not None and found.close(count)
    span = article.span(found.start, found.end) if found and close else None
    return _changed(said, span, article, hay)


def _inside_marks(span: Span, said: str, hay: Haystack) -> Finding:
    """Whether the words stand all inside, or all outside, the article's quotation marks."""
    inside = [(s, e) for s, e in hay.quoted if s < span.end and span.start < e]
    covered = sum(len(_words(hay.text[max(s, span.start) : min(e, span.end)])) for s, e in inside)
    outside = len(_words(span.exact)) - covered
    nested = any(mark in said[1:-1] for mark in '"“”«»') and said == span.exact
    if not covered or outside <= 0 or nested:
        return _finding("pass", "the words in quotation marks stand in the article", None, span)
    message = "quotation marks run the speaker's words together with the outlet's own"
    return _finding(
        "fail" if min(outside, covered) > 1 else "warn", message, "stitched_quote", span
    )

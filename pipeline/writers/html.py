"""brief.html: one self-contained page in which every sentence opens its evidence.

The template, style and script lie in `page/`. The page asks nothing of the outside (Content
Security Policy Level 3: `default-src 'none'`, the one script named by its sha256). Its data
is JSON that the script shows as text only; offsets are code points, as everywhere.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Finding,
    Footnote,
    Grounding,
    Json,
    Note,
    Problem,
    Result,
    Section,
    Sentence,
    Span,
)
from pipeline.writers import jsonl, words
from pipeline.writers.inert import UNSEEN, line, web_address


@dataclass(frozen=True, slots=True)
class _Row:
    """One article in the page's list: where the note uses it, and what its claims came to."""

    article: Article
    tally: Mapping[str, int]
    sections: tuple[tuple[int, Section], ...]
    link: str | None


def brief(note: Note, results: Sequence[Result], problems: Sequence[Problem]) -> str:
    """The whole page. Equal values give equal bytes."""
    page = _environment()
    style, script = _part("page.css"), _part("page.js")
    sentences = [sentence for section in note.sections for sentence in section.sentences]
    footnotes = {one.number: one for sentence in sentences for one in sentence.footnotes}
    number = count()  # The script finds a sentence's data by its place in the note.
    return page.get_template("page.html").render(
        note=note,
        sections=[
            (section.heading, [(next(number), one) for one in section.sentences])
            for section in note.sections
        ],
        counts=jsonl.tally(one for result in results for one in result.claims),
        rows=[_row(result, note) for result in results],
        footnotes=[footnote for _, footnote in sorted(footnotes.items())],
        problems=problems,
        rejections=[rejection for result in results for rejection in result.rejections],
        words=words,
        style=style,
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=_embedded(_data(sentences, results)),
    )


def _part(name: str) -> Markup:
    text = files("pipeline.writers").joinpath("page", name).read_text("utf-8")
    return Markup(text)  # noqa: S704  our own file


def _environment() -> Environment:
    """Whatever the template prints is inert and escaped; only what is Markup here is not."""
    return Environment(
        loader=PackageLoader("pipeline.writers", "page"),
        autoescape=True,
        finalize=lambda value: (
            line(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        ),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _embedded(value: Mapping[str, Json]) -> Markup:
    """JSON that cannot end the script element around it (HTML Standard, 4.12.1.3)."""
    text = jsonl.dumps(value)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704  nothing is left that HTML knows


def _row(result: Result, note: Note) -> _Row:
    article = result.article
    ids = {one.claim.id for one in result.claims}
    sections = tuple(
        (number, section)
        for number, section in enumerate(note.sections, start=1)
        if any(one.claim_id in ids for one in section.sentences)
    )
    return _Row(article, jsonl.tally(result.claims), sections, web_address(article.url))


# --- the data of the script --------------------------------------------------------------


def _data(sentences: Iterable[Sentence], results: Sequence[Result]) -> dict[str, Json]:
    claims = {one.claim.id: one for result in results for one in result.claims}
    articles = {result.article.id: result.article for result in results}
    return {
        "unseen": UNSEEN,
        "sentences": [_card(one, claims.get(one.claim_id), articles) for one in sentences],
        "articles": {result.article.id: _article(result.article) for result in results},
    }


def _article(article: Article) -> dict[str, Json]:
    return {
        **jsonl.metadata(article),
        "text": article.text,
        "noise": [[one.start, one.end, one.kind] for one in article.noise],
    }


def _card(
    sentence: Sentence, checked: CheckedClaim | None, articles: Mapping[str, Article]
) -> dict[str, Json]:
    """All that the panel shows of one sentence; without its claim, what the note says of it."""
    card: dict[str, Json] = {
        "text": sentence.text,
        "ruling": sentence.ruling,
        "mark": words.MARKS[sentence.ruling],
        "why": list(sentence.why),
        "score": None,
        "facts": [],
        "checks": [],
        "evidence": [_footnoted(one) for one in sentence.footnotes],
    }
    if checked is None:
        return card | {"articles": _once(one.article_id for one in sentence.footnotes)}
    claim, verdict = checked.claim, checked.verdict
    outlet = articles[claim.article_id].outlet
    grounded: list[Json] = [
        _evidence(
            one, claim.article_id, sentence, words.chain(outlet, words.attribution(claim, one))
        )
        for one in verdict.groundings
    ]
    spans = {one.span for one in verdict.groundings}
    others: list[Json] = [
        _footnoted(one)
        for one in sentence.footnotes
        if one.article_id != claim.article_id or one.span not in spans
    ]
    return card | {
        "score": f"{verdict.score:.2f}",
        "facts": _facts(checked),
        "checks": [
            {
                "check": one.check,
                "outcome": one.outcome,
                "mark": words.OUTCOMES[one.outcome],
                "message": one.message,
                "article": _where(one, claim),
                "spans": _places(one.spans),
            }
            for one in verdict.findings
        ],
        "evidence": grounded + others,
        "articles": _once(
            [
                claim.article_id,
                *(one.article_id for one in sentence.footnotes),
                *(_where(one, claim) for one in verdict.findings),
            ]
        ),
    }


def _where(finding: Finding, claim: Claim) -> str:
    """The article that a finding's spans lie in: the claim's own, unless they say another."""
    return next((s.article_id for s in finding.spans if s.article_id), claim.article_id)


def _facts(checked: CheckedClaim) -> list[Json]:
    """The parts of a demand, each with its name; empty for a sentence of running text."""
    claim = checked.claim
    if claim.kind != "demand":
        return []
    facts: list[Json] = [
        ["who", claim.demander or words.NOT_STATED],
        ["of whom", claim.addressee or words.NOT_STATED],
        ["stance", words.said(claim.stance)],
        ["given as", words.said(claim.modality)],
    ]
    if claim.condition_for:
        facts.append(["condition for", claim.condition_for])
    return facts


def _evidence(
    grounding: Grounding, article_id: str, sentence: Sentence, chain: tuple[str, ...]
) -> dict[str, Json]:
    """One citation of the claim, with the footnote of the note that rests on the same words."""
    here = (article_id, grounding.span)
    note = next((one for one in sentence.footnotes if (one.article_id, one.span) == here), None)
    pieces = grounding.pieces or ((grounding.span,) if grounding.span else ())
    return {
        "article": article_id,
        "number": note.number if note else None,
        "quote": " […] ".join(one.exact for one in pieces) or grounding.quote,
        "found": grounding.span is not None,
        "match": words.MATCHES[grounding.match],
        "diff": grounding.diff,
        "place": _place(grounding.span),
        "pieces": _places(pieces),
        "others": _places(grounding.others),
        "chain": list(note.chain if note else chain),
    }


def _footnoted(footnote: Footnote) -> dict[str, Json]:
    return {
        "article": footnote.article_id,
        "number": footnote.number,
        "quote": footnote.span.exact,
        "found": True,
        "match": None,
        "diff": None,
        "place": _place(footnote.span),
        "pieces": _places([footnote.span]),
        "others": [],
        "chain": list(footnote.chain),
    }


def _once(ids: Iterable[str]) -> list[Json]:
    return list(dict.fromkeys(ids))


def _places(spans: Iterable[Span]) -> list[Json]:
    return [[span.start, span.end] for span in spans]


def _place(span: Span | None) -> str | None:
    return f"[{span.start}:{span.end}]" if span else None

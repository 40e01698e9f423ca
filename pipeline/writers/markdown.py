"""Markdown (CommonMark with GFM tables and footnotes): the note, and a page per article."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from pipeline.domain import (
    Article,
    CheckedClaim,
    Claim,
    Corroboration,
    Footnote,
    Grounding,
    Note,
    Problem,
    Result,
    Ruling,
    Sentence,
    Span,
)
from pipeline.writers import words
from pipeline.writers.inert import markdown as inert
from pipeline.writers.jsonl import tally


def brief(note: Note, results: Sequence[Result], problems: Sequence[Problem]) -> str:
    """brief.md: counts, sections of sentences with footnotes, the articles, what was unusable."""
    footnotes: dict[int, Footnote] = {}
    for section in note.sections:
        footnotes.update((one.number, one) for one in section.footnotes())
    blocks = [
        f"# {inert(note.title)}",
        " ".join(inert(one) for one in note.basis),
        _table(
            ("Articles", "Claims", *map(_marked, words.RULINGS)),
            [(str(len(results)), *_counts(one for result in results for one in result.claims))],
            numbers_from=0,
        ),
    ]
    for section in note.sections:
        blocks += [
            f"## {inert(section.heading)}",
            inert(section.lead),
            _corroboration(section.rows),
        ]
        blocks.append("\n".join(line for one in section.sentences for line in _sentence(one)))
    if note.method:
        made = "\n".join(f"- {inert(one)}" for one in note.method)
        blocks += ["## How this note was made", made]
    blocks += _articles(results)
    blocks += _unusable(problems, results)
    blocks.append(
        "\n".join(
            _footnote(one.number, one.article_id, one.span, one.chain)
            for _, one in sorted(footnotes.items())
        )
    )
    return _page(blocks)


def article(result: Result) -> str:
    """articles/<id>.md: cited summary, demands, rejected claims, every verdict, problems."""
    ground = _Ground(result.article)
    kept = [one for one in result.claims if one.verdict.ruling != "rejected"]
    lost = [one for one in result.claims if one.verdict.ruling == "rejected"]
    blocks = [
        f"# {inert(result.article.title or result.article.id)}",
        _origin(result.article),
        _table(("Claims", *map(_marked, words.RULINGS)), [_counts(result.claims)], numbers_from=0),
    ]
    for heading, claims in (
        ("Summary", [one for one in kept if one.claim.kind == "summary"]),
        ("Demands", [one for one in kept if one.claim.kind == "demand"]),
        ("Statements", [one for one in kept if one.claim.kind == "statement"]),
        ("Rejected", lost),
    ):
        if claims:
            blocks.append(f"## {heading}")
            blocks.append("\n".join(line for one in claims for line in _claim(one, ground)))
    if result.claims:
        blocks += ["## Verdicts", _verdicts(result.claims)]
    elif result.copy_of:
        there = f"[{inert(result.copy_of)}]({quote(result.copy_of)}.md)"
        blocks.append(f"It says nothing that {there} does not say: it was not asked about.")
    else:
        blocks.append("No claim came out of this article.")
    blocks += _unusable((), [result])
    blocks.append("\n".join(ground.notes))
    return _page(blocks)


class _Ground:
    """The footnotes of one page, numbered as they are first met."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._numbers: dict[tuple[Span, tuple[str, ...]], int] = {}

    def mark(self, claim: Claim, grounding: Grounding) -> str:
        """The footnote mark of a grounding; empty when the words were not found."""
        if grounding.span is None:
            return ""
        chain = words.chain(self._article.outlet, words.attribution(claim, grounding))
        number = self._numbers.setdefault((grounding.span, chain), len(self._numbers) + 1)
        return f"[^{number}]"

    @property
    def notes(self) -> list[str]:
        return [
            _footnote(number, self._article.id, span, chain)
            for (span, chain), number in self._numbers.items()
        ]


def _sentence(sentence: Sentence) -> Iterable[str]:
    doubt = "" if sentence.ruling == "supported" else f"**{_marked(sentence.ruling)}:** "
    yield f"- {doubt}{inert(sentence.text)}{_marks(sentence.footnotes)}"
    yield from (f"  - *Why:* {inert(reason)}" for reason in sentence.why)
    if sentence.confidence:
        why = "; ".join(sentence.confidence.why)
        yield f"  - *Confidence in the sourcing:* **{sentence.confidence.level}** – {inert(why)}."
    for other in sentence.also:
        relation = words.RELATIONS[other.relation or "same"]
        yield f"  - *{relation}:* {inert(other.text)}{_marks(other.footnotes)}"


def _marks(footnotes: Iterable[Footnote]) -> str:
    return "".join(f"[^{one.number}]" for one in footnotes)


def _corroboration(rows: Sequence[Corroboration]) -> str:
    """Who stands behind each point; empty where there is none."""
    if not rows:
        return ""
    heads = ("Point", "Articles", "Origins, surely", "Which", "Not told alike")
    cells = [
        (
            f"{inert(one.text)}{_marks(one.footnotes)}",
            str(one.articles),
            str(one.independent),
            inert("; ".join(one.origins)) or "–",
            inert(" ".join(one.conflicts)) or "–",
        )
        for one in rows
    ]
    return _table(heads, cells)


def _claim(checked: CheckedClaim, ground: _Ground) -> Iterable[str]:
    claim, verdict = checked.claim, checked.verdict
    marks = "".join(ground.mark(claim, one) for one in verdict.groundings)
    yield f"- **{_marked(verdict.ruling)}:** {inert(words.statement(claim))}{marks}"
    if claim.kind == "demand":
        if claim.text is not None:
            yield f"  - {inert(words.demand(claim))}"
        condition = f"; condition for: {inert(claim.condition_for)}" if claim.condition_for else ""
        yield f"  - given as: {words.said(claim.modality)}{condition}"
    if verdict.ruling != "supported":
        yield from (f"  - *Why:* {words.REASONS[reason]}" for reason in verdict.reasons)
    for finding in verdict.findings:
        if finding.outcome in ("fail", "warn") or finding in verdict.decisive:
            yield f"  - {words.OUTCOMES[finding.outcome]} {finding.check}: {inert(finding.message)}"
    for grounding in verdict.groundings:
        if grounding.match in ("altered", "absent", "ambiguous"):
            yield f"  - cited as «{inert(grounding.quote)}»: {words.MATCHES[grounding.match]}"
            if grounding.diff:
                yield f"  - `[-article-]` against `{{+claim+}}`: {inert(grounding.diff)}"


def _verdicts(claims: Iterable[CheckedClaim]) -> str:
    return _table(
        ("Claim", "Verdict", "Score", "Reasons", "Checks"),
        [
            (
                inert(words.statement(one.claim)),
                _marked(one.verdict.ruling),
                f"{one.verdict.score:.2f}",
                ", ".join(words.said(reason) for reason in one.verdict.reasons) or "–",
                ", ".join(
                    f"{finding.check} {words.OUTCOMES[finding.outcome]}"
                    for finding in one.verdict.findings
                ),
            )
            for one in claims
        ],
    )


def _articles(results: Sequence[Result]) -> list[str]:
    rows = [(_linked(one), *_counts(one.claims)) for one in results]
    heads = ("Article", "Claims", *map(_marked, words.RULINGS))
    return ["## Articles", _table(heads, rows, numbers_from=1)] if rows else []


def _linked(result: Result) -> str:
    article = result.article
    own = f"[{inert(article.title or article.id)}](articles/{quote(article.id)}.md)"
    return f"{own}, a reprint of {inert(result.copy_of)}" if result.copy_of else own


def _unusable(problems: Sequence[Problem], results: Iterable[Result]) -> list[str]:
    """Input that could not be read, and answers of the model that could not be used."""
    lines = [f"- {inert(one.where)}: {inert(one.message)}" for one in problems]
    for result in results:
        for rejection in result.rejections:
            lines.append(
                f"- {inert(result.article.id)}: an answer to the prompt"
                f" “{inert(rejection.prompt)}” could not be used"
            )
            lines += [f"  - {inert(one.where)}: {inert(one.message)}" for one in rejection.problems]
    return ["## What could not be used", "\n".join(lines)] if lines else []


def _origin(article: Article) -> str:
    parts = (article.id, article.outlet or words.NO_OUTLET, article.published, article.url)
    return " · ".join(inert(part) for part in parts if part)


def _footnote(number: int, article_id: str, span: Span, chain: Sequence[str]) -> str:
    place = f"{inert(article_id)} [{span.start}:{span.end}] «{inert(span.exact)}»"
    return f"[^{number}]: {place} — chain: {inert(' → '.join(chain) or words.NO_SOURCE)}"


def _marked(ruling: Ruling) -> str:
    return f"{words.MARKS[ruling]} {ruling}"


def _counts(claims: Iterable[CheckedClaim]) -> tuple[str, ...]:
    return tuple(str(count) for count in tally(claims).values())


def _table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int | None = None
) -> str:
    """A GFM table; columns from `numbers_from` on are set flush right."""
    rule = [
        "---:" if numbers_from is not None and column >= numbers_from else "---"
        for column in range(len(heads))
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, rule, *rows))


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"

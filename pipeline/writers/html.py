"""brief.html: one self-contained page in which every sentence opens its evidence.

All that is to be read is HTML, so that it is there without script and on paper; the script, made
of the files in `page/`, shows an article beside its claims. The page asks nothing of the outside
(Content Security Policy Level 3: `default-src 'none'`, the one script named by its sha256).
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.domain import (
    Article,
    Dated,
    Footnote,
    Note,
    Problem,
    Reconciled,
    Result,
    Section,
    Sentence,
)
from pipeline.writers import jsonl, words
from pipeline.writers.inert import UNSEEN, line, web_address
from pipeline.writers.page.islands import embedded, island
from pipeline.writers.page.ledger import Ledger, ledger
from pipeline.writers.page.picture import picture
from pipeline.writers.page.places import at, language

_STYLE = ("note.css", "panel.css")
_SCRIPT = ("draw.js", "source.js", "evidence.js", "filter.js", "keys.js")


@dataclass(frozen=True, slots=True)
class _Row:
    """One article in the page's list, and what its claims came to."""

    article: Article
    tally: Mapping[str, int]
    copy_of: str | None
    link: str | None
    dated: Dated | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A section of the note as the page shows it.

    Attributes:
        sentences: Those that stand here.
        listed: How many are told among the claims instead, each with its reason: a sentence in
            doubt says no more than its claim, and there may be thousands.
    """

    section: Section
    sentences: tuple[Sentence, ...]
    listed: int


def brief(
    note: Note, results: Sequence[Result], found: Reconciled, problems: Sequence[Problem]
) -> Iterator[str]:
    """The whole page, in pieces. Equal values give equal bytes."""
    numbers = {result.article.id: number for number, result in reversed([*enumerate(results)])}
    claims = ledger(note, found, results)
    parts = [_part_of(section, claims) for section in note.sections]
    script = Markup("{\n" + _files(_SCRIPT) + "}\n")  # noqa: S704  ours
    firsts = accumulate((len(result.claims) for result in results), initial=0)
    dates = {one.article_id: one for one in found.timeline}
    return (
        _environment()
        .get_template("page.html")
        .generate(
            note=note,
            parts=parts,
            found=found,
            claims=claims,
            facets={facet.name: facet for facet in claims.facets},
            picture=picture(found, numbers),
            numbers=numbers,
            rows=[_row(result, dates.get(result.article.id)) for result in results],
            counts=jsonl.tally(one for result in results for one in result.claims),
            footnotes=sorted(
                (one for part in parts for one in _footnotes(part)), key=lambda one: one.number
            ),
            problems=problems,
            rejections=[rejection for result in results for rejection in result.rejections],
            words=words,
            at=at,
            language=language,
            style=Markup(_files(_STYLE)),  # noqa: S704  our own files
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            unseen=embedded({"unseen": UNSEEN}),
            islands=(
                embedded(island(result, number, first, numbers))
                for number, (result, first) in enumerate(zip(results, firsts, strict=False))
            ),
        )
    )


def _files(names: Sequence[str]) -> str:
    folder = files("pipeline.writers").joinpath("page")
    return "".join(folder.joinpath(name).read_text("utf-8") for name in names)


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


def _part_of(section: Section, claims: Ledger) -> _Part:
    if section.kind not in {"doubt", "rejected"}:
        return _Part(section, section.sentences, 0)
    here = tuple(one for one in section.sentences if not claims.tells(one))
    return _Part(section, here, len(section.sentences) - len(here))


def _footnotes(part: _Part) -> Iterator[Footnote]:
    for row in part.section.rows:
        yield from row.footnotes
    for sentence in part.sentences:
        yield from sentence.footnotes
        for other in sentence.also:
            yield from other.footnotes


def _row(result: Result, dated: Dated | None) -> _Row:
    article = result.article
    tally, link = jsonl.tally(result.claims), web_address(article.url)
    return _Row(article, tally, result.copy_of, link, dated)

"""Results -> files. `render` makes them, equal for equal values; `write` touches the disk.

inert      hostile text, made inert and visible
words      the domain's fixed words, as a person says them
jsonl      run.json, articles.jsonl, claims.jsonl
reconciled reconciled.json
markdown   brief.md, articles/<id>.md
html       brief.html, from page/
docx       brief.docx, by pandoc and the filter in pandoc/
csl        sources.csl.json
table      claims.csv
annotations  annotations.jsonld
terminal   what a run says when it is done
folder     all files at once, or none
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from pipeline.domain import Json, Note, Problem, Reconciled, Result
from pipeline.writers import annotations, csl, docx, html, jsonl, markdown, reconciled, table
from pipeline.writers.folder import must_be_writable, write

__all__ = ["must_be_writable", "render", "write"]


class Files(Mapping[str, str | bytes]):
    """Files by their names, each made when it is looked at: one is in memory, not all."""

    def __init__(self, makers: Mapping[str, Callable[[], str | bytes]]) -> None:
        self._makers = makers

    def __getitem__(self, name: str) -> str | bytes:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def render(
    note: Note,
    results: Sequence[Result],
    found: Reconciled,
    problems: Sequence[Problem],
    run: Mapping[str, Json],
) -> Files:
    """Every file of a run, by its path in the output folder. Equal values give equal bytes."""
    brief = markdown.brief(note, results, problems)
    pages = {f"articles/{r.article.id}.md": partial(markdown.article, r) for r in results}
    return Files(
        {
            "articles.jsonl": lambda: jsonl.articles(results),
            "claims.jsonl": lambda: jsonl.claims(results),
            "reconciled.json": lambda: reconciled.reconciled(found),
            **pages,
            "brief.md": lambda: brief,
            "brief.html": lambda: html.brief(note, results, found, problems),
            "brief.docx": lambda: docx.brief(brief),
            "annotations.jsonld": lambda: annotations.collection(results),
            "sources.csl.json": lambda: csl.sources(results),
            "claims.csv": lambda: table.claims(results),
            # Last, so that whoever sees a new run.json sees the rest of that run too.
            "run.json": lambda: jsonl.run(run, problems),
        }
    )

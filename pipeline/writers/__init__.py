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
files      one in memory at a time
folder     all files at once, or none
"""

from collections.abc import Mapping, Sequence
from functools import partial

from pipeline.domain import Json, Note, Problem, Reconciled, Result
from pipeline.writers import annotations, csl, docx, html, jsonl, markdown, reconciled, table
from pipeline.writers.files import Files
from pipeline.writers.folder import must_be_writable, write

__all__ = ["Files", "must_be_writable", "render", "write"]


def render(
    note: Note,
    results: Sequence[Result],
    found: Reconciled,
    problems: Sequence[Problem],
    run: Mapping[str, Json],
) -> Files:
    """Every file of a run, by its path in the output folder. Equal values give equal bytes."""

    def brief() -> str:
        return markdown.brief(note, results, problems)

    pages = {f"articles/{r.article.id}.md": partial(markdown.article, r) for r in results}
    return Files(
        {
            "articles.jsonl": lambda: jsonl.articles(results),
            "claims.jsonl": lambda: jsonl.claims(results),
            "reconciled.json": lambda: reconciled.reconciled(found),
            **pages,
            "brief.md": brief,
            "brief.html": lambda: html.brief(note, results, found, problems),
            "brief.docx": lambda: docx.brief(brief()),
            "annotations.jsonld": lambda: annotations.collection(results),
            "sources.csl.json": lambda: csl.sources(results),
            "claims.csv": lambda: table.claims(results),
            # Last, so that whoever sees a new run.json sees the rest of that run too.
            "run.json": lambda: jsonl.run(run, problems),
        }
    )

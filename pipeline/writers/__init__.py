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

from collections.abc import Mapping, Sequence

from pipeline.domain import Json, Note, Problem, Reconciled, Result
from pipeline.writers import annotations, csl, docx, html, jsonl, markdown, reconciled, table
from pipeline.writers.folder import must_be_writable, write

__all__ = ["must_be_writable", "render", "write"]


def render(
    note: Note,
    results: Sequence[Result],
    found: Reconciled,
    problems: Sequence[Problem],
    run: Mapping[str, Json],
) -> dict[str, str | bytes]:
    """Every file of a run, by its path in the output folder. Equal values give equal bytes."""
    brief = markdown.brief(note, results, problems)
    return {
        "articles.jsonl": jsonl.articles(results),
        "claims.jsonl": jsonl.claims(results),
        "reconciled.json": reconciled.reconciled(found),
        **{f"articles/{one.article.id}.md": markdown.article(one) for one in results},
        "brief.md": brief,
        "brief.html": html.brief(note, results, found, problems),
        "brief.docx": docx.brief(brief),
        "annotations.jsonld": annotations.collection(results),
        "sources.csl.json": csl.sources(results),
        "claims.csv": table.claims(results),
        # Last, so that whoever sees a new run.json sees the rest of that run too.
        "run.json": jsonl.run(run, problems),
    }

"""On what the note stands, and how it was made."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.domain import Making, Reconciled, Result
from pipeline.drafting.words import capital, counted, listed

_SHOWN = 12  # hexadecimal digits of a hash


def title(results: Sequence[Result]) -> str:
    """Of the one article, or how many they are."""
    if len(results) == 1:
        article = results[0].article
        return f"Briefing note: {article.title or article.id}"
    return f"Briefing note on {len(results)} articles"


def basis(results: Sequence[Result], found: Reconciled, held: int = 0) -> Iterator[str]:
    """What it stands on, for the top of the note; `held` by the rules of sourcing."""
    rulings = Counter(c.verdict.ruling for r in results for c in r.claims)
    articles = "1 article" if len(results) == 1 else f"{len(results)} articles"
    yield (
        f"Made from {articles} and {rulings.total()} claims found in them:"
        f" {rulings['supported']} supported, {rulings['review']} in doubt,"
        f" {rulings['rejected']} rejected."
    )
    yield (
        "Every sentence stands on the words in its footnote. What could not be confirmed is kept"
        " apart, with the reason."
    )
    if held:
        are = "is" if held == 1 else "are"
        yield (
            f"{capital(counted(held, 'supported claim'))} {are} held back all the same, by the"
            " rules of sourcing."
        )
    if len(results) > 1:
        yield (
            "Origins are counted, not articles: several articles that pass on one report are one"
            " source."
        )
    for copy in found.copies[:3]:
        yield (
            f"{copy.article_id} and {copy.of} have so much wording in common"
            f" ({copy.share:.0%}) that they count as one."
        )


def method(results: Sequence[Result], making: Making) -> Iterator[str]:
    """How it was made, a sentence an item."""
    if making.models:
        prompts = [f"{name} ({version[:_SHOWN]})" for name, version in making.prompts]
        with_prompts = f" (prompts: {', '.join(prompts)})" if prompts else ""
        yield f"The claims were found by {listed(making.models)}{with_prompts}."
    else:
        yield "The claims came from elsewhere; none was looked for here."
    program = making.program or "provenote"
    policy = f" under the policy “{making.policy}”" if making.policy else ""
    yield (
        f"{capital(program)} looked each of them up in its article and ruled on it{policy};"
        " whatever a check could not confirm is not called supported."
    )
    asked = (
        "no model was asked"
        if making.related is None
        else f"a model was asked about {counted(making.related, 'close pair')}"
    )
    yield (
        f"Which claims and articles go together was decided by rules; {asked}. Of origins the"
        " smallest number is given that is sure."
    )
    if making.writer:
        yield (
            f"The prose of key points was written by {making.writer} from supported claims, and"
            " every sentence of it checked like a claim; where one failed a template’s stands."
        )
    else:
        yield "The sentences are templates, filled with supported claims."
    if making.answered:
        yield f"The newest answer of a model is of {making.answered}."
    hashes = [f"{r.article.id} {r.article.sha256[:_SHOWN]}" for r in results]
    if hashes:
        yield f"The articles by their sha256: {', '.join(hashes)}."

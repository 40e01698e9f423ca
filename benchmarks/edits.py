"""Small lies: real quotes of any articles, edited in six ways, as labelled claims.

Whoever checks quotations must tell an untouched quote from one that lost its "not". This takes
what stands in quotation marks, and whole sentences, of 6 to 40 words, edits them, and writes
one claim a line in the format of `provenote verify`, with `label` (faithful, hallucinated) and
`type` (untouched, or the kind of edit). Equal articles and seed give equal claims.

    python benchmarks/edits.py ARTICLES... -o edits.jsonl [--judge]
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipeline.domain import Article, Citation, Claim, Verdict
from pipeline.readers import read
from pipeline.text import quoted, sentences, words

LEAST_WORDS, MOST_WORDS = 6, 40
# the least that is left of a quote that is clipped, and the least of each part that is stitched
PART = 4

_NUMBER = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w.,]*\d)|\b(?:two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)
_COUNTS = "two three four five six seven eight nine ten twelve twenty thirty forty fifty".split()
_NEGATION = re.compile(
    r"(?<=\w)n['’]t\b|(?<=can)not\b| (?:not|never|no)\b(?! (?:only|just|merely|longer|doubt)\b)",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r" (?:allegedly|reportedly|apparently|possibly|probably|perhaps|maybe|likely|supposedly"
    r"|purportedly|potentially|alleged|suspected|may(?! \d)|might|could)\b"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z][\w’'-]*(?: [A-Z][a-z][\w’'-]*)*")
_TURNING = re.compile(
    r"(?<!or )(?<!why )(?:\b(?:not|never|cannot|without|nor|neither|refus(?:e[sd]?|ing) to"
    r"|den(?:y|ies|ied) that|fail(?:s|ed)? to|unable to|unwilling to|no)|\w+n['’]t)"
    r"(?! (?:only|just|merely|longer|doubt|matter|least)\b)(?= \w)",
    re.IGNORECASE,
)

Edit = Callable[[str, random.Random, "Source"], str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """One article as the edits see it: its names, and all its quotes."""

    text: str
    names: tuple[str, ...]
    quotes: tuple[str, ...]


def quotes_of(article: Article) -> tuple[str, ...]:
    """What stands in quotation marks and whole sentences, outside page furniture, each once."""
    found: dict[str, None] = {}
    for start, end in sorted([*quoted(article.text), *sentences(article.text)]):
        quote = article.text[start:end]
        noisy = any(n.start < end and start < n.end for n in article.noise)
        if not noisy and "\n" not in quote and LEAST_WORDS <= len(words(quote)) <= MOST_WORDS:
            found[quote.strip()] = None
    return tuple(found)


def change_number(quote: str, chance: random.Random, source: Source) -> str | None:
    """Another number of the same form: 90 becomes 30, "two" becomes "five"."""
    del source
    if (found := _pick(_NUMBER.finditer(quote), chance)) is None:
        return None
    other = found[0]
    while other == found[0]:
        digits = [d for d, c in enumerate(other) if c.isdigit()]
        if digits:
            at = chance.choice(digits)
            other = f"{other[:at]}{chance.randint(1, 9)}{other[at + 1 :]}"
        else:
            other = chance.choice(_COUNTS)
    return quote[: found.start()] + other + quote[found.end() :]


def drop_negation(quote: str, chance: random.Random, source: Source) -> str | None:
    """Take a "not", "never" or "no" out, or turn "cannot" into "can" and "won't" into "will"."""
    del source
    found = _inner(_NEGATION, quote, chance)
    if found is None:
        return None
    left = re.sub(r"\b([wW])o$", r"\1ill", quote[: found.start()])
    return re.sub(r"\b([cC]a)$", r"\1n", left) + quote[found.end() :]


def drop_hedge(quote: str, chance: random.Random, source: Source) -> str | None:
    """Take an "allegedly" out, or turn "may" into "will"."""
    del source
    found = _inner(_HEDGE, quote, chance)
    if found is None:
        return None
    modal = found[0].strip() in {"may", "might", "could"}
    return quote[: found.start()] + (" will" if modal else "") + quote[found.end() :]


def swap_name(quote: str, chance: random.Random, source: Source) -> str | None:
    """Put another name of the same article in the place of one."""
    found = _pick(_NAME.finditer(quote), chance)
    if found is None:
        return None
    others = [n for n in source.names if n not in found[0] and found[0] not in n]
    if not others:
        return None
    return quote[: found.start()] + chance.choice(others) + quote[found.end() :]


def stitch(quote: str, chance: random.Random, source: Source) -> str | None:
    """The beginning of one quote and the end of another, of the same article."""
    other = chance.choice(source.quotes)
    one, two = words(quote), words(other)
    if other in quote or quote in other or min(len(one), len(two)) < 2 * PART:
        return None
    head = quote[: one[chance.randint(PART, len(one) // 2) - 1][1]]
    tail = other[two[chance.randint(len(two) // 2, len(two) - PART)][0] :]
    return f"{head} {tail}"


def clip_negation(quote: str, chance: random.Random, source: Source) -> str | None:
    """Begin right after the words that turn the rest, "[will not] sell", or end before them."""
    del source
    if (found := _pick(_TURNING.finditer(quote), chance)) is None:
        return None
    left = quote[: found.start()].rstrip() if found[0] in {"not", "never"} else ""
    parts = [p for p in (quote[found.end() :].strip(), left) if len(words(p)) >= PART]
    return chance.choice(parts) if parts else None


EDITS: dict[str, Edit] = {
    "number_changed": change_number,
    "negation_dropped": drop_negation,
    "hedge_removed": drop_hedge,
    "name_swapped": swap_name,
    "stitched": stitch,
    "negation_clipped": clip_negation,
}


def _pick(found: Iterable[re.Match[str]], chance: random.Random) -> re.Match[str] | None:
    every = list(found)
    return chance.choice(every) if every else None


def _inner(pattern: re.Pattern[str], quote: str, chance: random.Random) -> re.Match[str] | None:
    """A match with two words on either side: at an edge, taking it out leaves a real quote."""
    return _pick(
        (
            m
            for m in pattern.finditer(quote)
            if len(words(quote[: m.start()])) > 1 and len(words(quote[m.end() :])) > 1
        ),
        chance,
    )


def claims_of(article: Article, seed: int, most: int) -> Iterator[tuple[str, str]]:
    """Pairs of (kind, quote): up to `most` of each kind from one article."""
    chance = random.Random(f"{seed} {article.id}")  # noqa: S311 (a benchmark, no secret)
    quotes = quotes_of(article)
    names = tuple(dict.fromkeys(m[0] for m in _NAME.finditer(article.text)))
    source = Source(article.text, names, quotes)
    plain = " ".join(article.text.split()).casefold()
    for kind, edit in {"untouched": None, **EDITS}.items():
        done = 0
        for quote in chance.sample(quotes, len(quotes)):
            if done == most:
                break
            edited = edit(quote, chance, source) if edit else quote
            # an edit that makes other words of the article is none; a clip always does
            real = edited and " ".join(edited.split()).casefold() in plain
            if edited and (real or kind in EDITS) and (not real or edit in (None, clip_negation)):
                yield kind, edited
                done += 1


def labelled(articles: Sequence[Article], seed: int, most: int) -> Iterator[dict[str, object]]:
    """The claims as they are written, one a line."""
    for article in articles:
        for number, (kind, quote) in enumerate(claims_of(article, seed, most), 1):
            yield {
                "id": f"{article.id}-e{number}",
                "article_id": article.id,
                "label": "hallucinated" if kind in EDITS else "faithful",
                "type": kind,
                "claim": {
                    "kind": "statement",
                    "citations": [{"quote": quote, "attribution": None}],
                },
            }


def judged(articles: Sequence[Article], seed: int, most: int) -> Iterator[tuple[str, str, Verdict]]:
    """(kind, quote, verdict) of every claim, without a model."""
    from pipeline.parser import SpacyParser
    from pipeline.processing import judge

    parser = SpacyParser()
    for article in articles:
        pairs = list(claims_of(article, seed, most))
        claims = [
            Claim(str(n), article.id, "statement", citations=(Citation(quote),))
            for n, (_, quote) in enumerate(pairs)
        ]
        for (kind, quote), checked in zip(pairs, judge(claims, article, parser), strict=True):
            yield kind, quote, checked.verdict


def table(verdicts: Iterable[tuple[str, str, Verdict]]) -> str:
    """Per kind: how many, the verdicts and the matches, in percent."""
    rulings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    matches: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, _, verdict in verdicts:
        rulings[kind][verdict.ruling] += 1
        matches[kind][verdict.groundings[0].match] += 1
    lines = [f"{'kind':17} {'n':>5} {'supported':>9} {'review':>7} {'rejected':>9}  matches"]
    for kind, counts in rulings.items():
        n = counts.total()
        shares = [100 * counts[r] / n for r in ("supported", "review", "rejected")]
        found = ", ".join(f"{match} {count}" for match, count in matches[kind].most_common())
        lines.append(
            f"{kind:17} {n:5} {shares[0]:8.1f}% {shares[1]:6.1f}% {shares[2]:8.1f}%  {found}"
        )
    return "\n".join(lines)


def main(
    paths: Annotated[list[Path], typer.Argument(help="Articles: files, folders, JSONL.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the claims go (JSONL).")],
    seed: int = 7,
    most: Annotated[int, typer.Option(help="Claims of one kind from one article.")] = 5,
    judge: Annotated[bool, typer.Option(help="Check them too, and print a table.")] = False,
) -> None:
    """Write edited quotes as labelled claims, and print how they fare."""
    articles = [found for found in read(paths) if isinstance(found, Article)]
    rows = [json.dumps(row, ensure_ascii=False) for row in labelled(articles, seed, most)]
    out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{len(rows)} claims from {len(articles)} articles in {out}")
    if judge:
        print(table(judged(articles, seed, most)))


if __name__ == "__main__":
    typer.run(main)

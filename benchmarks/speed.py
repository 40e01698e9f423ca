"""How fast quotes are grounded and claims verified, on one core.

    python benchmarks/speed.py             # all that follows, without the peer
    python benchmarks/speed.py --peer 3    # beside langextract's aligner, three quotes of it

Text is made up from a list of words with a seed, so every run does the same work. Seconds are of
processor time, and each figure is the least of several runs: whatever else the machine does can
only add to it. Whatever is remembered between runs is forgotten first, but how words are spelled.
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from pipeline.domain import Article, Citation, Claim
from pipeline.parser import SpacyParser
from pipeline.processing import judge
from pipeline.stages.ground import ground
from pipeline.wording.diff import compare
from pipeline.wording.haystack import Haystack, _plain, haystack
from pipeline.wording.passages import _light, _passages

REPEATS = 5
_SUBJECTS = "mayor union ministry court company museum hospital council bank school".split()
_PLACES = "Split Lagos Pune Bergen Quito Dakar Osaka Leeds Porto Cusco".split()
_VERBS = "said announced warned told reporters promised denied confirmed".split()
_DEEDS = "close open sell repair move fund block rebuild inspect lease".split()
_THINGS = "harbour bridge clinic library market tunnel stadium mill archive ferry".split()


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor seconds of the fastest of several runs."""
    times = []
    for _ in range(repeats):
        forget()
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def forget() -> None:
    """Empty what is remembered of texts and quotes."""
    for remembered in (haystack, compare, _plain, _passages, _light):
        remembered.cache_clear()


def news(words: int, chance: random.Random) -> list[str]:
    """Made-up sentences of about 20 words each, until there are so many words."""
    sentences: list[str] = []
    count = 0
    while count < words:
        who, where = chance.choice(_SUBJECTS), chance.choice(_PLACES)
        said = f"The {who} of {where} {chance.choice(_VERBS[:3])} on Tuesday that it will"
        what = f"{chance.choice(_DEEDS)} the {chance.choice(_THINGS)} near {chance.choice(_PLACES)}"
        much = f"for {chance.randint(2, 900)} million euros before {chance.randint(2027, 2060)}"
        sentences.append(f"{said} {what} {much}.")
        count += len(sentences[-1].split())
    return sentences


def altered(words: Sequence[str], count: int, chance: random.Random) -> list[str]:
    """Quotes of 20 words in which one is changed."""
    quotes = []
    for _ in range(count):
        at = chance.randrange(len(words) - 20)
        cut = list(words[at : at + 20])
        cut[chance.randrange(2, 18)] = "changed"
        quotes.append(" ".join(cut))
    return quotes


def claims_over(sentences: Sequence[str], count: int, chance: random.Random) -> list[Claim]:
    """Claims as a model makes them: some true, some with a number changed, some quoted in part."""
    made = []
    for number in range(count):
        quote = chance.choice(sentences).rstrip(".")
        who, content = quote.split(" that it will ")
        source = who.rsplit(" ", 3)[0]
        if number % 3 == 1:
            content = content.replace("million", "billion")
        cited = (Citation(quote if number % 2 else content, (source,)),)
        if number % 4 == 3:
            made.append(Claim(str(number), "a", "statement", text=f"{quote}.", citations=cited))
        else:
            made.append(
                Claim(
                    str(number), "a", "demand", demander=source, content=content,
                    stance="offers", modality="attributed", citations=cited,
                )
            )  # fmt: skip
    return made


def verify_all(claims: Sequence[Claim], text: str, parser: SpacyParser) -> None:
    """Parse and judge with nothing remembered from the run before."""
    parser._seen.clear()  # noqa: SLF001 (a remembered parse would be no measure)
    judge(claims, Article("a", text, "", language="en"), parser)


def grounding(peer: int) -> None:
    """Fifty altered quotes of 20 words in an article of 5,000 words."""
    chance = random.Random(7)  # noqa: S311 (a benchmark, no secret)
    words = " ".join(news(5000, chance)).split()[:5000]
    # most words of a made-up text are common; rare ones as in a real text
    words = [f"{w}{chance.randrange(40)}" if chance.random() < 0.4 else w for w in words]
    text, quotes = " ".join(words), altered(words, 50, chance)

    def ours() -> None:
        hay = Haystack(text)
        for quote in quotes:
            ground(quote, hay)

    took = best(ours, 9)
    print(f"50 altered quotes of 20 words in 5,000 words: {1000 * took:.0f} ms")
    if peer:
        theirs = best(lambda: _langextract(text, quotes[:peer]), 1) * 50 / peer
        print(f"  langextract: {theirs:.1f} s (measured {peer} of 50), {theirs / took:,.0f} times")


def _langextract(text: str, quotes: Sequence[str]) -> None:
    from langextract import data, resolver

    found = [[data.Extraction("quote", quote)] for quote in quotes]
    list(resolver.WordAligner().align_extractions(found, text))


def verifying() -> None:
    """A hundred claims over one article, and how the time grows with either."""
    chance = random.Random(11)  # noqa: S311
    parser = SpacyParser()
    parser("A sentence that loads the model.")
    sentences = news(800, chance)
    text = "\n".join(sentences)
    claims = claims_over(sentences, 100, chance)
    took = best(lambda: verify_all(claims, text, parser))
    parsing = best(lambda: parser.many([text]))
    telling = best(lambda: parser.many([claim.words for claim in claims]))
    print(f"100 claims over 800 words: {took:.2f} s; of it {parsing:.2f} s parse the article,")
    print(f"  {telling:.2f} s the claims' own words, {took - parsing - telling:.2f} s all checks")

    print(f"\n{'claims':>8} {'seconds':>8} {'ratio':>6}   (800 words; linear is 2.0 or less)")
    _growth(
        [100, 200, 400, 800, 1600],
        lambda n: verify_all(claims_over(sentences, n, chance), text, parser),
    )
    print(f"\n{'words':>8} {'seconds':>8} {'ratio':>6}   (100 claims; linear is 2.0 or less)")
    longer = {n: news(n, chance) for n in (1000, 2000, 4000, 8000, 16000)}
    few = {n: claims_over(s, 100, chance) for n, s in longer.items()}
    _growth(list(longer), lambda n: verify_all(few[n], "\n".join(longer[n]), parser))


def _growth(sizes: Sequence[int], work: Callable[[int], object]) -> None:
    before = None
    for size in sizes:
        took = best(lambda size=size: work(size), 2)  # type: ignore[misc]
        ratio = f"{took / before:.2f}" if before else ""
        print(f"{size:8} {took:8.2f} {ratio:>6}")
        before = took


def main(
    peer: Annotated[int, typer.Option(help="Quotes that langextract aligns; 0 for none.")] = 0,
) -> None:
    """Print the figures."""
    grounding(peer)
    verifying()


if __name__ == "__main__":
    typer.run(main)

"""How fast the claims of many articles are reconciled, on one core, and how the time grows.

    python benchmarks/reconcile.py            # 1,000 to 10,000 claims, 10 to an article

Articles are made up with a seed: dispatches about towns, firms and ministries, some of which relay
the report of an agency in other words. Parsing is timed apart, since a run has parsed its articles
already. Seconds are of processor time.
"""

import hashlib
import random
import time
from collections.abc import Iterator
from typing import Annotated

import typer

from pipeline.domain import (
    Article,
    CheckedClaim,
    Citation,
    Claim,
    Parse,
    Result,
    Stance,
    Verdict,
)
from pipeline.parser import SpacyParser
from pipeline.stages.ground import ground
from pipeline.stages.reconcile import reconcile
from pipeline.wording.haystack import haystack

_AGENCIES = "AFP Reuters Kyodo Xinhua Yonhap Interfax".split()
_PLACES = """Split Lagos Pune Bergen Quito Dakar Osaka Leeds Porto Cusco Gdansk Tampere Rabat Hobart
    Mombasa Nantes Graz Leon Busan Perth Malmo Basel Ghent Turku Varna Bari Cork Vigo
    Brno""".split()
_HOLDERS = "union ministry council museum hospital court school bank guild port".split()
_DEEDS = """close reopen sell repair move fund rebuild inspect lease widen clean guard light paint
    heat staff insure survey drain fence""".split()
_THINGS = """harbour bridge clinic library market tunnel stadium mill archive ferry canal tower
    prison orchard airport depot theatre reservoir chapel quarry""".split()
_KINDS = "old northern smaller flooded public private listed railway fish grain wool coal".split()
_PEOPLE = "officials negotiators engineers diplomats lawyers executives".split()
_COUNTS = "two three four five six".split()


def story(chance: random.Random) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The sentences of one report, and for each demand: holder, content, sentence."""
    place, holder = chance.choice(_PLACES), chance.choice(_HOLDERS)
    who = f"the {holder} of {place}"
    agency = chance.choice(_AGENCIES)
    people = f"{chance.choice(_COUNTS)} {place} {chance.choice(_PEOPLE)}"
    sentences = [f"{who[0].upper() + who[1:]} has set out its terms, {people} told {agency}."]
    demands = []
    for _ in range(10):
        deed, kind, thing = chance.choice(_DEEDS), chance.choice(_KINDS), chance.choice(_THINGS)
        where = chance.choice(_PLACES)
        content = f"{deed} the {kind} {thing} near {where}"
        if chance.random() < 0.3:
            content += f" for {chance.randint(2, 90)} million euros"
        told = f"demands that the city {content}, the {people.rsplit(maxsplit=1)[-1]} said."
        sentence = f"{who[0].upper()}{who[1:]} {told}"
        sentences.append(sentence)
        demands.append((who, content, sentence))
    return sentences, demands


def batch(articles: int) -> list[Result]:
    """Articles with ten claims each; every third one relays the report before it."""
    chance = random.Random(5)  # noqa: S311 (a benchmark, no secret)
    results: list[Result] = []
    told = story(chance)
    for number in range(articles):
        if number % 3 != 1:
            told = story(chance)
        sentences, demands = told
        if number % 3 == 1:
            sentences = [f"Dispatch {number}.", *(s.replace("demands", "wants") for s in sentences)]
        text = "\n".join(sentences)
        name = f"a{number:05}"
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        article = Article(name, text, sha256, language="en")
        results.append(Result(article, tuple(_claims(article, demands, number % 3 == 1))))
    return results


def _claims(
    article: Article, demands: list[tuple[str, str, str]], relayed: bool
) -> Iterator[CheckedClaim]:
    where = haystack(article.text, ())
    stance: Stance = "demands"
    for n, (who, content, sentence) in enumerate(demands):
        quote = sentence.replace("demands", "wants") if relayed else sentence
        claim = Claim(
            f"{article.id}-d{n}", article.id, "demand", demander=who, addressee="the city",
            content=content, stance=stance, modality="attributed", citations=(Citation(quote),),
        )  # fmt: skip
        found = (ground(quote, where),)
        yield CheckedClaim(claim, Verdict("supported", 1.0, (), (), found))


def seconds(articles: int, parser: SpacyParser) -> tuple[float, float, str]:
    """Processor seconds to parse and to reconcile a batch, and what came of it."""
    results = batch(articles)
    claims = [c.claim for r in results for c in r.claims]
    began = time.process_time()
    texts = parser.many([r.article.text for r in results])
    parses: dict[str, Parse] = {r.article.id: p for r, p in zip(results, texts, strict=True)}
    words = parser.many([claim.words for claim in claims])
    told = {claim.id: parse for claim, parse in zip(claims, words, strict=True)}
    parsed = time.process_time()
    found = reconcile(results, parses, told)
    done = time.process_time()
    joined = sum(len(c.members) > 1 for c in found.clusters)
    made = f"{len(found.origins)} origins, {joined} clusters of several claims"
    return parsed - began, done - parsed, made


def main(
    sizes: Annotated[
        list[int] | None, typer.Argument(help="Numbers of articles, ten claims each.")
    ] = None,
) -> None:
    """Print the figures."""
    parser = SpacyParser()
    parser("A sentence that loads the model.")
    print(f"{'claims':>8} {'articles':>9} {'parsing':>8} {'reconciling':>12} {'ratio':>6}")
    before: tuple[int, float] | None = None
    for size in sizes or [100, 200, 500, 1000]:
        parsing, took, made = seconds(size, parser)
        # of the time a claim takes to what it took before; linear is 1
        ratio = f"{took / size / (before[1] / before[0]):.2f}" if before else ""
        print(f"{10 * size:8} {size:9} {parsing:7.1f}s {took:11.1f}s {ratio:>6}   {made}")
        before = size, took


if __name__ == "__main__":
    typer.run(main)

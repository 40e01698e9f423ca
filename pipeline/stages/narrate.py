"""Key points -> what a model is asked to write about each, from its supported claims alone.

One question a point. The model sees the claims as numbered lines, and nothing of the articles; what
it writes is only a proposal: every sentence of it is then verified like any claim against the spans
of the claims that it restates, and where one fails, all of it is left out (`together.checked`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain import (
    CheckedClaim,
    Parse,
    Prompt,
    Prose,
    Question,
    Reconciled,
    Reply,
    Request,
    Result,
)
from pipeline.drafting.grounds import Grounds
from pipeline.drafting.points import Point, points
from pipeline.drafting.publishing import publishable
from pipeline.drafting.telling import told
from pipeline.turns import placeholders, render

PROMPTS = ("narrative",)
_MOST = 4  # claims shown


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask for prose: the model's name at the endpoint, and the prompt `narrative`."""

    model: str
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question about one point, and its claims in the order of their numbers."""

    question: Question
    claims: tuple[CheckedClaim, ...]


def questions(
    results: Sequence[Result], parses: Mapping[str, Parse], found: Reconciled, asking: Asking
) -> tuple[Wanted, ...]:
    """One for each point, in the order of the note."""
    kept = publishable(results, found, Grounds(results, parses))
    hashes = {result.article.id: result.article.sha256 for result in results}
    return tuple(_wanted(point, hashes, asking) for point in points(kept, found))


def proposals(answered: Sequence[tuple[Wanted, Reply]]) -> tuple[Prose, ...]:
    """What the model wrote, with the claims it says that it restates. Replies keep to the schema.

    A number that no claim has makes a proposal worthless.
    """
    out = []
    for wanted, reply in answered:
        answer = json.loads(reply.text)
        numbers = tuple(dict.fromkeys(answer["numbers"]))
        if all(1 <= number <= len(wanted.claims) for number in numbers):
            restated = tuple(wanted.claims[number - 1].claim.id for number in numbers)
            out.append(Prose(wanted.claims[0].claim.id, answer["text"].strip(), restated))
    return tuple(out)


def _wanted(point: Point, hashes: Mapping[str, str], asking: Asking) -> Wanted:
    shown = point.told[:_MOST]
    values = {"claims": [told(one.checked, one.member) for one in shown]}
    prompt, article = asking.prompt, point.best.checked.claim.article_id
    request = Request(
        model=asking.model,
        messages=render(prompt, values),
        schema=prompt.schema,
        prompt=prompt.name,
        prompt_version=prompt.version,
        article_id=article,
        article_sha256=hashes[article],
        options={"temperature": 0, "seed": 1, "max_tokens": 200},
    )
    forbidden = placeholders(prompt, " ".join(values["claims"]))
    return Wanted(
        Question(request, prompt, forbidden=forbidden), tuple(one.checked for one in shown)
    )
